#include "qbnet/base/number_text.hpp"

#include <array>
#include <charconv>

namespace qbnet {
namespace {

template <class... Format>
std::string to_text(double value, Format... format) {
  std::array<char, 64> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format...);
  return {buffer.data(), end.ptr};
}

}  // namespace

std::string shortest_text(double value) { return to_text(value); }

std::string full_text(double value) { return to_text(value, std::chars_format::general, 17); }

}  // namespace qbnet
