// How the functions of the lanes are numbered, the same on every target.
#pragma once

#include <cstddef>

#include "qbnet/resolvent/lanes.hpp"

namespace qbnet {

enum class NumberType : std::uint8_t { plain, twice, rate };

constexpr std::size_t kernel_count = static_cast<std::size_t>(Kernel::bounds) + 1;
constexpr std::size_t function_count = 3 * kernel_count * 16;

/// `movement`: bit k is set if operand k goes along with the points and does not stand still.
constexpr std::size_t function_index(NumberType type, Kernel kernel, std::size_t movement,
                                     bool measured) {
  const auto t = static_cast<std::size_t>(type), k = static_cast<std::size_t>(kernel);
  return ((t * kernel_count + k) * 8 + movement) * 2 + (measured ? 1 : 0);
}

}  // namespace qbnet
