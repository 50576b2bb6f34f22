#include "qbnet/solve/decay_shifts.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "qbnet/resolvent/dense.hpp"

namespace qbnet {
namespace {

using Vector = Eigen::VectorXcd;

// Ritz values of a map, by Arnoldi's process with full orthogonalisation.
template <class Map>
void add_ritz_values(const Vector& first, int steps, const Map& map,
                     std::vector<std::complex<double>>& values) {
  Eigen::MatrixXcd basis(first.size(), steps + 1);
  Eigen::MatrixXcd h = Eigen::MatrixXcd::Zero(steps + 1, steps);
  basis.col(0) = first.normalized();
  Eigen::Index last = 0;
  for (; last < steps; ++last) {
    Vector w = map(Vector(basis.col(last)));
    const double before = w.norm();
    for (int twice = 0; twice < 2; ++twice) {
      const Vector along = basis.leftCols(last + 1).adjoint() * w;
      w -= basis.leftCols(last + 1) * along;
      h.col(last).head(last + 1) += along;
    }
    const double rest = w.norm();
    if (!(rest > 1e-10 * before)) {
      ++last;
      break;
    }
    h(last + 1, last) = rest;
    basis.col(last + 1) = w / rest;
  }
  const Eigen::ComplexEigenSolver<Eigen::MatrixXcd> solver(h.topLeftCorner(last, last), false);
  for (const std::complex<double>& value : solver.eigenvalues()) values.push_back(value);
}

// Signs that follow no pattern.
Vector any_vector(std::size_t size) {
  std::mt19937_64 bits(1);
  Vector x(static_cast<Eigen::Index>(size));
  for (std::complex<double>& entry : x) entry = (bits() >> 63U) != 0 ? 1 : -1;
  return x;
}

// Of M^T and its inverse.
template <class Numbers>
std::vector<std::complex<double>> ritz_values(const Pattern& pattern, const Numbers& m,
                                              const Vector& first, int steps, int inverse_steps) {
  std::vector<std::complex<double>> values, inverse;
  add_ritz_values(
      first, steps,
      [&](const Vector& x) {
        Vector y = Vector::Zero(x.size());
        for (std::size_t i = 0; i < pattern.size(); ++i) {
          for (std::size_t s = pattern.row_start[i]; s < pattern.row_start[i + 1]; ++s) {
            y[pattern.column[s]] += m[s] * x[static_cast<Eigen::Index>(i)];
          }
        }
        return y;
      },
      values);
  Elimination<std::complex<double>> elimination(pattern);
  if (elimination.factor(m, std::complex<double>())) {
    add_ritz_values(
        first, inverse_steps,
        [&](Vector x) {
          elimination.solve_transposed(x);
          return x;
        },
        inverse);
  }
  for (const std::complex<double>& value : inverse) values.push_back(1.0 / value);
  return values;
}

template <class Numbers>
std::vector<std::complex<double>> eigenvalues(const Pattern& pattern, const Numbers& m) {
  std::vector<std::complex<double>> values;
  const Eigen::MatrixXcd dense = dense_drift(pattern, m);
  const Eigen::ComplexEigenSolver<Eigen::MatrixXcd> solver(dense);
  const Eigen::MatrixXcd damping = (dense + dense.adjoint()) / 2;
  // Decays far below the largest rate come as rounding; from eigenvectors they come right.
  for (Eigen::Index k = 0; k < dense.rows(); ++k) {
    const Vector x = solver.eigenvectors().col(k).normalized();
    values.emplace_back(x.dot(damping * x).real(), solver.eigenvalues()[k].imag());
  }
  return values;
}

constexpr std::size_t few = 200;  // modes whose eigenvalues are computed without asking
constexpr int steps = 15, inverse_steps = 30;

}  // namespace

DecayShifts::DecayShifts(const Pattern& pattern, const Numbers& m)
    : value_(pattern.size() <= few
                 ? eigenvalues(pattern, m)
                 : ritz_values(pattern, m, any_vector(pattern.size()), steps, inverse_steps)) {
  start();
}

DecayShifts::DecayShifts(const Pattern& pattern, const std::vector<std::complex<double>>& m,
                         const std::vector<std::complex<double>>& from, Effort effort) {
  constexpr int few_steps = 8;
  const auto n = static_cast<Eigen::Index>(from.size());
  const Vector first = Eigen::Map<const Vector>(from.data(), n);
  if (effort == Effort::little) {
    value_ = ritz_values(pattern, m, first, few_steps, few_steps);
  } else if (pattern.size() <= (effort == Effort::great ? most_eigenvalues : few)) {
    value_ = eigenvalues(pattern, m);
  } else {
    value_ = ritz_values(pattern, m, first, steps, inverse_steps);
  }
  start();
}

void DecayShifts::start() {
  std::erase_if(value_, [](std::complex<double> z) {
    return !std::isfinite(z.real()) || !std::isfinite(z.imag()) || z == 0.0;
  });
  // Rounding can leave a decay at or below 0.
  double largest = 0;
  for (const std::complex<double>& z : value_) largest = std::max(largest, std::abs(z));
  for (std::complex<double>& z : value_) z.real(std::max(z.real(), 1e-25 * largest));
  if (value_.empty()) value_.emplace_back(1.0);
  log_product_.assign(value_.size(), 0.0);
}

std::complex<double> DecayShifts::next() {
  constexpr double used = -40;  // a value itself is struck out, but for its error
  const auto worst = std::ranges::max_element(log_product_) - log_product_.begin();
  const std::complex<double> chosen = value_[static_cast<std::size_t>(worst)];
  for (std::size_t k = 0; k < value_.size(); ++k) {
    const double ratio = std::abs((value_[k] - chosen) / (value_[k] + std::conj(chosen)));
    log_product_[k] += ratio > 0 ? std::max(std::log(ratio), used) : used;
  }
  return std::conj(chosen);
}

}  // namespace qbnet
