#include "qbnet/solve/occupations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "qbnet/network/reach.hpp"
#include "qbnet/resolvent/solver.hpp"
#include "qbnet/solve/decay_shifts.hpp"
#include "qbnet/solve/low_rank.hpp"

namespace qbnet {
namespace {

constexpr double unknown = std::numeric_limits<double>::infinity();

// An occupation with a bound of what the truncated sum leaves out.
struct Found {
  double value = 0, left_out = 0;
  bool ended = false;  // what is left out was negligible
};

class Baths {
 public:
  Baths(const Network& network, const Pattern& pattern) {
    for (std::size_t p = 0; p < pattern.size(); ++p) {
      const ModeRates& rates = network.rates(static_cast<std::size_t>(pattern.mode_at[p]));
      loss.push_back(rates.loss);
      source.push_back(rates.loss > 0 ? rates.thermal : 0);
      if (rates.loss > 0) {
        warmest = std::max(warmest, rates.thermal);
        coldest = std::min(coldest, rates.thermal);
      }
      if (source[p] > 0) warm.push_back(p);
    }
    const bool shared = std::ranges::any_of(network.dissipators(),
                                            [](const Dissipator& bath) { return bath.rate > 0; });
    uniform = !shared && coldest == warmest;
    lossy = std::ranges::all_of(loss, [](double kappa) { return kappa > 0; });
  }

  std::vector<double> loss, source;  // kappa and n, by position
  std::vector<std::size_t> warm;     // positions
  double warmest = 0, coldest = unknown;
  bool uniform = false;  // one occupation everywhere, at any coupling
  bool lossy = false;    // every mode has a loss of its own
};

// The rates rounded to doubles, with signs that follow no pattern moved by one more rounding where
// `moved`.
std::vector<std::complex<double>> drift(const Entries& entries, bool moved) {
  std::vector<std::complex<double>> value;
  std::size_t number = 0;
  for (const WideComplex& wide : entries.values()) {
    const auto part = [&](double x) {
      const std::size_t bits = ++number * 0x9e3779b97f4a7c15U >> 62U;
      return moved ? x * (1 + 0x1p-52 * (static_cast<double>(bits & 1U) - 0.5) * 2) : x;
    };
    const std::complex<double> z = wide.rounded();
    const double re = part(z.real());
    value.emplace_back(re, part(z.imag()));
  }
  std::vector<std::complex<double>> result;
  result.reserve(entries.size());
  for (std::size_t s = 0; s < entries.size(); ++s) result.push_back(value[entries.places()[s]]);
  return result;
}

class Doubles {
 public:
  Doubles(const Resolvent& resolvent, const Baths& baths, bool moved)
      : pattern_(resolvent.pattern),
        baths_(baths),
        m_(drift(resolvent.m, moved)),
        first_(pattern_, m_) {
    if (moved) first_.next();
  }

  // Of the modes at `wanted`: one vector each.
  std::vector<Found> of_modes(const std::vector<std::size_t>& wanted) const {
    std::vector<Found> result(wanted.size());
    for (std::size_t start = 0; start < wanted.size(); start += Columns::count) {
      const std::size_t count = std::min(Columns::count, wanted.size() - start);
      Found* const found = result.data() + start;
      std::vector<Columns> w(pattern_.size());
      for (std::size_t k = 0; k < count; ++k) w[wanted[start + k]].re[k] = 1;
      const auto take = [&](double twice, const std::vector<Columns>& v) {
        Columns sum;
        for (const std::size_t p : baths_.warm) add_squares(v[p], rate(p), sum);
        for (std::size_t k = 0; k < count; ++k) found[k].value += twice * sum.re[k];
      };
      const auto enough = [&](const std::vector<Columns>& rest) {
        Columns sum;
        for (const Columns& row : rest) add_squares(row, baths_.warmest, sum);
        bool done = true;
        for (std::size_t k = 0; k < count; ++k) {
          found[k].left_out = sum.re[k];
          done = done && sum.re[k] <= negligible * found[k].value;
        }
        return done;
      };
      const bool ended = run(true, w, take, enough);
      for (std::size_t k = 0; k < count; ++k) found[k].ended = ended;
    }
    return result;
  }

  // Of every mode, by position: one vector for each warm bath. Every mode has a loss of its own.
  std::vector<Found> of_baths() const {
    std::vector<Found> result(pattern_.size(), {0, 0, true});
    for (std::size_t start = 0; start < baths_.warm.size(); start += Columns::count) {
      const std::size_t count = std::min(Columns::count, baths_.warm.size() - start);
      std::vector<Columns> w(pattern_.size());
      for (std::size_t k = 0; k < count; ++k) {
        const std::size_t p = baths_.warm[start + k];
        w[p].re[k] = std::sqrt(rate(p));
      }
      std::vector<double> added(pattern_.size());
      const auto take = [&](double twice, const std::vector<Columns>& v) {
        for (std::size_t p = 0; p < v.size(); ++p) added[p] += twice * total(v[p]);
      };
      double rest = 0;
      const auto enough = [&](const std::vector<Columns>& left) {
        rest = 0;
        for (const Columns& row : left) rest += total(row);
        for (std::size_t p = 0; p < left.size(); ++p) {
          if (!(rest <= negligible * baths_.loss[p] * added[p])) return false;
        }
        return true;
      };
      const bool ended = run(false, w, take, enough);
      for (std::size_t p = 0; p < result.size(); ++p) {
        result[p].ended = result[p].ended && ended;
        result[p].value += added[p];
        result[p].left_out += rest / baths_.loss[p];
      }
    }
    return result;
  }

 private:
  static constexpr double negligible = 0x1p-54;
  static constexpr int most_steps = 3000;

  double rate(std::size_t p) const { return baths_.loss[p] * baths_.source[p]; }

  static void add_squares(const Columns& row, double factor, Columns& sum) {
    for (std::size_t k = 0; k < Columns::count; ++k) {
      sum.re[k] += factor * (row.re[k] * row.re[k] + row.im[k] * row.im[k]);
    }
  }
  static double total(const Columns& row) {
    double sum = 0;
    for (std::size_t k = 0; k < Columns::count; ++k) {
      sum += row.re[k] * row.re[k] + row.im[k] * row.im[k];
    }
    return sum;
  }

  template <class Take, class Enough>
  bool run(bool transposed, std::vector<Columns>& w, const Take& take, const Enough& enough) const {
    DecayShifts shifts = first_;
    return alternate_directions<std::complex<double>>(pattern_, m_, transposed, shifts, most_steps,
                                                      w, take, enough);
  }

  const Pattern& pattern_;
  const Baths& baths_;
  std::vector<std::complex<double>> m_;
  DecayShifts first_;
};

// One mode in balls of the working precision; no relative radius if it did not end.
struct Proven {
  ScaledReal value, radius;
};
Proven in_balls(const Resolvent& resolvent, const Baths& baths, const std::vector<Ball>& m,
                DecayShifts shifts, std::size_t position) {
  constexpr int most_steps = 3000;
  std::vector<Ball> w(resolvent.pattern.size());
  w[position] = Ball(1.0);
  Ball sum;
  ScaledReal left_out;
  const auto take = [&](double twice, const std::vector<Ball>& v) {
    for (const std::size_t p : baths.warm) {
      sum += Ball(twice) * Ball(baths.loss[p]) * Ball(baths.source[p]) * v[p].squared_size();
    }
  };
  const auto enough = [&](const std::vector<Ball>& rest) {
    Ball squares;
    for (const Ball& row : rest) squares += row.squared_size();
    left_out = (squares * Ball(baths.warmest)).upper_bound();
    return !(sum.real_midpoint() * ScaledReal(0x1p-60) < left_out);
  };
  if (!alternate_directions<Ball>(resolvent.pattern, m, true, shifts, most_steps, w, take,
                                  enough)) {
    return {sum.real_midpoint(), ScaledReal(unknown)};
  }
  return {sum.real_midpoint(), sum.real_radius() + left_out};
}

// Bits by bits until the error is small; 0 where the last ones cannot tell it from 0.
std::pair<ScaledReal, double> enclosed(const Resolvent& resolvent, const Baths& baths,
                                       const DecayShifts& shifts, std::size_t position,
                                       const OccupationOptions& options) {
  std::pair<ScaledReal, double> result{ScaledReal(), unknown};
  for (int bits = 128; bits <= options.max_precision; bits *= 2) {
    const Ball::Precision precision(bits);
    const std::vector<Ball> m = drift_in_balls(resolvent.network, resolvent.pattern);
    const auto [value, radius] = in_balls(resolvent, baths, m, shifts, position);
    const ScaledReal nothing(baths.warmest * 1e-200);
    if (2 * bits > options.max_precision && value + radius < nothing) return {ScaledReal(), 0};
    if (value.is_zero()) continue;
    result = {value, (radius / value).value()};
    if (result.second <= options.accuracy) break;
  }
  return result;
}

void refuse_what_takes_too_long(std::size_t modes, std::size_t vectors) {
  constexpr double most = 5e7;  // some minutes
  const double work = static_cast<double>(modes) * static_cast<double>(vectors);
  if (work <= most) return;
  throw Error(
      Refusal::too_large,
      fmt::format(
          "thermal occupations must take at most {:.0f} solves in a network of {} modes, but "
          "would take {}, which is many minutes: --mode asks for fewer",
          std::floor(most / static_cast<double>(modes)), modes, vectors));
}

}  // namespace

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
  const Pattern& pattern = resolvent.pattern;
  const Baths baths(network, pattern);
  if (baths.warm.empty() || baths.uniform) {
    result.occupation.assign(modes.size(), ScaledReal(baths.warm.empty() ? 0 : baths.warmest));
    result.error.assign(modes.size(), 0);
    return result;
  }
  const std::vector<int> distance = distance_from(network, [&](std::size_t j) {
    return network.rates(j).loss > 0 && network.rates(j).thermal > 0;
  });
  std::vector<std::size_t> wanted;  // positions of the modes that heat reaches
  for (const std::size_t j : modes) {
    if (distance[j] >= 0) wanted.push_back(static_cast<std::size_t>(pattern.position[j]));
  }
  const bool by_baths = baths.lossy && baths.warm.size() < wanted.size();
  refuse_what_takes_too_long(pattern.size(), by_baths ? baths.warm.size() : wanted.size());
  const auto solved = [&](const Doubles& doubles) {
    if (!by_baths) return doubles.of_modes(wanted);
    std::vector<Found> of_all = doubles.of_baths(), result_of;
    for (const std::size_t p : wanted) result_of.push_back(of_all[p]);
    return result_of;
  };
  const std::vector<Found> found = solved({resolvent, baths, false});
  const std::vector<Found> again = solved({resolvent, baths, true});
  const DecayShifts shifts(pattern, drift(resolvent.m, false));
  constexpr std::size_t most_ball_work = 300'000;  // modes times occupations
  std::size_t ball_work = 0;
  std::size_t next = 0;
  for (const std::size_t j : modes) {
    if (distance[j] < 0) {
      result.occupation.emplace_back(0.0);
      result.error.push_back(0);
      continue;
    }
    constexpr double in_hand = 10, smallest = 1e-250, rounding = 1e-15;
    const auto [value, left_out, ended] = found[next];
    const double off = in_hand * std::abs(value - again[next].value) + left_out;
    double error = value > smallest ? off / value + rounding : unknown;
    ScaledReal occupation(value);
    if (!(error <= options.accuracy) && ended && ball_work + pattern.size() <= most_ball_work) {
      ball_work += pattern.size();
      std::tie(occupation, error) = enclosed(resolvent, baths, shifts, wanted[next], options);
    }
    result.occupation.push_back(occupation);
    result.error.push_back(error);
    ++next;
  }
  const double worst = *std::ranges::max_element(result.error);
  if (!(worst <= options.accuracy)) {
    result.status = Status::inaccurate;
    result.message += fmt::format("; thermal occupations to {:.1e} only", worst);
  } else if (ball_work > 0) {
    result.message += "; thermal occupations partly in balls";
  }
  return result;
}

}  // namespace qbnet
