#include "qbnet/solve/drive_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

constexpr double steps_a_width = 4;

bool active(const Pulse& pulse, double now) { return pulse.start <= now && now < pulse.stop; }

// Terms of a Gaussian's series after which the rest of a step is below the last bit of the pulse:
// 4^-K/sqrt(K!) at its center, exp(25) times more at its ends.
std::size_t terms_of_series() {
  constexpr double at_the_ends = 37, in_hand = 16;
  const double wanted = static_cast<double>(Ball::precision()) + at_the_ends + in_hand;
  std::size_t terms = 1;
  for (double bits = 0; bits < wanted; ++terms) {
    bits += std::log2(steps_a_width) + 0.5 * std::log2(static_cast<double>(terms));
  }
  return terms;
}

Ball pi() {
  Ball result;
  arb_const_pi(acb_realref(result.get()), Ball::precision());
  return result;
}

// Derivatives by t/scale: (-scale/width)^k He_k(x) exp(-x^2/2), He_(k+1) = x He_k - k He_(k-1).
std::vector<Ball> derivatives_of_gaussian(const Pulse& pulse, const Ball& t, const Ball& scale,
                                          std::size_t count) {
  const Ball width(pulse.width), x = (t - Ball(pulse.center)) / width, step = scale / width;
  std::vector<Ball> all = {Ball::exponential(-x * x * Ball(0.5))};
  all.push_back(-step * x * all[0]);
  for (std::size_t k = 1; k + 1 < count; ++k) {
    all.push_back(-step * (x * all[k] + Ball(static_cast<double>(k)) * step * all[k - 1]));
  }
  return all;
}

// conj f and its slope by t/scale.
std::vector<Ball> line_between_samples(const Pulse& pulse, double now, const Ball& t,
                                       const Ball& scale) {
  const auto after = std::ranges::upper_bound(pulse.samples, now, {}, &PulseSample::time);
  const PulseSample &left = *std::prev(after), &right = *after;
  const Ball from = conj(Ball(left.value)), to = conj(Ball(right.value));
  const Ball slope = (to - from) / (Ball(right.time) - Ball(left.time));
  return {from + slope * (t - Ball(left.time)), slope * scale};
}

}  // namespace

DriveSources::DriveSources(const std::vector<Pulse>& pulses, std::size_t modes, std::size_t size)
    : pulses_(pulses), modes_(modes), size_(size), series_(terms_of_series()) {
  for (const Pulse& pulse : pulses) {
    std::vector<Part> parts;
    // -i conj(xi)
    const Ball factor = -times_i(Ball(std::conj(pulse.amplitude)));
    if (pulse.shape == PulseShape::raised_cosine) {
      const Ball half = factor * Ball(0.5), quarter = -half * Ball(0.5);
      const Ball turns = times_i(Ball(2.0) * pi() / (Ball(pulse.stop) - Ball(pulse.start)));
      add_part(pulse, half, Ball(), parts);
      add_part(pulse, quarter, turns, parts);
      add_part(pulse, quarter, -turns, parts);
    } else {
      add_part(pulse, factor, pulse.shape == PulseShape::exponential ? Ball(pulse.rate) : Ball(),
               parts);
    }
    parts_.push_back(std::move(parts));
  }
  count_ = 1;
  for (Term& term : terms_) {
    term.first = count_;
    count_ += term.terms;
  }
  constexpr std::size_t most = 1000;
  if (count_ > most) {
    throw Error(
        Refusal::too_large,
        fmt::format("drives in time must take at most {} terms (one for each tone and mode, "
                    "{} where it is Gaussian), but take {}",
                    most, series_, count_));
  }
}

std::size_t DriveSources::find_term(std::size_t row, const Ball& rate, std::size_t terms,
                                    double scale) {
  const auto same = [&](const Term& term) {
    return term.row == row && acb_equal(term.rate.get(), rate.get()) != 0;
  };
  const auto found = std::ranges::find_if(terms_, same);
  if (found == terms_.end()) {
    terms_.push_back({row, rate, terms, scale});
    return terms_.size() - 1;
  }
  found->terms = std::max(found->terms, terms);
  found->scale = std::min(found->scale, scale);
  return static_cast<std::size_t>(found - terms_.begin());
}

void DriveSources::add_part(const Pulse& pulse, const Ball& factor, const Ball& rate,
                            std::vector<Part>& parts) {
  std::size_t terms = 1;
  double scale = std::numeric_limits<double>::infinity();
  if (pulse.shape == PulseShape::gaussian) {
    terms = series_;
    scale = pulse.width;
  } else if (pulse.shape == PulseShape::sampled) {
    terms = 2;
    scale = pulse.stop - pulse.start;
  }
  Ball whole = rate + times_i(Ball(pulse.detuning));
  acb_get_mid(whole.get(), whole.get());
  Part part{factor, rate, find_term(pulse.mode, whole, terms, scale), 0};
  if (size_ > modes_) part.conjugate = find_term(modes_ + pulse.mode, conj(whole), terms, scale);
  parts.push_back(part);
}

std::vector<Source> DriveSources::sources(const GaussianDrift& drift) const {
  std::vector<Source> all = {{drift.b, Ball(), 1}};
  for (const Term& term : terms_) {
    Source source{std::vector<Ball>(size_), term.rate, term.terms};
    if (term.terms > 1) source.scale = Ball(term.scale);
    source.direction[term.row] = Ball(1.0);
    all.push_back(std::move(source));
  }
  return all;
}

std::vector<double> DriveSources::edges() const {
  std::vector<double> all;
  for (const Pulse& pulse : pulses_) {
    all.push_back(pulse.start);
    all.push_back(pulse.stop);
    for (const PulseSample& sample : pulse.samples) all.push_back(sample.time);
  }
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
  return all;
}

double DriveSources::longest_step(double now) const {
  double longest = 0;
  for (const Pulse& pulse : pulses_) {
    if (pulse.shape != PulseShape::gaussian || !active(pulse, now)) continue;
    const double step = pulse.width / steps_a_width;
    longest = longest == 0 ? step : std::min(longest, step);
  }
  return longest;
}

std::vector<Ball> DriveSources::polynomial(const Pulse& pulse, double now, const Ball& t0,
                                           const Ball& scale) const {
  if (pulse.shape == PulseShape::gaussian) {
    return derivatives_of_gaussian(pulse, t0, scale, series_);
  }
  if (pulse.shape == PulseShape::sampled) return line_between_samples(pulse, now, t0, scale);
  return {Ball(1.0)};
}

std::vector<Ball> DriveSources::coefficients(double now, const Ball& t0) const {
  std::vector<Ball> all(count_);
  all[0] = Ball(1.0);
  for (std::size_t p = 0; p < pulses_.size(); ++p) {
    const Pulse& pulse = pulses_[p];
    if (!active(pulse, now)) continue;
    const Ball scale(terms_[parts_[p].front().term].scale);
    const std::vector<Ball> shape = polynomial(pulse, now, t0, scale);
    const Ball turned = times_i(Ball(pulse.detuning)) * t0;
    for (const Part& part : parts_[p]) {
      const Ball size =
          part.factor * Ball::exponential(-turned - part.rate * (t0 - Ball(pulse.start)));
      for (std::size_t k = 0; k < shape.size(); ++k) {
        const Ball c = size * shape[k];
        all[terms_[part.term].first + k] += c;
        if (size_ > modes_) all[terms_[part.conjugate].first + k] += conj(c);
      }
    }
  }
  for (Ball& c : all) acb_get_mid(c.get(), c.get());
  return all;
}

}  // namespace qbnet
