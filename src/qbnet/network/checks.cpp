#include "qbnet/network/checks.hpp"

#include <fmt/format.h>

#include <cmath>

#include "qbnet/base/characters.hpp"
#include "qbnet/base/number_text.hpp"
#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"

namespace qbnet {
void check_mode_name(std::string_view name) {
  if (!is_name(name)) {
    throw Error(Refusal::input, fmt::format("name of a mode must be letters, digits and _, no "
                                            "digit first, but is {}",
                                            in_quotes(name)));
  }
  if (name.size() > longest_name) {
    throw Error(Refusal::input, fmt::format("name of a mode must be at most {} characters, but {} "
                                            "has {}",
                                            longest_name, in_quotes(name), name.size()));
  }
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

void refuse_squeezing(double r, const std::string& what) {
  throw Error(
      Refusal::input,
      fmt::format("{0} must be between -{1} and {1}, so that sinh^2 r is a number, but is {2}",
                  what, largest_squeezing, shortest_text(r)));
}

}  // namespace qbnet
