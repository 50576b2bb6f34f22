#include "qbnet/measure/fast_power.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <complex>
#include <limits>
#include <string>
#include <vector>

#include "qbnet/measure/power.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/resolvent/solver.hpp"
#include "qbnet/solve/transient.hpp"
#include "tests/random_network.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;
constexpr double promise = 1e-10;
// What maximal_power() may be wrong by itself.
constexpr double reference_error = 1e-12;

class RefinedNodes : public NodeSolver {
 public:
  RefinedNodes(const Network& network, std::size_t mode)
      : resolvent_(network),
        solver_(resolvent_),
        position_(static_cast<std::size_t>(resolvent_.pattern.position[mode])) {}
  void solve(std::size_t count, const double* z_re, const double* z_im, double* x_re, double* x_im,
             double& relative_error_bound) override {
    relative_error_bound = 0;
    for (std::size_t k = 0; k < count; ++k) {
      const Complex z(z_re[k], z_im[k]);
      const bool good = solver_.solve(z, x_) && solver_.refine(z, x_, error_);
      const double error = good ? error_[position_] : std::numeric_limits<double>::infinity();
      if (!(error <= relative_error_bound)) relative_error_bound = error;
      x_re[k] = x_[position_].real() * spoil;
      x_im[k] = x_[position_].imag() * spoil;
    }
    relative_error_bound += added_error;
  }
  double spoil = 1, added_error = 0;

 private:
  Resolvent resolvent_;
  Solver<Complex> solver_;
  std::size_t position_;
  UnsetPages<Complex> x_;
  Pages<double> error_;
};

FamilyRates fig4(Charging charging, double g, std::size_t batteries = 4) {
  return uniform_rates(batteries, g, 5e-4, 1, charging);
}

/// True where certified; then it must agree with the slow search.
bool certified_and_right(const Network& network, std::size_t mode) {
  RefinedNodes nodes(network, mode);
  const FastPeak fast = FastPower().maximum(FastRates(network), mode, nodes);
  if (!fast.certified) {
    EXPECT_NE(std::string(fast.reason), "");
    return false;
  }
  const MaximalPower slow = maximal_power(network, {mode});
  EXPECT_FALSE(slow.peaks.empty()) << slow.message;
  if (slow.peaks.empty()) return true;
  const double truth = slow.peaks[0].power.value();
  EXPECT_LE(fast.error, promise);
  EXPECT_NEAR(fast.power / truth, 1, fast.error + reference_error);
  EXPECT_NEAR(fast.time / slow.peaks[0].time, 1, 1e-6);
  EXPECT_NEAR(fast.energy / (fast.power * fast.time), 1, 1e-15);
  return true;
}

// Losses within one decade and weaker couplings: random networks that ring only a few times.
Network calm(std::uint64_t seed, std::size_t modes) {
  NetworkParts parts = RandomNetwork{seed, modes}.parts();
  for (Mode& mode : parts.modes) {
    mode.loss = std::pow(mode.loss, 1.0 / 6);
    mode.detuning *= 0.3;
  }
  for (Coupling& coupling : parts.couplings) coupling.strength *= 0.3;
  return Network(parts);
}

// x = 1/(z + k)^m is the response of m equal modes in a row.
TEST(FastTable, SumsAreRightForEveryWindowAndWidth) {
  for (int w = 0; w < fast_windows; ++w) {
    for (int width = 0; width < fast_widths; ++width) {
      const FastTable& table = fast_table(static_cast<FastWindow>(w), width);
      std::vector<double> re, im;
      for (std::size_t k = 0; k < table.nodes; ++k) {
        const Complex one = 1.0 / (Complex(table.z_re[k], table.z_im[k]) + 1.5);
        const Complex x = one * one * one;
        re.push_back(x.real());
        im.push_back(x.imag());
      }
      FastTable::Sums sums;
      table.sum(re.data(), im.data(), sums);
      const double allowed = 10 * table.tolerance + 1e-14 * sums.terms;
      for (std::size_t j = 0; j < table.times; ++j) {
        const double place = std::cos(std::acos(-1.0) * static_cast<double>(j) / table.degree);
        const double t = table.degree == 0 ? 1 - static_cast<double>(j) / 32
                                           : std::exp(table.half_log * (1 + place));
        const double y = 1.5 * t;
        // The series where the closed form would cancel.
        const double rest = y < 0.1
                                ? y * y * y / 6 * (1 - y * 3 / 4 + y * y * 3 / 10 - y * y * y / 12)
                                : 1 - std::exp(-y) * (1 + y + y * y / 2);
        const double slack = y < 0.1 ? 1e-4 * rest : 0;
        const double truth = rest / (1.5 * 1.5 * 1.5) / std::sqrt(t);
        EXPECT_NEAR(sums.re[j], truth, allowed + slack) << w << " " << width << " " << j;
        EXPECT_NEAR(sums.im[j], 0, allowed);
      }
    }
  }
}

TEST(FastBounds, TheTangentsHoldEveryEigenvalue) {
  int enclosed = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Network network = calm(seed, 2 + seed % 6);
    const FastRates rates(network);
    const Resolvent resolvent(network);
    const auto n = static_cast<Eigen::Index>(network.size());
    Eigen::MatrixXcd m = Eigen::MatrixXcd::Zero(n, n);
    const Pattern& p = resolvent.pattern;
    for (std::size_t i = 0; i < network.size(); ++i) {
      for (std::size_t s = p.row_start[i]; s < p.row_start[i + 1]; ++s) {
        m(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(p.column[s])) =
            Complex(resolvent.m[s].re.high, resolvent.m[s].im.high);
      }
    }
    const Eigen::VectorXcd values = m.eigenvalues();
    for (int width = 0; width < fast_widths; ++width) {
      const FastTable& table = fast_table(FastWindow::fine, width);
      for (const double time : {0.3, 3.0, 30.0}) {
        if (!FastBounds(rates).encloses(table, time)) continue;
        ++enclosed;
        for (const FastTable::Tangent& line : table.tangents) {
          for (Eigen::Index i = 0; i < n; ++i) {
            EXPECT_LE(std::abs(values[i].imag()),
                      line.offset / time + line.slope * values[i].real())
                << seed;
          }
        }
      }
    }
  }
  EXPECT_GT(enclosed, 100);
}

TEST(FastBounds, AmplitudesStayBelowThem) {
  int bounded = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Network network = calm(seed, 2 + seed % 6);
    const FastRates rates(network);
    FastBounds bounds(rates);
    const std::size_t mode = network.size() - 1;
    Transient transient(network, {mode});
    const double steady = abs(transient.steady_state()->amplitude[mode]).value();
    for (const double limit : {0.01, 0.3, 1.0}) {
      const double growth = bounds.growth_bound(mode, limit);
      if (std::isfinite(growth)) ++bounded;
      for (const double part : {0.01, 0.1, 0.5, 1.0}) {
        const double t = part * limit;
        EXPECT_LE(abs(transient.at(0, t).amplitude).value(), t * growth * (1 + 1e-9)) << seed;
      }
    }
    for (const double t : {1.0, 5.0, 20.0, 60.0}) {
      EXPECT_LE(abs(transient.at(0, t).amplitude).value(),
                bounds.late_bound(steady, t) * (1 + 1e-9));
    }
  }
  EXPECT_GT(bounded, 60);
}

TEST(FastPower, CertifiesTheCascadesOfFig4) {
  for (const Charging charging :
       {Charging::nonreciprocal, Charging::reciprocal_direct, Charging::reciprocal_mediated}) {
    for (const double part : {0.01, 0.05, 0.2, 0.5, 0.75, 1.0}) {
      SCOPED_TRACE(std::string(to_string(charging)) + " g/gamma = " + std::to_string(part));
      const Network network = cascade(fig4(charging, part * 5e-4));
      EXPECT_TRUE(certified_and_right(network, network.index_of("b4")));
    }
  }
}

TEST(FastPower, IsRightOnOtherFamiliesOrRefuses) {
  int certified = 0, asked = 0;
  for (const std::size_t batteries : {1u, 2u, 3u, 8u}) {
    for (const double g : {1e-5, 3e-4, 2e-3}) {
      for (const Charging charging : {Charging::nonreciprocal, Charging::reciprocal_direct}) {
        for (const bool chain : {true, false}) {
          const FamilyRates rates = fig4(charging, g, batteries);
          const Network network = chain ? cascade(rates) : parallel(rates);
          SCOPED_TRACE(std::to_string(batteries) + " batteries, g = " + std::to_string(g));
          ++asked;
          certified += certified_and_right(network, batteries) ? 1 : 0;
        }
      }
    }
  }
  EXPECT_GT(2 * certified, asked);
}

TEST(FastPower, IsRightOnRandomNetworksOrRefuses) {
  int certified = 0, asked = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    const std::size_t modes = 2 + seed % 8;
    for (const bool wild : {false, true}) {
      const Network network = wild ? RandomNetwork{seed, modes}.network() : calm(seed, modes);
      for (const std::size_t mode : {std::size_t{0}, modes - 1}) {
        SCOPED_TRACE(std::to_string(seed) + (wild ? " wild" : " calm"));
        const bool good = certified_and_right(network, mode);
        if (wild) continue;
        ++asked;
        certified += good ? 1 : 0;
      }
    }
  }
  EXPECT_GT(4 * certified, asked) << certified << " of " << asked;
}

TEST(FastPower, RefusesWhatItCannotKnow) {
  const Network good = cascade(fig4(Charging::nonreciprocal, 5e-5));
  const FastRates rates(good);
  FastPower fast;
  RefinedNodes nodes(good, 4);
  EXPECT_TRUE(fast.maximum(rates, 4, nodes).certified);
  nodes.added_error = 1e-9;  // more than the answer may be wrong by
  EXPECT_FALSE(fast.maximum(rates, 4, nodes).certified);
  nodes.added_error = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(fast.maximum(rates, 4, nodes).certified);
  EXPECT_FALSE(fast.energy_at(rates, 1e4, nodes).certified);
  nodes.added_error = 0;
  for (const double spoil : {0.0, std::numeric_limits<double>::quiet_NaN(), 1e-200}) {
    nodes.spoil = spoil;
    EXPECT_FALSE(fast.maximum(rates, 4, nodes).certified);
    EXPECT_FALSE(fast.energy_at(rates, 1e4, nodes).certified);
  }
  const Network ringing(
      {{{"c", Role::charger, 1e-3, 0, 0, 1}, {"b", Role::battery, 1e-3}}, {{0, 1, 1.0, 0}}, {}});
  EXPECT_FALSE(certified_and_right(ringing, 1));
  const Network lossless(
      {{{"c", Role::charger, 1, 0, 0, 1}, {"b", Role::battery, 0}}, {{0, 1, 1.0, 0}}, {}});
  EXPECT_FALSE(certified_and_right(lossless, 1));
}

TEST(FastPower, EnergiesAtOneTimeAreRightOrRefused) {
  int certified = 0, asked = 0;
  const auto check = [&](const Network& network, std::size_t mode, double slowest) {
    RefinedNodes nodes(network, mode);
    Transient transient(network, {mode});
    FastPower fast;
    for (const double periods : {0.03, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0}) {
      const double t = periods / slowest;
      const FastEnergy found = fast.energy_at(FastRates(network), t, nodes);
      ++asked;
      if (!found.certified) continue;
      ++certified;
      const double truth = norm(transient.at(0, t, 1e-12).amplitude).value();
      EXPECT_LE(found.error, promise);
      EXPECT_NEAR(found.energy / truth, 1, found.error + reference_error) << t;
    }
  };
  for (const double g : {5e-6, 5e-5, 5e-4}) {
    check(cascade(fig4(Charging::nonreciprocal, g)), 4, 5e-4);
    check(cascade(fig4(Charging::reciprocal_direct, g)), 4, 5e-4);
  }
  EXPECT_GT(5 * certified, 3 * asked) << certified << " of " << asked;
  for (std::uint64_t seed = 0; seed < 40; ++seed) check(calm(seed, 2 + seed % 6), 1, 0.3);
  EXPECT_GT(2 * certified, asked) << certified << " of " << asked;
}

}  // namespace
}  // namespace qbnet
