#include "bench/peers.hpp"

#include <Eigen/SparseLU>
#include <stdexcept>

extern "C" void zgesv_(const int* n, const int* columns, std::complex<double>* a, const int* lda,
                       int* pivots, std::complex<double>* b, const int* ldb, int* info);

namespace qbnet::bench {

Klu::Klu(Sparse& matrix) : matrix_(matrix) {
  matrix_.makeCompressed();
  klu_defaults(&common_);
  symbolic_ = klu_analyze(static_cast<int>(matrix_.rows()), matrix_.outerIndexPtr(),
                          matrix_.innerIndexPtr(), &common_);
  if (symbolic_ == nullptr) throw std::runtime_error("KLU could not order the matrix");
}

Klu::~Klu() {
  klu_z_free_numeric(&numeric_, &common_);
  klu_free_symbolic(&symbolic_, &common_);
}

// KLU reads complex numbers as pairs of doubles, as std::complex lays them out.
double* Klu::values() { return reinterpret_cast<double*>(matrix_.valuePtr()); }

void Klu::factor() {
  klu_z_free_numeric(&numeric_, &common_);
  numeric_ =
      klu_z_factor(matrix_.outerIndexPtr(), matrix_.innerIndexPtr(), values(), symbolic_, &common_);
  if (numeric_ == nullptr) throw std::runtime_error("KLU could not factor the matrix");
}

void Klu::refactor() {
  if (klu_z_refactor(matrix_.outerIndexPtr(), matrix_.innerIndexPtr(), values(), symbolic_,
                     numeric_, &common_) == 0) {
    throw std::runtime_error("KLU could not factor the matrix again");
  }
}

Eigen::VectorXcd Klu::solve(const Eigen::VectorXcd& b) {
  Eigen::VectorXcd x = b;
  const int n = static_cast<int>(x.size());
  klu_z_solve(symbolic_, numeric_, n, 1, reinterpret_cast<double*>(x.data()), &common_);
  return x;
}

Eigen::VectorXcd lapack_solve(Eigen::MatrixXcd matrix, Eigen::VectorXcd b) {
  const int n = static_cast<int>(b.size()), columns = 1;
  Eigen::VectorXi pivots(n);
  int info = 0;
  zgesv_(&n, &columns, matrix.data(), &n, pivots.data(), b.data(), &n, &info);
  if (info != 0) throw std::runtime_error("LAPACK could not factor the matrix");
  return b;
}

Eigen::VectorXcd sparse_lu_solve(const Sparse& matrix, const Eigen::VectorXcd& b) {
  const Eigen::SparseLU<Sparse> solver(matrix);
  if (solver.info() != Eigen::Success) throw std::runtime_error("SparseLU did not succeed");
  return solver.solve(b);
}

Eigen::VectorXcd klu_solve(Sparse& matrix, const Eigen::VectorXcd& b) {
  Klu klu(matrix);
  klu.factor();
  return klu.solve(b);
}

}  // namespace qbnet::bench
