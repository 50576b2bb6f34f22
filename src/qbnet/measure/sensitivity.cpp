#include "qbnet/measure/sensitivity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "qbnet/measure/gradient_terms.hpp"

namespace qbnet {
namespace {

constexpr double unit = 0x1p-53;

// a d/dx + b d/dy of a complex number's two derivatives; 0 where its error hides the sign.
Derivative combined(const Derivative& dx, double a, const Derivative& dy, double b) {
  Derivative result;
  result.known = dx.known && dy.known;
  const ScaledReal x = dx.value * ScaledReal(a), y = dy.value * ScaledReal(b);
  result.value = x + y;
  result.error = dx.error * ScaledReal(std::abs(a)) + dy.error * ScaledReal(std::abs(b)) +
                 (abs(x) + abs(y)) * ScaledReal(4 * unit);
  if (result.value.is_zero() || abs(result.value) < result.error) result.value = {};
  return result;
}

// What rows are sorted by: known ones first, the larger first.
struct Rank {
  bool known = true;
  ScaledReal size;
  explicit Rank(const Sensitivity& row)
      : known(row.log.known), size(abs(row.relative ? *row.relative : row.log.value)) {}
  bool before(const Rank& other) const { return known != other.known ? known : other.size < size; }
};

// Rows as they come; of more than `most` the first by rank, found in a pass without names: a
// million batteries have eleven million.
class Rows {
 public:
  explicit Rows(bool dark, std::size_t most = std::numeric_limits<std::size_t>::max())
      : dark_(dark), most_(most) {}

  // Calls fill(*this), which adds every row, once or twice.
  template <class Fill>
  std::vector<Sensitivity> take(const Fill& fill) {
    if (most_ != std::numeric_limits<std::size_t>::max()) {
      ranking_ = true;
      fill(*this);
      ranking_ = false;
      for (const auto& [rank, place] : heap_) chosen_.push_back(place);
      std::sort(chosen_.begin(), chosen_.end());
      next_ = 0;
    }
    fill(*this);
    return std::move(rows_);
  }

  template <class Name>
  void add(const Name& name, double value, const Derivative& log, bool angle = false) {
    const std::size_t place = next_++;
    if (!ranking_ && !wanted(place)) return;
    Sensitivity row;
    row.value = value;
    row.log = log;
    if (!dark_ && !angle && value != 0 && log.known) row.relative = log.value * ScaledReal(value);
    if (ranking_) {
      rank(Rank(row), place);
    } else {
      row.name = name();
      rows_.push_back(std::move(row));
    }
  }

  // Modulus and phase of z, from the derivatives by its parts.
  template <class Of>
  void add_complex(const char* name, const Of& of, std::complex<double> z, const Derivative& re,
                   const Derivative& im) {
    if (z == 0.0) return;
    const double size = std::abs(z), x = z.real() / size, y = z.imag() / size;
    add([&] { return fmt::format("{}({})", name, of()); }, size, combined(re, x, im, y));
    add([&] { return fmt::format("{}_phase({})", name, of()); }, std::arg(z),
        combined(re, -z.imag(), im, z.real()), true);
  }

 private:
  using Ranked = std::pair<Rank, std::size_t>;

  bool wanted(std::size_t place) {
    if (most_ == std::numeric_limits<std::size_t>::max()) return true;
    if (chosen_next_ == chosen_.size() || chosen_[chosen_next_] != place) return false;
    ++chosen_next_;
    return true;
  }
  // Keeps the best `most_`; the worst of them is in front.
  void rank(const Rank& rank, std::size_t place) {
    const auto better = [](const Ranked& a, const Ranked& b) {
      if (a.first.before(b.first)) return true;
      return !b.first.before(a.first) && a.second < b.second;
    };
    if (heap_.size() < most_) {
      heap_.emplace_back(rank, place);
      std::push_heap(heap_.begin(), heap_.end(), better);
    } else if (most_ > 0 && rank.before(heap_.front().first)) {
      std::pop_heap(heap_.begin(), heap_.end(), better);
      heap_.back() = {rank, place};
      std::push_heap(heap_.begin(), heap_.end(), better);
    }
  }

  bool dark_, ranking_ = false;
  std::size_t most_, next_ = 0, chosen_next_ = 0;
  std::vector<Ranked> heap_;
  std::vector<std::size_t> chosen_;  // ascending
  std::vector<Sensitivity> rows_;
};

// A derivative on its way back through the expressions; size: sum of what it was added up from,
// floor: of the errors that its rates may have where they are 0.
struct Flow {
  ScaledReal value, error, size, floor;
  ScaledReal lost;  // what rounding took from the sum: millions of batteries may share a parameter

  ScaledReal sum() const { return value + lost; }
  void add(const Flow& other, double slope) {
    const ScaledReal by(slope), magnitude(std::abs(slope));
    const ScaledReal part = other.sum() * by;
    const ScaledReal before = value;
    value += part;
    const ScaledReal added = value - before;
    lost += (before - (value - added)) + (part - added);
    error += other.error * magnitude + abs(part) * ScaledReal(4 * unit);
    size += other.size * magnitude;
    floor += other.floor * magnitude;
  }
};

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// What flows into every node from the numbers of the network.
std::vector<Flow> seeds(const ParametricNetwork& network, const Gradient& gradient, double floor) {
  std::vector<Flow> flow(network.formulas.steps().size());
  const RateDerivatives<double> natural =
      natural_rates(network.base, !gradient.log.thermal.empty());
  for (const Binding& binding : network.bindings) {
    const Derivative* rate = gradient.log.find(binding.slot, binding.index, binding.weight);
    Flow& node = flow[static_cast<std::size_t>(binding.node)];
    if (rate == nullptr || !rate->known) {
      node.value += ScaledReal(not_a_number);
    } else {
      const double size = *natural.find(binding.slot, binding.index, binding.weight);
      const ScaledReal least = size > 0 ? ScaledReal(floor) / ScaledReal(size) : ScaledReal();
      node.add({rate->value, rate->error, abs(rate->value), least, {}}, 1);
    }
  }
  return flow;
}

}  // namespace

std::vector<Sensitivity> rate_sensitivities(const Network& network, const Gradient& gradient,
                                            std::size_t most) {
  const RateDerivatives<Derivative>& log = gradient.log;
  const auto name_of = [&](std::size_t mode) { return std::string(network.mode(mode).name); };
  return Rows(gradient.dark, most).take([&](Rows& rows) {
    for (std::size_t j = 0; j < network.size(); ++j) {
      const auto& mode = network.mode(j);
      const auto of = [&] { return name_of(j); };
      const auto named = [&](const char* what) {
        return [what, &of] { return fmt::format("{}({})", what, of()); };
      };
      if (mode.loss != 0) rows.add(named("loss"), mode.loss, log.loss[j]);
      rows.add(named("detuning"), mode.detuning, log.detuning[j]);
      rows.add_complex("drive", of, mode.drive, log.drive_re[j], log.drive_im[j]);
      if (log.thermal.empty()) continue;
      if (mode.thermal != 0) rows.add(named("thermal"), mode.thermal, log.thermal[j]);
      if (mode.gain != 0) rows.add(named("gain"), mode.gain, log.gain[j]);
      if (mode.squeezing.r == 0) continue;
      rows.add(named("squeezing_r"), mode.squeezing.r, log.squeezing_r[j]);
      rows.add(named("squeezing_phase"), mode.squeezing.phase, log.squeezing_phase[j], true);
    }
    const auto& couplings = network.couplings();
    for (std::size_t k = 0; k < couplings.size(); ++k) {
      const Coupling coupling = couplings[k];
      if (coupling.strength == 0) continue;
      const auto named = [&](const char* what) {
        return [&, what] {
          return fmt::format("{}({}, {})", what, name_of(coupling.from), name_of(coupling.to));
        };
      };
      rows.add(named("strength"), coupling.strength, log.strength[k]);
      rows.add(named("phase"), coupling.phase, log.phase[k], true);
    }
    for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
      const auto& [rate, weights, thermal] = network.dissipators()[d];
      if (rate == 0) continue;
      rows.add([&] { return fmt::format("rate({})", d + 1); }, rate, log.rate[d]);
      for (std::size_t w = 0; w < weights.size(); ++w) {
        const std::size_t at = log.first_weight[d] + w, mode = weights[w].first;
        const auto of = [&] { return fmt::format("{}, {}", d + 1, name_of(mode)); };
        rows.add_complex("weight", of, weights[w].second, log.weight_re[at], log.weight_im[at]);
      }
      if (thermal == 0 || log.dissipator_thermal.empty()) continue;
      rows.add([&] { return fmt::format("thermal({})", d + 1); }, thermal,
               log.dissipator_thermal[d]);
    }
    for (std::size_t k = 0; k < log.squeezer_strength.size(); ++k) {
      const Squeezer& pair = network.squeezers()[k];
      if (pair.strength == 0) continue;
      const auto named = [&](const char* what) {
        return [&, what] {
          if (pair.first == pair.second) return fmt::format("{}({})", what, name_of(pair.first));
          return fmt::format("{}({}, {})", what, name_of(pair.first), name_of(pair.second));
        };
      };
      rows.add(named("squeezer"), pair.strength, log.squeezer_strength[k]);
      rows.add(named("squeezer_phase"), pair.phase, log.squeezer_phase[k], true);
    }
  });
}

std::vector<Sensitivity> parameter_sensitivities(const ParametricNetwork& network,
                                                 const std::vector<Quantity>& varied,
                                                 const Gradient& gradient, double accuracy,
                                                 double floor, bool& good) {
  const std::vector<Formulas::Step>& steps = network.formulas.steps();
  std::vector<double> at(varied.size());
  std::transform(varied.begin(), varied.end(), at.begin(),
                 [](const Quantity& q) { return q.value; });
  const std::vector<double> value = network.formulas.evaluate(at);
  const auto of = [&](const Quantity& q) {
    return q.varies() ? value[static_cast<std::size_t>(q.node)] : q.value;
  };
  std::vector<Flow> flow = seeds(network, gradient, floor);
  // Passes on what a node holds and empties it, from the last node down to the inputs.
  const auto pass_back = [&](std::size_t from) {
    for (std::size_t k = from; k-- > varied.size();) {
      const Flow here = flow[k];
      if (here.size.is_zero() && here.value.is_zero() && here.error.is_zero()) continue;
      flow[k] = {};
      const auto slopes = Formulas::slopes(steps[k].op, of(steps[k].a), of(steps[k].b));
      if (steps[k].a.varies()) flow[static_cast<std::size_t>(steps[k].a.node)].add(here, slopes[0]);
      if (steps[k].b.varies()) flow[static_cast<std::size_t>(steps[k].b.node)].add(here, slopes[1]);
    }
  };
  pass_back(steps.size());
  // A parameter's expression uses earlier parameters only; its own share is complete by now.
  std::vector<Derivative> total(varied.size());
  for (std::size_t q = varied.size(); q-- > 0;) {
    const Flow here = flow[q];
    if (varied[q].varies()) {
      flow[static_cast<std::size_t>(varied[q].node)].add(here, 1);
      pass_back(steps.size());
    }
    Derivative& log = total[q];
    const ScaledReal sum = here.sum();
    log = {sum, here.error, isfinite(sum) && isfinite(here.error)};
    if (!log.known) continue;
    const double scale = at[q] == 0 ? 1 : std::abs(at[q]);
    const ScaledReal size = abs(log.value);
    const double count = static_cast<double>(network.bindings.size()) + 1;
    const ScaledReal allowed = size * ScaledReal(accuracy) + here.size * ScaledReal(1e-13) +
                               ScaledReal(floor * count / scale) + here.floor;
    if (allowed < log.error) good = false;
    if (size < log.error) log.value = {};
  }
  std::vector<Sensitivity> result = Rows(gradient.dark).take([&](Rows& rows) {
    for (std::size_t q = 0; q < varied.size(); ++q) {
      rows.add([&] { return network.inputs[q]; }, at[q], total[q]);
    }
  });
  for (Sensitivity& row : result) row.parameter = true;
  return result;
}

void sort_by_size(std::vector<Sensitivity>& sensitivities) {
  std::stable_sort(
      sensitivities.begin(), sensitivities.end(),
      [](const Sensitivity& a, const Sensitivity& b) { return Rank(a).before(Rank(b)); });
}

}  // namespace qbnet
