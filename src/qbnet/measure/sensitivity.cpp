#include "qbnet/measure/sensitivity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

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
  if (abs(result.value) < result.error) result.value = {};
  return result;
}

class Rows {
 public:
  explicit Rows(bool dark) : dark_(dark) {}

  void add(std::string name, double value, const Derivative& log, bool angle = false) {
    Sensitivity row;
    row.name = std::move(name);
    row.value = value;
    row.log = log;
    if (!dark_ && !angle && value != 0 && log.known) row.relative = log.value * ScaledReal(value);
    rows_.push_back(std::move(row));
  }

  // Modulus and phase of z, from the derivatives by its parts.
  void add_complex(const std::string& name, const std::string& of, std::complex<double> z,
                   const Derivative& re, const Derivative& im) {
    if (z == 0.0) return;
    const double size = std::abs(z), x = z.real() / size, y = z.imag() / size;
    add(fmt::format("{}({})", name, of), size, combined(re, x, im, y));
    add(fmt::format("{}_phase({})", name, of), std::arg(z), combined(re, -z.imag(), im, z.real()),
        true);
  }

  std::vector<Sensitivity> take() { return std::move(rows_); }

 private:
  bool dark_;
  std::vector<Sensitivity> rows_;
};

// A derivative on its way back through the expressions; size: sum of what it was added up from.
struct Flow {
  ScaledReal value, error, size;
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
  }
};

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// What flows into every node from the numbers of the network.
std::vector<Flow> seeds(const ParametricNetwork& network, const Gradient& gradient) {
  std::vector<Flow> flow(network.formulas.steps().size());
  for (const Binding& binding : network.bindings) {
    const Derivative* rate = gradient.log.find(binding.slot, binding.index, binding.weight);
    Flow& node = flow[static_cast<std::size_t>(binding.node)];
    if (rate == nullptr || !rate->known) {
      node.value += ScaledReal(not_a_number);
    } else {
      node.add({rate->value, rate->error, abs(rate->value), {}}, 1);
    }
  }
  return flow;
}

}  // namespace

std::vector<Sensitivity> rate_sensitivities(const Network& network, const Gradient& gradient) {
  const RateDerivatives<Derivative>& log = gradient.log;
  Rows rows(gradient.dark);
  for (std::size_t j = 0; j < network.size(); ++j) {
    const Mode& mode = network.mode(j);
    if (mode.loss != 0) rows.add(fmt::format("loss({})", mode.name), mode.loss, log.loss[j]);
    rows.add(fmt::format("detuning({})", mode.name), mode.detuning, log.detuning[j]);
    rows.add_complex("drive", mode.name, mode.drive, log.drive_re[j], log.drive_im[j]);
  }
  for (std::size_t k = 0; k < network.couplings().size(); ++k) {
    const Coupling& coupling = network.couplings()[k];
    if (coupling.strength == 0) continue;
    const std::string ends =
        fmt::format("({}, {})", network.mode(coupling.from).name, network.mode(coupling.to).name);
    rows.add("strength" + ends, coupling.strength, log.strength[k]);
    rows.add("phase" + ends, coupling.phase, log.phase[k], true);
  }
  for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
    const auto& [rate, weights] = network.dissipators()[d];
    if (rate == 0) continue;
    rows.add(fmt::format("rate({})", d + 1), rate, log.rate[d]);
    for (std::size_t w = 0; w < weights.size(); ++w) {
      const std::size_t at = log.first_weight[d] + w;
      const std::string of = fmt::format("{}, {}", d + 1, network.mode(weights[w].first).name);
      rows.add_complex("weight", of, weights[w].second, log.weight_re[at], log.weight_im[at]);
    }
  }
  return rows.take();
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
  std::vector<Flow> flow = seeds(network, gradient);
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
  Rows rows(gradient.dark);
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
                               ScaledReal(floor * count / scale);
    if (allowed < log.error) good = false;
    if (size < log.error) log.value = {};
  }
  for (std::size_t q = 0; q < varied.size(); ++q) rows.add(network.inputs[q], at[q], total[q]);
  std::vector<Sensitivity> result = rows.take();
  for (Sensitivity& row : result) row.parameter = true;
  return result;
}

void sort_by_size(std::vector<Sensitivity>& sensitivities) {
  std::stable_sort(sensitivities.begin(), sensitivities.end(),
                   [](const Sensitivity& a, const Sensitivity& b) {
                     if (a.log.known != b.log.known) return a.log.known;
                     const auto size = [](const Sensitivity& s) {
                       return abs(s.relative ? *s.relative : s.log.value);
                     };
                     return size(b) < size(a);
                   });
}

}  // namespace qbnet
