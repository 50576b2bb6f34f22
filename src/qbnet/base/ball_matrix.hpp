// A square matrix of balls, as Arb keeps it.
#pragma once

#include <acb_mat.h>

#include <cstddef>

#include "qbnet/base/ball.hpp"

namespace qbnet {

struct BallMatrix {
  explicit BallMatrix(std::size_t n) {
    acb_mat_init(m, static_cast<slong>(n), static_cast<slong>(n));
  }
  ~BallMatrix() { acb_mat_clear(m); }
  BallMatrix(const BallMatrix&) = delete;
  BallMatrix& operator=(const BallMatrix&) = delete;

  acb_ptr at(std::size_t i, std::size_t j) {
    return acb_mat_entry(m, static_cast<slong>(i), static_cast<slong>(j));
  }
  Ball copy(std::size_t i, std::size_t j) {
    Ball entry;
    acb_set(entry.get(), at(i, j));
    return entry;
  }

  acb_mat_t m;
};

}  // namespace qbnet
