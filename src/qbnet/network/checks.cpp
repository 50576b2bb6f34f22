#include "qbnet/network/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "qbnet/base/number_text.hpp"
#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

constexpr std::size_t longest_name = 64;

bool is_letter(char x) { return (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z') || x == '_'; }
bool is_letter_or_digit(char x) { return is_letter(x) || (x >= '0' && x <= '9'); }

}  // namespace

void check_mode_name(std::string_view name) {
  if (name.size() > longest_name) {
    throw Error(Refusal::input,
                fmt::format("name of mode \"{}...\" must be at most {} characters, but is {}",
                            name.substr(0, 16), longest_name, name.size()));
  }
  if (name.empty() || !is_letter(name[0]) || !std::ranges::all_of(name, is_letter_or_digit)) {
    throw Error(
        Refusal::input,
        fmt::format("name of a mode must be letters, digits and _, no digit first, but is \"{}\"",
                    name));
  }
}

bool is_finite(double value) { return std::isfinite(value); }
bool is_finite(std::complex<double> value) {
  return std::isfinite(value.real()) && std::isfinite(value.imag());
}

void refuse_not_finite(double value, const std::string& what) {
  throw Error(Refusal::input,
              fmt::format("{} must be finite, but is {}", what, shortest_text(value)));
}

void refuse_not_finite(std::complex<double> value, const std::string& what) {
  throw Error(Refusal::input,
              fmt::format("{} must be finite, but is ({}, {})", what, shortest_text(value.real()),
                          shortest_text(value.imag())));
}

void refuse_negative(double value, const std::string& what) {
  throw Error(Refusal::input,
              fmt::format("{} must be at least 0, but is {}", what, shortest_text(value)));
}

}  // namespace qbnet
