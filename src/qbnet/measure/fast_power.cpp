#include "qbnet/measure/fast_power.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace qbnet {
namespace {

constexpr double unit = 0x1p-53;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr int most_scans = 4;
constexpr std::size_t most_contenders = 4;
// Where doubles hold the square of an amplitude and of its neighbours' comfortably.
constexpr double smallest = 1e-120, largest = 1e120;
// |f|^2 is a cosine polynomial of degree 2n; between points pi/(6n) apart it rises above both by
// at most (pi/6n)^2/8 (2n)^2/2 of its largest value (Bernstein), of the grid's, a little more.
constexpr double between_points = 0.0686 / (1 - 0.0686);
// A fine window is a factor of 2 wide and used in its middle.
constexpr double used_ratio = 1.9;

// Largest square of the relative error of the rule of double step that says something about the
// whole rule.
constexpr double scan_trust = 1e-3, fine_trust = 1e-8;

// Of a term, relative: its factor, its node (which moves e^(zt) and every pivot), the sum.
double rounding(const FastRates& rates) {
  return (20 + 8 * static_cast<double>(rates.decay.size())) * unit;
}

}  // namespace

bool FastPower::fail(const char* reason) {
  peak_.certified = false;
  peak_.reason = reason;
  return false;
}

const FastTable* FastPower::contour(FastWindow window, double time, FastBounds& bounds,
                                    int narrowest) const {
  for (int width = narrowest; width < fast_widths; ++width) {
    const FastTable& table = fast_table(window, width);
    if (bounds.encloses(table, time)) return &table;
  }
  return nullptr;
}

// Samples on the narrowest contour that surely encloses -W(M), or, where that does not converge
// (poles of high order) or not to the error allowed, once more on a wider one.
const FastTable* FastPower::sample_window(FastWindow window, double time, double allowed,
                                          FastBounds& bounds, NodeSolver& solver) {
  constexpr int wider = 2;
  const FastTable* table = contour(window, time, bounds, 0);
  if (table == nullptr) fail("the network may ring for too long");
  if (table == nullptr || (sample(*table, time, solver) && doubt_ <= allowed * size_)) return table;
  const int width = table->width + wider;
  const FastTable* second = width < fast_widths ? contour(window, time, bounds, width) : nullptr;
  if (second == nullptr) fail("the accuracy was not reached");
  return second != nullptr && sample(*second, time, solver) ? second : nullptr;
}

// f at the window's times. Leaves its absolute error, without that of interpolation, in doubt_.
bool FastPower::sample(const FastTable& table, double time, NodeSolver& solver) {
  const std::size_t nodes = table.nodes;
  for (auto* plane : {&z_re_, &z_im_, &x_re_, &x_im_}) plane->resize(nodes);
  for (std::size_t k = 0; k < nodes; ++k) {
    z_re_[k] = table.z_re[k] / time;
    z_im_[k] = table.z_im[k] / time;
  }
  double solve_error = infinity;
  solver.solve(nodes, z_re_.data(), z_im_.data(), x_re_.data(), x_im_.data(), solve_error);
  peak_.solves += nodes;
  table.sum(x_re_.data(), x_im_.data(), sums_);
  double size = 0, coarse = 0;
  for (std::size_t j = 0; j < table.times; ++j) {
    size = std::max(size, sums_.re[j] * sums_.re[j] + sums_.im[j] * sums_.im[j]);
    coarse = std::max(coarse, sums_.coarse[j]);
  }
  const double trust = table.tolerance > 1e-9 ? scan_trust : fine_trust;
  // Written so that a NaN is refused.
  if (!(coarse < trust * size)) return fail("a contour did not converge");
  const double root = size_ = std::sqrt(size);
  doubt_ = std::max(30 * coarse / root, 2 * table.shrink * std::sqrt(coarse)) + 10 * sums_.end +
           sums_.terms * (solve_error + rounding_);
  return true;
}

// Chebyshev coefficients (all, or the last three) and values on the grid of the samples'
// polynomial; adds to doubt_ what the polynomial leaves out.
void FastPower::interpolate(const FastGrid& grid, bool all_coefficients) {
  const auto samples = static_cast<std::size_t>(grid.degree) + 1;
  c_re_.assign(samples, 0);
  c_im_.assign(samples, 0);
  power_.resize(grid.padded);
  const std::size_t first = all_coefficients ? 0 : samples - 3;
  for (std::size_t j = 0; j < samples; ++j) {
    const double re = sums_.re[j], im = sums_.im[j];
    const double* c = &grid.coefficient[j * samples];
    for (std::size_t k = first; k < samples; ++k) {
      c_re_[k] += c[k] * re;
      c_im_[k] += c[k] * im;
    }
  }
  grid.powers(sums_.re.data(), sums_.im.data(), power_.data());
  double last = 0;
  for (std::size_t k = samples - 3; k < samples; ++k) {
    last = std::max(last, std::hypot(c_re_[k], c_im_[k]));
  }
  doubt_ += 10 * last;
}

bool FastPower::scan(FastWindow window, double time, FastBounds& bounds, NodeSolver& solver) {
  constexpr double clear = 1e-2;  // errors that hardly widen what is looked at closely
  if (sample_window(window, time, clear, bounds, solver) == nullptr) return false;
  const FastGrid& grid = fast_grid(window);
  interpolate(grid, false);
  const double top = *std::max_element(power_.begin(), power_.end());
  Scan done;
  done.window = window;
  done.time = time;
  // |f + d|^2 <= |f|^2 + 2 |f| |d| + |d|^2
  done.doubt = (2 * std::sqrt(top) + doubt_) * doubt_ / time;
  for (std::size_t g = 0; g <= grid.cells; ++g) done.power.push_back(power_[g] / time);
  best_scan_ = std::max(best_scan_, top / time - done.doubt);
  scans_.push_back(std::move(done));
  return true;
}

// Stretches of time in which the power may be above the best of the scans.
bool FastPower::find_contenders() {
  contenders_.clear();
  for (const Scan& scan : scans_) {
    const FastGrid& grid = fast_grid(scan.window);
    const double half_log = fast_table(scan.window, 0).half_log;
    const double top = *std::max_element(scan.power.begin(), scan.power.end());
    const double allowed = best_scan_ - scan.doubt - between_points * top;
    if (!(allowed > 0)) return fail("the scan of all times was too coarse");
    bool joins = false;  // the cell before was one, too
    // The grid's points fall from the window's end to its start.
    for (std::size_t g = grid.cells; g-- > 0;) {
      if (std::max(scan.power[g], scan.power[g + 1]) < allowed) {
        joins = false;
        continue;
      }
      const double from = scan.time * std::exp(half_log * (1 + grid.angle_cosine[g + 1]));
      const double to = scan.time * std::exp(half_log * (1 + grid.angle_cosine[g]));
      if (joins && contenders_.back().from * used_ratio >= to) {
        contenders_.back().to = to;
      } else {
        contenders_.push_back({from, to});
      }
      joins = true;
    }
  }
  if (contenders_.size() > most_contenders) return fail("too many maxima are nearly as high");
  return true;
}

// Newton on d|f|^2 = 0 from a point of the grid.
bool FastPower::climb(const FastTable& table, const FastGrid& grid, double time,
                      std::size_t point) {
  double x = grid.angle_cosine[point];
  double value = 0;
  for (int step = 0; step < 8; ++step) {
    // Clenshaw for f and its two derivatives.
    double f[2], d[2], s[2];
    for (int part = 0; part < 2; ++part) {
      const std::vector<double>& c = part == 0 ? c_re_ : c_im_;
      double b1 = 0, b2 = 0, d1 = 0, d2 = 0, s1 = 0, s2 = 0;
      for (std::size_t k = c.size(); k-- > 1;) {
        const double s0 = 2 * x * s1 - s2 + 4 * d1;
        const double d0 = 2 * x * d1 - d2 + 2 * b1;
        const double b0 = 2 * x * b1 - b2 + c[k];
        s2 = s1, s1 = s0, d2 = d1, d1 = d0, b2 = b1, b1 = b0;
      }
      f[part] = x * b1 - b2 + c[0];
      d[part] = b1 + x * d1 - d2;
      s[part] = 2 * d1 + x * s1 - s2;
    }
    value = f[0] * f[0] + f[1] * f[1];
    const double slope = 2 * (f[0] * d[0] + f[1] * d[1]);
    const double bend = 2 * (d[0] * d[0] + d[1] * d[1] + f[0] * s[0] + f[1] * s[1]);
    if (!(bend < 0)) return fail("a maximum is too flat");
    const double change = -slope / bend;
    // What is left to gain is slope^2 / 2 |bend|.
    if (slope * change < 1e-15 * value) break;
    x += change;
    if (!(x <= grid.angle_cosine[point - 1] && x >= grid.angle_cosine[point + 1])) {
      return fail("a maximum could not be followed");
    }
  }
  const double power = value / time;
  if (power > peak_.power) {
    peak_.power = power;
    peak_.time = time * std::exp(table.half_log * (1 + x));
    peak_.energy = power * peak_.time;
    peak_.error = 2 * doubt_ / std::sqrt(value) + 16 * unit;
  }
  return true;
}

bool FastPower::polish(Stretch where, FastBounds& bounds, NodeSolver& solver) {
  const double time = std::sqrt(where.from * where.to / 2);
  const FastTable* table = sample_window(FastWindow::fine, time, accuracy_ / 4, bounds, solver);
  if (table == nullptr) return false;
  const FastGrid& grid = fast_grid(FastWindow::fine);
  interpolate(grid, true);
  for (std::size_t g = 1; g < grid.cells; ++g) {
    const bool high = power_[g] > 0.9 * best_scan_ * time;
    if (high && power_[g] >= power_[g - 1] && power_[g] > power_[g + 1] &&
        !climb(*table, grid, time, g)) {
      return false;
    }
  }
  return true;
}

FastPeak FastPower::maximum(const FastRates& rates, std::size_t mode, NodeSolver& solver) {
  peak_ = FastPeak{};
  scans_.clear();
  best_scan_ = 0;
  FastBounds bounds(rates);
  rounding_ = rounding(rates);
  const double slowest = bounds.smallest_decay();
  const auto given = [&](const char* reason) {
    fail(reason);
    return peak_;
  };
  if (!(slowest > 0) || !(bounds.drive_norm() > 0)) return given("a mode may never settle");
  // The steady state, and from a neighbouring shift the delay of the response.
  const double z_re[2] = {0, 0.1 * slowest}, z_im[2] = {0, 0};
  double x_re[2], x_im[2], steady_error = infinity;
  solver.solve(2, z_re, z_im, x_re, x_im, steady_error);
  peak_.solves += 2;
  const double steady = std::hypot(x_re[0], x_im[0]);
  const double beside = std::hypot(x_re[1], x_im[1]);
  if (!(steady > smallest && steady < largest && beside > smallest && steady_error < 0.1)) {
    return given("the steady state is out of range");
  }
  const double delay = std::abs(std::log(steady / beside)) / z_re[1];
  // Where nothing later can win if the maximum is what it mostly is, 0.4 to 0.5 |v|^2 / delay.
  double end = 2.6 * delay;
  const auto too_late = [&](double power) {
    const double late = bounds.late_bound(steady * (1 + steady_error), end);
    return late * late / end < power;
  };
  for (int k = 0; k < 200 && !too_late(0.4 * steady * steady / delay); ++k) end *= 1.1;
  if (!(end > 0 && end < largest)) return given("the time of the maximum is out of range");
  // Scans down to where nothing earlier can win. Which window gets there first is guessed.
  const double guess = 0.2 * steady * steady / delay;
  const auto ratio = [](FastWindow window) { return std::exp(2 * fast_table(window, 0).half_log); };
  const auto too_early = [&](double time, double power) {
    const double growth = bounds.growth_bound(mode, time);
    return growth * growth * time < power;
  };
  double start = end;
  for (int k = 0; k == 0 || !too_early(start, best_scan_); ++k) {
    if (k == most_scans) return given("the maximum may lie too early");
    const FastWindow window = too_early(start / ratio(FastWindow::scan), guess)
                                  ? FastWindow::scan
                                  : FastWindow::long_scan;
    start /= ratio(window);
    if (!scan(window, start, bounds, solver)) return peak_;
  }
  for (int k = 0; !too_late(best_scan_); ++k) {
    if (k == 2) return given("the maximum may lie too late");
    if (!scan(FastWindow::scan, end, bounds, solver)) return peak_;
    end *= ratio(FastWindow::scan);
  }
  if (!find_contenders()) return peak_;
  for (const Stretch& stretch : contenders_) {
    if (!polish(stretch, bounds, solver)) return peak_;
  }
  // Every stretch's best lies inside it, or it is the seam of two and neither's.
  if (!(peak_.power >= best_scan_)) return given("no maximum was found where the scan saw one");
  if (!(peak_.error <= accuracy_)) return given("the accuracy was not reached");
  peak_.certified = true;
  return peak_;
}

FastEnergy FastPower::energy_at(const FastRates& rates, double time, NodeSolver& solver) {
  peak_ = FastPeak{};
  FastEnergy result;
  result.reason = "the network may ring for too long";
  FastBounds bounds(rates);
  rounding_ = rounding(rates);
  const auto judge = [&](double re, double im, double doubt) {
    result.energy = re * re + im * im;
    result.error = 2 * doubt / std::sqrt(result.energy) + 16 * unit;
    result.certified = result.energy > smallest * smallest && result.error <= accuracy_;
    result.reason = result.certified ? "" : "the accuracy was not reached";
  };
  // exp(-35) is well below any accuracy: it may be settled.
  if (bounds.smallest_decay() * time > 35) {
    const double zero = 0;
    double re = 0, im = 0, solve_error = infinity;
    solver.solve(1, &zero, &zero, &re, &im, solve_error);
    peak_.solves += 1;
    judge(re, im, bounds.late_bound(0, time) + solve_error * std::hypot(re, im));
  }
  for (const FastWindow window :
       {FastWindow::point, FastWindow::early_point, FastWindow::very_early_point}) {
    if (result.certified) break;
    const FastTable* table = contour(window, time, bounds, 0);
    if (table == nullptr) continue;
    if (sample(*table, time, solver)) {
      judge(sums_.re[0], sums_.im[0], doubt_);
    } else {
      result.reason = peak_.reason;
    }
  }
  result.solves = peak_.solves;
  return result;
}

}  // namespace qbnet
