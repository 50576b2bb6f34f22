#include "qbnet/measure/moment_terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "qbnet/measure/gradient_terms.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/moments.hpp"

namespace qbnet {
namespace {

const Ball half(0.5), two(2.0);

// g_ij and h_i of differentiate(), and what else the noise answers to.
class MomentTerms : public BallTerms {
 public:
  MomentTerms(const Network& network, const Pattern& pattern, const GaussianDrift& drift,
              const MomentResponse& response)
      : BallTerms(network),
        network_(network),
        pattern_(pattern),
        modes_(drift.modes),
        doubled_(drift.doubled),
        response_(response) {}

  Ball entry(std::size_t row, std::size_t column) const override {
    const std::size_t i = mode_at(row), j = mode_at(column);
    const Ball here = whole_entry(i, j);
    return doubled_ ? here + conj(whole_entry(modes_ + i, modes_ + j)) : here;
  }
  Ball source(std::size_t position) const override {
    const std::size_t i = mode_at(position);
    const Ball here = whole_source(i);
    return doubled_ ? here + conj(whole_source(modes_ + i)) : here;
  }
  static Ball result(double factor, const Ball& x) { return Ball(2 * factor) * real_part(x); }

  void differentiate_noise(RateDerivatives<Ball>& out) const {
    for (std::size_t j = 0; j < modes_; ++j) of_mode(j, out);
    for (std::size_t d = 0; d < network_.dissipators().size(); ++d) of_bath(d, out);
    for (std::size_t k = 0; k < network_.squeezers().size(); ++k) of_squeezer(k, out);
  }

 private:
  std::size_t mode_at(std::size_t position) const {
    return static_cast<std::size_t>(pattern_.mode_at[position]);
  }
  Ball whole_entry(std::size_t i, std::size_t j) const { return response_.by_entry.copy(i, j); }
  const Ball& whole_source(std::size_t i) const { return response_.by_source[i]; }
  // What A_i,n+j answers to, and A_n+i,j, its conjugate.
  Ball across(std::size_t i, std::size_t j) const {
    return whole_entry(i, modes_ + j) + conj(whole_entry(modes_ + i, j));
  }
  // df = Re by_number(i, j) dD_n,ij + Re by_pair(i, j) dD_m,ij.
  Ball by_number(std::size_t i, std::size_t j) const {
    const Ball here = response_.by_noise.copy(j, i);
    return doubled_ ? here + conj(response_.by_noise.copy(modes_ + j, modes_ + i)) : here;
  }
  Ball by_pair(std::size_t i, std::size_t j) const {
    if (!doubled_) return {};
    return response_.by_noise.copy(modes_ + j, i) + conj(response_.by_noise.copy(j, modes_ + i));
  }

  // D_n = loss ((n + 1/2) cosh 2r - 1/2) + gain, D_m = -loss (n + 1/2) exp(i phase) sinh 2r.
  void of_mode(std::size_t j, RateDerivatives<Ball>& out) const {
    const ModeRates& rates = network_.rates(j);
    const double r = rates.squeezing.r;
    const Ball grown = Ball::exponential(Ball(2 * r)), shrunk = Ball::exponential(Ball(-2 * r));
    const Ball cosh = half * (grown + shrunk), sinh = half * (grown - shrunk);
    const Ball loss(rates.loss), above = Ball(rates.thermal) + half;
    const Ball q = by_number(j, j), s = by_pair(j, j) * Ball::polar(1, rates.squeezing.phase);
    out.loss[j] += real_part(q * (above * cosh - half) - s * above * sinh);
    out.thermal[j] = real_part(loss * (q * cosh - s * sinh));
    out.squeezing_r[j] = real_part(two * loss * above * (q * sinh - s * cosh));
    out.squeezing_phase[j] = real_part(-times_i(loss * above * s * sinh));
    // A_jj holds -gain/2.
    const auto p = static_cast<std::size_t>(pattern_.position[j]);
    out.gain[j] = real_part(q + entry(p, p));
  }

  // D_n,ij = rate thermal conj(w_i) w_j.
  void of_bath(std::size_t d, RateDerivatives<Ball>& out) const {
    const auto& [rate, weights, thermal] = network_.dissipators()[d];
    Ball whole;
    for (std::size_t p = 0; p < weights.size(); ++p) {
      Ball as_row, as_column;
      for (const auto& [other, weight] : weights) {
        as_row += by_number(weights[p].first, other) * Ball(weight);
        as_column += by_number(other, weights[p].first) * Ball(std::conj(weight));
      }
      whole += Ball(std::conj(weights[p].second)) * as_row;
      const std::size_t at = out.first_weight[d] + p;
      const Ball heat = Ball(rate) * Ball(thermal);
      out.weight_re[at] += heat * real_part(as_row + as_column);
      out.weight_im[at] += heat * real_part(times_i(as_column - as_row));
    }
    out.rate[d] += Ball(thermal) * real_part(whole);
    out.dissipator_thermal[d] = Ball(rate) * real_part(whole);
  }

  // z = i strength exp(i phase) stands across in A, and -z in D.
  void of_squeezer(std::size_t k, RateDerivatives<Ball>& out) const {
    const auto& [first, second, strength, phase] = network_.squeezers()[k];
    Ball by_z;
    for (const auto& [i, j] : {std::pair(first, second), std::pair(second, first)}) {
      by_z -= two * across(i, j) + by_pair(i, j);
      if (first == second) break;
    }
    const Ball unit = Ball::polar(1, phase);
    out.squeezer_strength[k] = real_part(by_z * times_i(unit));
    out.squeezer_phase[k] = real_part(-by_z * Ball(strength) * unit);
  }

  const Network& network_;
  const Pattern& pattern_;
  std::size_t modes_;
  bool doubled_;
  const MomentResponse& response_;
};

// Beside what errors of a derivative matter: far below the floor of settle_derivatives().
ScaledReal scale_of(double natural) {
  return natural > 0 ? ScaledReal(1e-15) / ScaledReal(natural) : ScaledReal();
}

}  // namespace

bool doubled_for_gradients(const Network& network) {
  return has_squeezing(network) || !network.squeezers().empty();
}

RateDerivatives<Ball> by_every_rate(const Network& network, const GaussianDrift& drift,
                                    const MomentResponse& response) {
  const Pattern pattern(network, std::vector<int>(network.size(), 0));
  RateDerivatives<Ball> found(network, true);
  MomentTerms terms(network, pattern, drift, response);
  differentiate(network, pattern, terms, found);
  terms.differentiate_noise(found);
  return found;
}

std::vector<Quantified> listed(const Ball& value, const RateDerivatives<Ball>& derivatives,
                               const RateDerivatives<double>& natural) {
  std::vector<Quantified> all = {{value, ScaledReal()}};
  for (std::size_t kind = 0; kind < RateDerivatives<Ball>::all.size(); ++kind) {
    const auto& of_kind = derivatives.*(RateDerivatives<Ball>::all[kind]);
    const auto& rates = natural.*(RateDerivatives<double>::all[kind]);
    for (std::size_t k = 0; k < of_kind.size(); ++k) {
      Ball log = value.is_zero() ? Ball() : of_kind[k] / value;
      acb_get_mid(log.get(), log.get());
      all.push_back({std::move(log), scale_of(rates[k])});
    }
  }
  return all;
}

void differentiate_moments(const Network& network, const MomentFunction& function,
                           const GradientOptions& options, Gradient& result) {
  const RateDerivatives<double> natural = natural_rates(network, true);
  constexpr double in_hand = 0.1;
  const Agreed found =
      in_agreement([&] { return function.compute(natural); }, in_hand * options.accuracy,
                   std::min(options.max_precision, MomentOptions().max_precision));
  result.arithmetic = fmt::format("{} bits", found.bits);
  result.message += "; moment equations and their adjoint in " + result.arithmetic;
  result.status = Status::failed;
  if (!found.ended) {
    result.message += ": no end to the doublings";
    return;
  }
  result.value = real(found.value[0]);
  result.error = found.error[0];
  result.dark = result.value.is_zero() && function.dark_at_0;
  if (result.value.is_zero() && !result.dark) {
    result.message = function.name + " is 0 and has no logarithm";
    return;
  }
  result.log = RateDerivatives<Derivative>(network, true);
  if (result.dark) {
    result.status = result.error <= options.accuracy ? Status::ok : Status::inaccurate;
    return;
  }
  std::size_t next = 1;
  for (std::size_t kind = 0; kind < RateDerivatives<Derivative>::all.size(); ++kind) {
    auto& of_kind = result.log.*(RateDerivatives<Derivative>::all[kind]);
    const auto& rates = natural.*(RateDerivatives<double>::all[kind]);
    for (std::size_t k = 0; k < of_kind.size(); ++k, ++next) {
      const ScaledReal value = real(found.value[next]);
      of_kind[k] = {value,
                    std::max(abs(value), scale_of(rates[k])) * ScaledReal(found.error[next])};
    }
  }
  const double worst = settle_derivatives(result.log, natural, options.accuracy, options.floor);
  const bool good = worst <= 1 && result.error <= options.accuracy;
  result.status = good ? Status::ok : Status::inaccurate;
  if (!good) result.message += fmt::format(": errors up to {:.1e} times what is allowed", worst);
}

}  // namespace qbnet
