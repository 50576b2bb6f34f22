// Other solvers of M v = b, called as their manuals say.
#pragma once

#include <klu.h>

#include <Eigen/Dense>

#include "bench/systems.hpp"

namespace qbnet::bench {

/// SuiteSparse KLU (T. A. Davis and E. Palamadai Natarajan, ACM TOMS 37, 36 (2010)) with its
/// defaults: AMD, diagonal preferred from 1e-3 of the largest on, rows scaled.
class Klu {
 public:
  /// Orders the pattern; the matrix must stay where it is.
  explicit Klu(Sparse& matrix);
  ~Klu();
  Klu(const Klu&) = delete;
  Klu& operator=(const Klu&) = delete;

  void factor();    ///< chooses pivots
  void refactor();  ///< keeps the pivots of the last factor()
  Eigen::VectorXcd solve(const Eigen::VectorXcd& b);

 private:
  double* values();

  Sparse& matrix_;
  klu_common common_;
  klu_symbolic* symbolic_ = nullptr;
  klu_numeric* numeric_ = nullptr;
};

/// Whatever LAPACK is installed: zgesv.
Eigen::VectorXcd lapack_solve(Eigen::MatrixXcd matrix, Eigen::VectorXcd b);
/// Eigen's SparseLU with its defaults (COLAMD), ordering included.
Eigen::VectorXcd sparse_lu_solve(const Sparse& matrix, const Eigen::VectorXcd& b);
/// KLU, ordering included.
Eigen::VectorXcd klu_solve(Sparse& matrix, const Eigen::VectorXcd& b);

}  // namespace qbnet::bench
