#include "qbnet/theory/closed_forms.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <vector>

#include "qbnet/base/status.hpp"

namespace qbnet::theory {
namespace {

using Real = boost::multiprecision::cpp_bin_float_50;

struct Complex {
  Real re = 0;
  Real im = 0;
};
Complex operator*(const Complex& a, const Complex& b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
Complex operator-(const Complex& a, const Complex& b) { return {a.re - b.re, a.im - b.im}; }
Complex operator/(const Complex& a, const Complex& b) {
  const Real size = b.re * b.re + b.im * b.im;
  return {(a.re * b.re + a.im * b.im) / size, (a.im * b.re - a.re * b.im) / size};
}
bool is_zero(const Complex& a) { return a.re == 0 && a.im == 0; }

/// The conventions of docs/conventions.md spelled out on a dense 50-digit matrix M = i H1 + K/2,
/// and plain Gaussian elimination (zeros skipped, so that a chain of 257 modes takes no time).
class Reference {
 public:
  explicit Reference(std::size_t modes) : n_(modes), m_(modes * modes), b_(modes) {}
  void loss(std::size_t j, double kappa) { at(j, j).re += Real(kappa) / 2; }
  /// H gains strength (cos + i sin) o_from o_to^+ + h.c.
  void couple(std::size_t from, std::size_t to, const Real& strength, int cos, int sin) {
    at(to, from).re += -strength * sin;
    at(to, from).im += strength * cos;
    at(from, to).re += strength * sin;
    at(from, to).im += strength * cos;
  }
  /// |v_j|^2 of M v = -i xi e_0.
  std::vector<Real> energies(double xi) {
    b_[0] = {0, -Real(xi)};
    for (std::size_t p = 0; p < n_; ++p)
      for (std::size_t r = p + 1; r < n_; ++r) {
        if (is_zero(at(r, p))) continue;
        const Complex factor = at(r, p) / at(p, p);
        for (std::size_t c = p; c < n_; ++c)
          if (!is_zero(at(p, c))) at(r, c) = at(r, c) - factor * at(p, c);
        b_[r] = b_[r] - factor * b_[p];
      }
    std::vector<Real> result(n_);
    for (std::size_t p = n_; p-- > 0;) {
      for (std::size_t c = p + 1; c < n_; ++c)
        if (!is_zero(at(p, c))) b_[p] = b_[p] - at(p, c) * b_[c];
      b_[p] = b_[p] / at(p, p);
      result[p] = b_[p].re * b_[p].re + b_[p].im * b_[p].im;
    }
    return result;
  }

 private:
  Complex& at(std::size_t r, std::size_t c) { return m_[r * n_ + c]; }
  std::size_t n_;
  std::vector<Complex> m_;
  std::vector<Complex> b_;
};

enum class Case { nr, r1, r2 };

/// Battery energies of a cascade or parallel network; the mediator of link k stands before battery
/// k.
std::vector<Real> reference(bool cascade, Case which, const Rates& rates, double mediator_loss) {
  const std::size_t n = rates.coupling.size();
  const std::size_t step = which == Case::r1 ? 1 : 2;
  Reference network(step * n + 1);
  network.loss(0, rates.charger_loss);
  for (std::size_t k = 1; k <= n; ++k) {
    const std::size_t from = cascade ? step * (k - 1) : 0;
    const std::size_t to = step * k;
    const Real g = rates.coupling[k - 1];
    network.loss(to, rates.battery_loss[k - 1]);
    network.couple(from, to, g, which == Case::nr ? 0 : 1, which == Case::nr ? -1 : 0);
    if (which == Case::r1) continue;
    const Real side = sqrt(g * Real(mediator_loss) / 2);
    network.loss(to - 1, mediator_loss);
    network.couple(from, to - 1, side, 1, 0);
    network.couple(to - 1, to, side, 1, 0);
  }
  const std::vector<Real> all = network.energies(rates.drive);
  std::vector<Real> batteries;
  for (std::size_t k = 1; k <= n; ++k) batteries.push_back(all[step * k]);
  return batteries;
}

/// |value / exact - 1|.
double error(const ScaledReal& value, const Real& exact) {
  const Real wide = ldexp(Real(value.mantissa()), static_cast<int>(value.exponent()));
  return static_cast<double>(abs(wide / exact - 1));
}

/// The doc comments' bound on the O(N) forms.
double bound(std::size_t n) { return 20 * static_cast<double>(n) * 0x1p-53; }
constexpr double closed_bound = 0x1p-50;

constexpr std::size_t sizes[] = {1, 2, 3, 5, 10, 50, 64, 128};
struct Setting {
  double coupling, loss, mediator_loss;
};
constexpr Setting settings[] = {{0.01, 0.1, 0.1}, {0.1, 0.1, 0.1}, {5e-5, 5e-4, 1.0}};

/// Rates spread over four decades without any pattern that a formula could share.
Rates unequal(std::size_t n) {
  Rates rates;
  for (std::size_t k = 0; k < n; ++k) {
    const double t = static_cast<double>(k);
    rates.coupling.push_back(std::pow(10, 2 * std::sin(3 * t + 1)));
    rates.battery_loss.push_back(std::pow(10, 2 * std::sin(5 * t * t + 2)));
  }
  rates.charger_loss = 0.37;
  rates.drive = 1.7;
  return rates;
}

TEST(ClosedForms, CascadeAtThePapersRates) {
  for (const Setting& s : settings)
    for (const std::size_t n : sizes) {
      const Rates rates = equal_rates(n, s.coupling, s.loss);
      const auto nr = reference(true, Case::nr, rates, s.mediator_loss);
      const auto r1 = reference(true, Case::r1, rates, s.mediator_loss);
      const auto r2 = reference(true, Case::r2, rates, s.mediator_loss);
      EXPECT_LT(error(eq2_energy(n, s.coupling, s.loss), r1.back()),
                4 * static_cast<double>(n + 4) * 0x1p-53);
      for (std::size_t k = 1; k <= n; ++k) {
        EXPECT_LT(error(cascade_nr_battery_energy(n, k, s.coupling, s.loss), nr[k - 1]),
                  closed_bound)
            << n << ' ' << k;
        EXPECT_LT(error(cascade_r1_battery_energy(n, k, s.coupling, s.loss), r1[k - 1]),
                  closed_bound)
            << n << ' ' << k;
        EXPECT_LT(error(cascade_nr_energies(rates)[k - 1], nr[k - 1]), bound(n));
        EXPECT_LT(error(cascade_r1_energies(rates)[k - 1], r1[k - 1]), bound(n));
        EXPECT_LT(error(cascade_r2_energies(rates)[k - 1], r2[k - 1]), bound(n));
      }
    }
}

TEST(ClosedForms, UnequalRatesDrivesAndMediators) {
  for (const std::size_t n : {1, 2, 3, 5, 10, 50})
    for (const double mediator_loss : {1e-3, 1.0, 1e4}) {
      const Rates rates = unequal(n);
      for (const bool chain : {true, false}) {
        const auto nr = chain ? cascade_nr_energies(rates) : parallel_nr_energies(rates);
        const auto r1 = chain ? cascade_r1_energies(rates) : parallel_r1_energies(rates);
        const auto r2 = chain ? cascade_r2_energies(rates) : parallel_r2_energies(rates);
        const auto exact_nr = reference(chain, Case::nr, rates, mediator_loss);
        const auto exact_r1 = reference(chain, Case::r1, rates, mediator_loss);
        const auto exact_r2 = reference(chain, Case::r2, rates, mediator_loss);
        const double allowed = chain ? bound(n) : static_cast<double>(n + 20) * 0x1p-52;
        for (std::size_t k = 0; k < n; ++k) {
          EXPECT_LT(error(nr[k], exact_nr[k]), allowed) << n << ' ' << k << ' ' << chain;
          EXPECT_LT(error(r1[k], exact_r1[k]), allowed) << n << ' ' << k << ' ' << chain;
          EXPECT_LT(error(r2[k], exact_r2[k]), allowed) << n << ' ' << k << ' ' << chain;
        }
      }
    }
}

TEST(ClosedForms, ParallelAtThePapersRates) {
  for (const Setting& s : settings)
    for (const std::size_t n : {1, 2, 3, 5, 10, 50}) {
      const Rates rates = equal_rates(n, s.coupling, s.loss);
      const double allowed = static_cast<double>(n + 20) * 0x1p-52;
      const auto check = [&](const std::vector<ScaledReal>& got, Case which) {
        const auto exact = reference(false, which, rates, s.mediator_loss);
        for (std::size_t k = 0; k < n; ++k) EXPECT_LT(error(got[k], exact[k]), allowed);
      };
      check(parallel_nr_energies(rates), Case::nr);
      check(parallel_r1_energies(rates), Case::r1);
      check(parallel_r2_energies(rates), Case::r2);
    }
}

TEST(ClosedForms, Equation4AsPrintedIsRightOnlyWhereTheChargerLossIsOne) {
  const Rates rates{{0.1, 0.2}, 1, {0.5, 2}, 1};
  const auto printed = parallel_r1_energies_as_printed(rates);
  const auto corrected = parallel_r1_energies(rates);
  for (std::size_t k = 0; k < 2; ++k) EXPECT_EQ(printed[k].value(), corrected[k].value());
  // The same network in units twice as small: every rate and the drive double, energies stay.
  Rates doubled = rates;
  for (double& g : doubled.coupling) g *= 2;
  for (double& loss : doubled.battery_loss) loss *= 2;
  doubled.charger_loss *= 2;
  doubled.drive *= 2;
  EXPECT_DOUBLE_EQ(parallel_r1_energies(doubled)[0].value(), corrected[0].value());
  EXPECT_GT(std::abs(parallel_r1_energies_as_printed(doubled)[0].value() / printed[0].value() - 1),
            0.1);
}

TEST(ClosedForms, ConstantsOfEquation2AreTheBinomialsOfTheNote) {
  EXPECT_EQ(eq2_constants(1), (std::vector<Integer>{4, 1}));
  EXPECT_EQ(eq2_constants(2), (std::vector<Integer>{8, 1}));
  EXPECT_EQ(eq2_constants(3), (std::vector<Integer>{16, 12, 1}));
  EXPECT_EQ(eq2_constants(4), (std::vector<Integer>{48, 16, 1}));
  // Pascal's triangle, integers only.
  std::vector<std::vector<Integer>> choose(140);
  for (std::size_t n = 0; n < choose.size(); ++n) {
    choose[n].assign(n + 1, 1);
    for (std::size_t k = 1; k < n; ++k) choose[n][k] = choose[n - 1][k - 1] + choose[n - 1][k];
  }
  for (std::size_t n = 1; n <= 130; ++n) {
    const auto constants = eq2_constants(n);
    const std::size_t top = n % 2 == 1 ? (n + 1) / 2 : n / 2;
    ASSERT_EQ(constants.size(), top + 1);
    for (std::size_t j = 0; j <= top; ++j) {
      const Integer expected =
          n % 2 == 1 ? choose[(n + 1) / 2 + j][2 * j] << static_cast<unsigned>(n + 1 - 2 * j)
                     : choose[n / 2 + 1 + j][n / 2 - j] << static_cast<unsigned>(n - 2 * j);
      EXPECT_EQ(constants[j], expected) << n << ' ' << j;
    }
  }
}

TEST(ClosedForms, ConstantsOfEquation2ObeyTheContinuantRecurrence) {
  // P_n = gamma P_(n-1) + 4 g^2 P_(n-2), as polynomials in g^2 by integer coefficients.
  std::vector<Integer> before{1};  // P_0
  std::vector<Integer> now{1};     // P_1 = gamma
  for (std::size_t n = 2; n <= 301; ++n) {
    std::vector<Integer> next(n / 2 + 1);
    for (std::size_t i = 0; i < now.size(); ++i) next[i] += now[i];
    for (std::size_t i = 0; i < before.size(); ++i) next[i + 1] += 4 * before[i];
    before = now;
    now = next;
    auto constants = eq2_constants(n - 1);  // ascending powers of gamma: descending in g^2
    std::reverse(constants.begin(), constants.end());
    EXPECT_EQ(constants, now) << n;
  }
}

TEST(ClosedForms, LongChainsNeitherOverflowNorUnderflow) {
  // Eq. (2) by its integers and by its hyperbolic sum are two computations that share nothing.
  for (const std::size_t n : {999, 1000, 9999, 10000})
    for (const double x : {1e-3, 0.1, 3.0}) {
      const ScaledReal literal = eq2_energy(n, x, 1);
      const ScaledReal summed = cascade_r1_energy(n, x, 1);
      const double gap = std::abs((literal / summed).value() - 1);
      EXPECT_LT(gap, 4 * static_cast<double>(n) * 0x1p-53) << n << ' ' << x;
    }
  // E^nr at x -> 0 is (4 x)^(2N) (2 xi/gamma)^2, so the logarithm is known without a solver.
  EXPECT_NEAR(log10(cascade_nr_energy(1000, 1e-12, 1)), 2000 * std::log10(4e-12) + std::log10(4.0),
              1e-8);
  EXPECT_EQ(cascade_nr_energy(1000, 1e-3, 1).value(), 0);
  EXPECT_LT(log10(cascade_nr_energy(1000, 1e-3, 1)), -4700);
}

TEST(ClosedForms, NoCouplingNoEnergy) {
  EXPECT_TRUE(cascade_nr_energy(3, 0, 1).is_zero());
  EXPECT_TRUE(cascade_r1_energy(3, 0, 1).is_zero());
  EXPECT_TRUE(eq2_energy(3, 0, 1).is_zero());
  EXPECT_TRUE(cascade_r2_energies(equal_rates(3, 0, 1)).back().is_zero());
  EXPECT_TRUE(parallel_r2_energies(equal_rates(3, 0, 1)).back().is_zero());
  EXPECT_TRUE(cascade_nr_energy(3, 0.1, 1, 0).is_zero());
}

TEST(ClosedForms, RefusesWhatTheFormulasDoNotCover) {
  EXPECT_THROW(eq2_constants(0), Error);
  EXPECT_THROW(eq2_constants(20001), Error);
  EXPECT_THROW(cascade_r1_battery_energy(3, 4, 0.1, 1), Error);
  EXPECT_THROW(cascade_r1_battery_energy(3, 0, 0.1, 1), Error);
  EXPECT_THROW(cascade_nr_energy(3, -0.1, 1), Error);
  EXPECT_THROW(cascade_nr_energy(3, 0.1, 0), Error);
  EXPECT_THROW(cascade_nr_energy(3, NAN, 1), Error);
  EXPECT_THROW(cascade_nr_energy(3, 0.1, INFINITY), Error);
  EXPECT_THROW(cascade_nr_energy(3, 0.1, 1, -1), Error);
  Rates rates = equal_rates(2, 0.1, 1);
  rates.battery_loss.pop_back();
  EXPECT_THROW(cascade_nr_energies(rates), Error);
  EXPECT_THROW(parallel_nr_energies(Rates{}), Error);
}

}  // namespace
}  // namespace qbnet::theory
