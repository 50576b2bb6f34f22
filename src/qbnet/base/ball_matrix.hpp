// Matrices and vectors of balls, as Arb keeps them.
#pragma once

#include <acb_mat.h>

#include <cstddef>
#include <vector>

#include "qbnet/base/ball.hpp"

namespace qbnet {

struct BallMatrix {
  explicit BallMatrix(std::size_t n) : BallMatrix(n, n) {}
  BallMatrix(std::size_t rows, std::size_t columns) {
    acb_mat_init(m, static_cast<slong>(rows), static_cast<slong>(columns));
  }
  ~BallMatrix() { acb_mat_clear(m); }
  BallMatrix(const BallMatrix&) = delete;
  BallMatrix& operator=(const BallMatrix&) = delete;
  BallMatrix(BallMatrix&& other) noexcept : BallMatrix(0) { swap(other); }
  BallMatrix& operator=(BallMatrix&& other) noexcept {
    swap(other);
    return *this;
  }

  void swap(BallMatrix& other) { acb_mat_swap(m, other.m); }
  acb_ptr at(std::size_t i, std::size_t j) {
    return acb_mat_entry(m, static_cast<slong>(i), static_cast<slong>(j));
  }
  acb_srcptr at(std::size_t i, std::size_t j) const {
    return acb_mat_entry(m, static_cast<slong>(i), static_cast<slong>(j));
  }
  Ball copy(std::size_t i, std::size_t j) const {
    Ball entry;
    acb_set(entry.get(), at(i, j));
    return entry;
  }

  acb_mat_t m;
};

inline void drop_radii(BallMatrix& matrix) { acb_mat_get_mid(matrix.m, matrix.m); }
inline void drop_radii(std::vector<Ball>& vector) {
  for (Ball& each : vector) acb_get_mid(each.get(), each.get());
}

/// matrix vector, radii dropped.
inline std::vector<Ball> times(const BallMatrix& matrix, const std::vector<Ball>& vector) {
  static_assert(sizeof(Ball) == sizeof(acb_struct), "vectors of balls are what Arb takes");
  const auto n = static_cast<slong>(vector.size());
  std::vector<Ball> result(vector.size());
  for (slong i = 0; i < n; ++i) {
    acb_approx_dot(result[static_cast<std::size_t>(i)].get(), nullptr, 0, matrix.m->rows[i], 1,
                   vector.front().get(), 1, n, Ball::precision());
  }
  drop_radii(result);
  return result;
}

/// sum conj(bra) ket.
inline Ball inner(const std::vector<Ball>& bra, const std::vector<Ball>& ket) {
  Ball sum;
  for (std::size_t i = 0; i < bra.size(); ++i) sum += conj(bra[i]) * ket[i];
  return sum;
}

/// A vector of balls, as Arb keeps it.
struct BallVector {
  explicit BallVector(std::size_t n) : size(static_cast<slong>(n)), v(_acb_vec_init(size)) {}
  ~BallVector() { _acb_vec_clear(v, size); }
  BallVector(const BallVector&) = delete;
  BallVector& operator=(const BallVector&) = delete;
  Ball copy(std::size_t k) const {
    Ball result;
    acb_set(result.get(), v + k);
    return result;
  }
  slong size;
  acb_ptr v;
};

}  // namespace qbnet
