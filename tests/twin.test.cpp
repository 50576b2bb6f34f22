#include "tests/twin.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numbers>
#include <string>

#include "tests/plain_twin.hpp"
#include "tests/random_network.hpp"

namespace qbnet {
namespace {

using cd = std::complex<double>;
constexpr double pi = std::numbers::pi;
constexpr double rounding = 4e-16;

Mode mode(const std::string& name, double loss, double detuning = 0, cd drive = 0) {
  return {name, Role::battery, loss, detuning, 0, drive};
}

TEST(Twin, OneDetunedModeHasItsClosedForm) {
  const Network network({{mode("c", 0.3, 0.7, {0.5, -0.2})}, {}, {}});
  const cd m{0.15, 0.7};
  const cd b = cd{0, -1} * cd{0.5, 0.2};
  EXPECT_LT(twin::relative_error(twin::steady(network)[0].amplitude, b / m), rounding);
  for (const double t : {1e-3, 0.1, 2.0, 30.0}) {
    const cd v = b / m * (1.0 - std::exp(-m * t));
    const auto at_t = twin::evolve(network, {t});
    EXPECT_LT(twin::relative_error(at_t[0][0].amplitude, v), 1e-12) << t;
    EXPECT_LT(twin::relative_error(at_t[0][0].energy, std::norm(v)), 1e-12) << t;
    EXPECT_NEAR(at_t[0][0].log10_energy, std::log10(std::norm(v)), 1e-12) << t;
  }
}

TEST(Twin, TwoModesHaveTheirClosedForm) {
  // kappa_c = kappa_b = k, real g: v_b(t) = -(i z)(-i xi) int_0^t e^{-ks/2} sin(gs)/g ds.
  const double g = 0.4;
  const double k = 0.2;
  const Network network({{mode("c", k, 0, 1), mode("b", k)}, {{0, 1, g, 0}}, {}});
  const double steady = -g / (g * g + k * k / 4);
  EXPECT_LT(twin::relative_error(twin::steady(network)[1].amplitude, cd(steady)), rounding);
  for (const double t : {0.5, 5.0, 50.0}) {
    const double e = std::exp(-k * t / 2);
    const double v = steady * (1 - e * (std::cos(g * t) + k / 2 * std::sin(g * t) / g));
    EXPECT_LT(twin::relative_error(twin::evolve(network, {t})[0][1].amplitude, cd(v)), 1e-13);
  }
}

// The perfectly nonreciprocal AB triangle: |v_b| = 2 g |v_c| / (kappa_b/2 + g) for theta = -pi/2,
// nothing for +pi/2, which is the sign convention of the whole program.
TEST(Twin, TriangleChargesForwardAtMinusHalfPi) {
  const double g = 0.03;
  const double loss = 0.1;
  const double lossy = 0.5;
  const double g12 = std::sqrt(g * lossy / 2);
  const auto triangle = [&](double theta) {
    return Network({{mode("c", loss, 0, 1), mode("b", loss), mode("a", lossy)},
                    {{0, 1, g, theta}, {0, 2, g12, 0}, {2, 1, g12, 0}},
                    {}});
  };
  const auto forward = twin::steady(triangle(-pi / 2));
  const double charger = 1 / (loss / 2 + g);
  EXPECT_LT(twin::relative_error(forward[0].energy, charger * charger), 1e-14);
  const double battery = 2 * g * charger / (loss / 2 + g);
  EXPECT_LT(twin::relative_error(forward[1].energy, battery * battery), 1e-14);
  EXPECT_LT(twin::steady(triangle(pi / 2))[1].log10_energy, -28);
}

TEST(Twin, SharedBathChargesOneWay) {
  // D[c + i b] at rate r with H = (r/2)(c b^+ + h.c.): M_bc = i r/2 + r/2 conj(i) = 0.
  const double r = 0.25;
  const auto network = [&](double phase) {
    return Network({{mode("c", 0.5, 0, 1), mode("b", 0.5)},
                    {{0, 1, r / 2, phase}},
                    {{r, {{0, 1}, {1, cd(0, 1)}}}}});
  };
  const auto dark = twin::steady(network(0));
  EXPECT_TRUE(dark[1].energy.is_zero());
  EXPECT_TRUE(std::isinf(dark[1].log10_energy));
  // The opposite coupling: M_bc = -i r, v_b = i r v_c / (1/4 + r/2).
  const auto bright = twin::steady(network(pi));
  EXPECT_LT(
      twin::relative_error(bright[1].amplitude, cd(0, r) * cd(0, -1) / std::pow(0.25 + r / 2, 2)),
      1e-15);
}

// M and b from nothing but the master equation: d<o_j>/dt in a truncated Fock space, for a state
// far from the truncation, is -M <o> - i conj(xi).
TEST(Twin, EquationsOfMotionAreThoseOfTheMasterEquation) {
  using Eigen::MatrixXcd;
  constexpr Eigen::Index levels = 6;
  MatrixXcd lower = MatrixXcd::Zero(levels, levels);
  for (Eigen::Index k = 1; k < levels; ++k) lower(k - 1, k) = std::sqrt(static_cast<double>(k));
  const MatrixXcd one = MatrixXcd::Identity(levels, levels);
  const auto kron = [](const MatrixXcd& a, const MatrixXcd& b) {
    MatrixXcd ab(a.rows() * b.rows(), a.cols() * b.cols());
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      for (Eigen::Index j = 0; j < a.cols(); ++j) {
        ab.block(i * b.rows(), j * b.cols(), b.rows(), b.cols()) = a(i, j) * b;
      }
    }
    return ab;
  };
  const MatrixXcd o[2] = {kron(lower, one), kron(one, lower)};

  const Network network({{mode("c", 0.3, 0.7, {0.5, -0.2}), mode("b", 0.11, -0.4, {0, 0.9})},
                         {{0, 1, 0.6, 0.8}},
                         {{0.45, {{0, cd(0.9, 0.3)}, {1, cd(-0.2, 1.1)}}}}});
  const MatrixXcd hop = 0.6 * std::exp(cd(0, 0.8)) * o[0] * o[1].adjoint();
  MatrixXcd h = hop + hop.adjoint();
  for (int j = 0; j < 2; ++j) {
    const Mode& m = network.mode(static_cast<std::size_t>(j));
    h += m.detuning * o[j].adjoint() * o[j] + m.drive * o[j] + std::conj(m.drive) * o[j].adjoint();
  }
  const MatrixXcd jumps[3] = {std::sqrt(0.3) * o[0], std::sqrt(0.11) * o[1],
                              std::sqrt(0.45) * (cd(0.9, 0.3) * o[0] + cd(-0.2, 1.1) * o[1])};

  // A state on the lowest three levels of each mode with every coherence between them.
  Eigen::VectorXcd low = Eigen::VectorXcd::Zero(levels);
  low.head(3) << cd(0.7), cd(0.3, 0.4), cd(-0.2, 0.5);
  Eigen::VectorXcd other = Eigen::VectorXcd::Zero(levels);
  other.head(3) << cd(0.2, 0.6), cd(0.5), cd(0.1, -0.4);
  const Eigen::VectorXcd psi = kron(low, other).normalized();
  const MatrixXcd rho = psi * psi.adjoint();
  MatrixXcd rate = cd(0, -1) * (h * rho - rho * h);
  for (const MatrixXcd& l : jumps) {
    const MatrixXcd ll = l.adjoint() * l;
    rate += l * rho * l.adjoint() - 0.5 * (ll * rho + rho * ll);
  }

  const auto m = plain::matrix<50>(network);
  const auto b = plain::drive<50>(network);
  const auto value = [](const plain::Complex<50>& z) {
    return cd(static_cast<double>(z.re), static_cast<double>(z.im));
  };
  for (std::size_t j = 0; j < 2; ++j) {
    cd expected = value(b[j]);
    for (std::size_t k = 0; k < 2; ++k) expected -= value(m[j][k]) * (o[k] * rho).trace();
    EXPECT_LT(std::abs((o[j] * rate).trace() - expected), 1e-14);
  }
}

TEST(Twin, BallsAgreeWithDensePivotedElimination) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const RandomNetwork random{seed, 2 + seed % 14};
    SCOPED_TRACE(testing::Message() << random);
    const auto balls = twin::steady(random.network());
    const auto v = plain::steady<100>(random.network());
    for (std::size_t j = 0; j < v.size(); ++j) {
      EXPECT_LT(twin::relative_error(balls[j].energy, plain::rounded<100>(norm(v[j]))), rounding);
    }
  }
}

TEST(Twin, BallsAgreeWithTheTaylorSeriesInTime) {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const RandomNetwork random{seed, 2 + seed % 4};
    for (const double t : {1e-3, 1.0, 300.0}) {
      SCOPED_TRACE(testing::Message() << random << " at " << t);
      const auto balls = twin::evolve(random.network(), {t});
      const auto v = plain::evolve<100>(random.network(), t);
      for (std::size_t j = 0; j < v.size(); ++j) {
        EXPECT_LT(twin::relative_error(balls[0][j].energy, plain::rounded<100>(norm(v[j]))),
                  rounding);
      }
    }
  }
}

TEST(Twin, MarchingAgreesWithTheMatrixExponential) {
  // 41 modes march, 40 do not; a mode that nothing is coupled to changes only the number.
  NetworkParts parts = RandomNetwork{7, 40}.parts();
  const auto squared = twin::evolve(Network(parts), {0.01, 20.0});
  parts.modes.push_back(mode("alone", 1));
  const auto marched = twin::evolve(Network(parts), {0.01, 20.0});
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 40; ++j) {
      EXPECT_LT(twin::relative_error(marched[i][j].amplitude, squared[i][j].amplitude), rounding);
    }
    EXPECT_TRUE(marched[i][40].energy.is_zero());
  }
}

TEST(Twin, DoublingTimesAgreeWithSingleOnes) {
  const Network network = RandomNetwork{3, 5}.network();
  const auto together = twin::evolve(network, twin::doubling_times(0.5, 8));
  const auto single = twin::evolve(network, {64.0});
  for (std::size_t j = 0; j < network.size(); ++j) {
    EXPECT_LT(twin::relative_error(together[7][j].amplitude, single[0][j].amplitude), rounding);
  }
}

TEST(Twin, WhatIsPumpedInIsLost) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const twin::Balance balance = twin::balance(RandomNetwork{seed, 2 + seed}.network());
    EXPECT_GT(balance.input, 0);
    EXPECT_NEAR(balance.input / balance.lost, 1, 1e-15);
  }
}

}  // namespace
}  // namespace qbnet
