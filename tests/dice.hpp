// Random numbers that are the same everywhere: the standard distributions differ between libraries.
#pragma once

#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <random>

namespace qbnet {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : bits_(seed) {}
  double uniform(double low, double high) {
    return low + (high - low) * std::ldexp(static_cast<double>(bits_() >> 11), -53);
  }
  double decades(double low, double high) { return std::pow(10.0, uniform(low, high)); }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits_() % n); }
  bool chance(double p) { return uniform(0, 1) < p; }
  std::complex<double> complex() { return {uniform(-1, 1), uniform(-1, 1)}; }

 private:
  std::mt19937_64 bits_;
};

}  // namespace qbnet
