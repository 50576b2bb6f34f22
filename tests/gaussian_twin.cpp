#include "tests/gaussian_twin.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <string>

namespace qbnet {
namespace {

using Complex = std::complex<double>;
using Matrix = Eigen::MatrixXcd;

}  // namespace

SymmetricEquations::SymmetricEquations(const Network& network) {
  const auto n = static_cast<Eigen::Index>(network.size());
  const Complex i(0, 1);
  a = d = Matrix::Zero(2 * n, 2 * n);
  b = Eigen::VectorXcd::Zero(2 * n);
  for (Eigen::Index j = 0; j < n; ++j) {
    const Mode mode = network.mode(static_cast<std::size_t>(j));
    const double r = mode.squeezing.r;
    a(j, j) += i * mode.detuning + (mode.loss - mode.gain) / 2;
    d(j, j) += mode.loss * (mode.thermal + 0.5) * std::cosh(2 * r) + mode.gain / 2;
    d(j, n + j) -=
        mode.loss * (mode.thermal + 0.5) * std::sinh(2 * r) * std::polar(1.0, mode.squeezing.phase);
    b(j) = -i * std::conj(mode.drive);
  }
  for (const Coupling& c : network.couplings()) {
    const auto from = static_cast<Eigen::Index>(c.from), to = static_cast<Eigen::Index>(c.to);
    a(to, from) += i * std::polar(1.0, c.phase) * c.strength;
    a(from, to) += i * std::polar(1.0, -c.phase) * c.strength;
  }
  for (const Dissipator& bath : network.dissipators()) {
    for (const auto& [row, w_row] : bath.weights) {
      for (const auto& [column, w_column] : bath.weights) {
        const auto p = static_cast<Eigen::Index>(row), q = static_cast<Eigen::Index>(column);
        const Complex w = bath.rate * std::conj(w_row) * w_column;
        a(p, q) += w / 2.0;
        d(p, q) += w * (bath.thermal + 0.5);
      }
    }
  }
  for (const Squeezer& s : network.squeezers()) {
    const auto p = static_cast<Eigen::Index>(s.first), q = static_cast<Eigen::Index>(s.second);
    const Complex z = i * std::polar(1.0, s.phase) * s.strength;
    a(p, n + q) += z;
    if (p != q) a(q, n + p) += z;
  }
  a.bottomRightCorner(n, n) = a.topLeftCorner(n, n).conjugate();
  a.bottomLeftCorner(n, n) = a.topRightCorner(n, n).conjugate();
  d.bottomRightCorner(n, n) = d.topLeftCorner(n, n).conjugate();
  d.bottomLeftCorner(n, n) = d.topRightCorner(n, n).conjugate();
  b.tail(n) = b.head(n).conjugate();
}

FullMoments::FullMoments(const Eigen::VectorXcd& zeta, const Eigen::MatrixXcd& symmetric) {
  const Eigen::Index n = zeta.size() / 2;
  v = zeta.head(n);
  x = symmetric.topLeftCorner(n, n) - 0.5 * Matrix::Identity(n, n);
  y = symmetric.topRightCorner(n, n);
}

FullMoments::FullMoments(std::size_t modes) {
  const auto n = static_cast<Eigen::Index>(modes);
  v = Eigen::VectorXcd::Zero(n);
  x = y = Matrix::Zero(n, n);
}

FullMoments gaussian_twin(const Network& network) {
  const SymmetricEquations equations(network);
  const auto& [a, d, b] = equations;
  const Eigen::Index m = b.size();
  Matrix all = Matrix::Zero(m * m, m * m);
  for (Eigen::Index p = 0; p < m; ++p) {
    for (Eigen::Index q = 0; q < m; ++q) {
      for (Eigen::Index k = 0; k < m; ++k) {
        all(p + m * q, k + m * q) += a(p, k);
        all(p + m * q, p + m * k) += std::conj(a(q, k));
      }
    }
  }
  const Eigen::VectorXcd solved = all.fullPivLu().solve(d.reshaped());
  const Matrix c = solved.reshaped(m, m);
  return {a.fullPivLu().solve(b), c};
}

Network noisy_network(Dice& dice, std::size_t modes) {
  NetworkParts parts;
  for (std::size_t j = 0; j < modes; ++j) {
    Mode mode{.name = "m" + std::to_string(j), .loss = dice.decades(-1, 0)};
    mode.detuning = dice.uniform(-1, 1);
    mode.thermal = dice.chance(0.5) ? 0 : dice.uniform(0, 3);
    mode.drive = {dice.uniform(-1, 1), dice.uniform(-1, 1)};
    mode.gain = dice.chance(0.5) ? 0 : dice.uniform(0, 0.3) * mode.loss;
    if (dice.chance(0.6)) mode.squeezing = {dice.uniform(-1, 1), dice.uniform(-3, 3)};
    parts.modes.push_back(mode);
  }
  const auto loss = [&](std::size_t j) { return parts.modes[j].loss; };
  for (std::size_t i = 0; i < modes; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (dice.chance(0.7)) {
        parts.couplings.push_back({i, j, dice.uniform(0, 1), dice.uniform(-3, 3)});
      }
    }
    for (std::size_t j = 0; j <= i; ++j) {
      const double most = 0.3 * std::min(loss(i), loss(j)) / static_cast<double>(modes);
      if (dice.chance(0.5)) {
        parts.squeezers.push_back({i, j, dice.uniform(0, most), dice.uniform(-3, 3)});
      }
    }
  }
  if (modes > 1) {
    parts.dissipators.push_back(
        {.rate = 0.3,
         .weights = {{0, {1, 0}}, {1, {dice.uniform(-1, 1), dice.uniform(-1, 1)}}},
         .thermal = dice.chance(0.5) ? 0 : dice.uniform(0, 2)});
  }
  return Network(parts);
}

}  // namespace qbnet
