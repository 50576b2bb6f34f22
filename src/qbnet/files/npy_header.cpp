#include "qbnet/files/npy_header.hpp"

#include <fmt/format.h>

namespace qbnet {
namespace {

// "(2, 3)", "(3,)", "()": a Python tuple.
std::string shape_text(std::span<const std::size_t> shape) {
  std::string text = "(";
  for (std::size_t k = 0; k < shape.size(); ++k) {
    text += fmt::format("{}{}", k == 0 ? "" : ", ", shape[k]);
  }
  return text + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace

std::string npy_header(std::string_view descr, std::span<const std::size_t> shape) {
  constexpr std::size_t alignment = 64;
  constexpr std::size_t before_text = 10;  // magic, version, length of the text
  std::string text = fmt::format("{{'descr': {}, 'fortran_order': False, 'shape': {}, }}", descr,
                                 shape_text(shape));
  const std::size_t unpadded = before_text + text.size() + 1;
  text.append((alignment - unpadded % alignment) % alignment, ' ');
  text += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(text.size() & 0xFFU);
  header += static_cast<char>(text.size() >> 8U);
  return header + text;
}

}  // namespace qbnet
