#include "qbnet/measure/fast_table.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <memory>
#include <mutex>
#include <numbers>

namespace qbnet {
namespace {

using Complex = std::complex<double>;
using LongComplex = std::complex<long double>;
constexpr double pi = std::numbers::pi;
constexpr std::size_t point_times = 8;  // of a window with a single time

struct Demand {
  double ratio;      // R
  double tolerance;  // of the whole rule
  int degree;
  double vertex_least;  // of z0 R T, the exponent by which terms outgrow v
  double vertex_most;
  double poles_part = 1;  // of the digits, planned for poles at the enclosure's edge
};

constexpr std::array<Demand, fast_windows> demands = {{{128, 3e-7, 28, 0.1, 8},
                                                       {1024, 3e-7, 40, 0.1, 8},
                                                       {2, 1e-14, 22, 1, 8},
                                                       {1, 1e-13, 0, 1, 6},
                                                       {1, 1e-13, 0, 8, 14},
                                                       {1, 1e-13, 0, 18, 26}}};
// alpha of the hyperbola that must hold -W(M).
constexpr std::array<double, fast_widths> inner_alpha = {1.15, 1.0,  0.87, 0.75, 0.64,
                                                         0.54, 0.45, 0.36, 0.28};
// Where that hyperbola's tangents are tested; the last one is the asymptote.
constexpr std::array<double, 6> tangent_at = {0.4, 1.0, 1.7, 2.5, 3.6, 30};

// The polygon of tangents is larger than the hyperbola: alpha of the confocal one through the
// polygon's outermost corner.
double outer_alpha(double alpha) {
  double least = alpha;
  const auto corner = [&](double re, double im) {
    if (re < 1) return;  // k < 0
    least = std::min(least, std::abs(std::asin(Complex(re, im)).real()));
  };
  for (std::size_t i = 0; i + 1 < tangent_at.size(); ++i) {
    const double middle = (tangent_at[i] + tangent_at[i + 1]) / 2;
    const double half = (tangent_at[i + 1] - tangent_at[i]) / 2;
    corner(std::sin(alpha) * std::cosh(middle) / std::cosh(half),
           std::cos(alpha) * std::sinh(middle) / std::cosh(half));
  }
  // Each tangent where it crosses k = 0, as far as it bounds anything there.
  double lowest = 1e300;
  for (const double u : tangent_at) {
    lowest = std::min(
        lowest, std::cos(alpha) / std::sin(alpha) / std::tanh(u) - std::cos(alpha) / std::sinh(u));
  }
  corner(1, lowest);
  return least;
}

struct Plan {
  double alpha = 0, m = 0, step = 0, reach = 0;  // m = mu T
  int side = 1 << 20;
};

// The fewest nodes. Poles are alpha_inner - alpha to the left in the strip of u; to the right the
// curve opens, up to a straight line at d = alpha, and e^(z t) grows against e^(-2 pi d / h).
Plan cheapest(const Demand& demand, double alpha_inner) {
  const double digits = -std::log(demand.tolerance);
  Plan best;
  for (double alpha = 0.04; alpha < alpha_inner - 0.03; alpha += 0.02) {
    const double left = 2 * pi * (alpha_inner - alpha) / (demand.poles_part * digits);
    const double narrowing = 1 - std::sin(alpha);
    for (double m_end = 0.5; m_end < 90; m_end *= 1.06) {
      if (m_end * narrowing < demand.vertex_least || m_end * narrowing > demand.vertex_most) {
        continue;
      }
      double right = 0;
      for (double d = 0.02; d < alpha; d += 0.02) {
        right = std::max(right, 2 * pi * d / (digits + m_end * (1 - std::sin(alpha - d))));
      }
      const double step = std::min(left, right);
      const double m = m_end / demand.ratio;
      const double reach = std::acosh((1 + digits / m) / std::sin(alpha));
      const int side = static_cast<int>(std::ceil(reach / step));
      if (side < best.side) best = {alpha, m, step, reach, side};
    }
  }
  return best;
}

long double relative_time(const FastTable& table, std::size_t j) {
  const auto k = static_cast<double>(j);
  if (table.degree == 0) return 1 - k / 32;
  return std::exp(static_cast<long double>(table.half_log * (1 + std::cos(pi * k / table.degree))));
}

std::unique_ptr<FastTable> make_table(FastWindow window, int width) {
  Demand demand = demands[static_cast<std::size_t>(window)];
  // Far from the real axis the enclosure is much wider than the eigenvalues' places: the sums say
  // whether the other digits came by themselves.
  if (width >= 2) demand.poles_part = 0.75;
  // The further out the vertex, the smaller a ringing network beside it; a scan can lose digits.
  if (width >= 2 && demand.tolerance > 1e-9) demand.vertex_least = 6, demand.vertex_most = 12;
  const double alpha_tangent = inner_alpha[static_cast<std::size_t>(width)];
  const double alpha_inner = outer_alpha(alpha_tangent);
  const Plan plan = cheapest(demand, alpha_inner);
  auto table = std::make_unique<FastTable>();
  table->width = width;
  table->degree = demand.degree;
  table->tolerance = demand.tolerance;
  table->shrink =
      std::max(std::exp(-pi * (alpha_inner - plan.alpha) / plan.step), std::sqrt(demand.tolerance));
  table->half_log = std::log(demand.ratio) / 2;
  // At a single time a coarse rule's error may vanish by a change of sign: it is seen at others.
  table->times = demand.degree == 0 ? point_times : static_cast<std::size_t>(demand.degree) + 1;
  table->padded = (table->times + 3) / 4 * 4;
  for (const double u : tangent_at) {
    const double slope = std::cos(alpha_tangent) / std::sin(alpha_tangent) / std::tanh(u);
    table->tangents.push_back({slope, plan.m * (slope - std::cos(alpha_tangent) / std::sinh(u))});
  }
  std::vector<int> order;
  for (int modulus = 0; modulus < 2; ++modulus) {
    for (int k = -plan.side; k <= plan.side; ++k) {
      if ((k & 1) == modulus) order.push_back(k);
    }
    table->part[static_cast<std::size_t>(modulus) + 1] = order.size();
  }
  table->nodes = order.size();
  table->factor_re.assign(table->nodes * table->padded, 0);
  table->factor_im = table->factor_re;
  table->largest.assign(table->nodes, 0);
  std::size_t outermost = 0;
  for (std::size_t i = 0; i < table->nodes; ++i) {
    if (std::abs(order[i]) >= plan.side - 1) table->outer[outermost++] = i;
    const LongComplex w(plan.alpha, static_cast<long double>(order[i]) * plan.step);
    const LongComplex exact = static_cast<long double>(plan.m) * (1.0L - std::sin(w));
    table->z_re.push_back(static_cast<double>(exact.real()));
    table->z_im.push_back(static_cast<double>(exact.imag()));
    // The sum is that of the rounded nodes.
    const LongComplex z(table->z_re.back(), table->z_im.back());
    const LongComplex weight =
        static_cast<long double>(plan.step * plan.m / (2 * pi)) * std::cos(w) / z;
    for (std::size_t j = 0; j < table->times; ++j) {
      const long double time = relative_time(*table, j);
      const LongComplex factor = weight * std::exp(z * time) / std::sqrt(time);
      const std::size_t at = (j / 4 * table->nodes + i) * 4 + j % 4;
      table->factor_re[at] = static_cast<double>(factor.real());
      table->factor_im[at] = static_cast<double>(factor.imag());
      table->largest[i] = std::max(table->largest[i], static_cast<double>(std::abs(factor)));
    }
  }
  return table;
}

std::unique_ptr<FastGrid> make_grid(FastWindow window) {
  const int n = demands[static_cast<std::size_t>(window)].degree;
  auto grid = std::make_unique<FastGrid>();
  grid->degree = n;
  grid->cells = static_cast<std::size_t>(6 * n);
  const std::size_t points = grid->cells + 1;
  grid->padded = (points + 3) / 4 * 4;
  const auto samples = static_cast<std::size_t>(n) + 1;
  grid->value.assign(samples * grid->padded, 0);
  grid->coefficient.assign(samples * samples, 0);
  for (std::size_t g = 0; g < points; ++g) {
    grid->angle_cosine.push_back(std::cos(pi * static_cast<double>(g) / double(grid->cells)));
  }
  for (std::size_t j = 0; j < samples; ++j) {
    const double half = j == 0 || j + 1 == samples ? 0.5 : 1;
    for (std::size_t k = 0; k < samples; ++k) {
      const double norm = k == 0 || k + 1 == samples ? 1.0 : 2.0;
      const double c = std::cos(pi * static_cast<double>(j * k % (2 * samples - 2)) / n);
      grid->coefficient[j * samples + k] = norm * half * c / n;
    }
    for (std::size_t g = 0; g < points; ++g) {
      double sum = 0;
      for (std::size_t k = 0; k < samples; ++k) {
        sum += grid->coefficient[j * samples + k] *
               std::cos(pi * static_cast<double>(g * k) / double(grid->cells));
      }
      grid->value[(g / 4 * samples + j) * 4 + g % 4] = sum;
    }
  }
  return grid;
}

}  // namespace

const FastTable& fast_table(FastWindow window, int width) {
  constexpr std::size_t count = std::size_t(fast_windows) * fast_widths;
  static std::array<std::once_flag, count> once;
  static std::array<std::unique_ptr<FastTable>, count> tables;
  const std::size_t at = static_cast<std::size_t>(window) * fast_widths + std::size_t(width);
  std::call_once(once[at], [&] { tables[at] = make_table(window, width); });
  return *tables[at];
}

const FastGrid& fast_grid(FastWindow window) {
  static const std::unique_ptr<FastGrid> scan = make_grid(FastWindow::scan);
  static const std::unique_ptr<FastGrid> long_scan = make_grid(FastWindow::long_scan);
  static const std::unique_ptr<FastGrid> fine = make_grid(FastWindow::fine);
  if (window == FastWindow::scan) return *scan;
  return window == FastWindow::long_scan ? *long_scan : *fine;
}

}  // namespace qbnet
