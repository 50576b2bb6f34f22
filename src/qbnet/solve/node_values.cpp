#include "qbnet/solve/node_values.hpp"

#include <algorithm>
#include <cmath>

#include "qbnet/base/parallel.hpp"
#include "qbnet/resolvent/four_shifts.hpp"
#include "qbnet/resolvent/mantissas.hpp"

namespace qbnet {
namespace {

// Solving errors below this are no worse than the rounding of the sum.
constexpr double harmless = 2e-14;
constexpr std::size_t probe_every = 8;       // shifts
constexpr std::size_t probe_every_four = 4;  // fours of shifts
// Solving at one shift takes this much time for every mode, about: below, threads do not pay.
constexpr std::size_t worth_a_thread = 100'000;
// Of working memory, bytes a mode, and for all threads together.
constexpr double bytes_each = 600, most_bytes = 2e9;

// Written so that a NaN counts as unknown, never as small.
void raise(double& worst, double error) {
  if (!(error <= worst)) worst = error;
}

}  // namespace

NodeValues::NodeValues(const Resolvent& resolvent, std::vector<std::complex<double>> shifts,
                       const std::vector<std::size_t>& positions, int threads, How how)
    : resolvent_(resolvent),
      shifts_(std::move(shifts)),
      positions_(positions),
      threads_(threads),
      how_(how),
      value_(positions_.size() * shifts_.size()) {
  failed_ = !resolvent.moderate;  // residuals in double-double need rates well inside the range
  if (failed_) return;
  failed_ = !(how == How::four && solve(Way::four)) &&
            !(how == How::one_by_one && solve(Way::doubles)) && !solve(Way::doubles_and_ranged) &&
            !solve(Way::ranged);
  for (const ScaledComplex& x : value_) {
    const double size = abs(x).value();
    out_of_doubles_ =
        out_of_doubles_ || (!x.is_zero() && !(size > small_double && size < large_double));
  }
}

bool NodeValues::solve(Way way) {
  const std::size_t unit = way == Way::four ? FourShifts::width : 1;
  const std::size_t units = (shifts_.size() + unit - 1) / unit;
  const double modes = static_cast<double>(resolvent_.pattern.size());
  const double fitting = std::clamp(most_bytes / (bytes_each * modes), 1.0, 1e6);
  const std::size_t parts =
      resolvent_.pattern.size() * shifts_.size() < worth_a_thread
          ? 1
          : std::min({static_cast<std::size_t>(std::max(threads_, 1)),
                      static_cast<std::size_t>(fitting), std::max<std::size_t>(units, 1)});
  for (const bool refine_all : {false, true}) {
    std::vector<std::vector<double>> error(parts, std::vector<double>(positions_.size(), 0));
    std::vector<char> good(parts, 0);
    parallel_for(parts, static_cast<int>(parts), [&](std::size_t part) {
      const std::size_t first = part * units / parts * unit;
      const std::size_t last = std::min((part + 1) * units / parts * unit, shifts_.size());
      good[part] = solve_part(way, refine_all, first, last, error[part]) ? 1 : 0;
    });
    if (std::find(good.begin(), good.end(), 0) != good.end()) return false;
    error_.assign(positions_.size(), 0);
    for (const auto& part : error) {
      for (std::size_t j = 0; j < positions_.size(); ++j) raise(error_[j], part[j]);
    }
    if (std::all_of(error_.begin(), error_.end(), [](double e) { return e < harmless; })) break;
    // Four at a time are always refined: what that leaves needs another way.
    if (way == Way::four) return false;
  }
  return true;
}

bool NodeValues::solve_part(Way way, bool refine_all, std::size_t first, std::size_t last,
                            std::vector<double>& error) {
  using Complex = std::complex<double>;
  if (way == Way::four) return four_at_a_time(first, last, error);
  if (way == Way::doubles) return one_by_one<Complex, Complex>(refine_all, first, last, error);
  if (way == Way::ranged) return one_by_one<Ranged, Ranged>(refine_all, first, last, error);
  return one_by_one<Ranged, Complex>(refine_all, first, last, error);
}

template <class T, class Factor>
bool NodeValues::one_by_one(bool refine_all, std::size_t first, std::size_t last,
                            std::vector<double>& error) {
  Solver<T, Factor> solver(resolvent_);
  UnsetPages<T> x;
  Pages<double> relative;
  for (std::size_t k = first; k < last; ++k) {
    if (!solver.solve(shifts_[k], x)) return false;
    const bool probe = k % probe_every == 0 && how_ != How::roughly;
    if (refine_all) {
      if (!solver.refine(shifts_[k], x, relative)) return false;
    } else if (probe) {
      solver.first_correction(shifts_[k], x, relative);
    }
    for (std::size_t j = 0; j < positions_.size(); ++j) {
      if (refine_all || probe) raise(error[j], relative[positions_[j]]);
      value_[j * shifts_.size() + k] = scaled(x[positions_[j]]);
    }
  }
  return true;
}

bool NodeValues::four_at_a_time(std::size_t first, std::size_t last, std::vector<double>& error) {
  // The second correction is about the square of the first: tiny, or the way is another.
  constexpr double largest_correction = 1e-8;
  FourShifts solver(resolvent_);
  for (std::size_t k = first; k < last; k += FourShifts::width) {
    std::complex<double> z[FourShifts::width];
    for (std::size_t l = 0; l < FourShifts::width; ++l) z[l] = shifts_[std::min(k + l, last - 1)];
    if (!solver.solve(z)) return false;
    const std::size_t count = std::min(FourShifts::width, last - k);
    for (std::size_t j = 0; j < positions_.size(); ++j) {
      for (std::size_t l = 0; l < count; ++l) {
        if (!(solver.last_correction(positions_[j], l) < largest_correction)) return false;
        value_[j * shifts_.size() + k + l] = solver.at(positions_[j], l);
      }
    }
    if (k / FourShifts::width % probe_every_four != 0) continue;
    solver.correct_again();
    for (std::size_t j = 0; j < positions_.size(); ++j) {
      for (std::size_t l = 0; l < count; ++l) {
        raise(error[j], solver.last_correction(positions_[j], l) + 0x1p-52);
      }
    }
  }
  return true;
}

}  // namespace qbnet
