#include "qbnet/solve/spectrum.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

#include "qbnet/base/memory.hpp"
#include "qbnet/resolvent/dense.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/fed_drift.hpp"
#include "qbnet/solve/gaussian_drift.hpp"
#include "qbnet/solve/spectrum_in_balls.hpp"

namespace qbnet {
namespace {

using Matrix = Eigen::MatrixXcd;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

template <class Vector>
std::vector<double> weights_of(const Vector& x) {
  std::vector<double> weights;
  for (Eigen::Index j = 0; j < x.size(); ++j) weights.push_back(std::norm(x(j)));
  return weights;
}

// Distance to the nearest other eigenvalue.
std::vector<double> separations(const std::vector<NormalMode>& modes) {
  std::vector<double> nearest(modes.size(), infinity);
  for (std::size_t i = 0; i < modes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double gap = std::abs(modes[i].eigenvalue - modes[j].eigenvalue);
      nearest[i] = std::min(nearest[i], gap);
      nearest[j] = std::min(nearest[j], gap);
    }
  }
  return nearest;
}

void spectrum_in_doubles(const Network& network, Spectrum& result) {
  constexpr double in_hand = 10, accuracy = 1e-8;
  const FedDrift drift(network);
  const Matrix a = dense_drift(drift.pattern, drift.a);
  const Eigen::ComplexEigenSolver<Matrix> solver(a);
  result.arithmetic = "double";
  if (solver.info() != Eigen::Success || !solver.eigenvalues().allFinite()) {
    result.status = Status::failed;
    result.message = "the QR algorithm did not converge";
    return;
  }
  const Matrix& x = solver.eigenvectors();
  const Matrix inverse = x.partialPivLu().inverse();
  const double backward = in_hand * eps * a.norm();
  double largest = 0, worst = 0;
  bool apart = inverse.allFinite();
  for (Eigen::Index k = 0; k < a.rows(); ++k) {
    NormalMode mode;
    mode.eigenvalue = solver.eigenvalues()(k);
    const double condition = x.col(k).norm() * inverse.row(k).norm();
    mode.condition = std::isfinite(condition) ? std::max(1.0, condition) : infinity;
    mode.error = backward * mode.condition;
    mode.right = localisation(weights_of(x.col(k)));
    mode.left = localisation(weights_of(inverse.row(k)));
    largest = std::max(largest, std::abs(mode.eigenvalue));
    worst = std::max(worst, mode.error);
    result.modes.push_back(mode);
  }
  // First order holds while an error is small beside the distance to the next eigenvalue. Equal
  // eigenvalues with eigenvectors of their own do no harm.
  constexpr double harmless = 1e4;
  const std::vector<double> nearest = separations(result.modes);
  for (std::size_t k = 0; k < nearest.size(); ++k) {
    const NormalMode& mode = result.modes[k];
    if (4 * mode.error > nearest[k] && mode.condition > harmless) apart = false;
  }
  if (apart && worst <= accuracy * largest) {
    result.status = Status::ok;
    return;
  }
  result.status = Status::inaccurate;
  result.message = fmt::format(
      "a rounding of the rates moves eigenvalues by up to {:.1e}, for the network is nearly "
      "exceptional; only {} modes and fewer are solved in balls",
      worst, most_doubtful_modes);
}

// What follows from eigenvalues, errors and conditions.
void summarise(Spectrum& result) {
  std::ranges::stable_sort(result.modes, [](const NormalMode& a, const NormalMode& b) {
    const auto key = [](const NormalMode& mode) {
      return std::pair(mode.eigenvalue.real(), mode.eigenvalue.imag());
    };
    return key(a) < key(b);
  });
  result.slowest_decay = result.modes.front().eigenvalue.real();
  double squares = 0;
  result.exceptional_distance = infinity;
  for (std::size_t i = 0; i < result.modes.size(); ++i) {
    const NormalMode& a = result.modes[i];
    squares += a.condition * a.condition;
    if (a.defective) result.exceptional_distance = 0;
    for (std::size_t j = 0; j < i && !a.defective; ++j) {
      const NormalMode& b = result.modes[j];
      const double gap = std::abs(a.eigenvalue - b.eigenvalue);
      // Equal eigenvalues with eigenvectors of their own are not exceptional, only degenerate.
      if (b.defective || gap <= a.error + b.error) continue;
      result.exceptional_distance =
          std::min(result.exceptional_distance, gap / (a.condition + b.condition));
    }
  }
  result.vector_condition = std::sqrt(static_cast<double>(result.modes.size()) * squares);
}

}  // namespace

Spectrum spectrum(const Network& network) {
  const std::size_t n = network.size();
  Spectrum result;
  if (n == 0) {
    result.status = Status::ok;
    result.message = "there are no modes";
    result.exceptional_distance = infinity;
    return result;
  }
  const std::size_t rows = drift_rows(network);
  if (rows > most_spectrum_modes) {
    const double size = static_cast<double>(rows) / most_spectrum_modes;
    throw Error(Refusal::too_large,
                fmt::format("the spectrum must be of at most {} modes ({} with squeezers), but "
                            "would be of {}: dense matrices, and about {:.0f} times the time",
                            most_spectrum_modes, most_spectrum_modes / 2, n, size * size * size));
  }
  constexpr double matrices = 6;
  const auto side = static_cast<double>(rows);
  require_memory(matrices * sizeof(std::complex<double>) * side * side,
                 [&] { return fmt::format("dense matrices of {} modes", n); });
  const DriftFill fill = [&](BallMatrix& a) {
    const GaussianDrift drift(network);
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < rows; ++j) {
        acb_set(a.at(i, j), drift.a.at(i, j));
      }
    }
  };
  const bool fed = is_active(network);
  const bool proven =
      rows <= (fed ? most_fed_rows : most_proven_modes) && spectrum_in_balls(fill, rows, result);
  if (!proven) spectrum_in_doubles(network, result);
  if (result.status == Status::inaccurate && rows > most_proven_modes &&
      rows <= most_doubtful_modes) {
    Spectrum better;
    if (spectrum_in_balls(fill, rows, better)) result = std::move(better);
  }
  for (NormalMode& mode : result.modes) {
    mode.right.most %= n;
    mode.left.most %= n;
  }
  if (result.modes.empty()) return result;
  summarise(result);
  if (result.status == Status::ok) result.message = "solved in " + result.arithmetic;
  return result;
}

}  // namespace qbnet
