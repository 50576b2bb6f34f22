#include "qbnet/files/grid_npy.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstddef>
#include <string>
#include <string_view>

namespace qbnet {
namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie");

// "(2, 3)", "(3,)", "()": a Python tuple.
std::string shape_text(const Grid& grid) {
  std::string text;
  if (grid.measures.size() != 1) text += fmt::format("{}, ", grid.measures.size());
  for (const Axis& axis : grid.axes) text += fmt::format("{}, ", axis.values.size());
  if (text.empty()) return "()";
  const bool single = text.find(',') + 2 == text.size();
  text.resize(text.size() - (single ? 1 : 2));
  return "(" + text + ")";
}

std::string npy_header(const Grid& grid) {
  constexpr std::size_t alignment = 64;
  constexpr std::size_t before_text = 10;  // magic, version, length of the text
  std::string text =
      fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': {}, }}", shape_text(grid));
  const std::size_t unpadded = before_text + text.size() + 1;
  text.append((alignment - unpadded % alignment) % alignment, ' ');
  text += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(text.size() & 0xFFU);
  header += static_cast<char>(text.size() >> 8U);
  return header + text;
}

}  // namespace

void write_npy(const Grid& grid, const Append& append) {
  append(npy_header(grid));
  append({reinterpret_cast<const char*>(grid.values.data()), grid.values.size() * sizeof(double)});
}

}  // namespace qbnet
