#include "qbnet/solve/occupations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>

#include "qbnet/base/ball_matrix.hpp"
#include "qbnet/network/reach.hpp"
#include "qbnet/resolvent/solver.hpp"
#include "qbnet/solve/baths.hpp"
#include "qbnet/solve/decay_shifts.hpp"
#include "qbnet/solve/gaussian_drift.hpp"
#include "qbnet/solve/heat_by_frequency.hpp"
#include "qbnet/solve/proven_occupations.hpp"

namespace qbnet {
namespace {

constexpr double unknown = std::numeric_limits<double>::infinity();
constexpr std::size_t most_together = 32;  // vectors that share a factorisation

// An occupation and a bound of what the truncated sum leaves out.
struct Found {
  bool ended = false;
  ScaledReal value, left_out;

  // From the same at half of the bits.
  double error(const Found& before) const {
    constexpr double in_hand = 3;
    if (!ended || !before.ended || !(ScaledReal() < value)) return unknown;
    const ScaledReal moved = value < before.value ? before.value - value : value - before.value;
    return ((moved * ScaledReal(in_hand) + left_out) / value).value();
  }
};

Ball total(const std::vector<Ball>& vector) {
  Ball sum;
  for (const Ball& entry : vector) sum += entry.squared_size();
  return sum;
}

// At Ball::precision().
class Iteration {
 public:
  Iteration(const Resolvent& resolvent, const Baths& baths, const DecayShifts& shifts)
      : pattern_(resolvent.pattern),
        baths_(baths),
        first_(shifts),
        m_(drift_in_balls(resolvent.network, pattern_)) {}

  // Of modes, by position: from unit vectors. In blocks, so that factors serve several of them.
  std::vector<Found> of_modes(const std::vector<std::size_t>& wanted) const {
    std::vector<Found> result;
    for (std::size_t start = 0; start < wanted.size(); start += most_together) {
      const std::size_t count = std::min(most_together, wanted.size() - start);
      std::vector<std::vector<Ball>> w(count, std::vector<Ball>(pattern_.size()));
      for (std::size_t k = 0; k < count; ++k) w[k][wanted[start + k]] = Ball(1.0);
      std::vector<Ball> sum(count);
      std::vector<ScaledReal> left_out(count);
      const auto take = [&](std::size_t k, const Ball& twice, const std::vector<Ball>& v) {
        for (const std::size_t p : baths_.warm) {
          sum[k] += twice * baths_.rate[p] * v[p].squared_size();
        }
      };
      const auto enough = [&] {
        bool done = true;
        for (std::size_t k = 0; k < count; ++k) {
          left_out[k] = (total(w[k]) * Ball(baths_.warmest)).upper_bound();
          done = done && negligible(left_out[k], sum[k]);
        }
        return done;
      };
      const bool ended = alternate(true, w, take, enough);
      for (std::size_t k = 0; k < count; ++k) {
        result.push_back({ended, sum[k].real_midpoint(), left_out[k]});
      }
    }
    return result;
  }

  // As many, from the warm baths, few enough for one block. Every mode has a loss of its own.
  std::vector<Found> of_baths(const std::vector<std::size_t>& wanted) const {
    std::vector<std::vector<Ball>> w(baths_.warm.size(), std::vector<Ball>(pattern_.size()));
    for (std::size_t k = 0; k < w.size(); ++k) {
      Ball& entry = w[k][baths_.warm[k]];
      acb_sqrt(entry.get(), baths_.rate[baths_.warm[k]].get(), Ball::precision());
    }
    std::vector<Ball> sum(pattern_.size());
    Ball rest;
    const auto take = [&](std::size_t, const Ball& twice, const std::vector<Ball>& v) {
      for (std::size_t p = 0; p < v.size(); ++p) sum[p] += twice * v[p].squared_size();
    };
    const auto left_out = [&](std::size_t p) {
      return (rest / Ball(baths_.loss[p])).upper_bound();
    };
    const auto enough = [&] {
      rest = Ball();
      for (const std::vector<Ball>& vector : w) rest += total(vector);
      return std::ranges::all_of(wanted,
                                 [&](std::size_t p) { return negligible(left_out(p), sum[p]); });
    };
    const bool ended = alternate(false, w, take, enough);
    std::vector<Found> result;
    for (const std::size_t p : wanted) {
      result.push_back({ended, sum[p].real_midpoint(), left_out(p)});
    }
    return result;
  }

 private:
  static bool negligible(const ScaledReal& left_out, const Ball& sum) {
    return !(sum.real_midpoint() * ScaledReal(0x1p-60) < left_out);
  }

  // For every vector v = (M + p)^-1 w, take(k, 2 Re p, v), w -= 2 Re p v, until enough().
  // `transposed`: of M^T. False if a pivot vanished or it takes too many steps.
  template <class Take, class Enough>
  bool alternate(bool transposed, std::vector<std::vector<Ball>>& w, const Take& take,
                 const Enough& enough) const {
    constexpr int most_steps = 1000;
    DecayShifts shifts = first_;
    Elimination<Ball> elimination(pattern_);
    std::vector<Ball> v;
    for (int step = 0; step < most_steps; ++step) {
      const std::complex<double> p = shifts.next();
      if (!elimination.factor(m_, Ball(p))) return false;
      const Ball twice(2 * p.real());
      for (std::size_t k = 0; k < w.size(); ++k) {
        v = w[k];
        transposed ? elimination.solve_transposed(v) : elimination.solve(v);
        drop_radii(v);  // they would grow with every step, far beyond what rounding does
        take(k, twice, v);
        for (std::size_t i = 0; i < v.size(); ++i) subtract_product(w[k][i], twice, v[i]);
        drop_radii(w[k]);
      }
      if (enough()) return true;
    }
    return false;
  }

  const Pattern& pattern_;
  const Baths& baths_;
  const DecayShifts& first_;
  std::vector<Ball> m_;
};

void refuse_what_takes_too_long(std::size_t modes, std::size_t vectors) {
  constexpr double most = 4e6;  // some minutes
  const double work = static_cast<double>(modes) * static_cast<double>(vectors);
  if (work <= most) return;
  throw Error(
      Refusal::too_large,
      fmt::format(
          "thermal occupations must take at most {:.0f} solves in a network of {} modes, but "
          "would take {}, which is many minutes: --mode asks for fewer",
          std::floor(most / static_cast<double>(modes)), modes, vectors));
}

struct Estimate {
  ScaledReal value;
  double error = unknown;
};

// In doubles, where they prove it. A few modes tell what all of them will take.
std::vector<Estimate> proven(const Resolvent& resolvent, const Baths& baths,
                             const std::vector<std::size_t>& wanted, double accuracy) {
  constexpr std::size_t samples = 8;
  constexpr double most = 5e9;  // some minutes
  ProvenOccupations solver(resolvent, baths, accuracy);
  std::vector<Estimate> result(wanted.size());
  double work = 0;
  std::vector<std::size_t> modes;
  const std::size_t stride = std::max<std::size_t>(1, wanted.size() / samples);
  for (std::size_t k = 0; k < wanted.size(); k += stride) {
    const ProvenOccupation found = solver.of(wanted[k]);
    result[k] = {found.value, found.error};
    work += found.work;
    modes.push_back(found.modes);
  }
  const double all = work * static_cast<double>(stride);
  if (all > most) {
    throw Error(Refusal::too_large,
                fmt::format("thermal occupations must take at most {:.0e} steps of a mode, but "
                            "would take about {:.0e}, which is many minutes: --mode asks for fewer",
                            most, all));
  }
  std::ranges::sort(modes);
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    if (k % stride == 0) continue;
    const ProvenOccupation found = solver.of(wanted[k], modes[modes.size() / 2]);
    result[k] = {found.value, found.error};
  }
  return result;
}

// Doubles first. What they do not prove is taken with twice the bits again and again, until they
// change nothing. What the last bits cannot tell from 0 is 0.
std::vector<Estimate> estimates(const Resolvent& resolvent, const Baths& baths,
                                const std::vector<std::size_t>& wanted,
                                const OccupationOptions& options) {
  constexpr int first_bits = 64, cancelled_bits = 1024;
  const bool by_baths =
      baths.lossy && baths.warm.size() < wanted.size() && baths.warm.size() <= most_together;
  std::vector<Estimate> result(wanted.size());
  if (by_baths && !options.plain) {
    const std::vector<HeatAtMode> found =
        heat_by_frequency(resolvent, baths, wanted, options.accuracy);
    std::ranges::transform(found, result.begin(), [](const HeatAtMode& heat) {
      return Estimate{heat.value, heat.error};
    });
  } else if (!options.plain) {
    result = proven(resolvent, baths, wanted, options.accuracy);
  }
  std::vector<Found> before(wanted.size());
  std::vector<std::size_t> open(wanted.size());  // numbers of those that are not accurate yet
  std::iota(open.begin(), open.end(), std::size_t{0});
  std::erase_if(open, [&](std::size_t k) { return result[k].error <= options.accuracy; });
  if (!by_baths && !options.plain && open.size() <= most_together) {
    for (const std::size_t k : open) {
      const auto mode = static_cast<std::size_t>(resolvent.pattern.mode_at[wanted[k]]);
      const HeatAtMode heat = heat_by_frequency(resolvent.network, mode, options.accuracy);
      if (heat.error < result[k].error) result[k] = {heat.value, heat.error};
    }
    std::erase_if(open, [&](std::size_t k) { return result[k].error <= options.accuracy; });
  }
  if (open.empty()) return result;
  refuse_what_takes_too_long(resolvent.pattern.size(), by_baths ? baths.warm.size() : open.size());
  const DecayShifts shifts(resolvent.pattern, DecayShifts::Numbers(resolvent.m));
  for (int bits = first_bits; bits <= options.max_precision && !open.empty(); bits *= 2) {
    const Ball::Precision precision(bits);
    const Iteration iteration(resolvent, baths, shifts);
    std::vector<std::size_t> positions;
    for (const std::size_t k : open) positions.push_back(wanted[k]);
    const std::vector<Found> found =
        by_baths ? iteration.of_baths(positions) : iteration.of_modes(positions);
    const bool cancelled = bits >= cancelled_bits && 2 * bits > options.max_precision;
    const ScaledReal nearly_nothing(baths.warmest, -bits);
    for (std::size_t k = 0; k < open.size(); ++k) {
      const Found& now = found[k];
      const bool nothing = cancelled && now.ended && now.value + now.left_out < nearly_nothing &&
                           !(now.error(before[open[k]]) <= options.accuracy);
      result[open[k]] =
          nothing ? Estimate{ScaledReal(), 0} : Estimate{now.value, now.error(before[open[k]])};
      before[open[k]] = now;
    }
    std::erase_if(open, [&](std::size_t k) { return result[k].error <= options.accuracy; });
  }
  return result;
}

}  // namespace

bool has_heat_alone(const Network& network) {
  return !is_active(network) && !has_squeezing(network) &&
         std::ranges::all_of(network.dissipators(),
                             [](const Dissipator& bath) { return bath.rate * bath.thermal == 0; });
}

Occupations occupations(const Network& network, std::vector<std::size_t> modes,
                        const OccupationOptions& options) {
  Occupations result;
  if (modes.empty()) {
    for (std::size_t j = 0; j < network.size(); ++j) modes.push_back(j);
  }
  const Resolvent resolvent(network);
  result.status = resolvent.stable.status;
  result.message = resolvent.stable.reason;
  if (result.status != Status::ok) return result;
  const Baths baths(network, resolvent.pattern);
  result.error.assign(modes.size(), 0);
  if (baths.warm.empty() || baths.uniform) {
    result.occupation.assign(modes.size(), ScaledReal(baths.warmest));
    return result;
  }
  result.occupation.assign(modes.size(), ScaledReal());
  const std::vector<int> distance = distance_from(network, [&](std::size_t j) {
    return network.rates(j).loss > 0 && network.rates(j).thermal > 0;
  });
  std::vector<std::size_t> wanted, places;  // of the modes that heat reaches
  for (std::size_t k = 0; k < modes.size(); ++k) {
    if (distance[modes[k]] < 0) continue;
    wanted.push_back(static_cast<std::size_t>(resolvent.pattern.position[modes[k]]));
    places.push_back(k);
  }
  const std::vector<Estimate> found = estimates(resolvent, baths, wanted, options);
  for (std::size_t k = 0; k < found.size(); ++k) {
    constexpr double rounding = 0x1p-52;  // to what is given out
    result.occupation[places[k]] = found[k].value;
    result.error[places[k]] = found[k].value.is_zero() ? found[k].error : found[k].error + rounding;
  }
  const double worst = *std::ranges::max_element(result.error);
  if (!(worst <= options.accuracy)) {
    result.status = Status::inaccurate;
    result.message += fmt::format("; thermal occupations to {:.1e} only", worst);
  }
  return result;
}

}  // namespace qbnet
