#include "qbnet/measure/gradient.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "qbnet/measure/gradient_solver.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/solve/steady.hpp"
#include "qbnet/theory/closed_forms.hpp"
#include "tests/random_shape.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

double value(const Derivative& derivative) { return derivative.value.value(); }

Mode mode(const char* name, double loss, std::complex<double> drive = 0, double detuning = 0) {
  return {.name = name, .loss = loss, .detuning = detuning, .drive = drive};
}

TEST(EnergyGradient, OneDrivenMode) {
  // E = |xi|^2 / (kappa^2/4 + Delta^2).
  const double kappa = 0.3, delta = 0.2;
  const std::complex<double> xi(0.7, -0.4);
  const Gradient g = energy_gradient(Network({{mode("c", kappa, xi, delta)}, {}, {}}), 0);
  ASSERT_EQ(g.status, Status::ok) << g.message;
  const double below = kappa * kappa / 4 + delta * delta;
  EXPECT_NEAR(g.value.value(), std::norm(xi) / below, 1e-14 * std::norm(xi) / below);
  EXPECT_NEAR(value(g.log.loss[0]), -kappa / 2 / below, 1e-14 / below);
  EXPECT_NEAR(value(g.log.detuning[0]), -2 * delta / below, 1e-14 / below);
  EXPECT_NEAR(value(g.log.drive_re[0]), 2 * xi.real() / std::norm(xi), 1e-14);
  EXPECT_NEAR(value(g.log.drive_im[0]), 2 * xi.imag() / std::norm(xi), 1e-14);
  EXPECT_EQ(g.arithmetic, "double");
}

TEST(EnergyGradient, TwoCoupledModes) {
  // E_b = (g xi)^2 / (kc kb/4 + g^2)^2, whatever the phase.
  const double kc = 0.2, kb = 0.5, s = 0.3;
  NetworkParts parts{{mode("c", kc, 1.0), mode("b", kb)}, {{0, 1, s, 0.4}}, {}};
  const Gradient g = energy_gradient(Network(parts), 1);
  ASSERT_EQ(g.status, Status::ok) << g.message;
  const double d = kc * kb / 4 + s * s;
  EXPECT_NEAR(value(g.log.strength[0]), 2 / s - 4 * s / d, 1e-13);
  EXPECT_NEAR(value(g.log.loss[0]), -kb / 2 / d, 1e-13);
  EXPECT_NEAR(value(g.log.loss[1]), -kc / 2 / d, 1e-13);
  EXPECT_EQ(value(g.log.phase[0]), 0);  // a single phase is a gauge
  EXPECT_EQ(value(g.log.detuning[1]), 0);
}

TEST(EnergyGradient, CascadeAgreesWithTheClosedForm) {
  // Eq. (3): E_N = [2 xi/(2g + gamma)]^2 (4g/(4g + gamma))^(2N) ((4g + gamma)/(2g + gamma))^2.
  const double g = 0.02, gamma = 0.1;
  const std::size_t batteries = 5;
  const Network network = cascade(uniform_rates(batteries, g, gamma, 1));
  const Gradient found = energy_gradient(network, batteries);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_NEAR(found.value.value() / theory::cascade_nr_energy(batteries, g, gamma).value(), 1,
              1e-13);
  // With g and the mediators' couplings sqrt(g Gamma/2) changed together:
  double by_g = 0;
  for (std::size_t k = 0; k < network.couplings().size(); ++k) {
    const bool direct = network.couplings()[k].phase != 0;
    const double strength = network.couplings()[k].strength;
    by_g += value(found.log.strength[k]) * strength * (direct ? 1 : 0.5);
  }
  const double n = static_cast<double>(batteries);
  EXPECT_NEAR(by_g,
              2 * n * gamma / (4 * g + gamma) - 8 * g / (2 * g + gamma) + 8 * g / (4 * g + gamma),
              1e-12);
}

// Eq. (3) differentiated: E_N = 10^-108811 at N = 10^5, whose derivatives are of ordinary size.
TEST(EnergyGradient, AHundredThousandBatteries) {
  constexpr std::size_t batteries = 100'000;
  constexpr double g = 0.01, gamma = 0.1, n = batteries;
  const FamilyRates rates = uniform_rates(batteries, g, gamma, gamma);
  for (const bool chain : {true, false}) {
    const Network network = chain ? cascade(rates) : parallel(rates);
    const Gradient found = energy_gradient(network, batteries);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    EXPECT_EQ(found.arithmetic.find("balls"), std::string::npos) << found.arithmetic;
    double by_gamma = 0, homogeneous = 0;
    for (std::size_t j = 0; j < network.size(); ++j) {
      const Mode mode = network.mode(j);
      const double of_loss = value(found.log.loss[j]) * mode.loss;
      homogeneous += of_loss;
      if (mode.role != Role::mediator) by_gamma += of_loss;
    }
    homogeneous += value(found.log.drive_re[0]) * network.mode(0).drive.real();
    for (std::size_t k = 0; k < network.couplings().size(); ++k) {
      homogeneous += value(found.log.strength[k]) * network.couplings()[k].strength;
      EXPECT_LE(std::abs(value(found.log.phase[k])), 1e-16) << k;
    }
    EXPECT_NEAR(homogeneous, 0, 1e-15 * n * n);
    if (!chain) continue;
    EXPECT_NEAR(log10(found.value), log10(theory::cascade_nr_energy(batteries, g, gamma)), 1e-9);
    // E_N ~ (4 g + gamma)^-(2N - 2) (2 g + gamma)^-4
    EXPECT_NEAR(by_gamma / (-(2 * n - 2) * gamma / (4 * g + gamma) - 4 * gamma / (2 * g + gamma)),
                1, 1e-11);
  }
}

// Other shapes and rates: only ratios of rates matter, and E goes as the square of the drives.
TEST(EnergyGradient, LargeNetworksOfEveryShape) {
  for (const Shape shape : shapes) {
    const std::size_t modes = shape == Shape::sparse ? 200 : shape == Shape::grid ? 900 : 5000;
    const Network network = RandomShape{shape, 3, modes}.network();
    SCOPED_TRACE(static_cast<int>(shape));
    const Gradient found = energy_gradient(network, network.size() - 1);
    ASSERT_EQ(found.status, Status::ok) << found.message;
    double sum = 0, size = 0, drives = 0;
    const auto add = [&](const Derivative& derivative, double rate) {
      if (rate == 0) return 0.0;  // its derivative may be beyond the doubles
      const double share = value(derivative) * rate;
      sum += share;
      size += std::abs(share);
      return share;
    };
    for (std::size_t j = 0; j < network.size(); ++j) {
      const Mode mode = network.mode(j);
      add(found.log.loss[j], mode.loss);
      add(found.log.detuning[j], mode.detuning);
      drives += add(found.log.drive_re[j], mode.drive.real());
      drives += add(found.log.drive_im[j], mode.drive.imag());
    }
    for (std::size_t k = 0; k < network.couplings().size(); ++k) {
      add(found.log.strength[k], network.couplings()[k].strength);
    }
    for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
      add(found.log.rate[d], network.dissipators()[d].rate);
    }
    EXPECT_NEAR(sum, 0, 1e-12 * size);
    EXPECT_NEAR(drives, 2, 1e-12 * size);
  }
}

TEST(EnergyGradient, RefusesModesThatAreNoneAndTheFastWayIsCold) {
  const Network one({{mode("b", 1, 1.0)}, {}, {}});
  for (const Network& network : {Network(), one}) {
    EXPECT_THROW(energy_gradient(network, network.size()), Error);
    EXPECT_THROW(energy_gradient_at(network, network.size(), 1), Error);
    EXPECT_THROW(power_gradient(network, network.size()), Error);
    EXPECT_THROW(GradientSolver(network, network.size()), Error);
  }
  const Network warm({{{.name = "b", .loss = 1, .thermal = 0.1, .drive = 1.0}}, {}, {}});
  EXPECT_THROW(GradientSolver(warm, 0), Error);
}

TEST(EnergyGradient, UnsettledNetworksHaveTheirStatus) {
  const Gradient resonant = energy_gradient(Network({{mode("b", 0, 1.0)}, {}, {}}), 0);
  EXPECT_EQ(resonant.status, Status::singular);
  EXPECT_TRUE(resonant.log.loss.empty());
  EXPECT_EQ(energy_gradient(Network({{mode("b", 0, 1.0, 0.3)}, {}, {}}), 0).status,
            Status::marginal);
  // It never settles, but has an energy at every time.
  EXPECT_EQ(energy_gradient_at(Network({{mode("b", 0, 1.0, 0.3)}, {}, {}}), 0, 2).status,
            Status::ok);
}

TEST(EnergyGradient, LosslessModesThatSettle) {
  NetworkParts parts{{mode("c", 0.2, 1.0), mode("b", 0)}, {{0, 1, 0.3, 0.4}}, {}};
  const Gradient g = energy_gradient(Network(parts), 1);  // E_b = |xi|^2/s^2 at kappa_b = 0
  ASSERT_EQ(g.status, Status::ok) << g.message;
  EXPECT_NEAR(value(g.log.strength[0]), -2 / 0.3, 1e-13);
  EXPECT_NEAR(value(g.log.loss[1]), -0.1 / 0.09, 1e-13);
  EXPECT_EQ(value(g.log.loss[0]), 0);
}

TEST(EnergyGradient, AwkwardSizes) {
  EXPECT_EQ(energy_gradient(Network({{mode("b", 1)}, {}, {}}), 0).dark, true);
  for (const std::size_t batteries : {1u, 2u, 3u, 5u, 10u, 50u}) {
    const FamilyRates rates = uniform_rates(batteries, 5e-5, 5e-4, 1);
    const Network network = cascade(rates);
    const Gradient g = energy_gradient(network, batteries);
    ASSERT_EQ(g.status, Status::ok) << batteries << ' ' << g.message << ' ' << g.arithmetic;
    // Only ratios of rates matter: sum p d log E/dp over all rates is 0, the drive's being 2.
    double sum = 0;
    for (std::size_t j = 0; j < network.size(); ++j) {
      sum += value(g.log.loss[j]) * network.mode(j).loss +
             value(g.log.drive_re[j]) * network.mode(j).drive.real();
    }
    for (std::size_t k = 0; k < network.couplings().size(); ++k) {
      sum += value(g.log.strength[k]) * network.couplings()[k].strength;
    }
    EXPECT_NEAR(sum, 0, 1e-9);
    EXPECT_NEAR(value(g.log.drive_re[0]), 2, 1e-14);
  }
}

}  // namespace
}  // namespace qbnet
