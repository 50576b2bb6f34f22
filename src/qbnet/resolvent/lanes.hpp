// Vectorised kernels: one instruction of a compiled network, for a tile of points at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace qbnet {

/// Points in a tile: a few dozen planes of it stay in the L1 cache.
constexpr std::size_t tile_points = 256;
/// Numbers from one plane to the next: not a power of two, which would put the same points of many
/// planes into one set of the cache.
constexpr std::size_t plane_stride = tile_points + 8;
/// Tiles are filled up to a multiple of this, the widest vector of doubles there is.
constexpr std::size_t widest_lanes = 8;
constexpr std::size_t padded(std::size_t points) {
  return (points + widest_lanes - 1) / widest_lanes * widest_lanes;
}

/// Memory for planes, on the boundary of a cache line.
class Planes {
 public:
  explicit Planes(std::size_t numbers = 0) : memory_(numbers + 8) {}
  double* data() {
    constexpr std::uintptr_t line = 64;
    return reinterpret_cast<double*>((reinterpret_cast<std::uintptr_t>(memory_.data()) + line - 1) /
                                     line * line);
  }
  const double* data() const { return const_cast<Planes*>(this)->data(); }

 private:
  std::vector<double> memory_;
};

/// What an instruction does to real planes. Complex numbers are two planes, real then imaginary.
enum class Kernel : std::uint8_t {
  add,                 ///< a + b
  subtract,            ///< a - b
  negate,              ///< -a
  multiply,            ///< a b
  negative_multiply,   ///< -(a b)
  divide,              ///< a / b
  multiply_add,        ///< c + a b, rounded once
  multiply_subtract,   ///< c - a b, rounded once
  reciprocal,          ///< 1 / a
  norm,                ///< a^2 + b^2
  complex_multiply,    ///< (a, b) (c, d)
  complex_subtract,    ///< (e, f) - (a, b) (c, d)
  complex_reciprocal,  ///< 1 / (a, b), and 1 / (a^2 + b^2) as a third plane
  sincos,              ///< sin a, cos a; |a| up to largest_angle
  square_root,
  absolute,
  power,  ///< the rest as the C library computes them, point by point
  exponential,
  logarithm,
  sine,
  cosine,
  tangent,
  draw_uniform,  ///< two draws from (-1, 1) for each sample
  draw_normal,   ///< two standard normal draws for each sample
  measure,       ///< the smallest and largest |a| of the tile
  measure_pair,  ///< and of |a + i b|
  bounds,        ///< and of a, with its sign
};

/// The argument reduction of sincos is exact up to here.
constexpr double largest_angle = 1e4;
/// Relative error of sine and of cosine, each, in units of 2^-53; tested.
constexpr double sincos_error = 2;

/// Where a plane lies.
enum class Base : std::uint8_t { slot, constant, row, column };
struct Plane {
  Base base = Base::slot;
  std::uint32_t index = 0;
};

struct Instruction {
  Kernel kernel = Kernel::add;
  /// Rates are exact doubles: computed in double arithmetic in every number type.
  bool rate = false;
  std::uint8_t inputs = 0;
  std::array<Plane, 6> in = {};
  std::array<std::uint32_t, 3> out = {};  ///< slots
  int measured = -1;         ///< where the range of the result's size goes; -1: nowhere
  std::uint32_t number = 0;  ///< of the pair of draws
};

/// Smallest and largest size of a value over a tile.
struct SizeRange {
  double least = 0;
  double most = 0;
};

/// What the instructions of a program work on. Slots and columns are plane_stride numbers apart;
/// constants, rows and their values are widest_lanes times the same number; in double-double the
/// low parts follow at once. Rows and columns are read in double arithmetic only.
struct Tile {
  std::size_t points = 0;  ///< a multiple of widest_lanes
  double* slots = nullptr;
  const double* constants = nullptr;
  const double* rows = nullptr;
  const double* columns = nullptr;
  SizeRange* ranges = nullptr;
  std::uint64_t seed = 0;
  std::uint64_t first_sample = 0;
};

/// An instruction made ready to run: its function, and the addresses of its planes.
struct LaneStep {
  std::uint32_t function = 0;  ///< in the table of each target
  std::array<Base, 6> base = {};
  std::array<std::uint32_t, 6> at = {};   ///< numbers from the base
  std::array<std::uint32_t, 3> out = {};  ///< numbers from the first slot
  int measured = -1;
  std::uint32_t number = 0;
};

/// Instructions made ready for double or, `twice`, for double-double arithmetic.
std::vector<LaneStep> lane_steps(std::span<const Instruction> code, bool twice);

/// Runs them over a tile with the widest vectors of this processor (or of the target forced).
void run_lanes(std::span<const LaneStep> steps, const Tile& tile);

/// The instruction sets this program was made for and this processor has, best first: "AVX3"
/// (AVX-512), "AVX2", and the portable one, "EMU128" or "SCALAR".
std::vector<std::string> lane_targets();
/// Uses this one from now on, in all threads; empty: the best again. False if there is none such.
bool force_lane_target(const std::string& name);
/// The one in use.
std::string lane_target();

}  // namespace qbnet
