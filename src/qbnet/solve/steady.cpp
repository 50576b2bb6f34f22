#include "qbnet/solve/steady.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <span>
#include <utility>

#include "qbnet/resolvent/each_residual.hpp"
#include "qbnet/resolvent/mantissas.hpp"
#include "qbnet/resolvent/solver.hpp"
#include "qbnet/solve/enclosure.hpp"
#include "qbnet/solve/fluctuations.hpp"
#include "qbnet/solve/power_balance.hpp"

namespace qbnet {
namespace {

template <class T>
struct Solution {
  UnsetPages<T> x;
  Pages<double> error;
  double backward_error = 0;
  bool in_doubles = true;
};

// Whether a double could have held an amplitude, its square and the errors of both.
bool in_double(const Ranged& v) {
  const double size = std::max(std::abs(v.digits.real()), std::abs(v.digits.imag()));
  return size == 0 || (v.step == 0 ? size < large_double && size > small_double
                                   : v.step == -1 && size / Ranged::unit > small_double);
}

// Every amplitude within the accuracy, by its own correction and by the residual of what is given
// out: corrections come from the factors that they correct, the residual does not.
template <class Factor>
bool solve_and_refine(const Resolvent& resolvent, double accuracy, Solution<Ranged>& solution) {
  constexpr double most_backward_error = 1e-14;
  {
    Solver<Ranged, Factor> solver(resolvent);
    if (!solver.solve(0, solution.x) || !solver.refine(0, solution.x, solution.error)) {
      return false;
    }
  }
  bool accurate = true, in_doubles = true;
  solution.backward_error = each_residual(
      resolvent, 0, solution.x, [&](std::size_t i, std::complex<double>, double, std::int64_t) {
        accurate = accurate && solution.error[i] <= accuracy;
        in_doubles = in_doubles && in_double(solution.x[i]);
      });
  solution.in_doubles = in_doubles;
  return accurate && solution.backward_error <= most_backward_error;
}

// Of both powers, relative, beside the accuracy of amplitudes.
constexpr double power_accuracy = 10;

// False if neither is accurate.
bool take_powers(const Network& network, double own_losses, double error, double accuracy,
                 Steady& result) {
  const PowerBalance powers =
      power_balance(network, std::span(result.amplitude.data(), result.amplitude.size()),
                    own_losses, error, power_accuracy * accuracy);
  result.input_power = powers.supplied;
  result.lost_power = powers.lost;
  return powers.accurate;
}

// False if the powers are not accurate.
template <class T>
bool take(const Resolvent& resolvent, const Solution<T>& solution, double accuracy,
          Steady& result) {
  const Network& network = resolvent.network;
  const auto amplitude = [&](std::size_t j) { return result.amplitude[j].value(); };
  result.amplitude.reserve(network.size());
  result.error.reserve(network.size());
  constexpr std::size_t at_once = 1024;  // so few that they are still at hand
  double lost = 0, error = 0;
  for (std::size_t begin = 0; begin < network.size(); begin += at_once) {
    const std::size_t end = std::min(network.size(), begin + at_once);
    for (std::size_t mode = begin; mode < end; ++mode) {
      const auto p = static_cast<std::size_t>(resolvent.pattern.position[mode]);
      result.amplitude.push_back(scaled(solution.x[p]));
      result.error.push_back(solution.error[p]);
      error = std::max(error, solution.error[p]);
    }
    lost = own_losses(network, amplitude, begin, end, lost);
  }
  result.backward_error = solution.backward_error;
  return take_powers(network, lost, error, accuracy, result);
}

// Of a network that is fed, where squeezers couple amplitudes to their conjugates.
void solve_moments(const Network& network, const SteadyOptions& options, Steady& result) {
  const Moments found = steady_moments(
      network,
      [&](const MomentView& state) {
        std::vector<Quantified> all;
        for (std::size_t j = 0; j < network.size(); ++j) {
          all.push_back({state.amplitude(j), ScaledReal()});
        }
        for (std::size_t j = 0; j < network.size(); ++j) {
          for (Quantified& part : fluctuations_of(state, j)) all.push_back(std::move(part));
        }
        const auto amplitude = [&](std::size_t j) { return state.amplitude(j); };
        all.push_back({supplied_in_balls(network, amplitude).first, ScaledReal()});
        return all;
      },
      {options.accuracy, std::min(options.max_precision, MomentOptions().max_precision)});
  result.status = found.status;
  result.message = found.message;
  const Agreed& numbers = found.numbers;
  if (numbers.value.empty()) return;
  const auto modes = static_cast<std::ptrdiff_t>(network.size());
  const std::size_t power = numbers.value.size() - 1;
  result.amplitude.assign(numbers.value.begin(), numbers.value.begin() + modes);
  result.error.assign(numbers.error.begin(), numbers.error.begin() + modes);
  result.backward_error = *std::ranges::max_element(result.error);
  for (std::size_t k = network.size(); k < power; k += 2) {
    result.thermal.push_back(real(numbers.value[k]));
    result.squeezed.push_back(real(numbers.value[k + 1]));
  }
  result.arithmetic = fmt::format("{} bits", numbers.bits);
  const auto amplitude = [&](std::size_t j) { return result.amplitude[j].value(); };
  take_powers(network, own_losses(network, amplitude, 0, network.size(), 0.0),
              result.backward_error, options.accuracy, result);
  const auto better = [&](ScaledReal& sum) {
    const ScaledReal exact = real(numbers.value[power]);
    if (abs(exact) * ScaledReal(power_accuracy * options.accuracy) < abs(sum - exact)) sum = exact;
  };
  better(result.input_power);
  better(result.lost_power);
}

}  // namespace

Steady steady(const Network& network, const SteadyOptions& options) {
  const KeepPages keep;
  if (network.size() == 0) {
    Steady result;
    result.status = Status::ok;
    result.message = "there are no modes";
    return result;
  }
  if (is_active(network)) {
    Steady result;
    solve_moments(network, options, result);
    return result;
  }
  return steady(Resolvent(network), options);
}

// What a network leaves to the next one.
struct SteadySolver::Kept {
  Pattern pattern;
  std::vector<int> order_class;
  Pages<std::uint32_t> numbers, repeats;
  // Where its numbers are. Without dissipators that is all that `numbers` and `repeats` follow
  // from.
  Pages<std::uint32_t> mode_kind;
  Pages<NetworkData::Link> links;
  std::size_t mode_kinds = 0;
  bool has_dissipators = false;

  bool has_numbers_of(const NetworkData& data) const {
    return !has_dissipators && data.dissipators.empty() && mode_kinds == data.mode_kinds.size() &&
           mode_kind == data.mode_kind &&
           std::ranges::equal(links, data.links,
                              [](const NetworkData::Link& a, const NetworkData::Link& b) {
                                return a.from == b.from && a.to == b.to && a.kind == b.kind;
                              });
  }
};

SteadySolver::SteadySolver(const SteadyOptions& options) : options_(options) {}
SteadySolver::~SteadySolver() = default;
SteadySolver::SteadySolver(SteadySolver&&) noexcept = default;
SteadySolver& SteadySolver::operator=(SteadySolver&&) noexcept = default;

Steady SteadySolver::solve(const Network& network) {
  const KeepPages keep;
  if (network.size() == 0 || is_active(network)) return steady(network, options_);
  const NetworkData& data = network.data();
  const std::unique_ptr<Kept> before = std::exchange(kept_, nullptr);
  const bool same_numbers = before != nullptr && before->has_numbers_of(data);
  Resolvent resolvent = [&] {
    Stability stable = stability(network);
    if (before != nullptr && stable.order_class == before->order_class) {
      if (same_numbers) {
        return Resolvent(network, std::move(stable), std::move(before->pattern),
                         std::move(before->numbers), std::move(before->repeats));
      }
      if (auto numbers = before->pattern.numbers_of(network)) {
        return Resolvent(network, std::move(stable), std::move(before->pattern),
                         std::move(*numbers), std::nullopt);
      }
    }
    return Resolvent(network, std::move(stable));
  }();
  Steady result = steady(resolvent, options_);
  kept_ = same_numbers ? std::make_unique<Kept>(std::move(*before)) : std::make_unique<Kept>();
  kept_->pattern = std::move(resolvent.pattern);
  kept_->order_class = std::move(resolvent.stable.order_class);
  kept_->numbers = resolvent.m.take_places();
  kept_->repeats = std::move(resolvent.repeats);
  if (!same_numbers) {
    kept_->mode_kind = data.mode_kind;
    kept_->links = data.links;
    kept_->mode_kinds = data.mode_kinds.size();
    kept_->has_dissipators = !data.dissipators.empty();
  }
  return result;
}

Steady steady(const Resolvent& resolvent, const SteadyOptions& options) {
  const KeepPages keep;
  Steady result;
  if (resolvent.stable.status != Status::ok) {
    result.status = resolvent.stable.status;
    result.message = resolvent.stable.reason;
    return result;
  }
  result.status = Status::ok;
  Solution<Ranged> solution;
  const bool solved =
      resolvent.moderate &&
      (solve_and_refine<std::complex<double>>(resolvent, options.accuracy, solution) ||
       solve_and_refine<Ranged>(resolvent, options.accuracy, solution));
  bool powers_are_good = false;
  if (solved) {
    result.arithmetic = solution.in_doubles ? "double" : "scaled";
    powers_are_good = take(resolvent, solution, options.accuracy, result);
  } else {
    constexpr double rounding = 0x1p-52;  // to what is given out
    const Enclosure found = enclose(resolvent, options.accuracy - rounding, options.max_precision);
    if (!found.accurate) result.status = Status::inaccurate;
    result.arithmetic = fmt::format("balls of {} bits", found.bits);
    if (found.x.empty()) {
      result.status = Status::failed;
      result.message = fmt::format("elimination broke down at {} bits", found.bits);
      return result;
    }
    Solution<ScaledComplex> enclosed;
    for (std::size_t p = 0; p < found.x.size(); ++p) {
      const bool vanishes = found.vanishes[p] != 0;
      enclosed.x.push_back(vanishes ? ScaledComplex() : found.x[p].midpoint());
      enclosed.error.push_back(vanishes ? 0 : found.relative[p] + rounding);
    }
    UnsetPages<ScaledComplex> rest;
    enclosed.backward_error = resolvent.moderate
                                  ? residual(resolvent, 0, enclosed.x, rest)
                                  : *std::max_element(enclosed.error.begin(), enclosed.error.end());
    powers_are_good = take(resolvent, enclosed, options.accuracy, result);
  }
  if (!powers_are_good && result.status == Status::ok) {
    const auto power = supplied_in_balls(resolvent, options.accuracy, options.max_precision);
    if (power) {
      result.input_power = result.lost_power = *power;
    } else {
      result.status = Status::inaccurate;
    }
  }
  result.message = resolvent.stable.reason + "; solved in " + result.arithmetic;
  if (result.status == Status::inaccurate) {
    const double worst = *std::ranges::max_element(result.error);
    result.message += worst > options.accuracy ? fmt::format(": relative error up to {:.1e}", worst)
                                               : ": what drives supply cancels beyond its digits";
  }
  return result;
}

}  // namespace qbnet
