#include "qbnet/resolvent/recording.hpp"

#include <algorithm>
#include <map>

#include "qbnet/base/ball.hpp"
#include "qbnet/network/reach.hpp"
#include "qbnet/resolvent/elimination.hpp"

namespace qbnet {
namespace {

using Op = Formulas::Op;

Kernel kernel_of(Op op) {
  switch (op) {
    case Op::add:
      return Kernel::add;
    case Op::subtract:
      return Kernel::subtract;
    case Op::multiply:
      return Kernel::multiply;
    case Op::divide:
      return Kernel::divide;
    case Op::negate:
      return Kernel::negate;
    case Op::power:
      return Kernel::power;
    case Op::sqrt:
      return Kernel::square_root;
    case Op::exp:
      return Kernel::exponential;
    case Op::log:
      return Kernel::logarithm;
    case Op::sin:
      return Kernel::sine;
    case Op::cos:
      return Kernel::cosine;
    case Op::tan:
      return Kernel::tangent;
    case Op::abs:
    case Op::input:
      break;
  }
  return Kernel::absolute;
}

// Records the numbers of a network one after another.
class Recorder {
 public:
  Recorder(const ParametricNetwork& network, const RecordOptions& options)
      : network_(network), options_(options), result_(options.hoist), recording_(result_.tape) {
    for (const Binding& binding : network.bindings) {
      bound_[{binding.slot, binding.index, binding.weight}] = &binding;
    }
    if (options.disorder != nullptr) {
      const auto& numbers = options.disorder->numbers;
      for (std::size_t e = 0; e < numbers.size(); ++e) {
        if (numbers[e].spread != 0) varied_[{numbers[e].slot, numbers[e].index, 0}] = e;
      }
    }
    for (const Depends depends : options.input_depends) {
      result_.inputs.push_back(tape().input_plane(depends));
    }
    if (options.shifted) {
      const Depends all = on_inner | on_outer;
      result_.shift_re = tape().input_plane(all);
      result_.shift_im = tape().input_plane(all);
    }
  }

  Recorded run(const Pattern& pattern, const std::vector<Want>& wants) {
    const std::vector<Traced> m = drift(pattern);
    const Traced shift =
        options_.shifted ? Traced::of(tape().leaf(result_.shift_re, result_.shift_im)) : Traced();
    std::vector<Traced> x(pattern.size());
    for (std::size_t p = 0; p < pattern.size(); ++p) {
      x[p] = drive(static_cast<std::size_t>(pattern.mode_at[p]));
    }
    Elimination<Traced> elimination(pattern);
    if (!elimination.factor(m, shift)) result_.possible = false;
    if (!result_.possible) return std::move(result_);
    elimination.solve(x);
    std::vector<Traced> amplitude(pattern.size());
    for (std::size_t p = 0; p < pattern.size(); ++p) {
      amplitude[static_cast<std::size_t>(pattern.mode_at[p])] = x[p];
    }
    result_.wants = wants;
    for (const Want& want : wants) collect(want, amplitude);
    result_.possible = result_.possible && !tape().out_of_range();
    return std::move(result_);
  }

 private:
  using Key = std::tuple<Slot, std::size_t, std::size_t>;

  Tape& tape() { return result_.tape; }

  // The plane of a node of the formulas.
  int formula(int node) {
    if (const auto known = formula_.find(node); known != formula_.end()) return known->second;
    const Formulas::Step& step = network_.formulas.steps()[static_cast<std::size_t>(node)];
    int plane = -1;
    if (step.op == Op::input) {
      std::size_t number = 0;
      for (int k = 0; k < node; ++k) {
        number += network_.formulas.steps()[static_cast<std::size_t>(k)].op == Op::input ? 1 : 0;
      }
      plane = result_.inputs[number];
    } else {
      std::vector<int> in = {operand(step.a)};
      const bool binary = step.op <= Op::power && step.op != Op::negate;
      if (binary) in.push_back(operand(step.b));
      plane = tape().plane(kernel_of(step.op), std::move(in), true);
      const bool vanishes_unlawfully = step.op == Op::multiply || step.op == Op::divide ||
                                       step.op == Op::power || step.op == Op::exp;
      result_.conditions.push_back(
          {vanishes_unlawfully ? Condition::usable : Condition::finite, tape().range_of(plane)});
    }
    formula_[node] = plane;
    return plane;
  }

  int operand(const Quantity& q) {
    return q.varies() ? formula(q.node) : tape().constant_plane({q.value, 0});
  }

  // A number of the network: its plane, a constant one included.
  int number(Slot slot, std::size_t index, double value, std::size_t weight = 0) {
    const auto found = bound_.find({slot, index, weight});
    int plane =
        found == bound_.end() ? tape().constant_plane({value, 0}) : formula(found->second->node);
    if (found != bound_.end() && found->second->not_negative) {
      require(Condition::not_negative, plane);
    }
    if (const auto varied = varied_.find({slot, index, weight}); varied != varied_.end()) {
      plane = disordered(plane, varied->second);
    }
    return plane;
  }

  // varied_value() of network/disorder.hpp, step by step.
  int disordered(int plane, std::size_t element) {
    const VariedNumber& number = options_.disorder->numbers[element];
    const Kernel kernel = options_.disorder->distribution == Distribution::normal
                              ? Kernel::draw_normal
                              : Kernel::draw_uniform;
    const auto pair = static_cast<std::uint32_t>(element / 2);
    const int draw = tape().draw_planes(kernel, pair, on_inner | on_outer)[element % 2];
    const int spread = tape().constant_plane({number.spread, 0});
    const int change = tape().plane(Kernel::multiply, {draw, spread}, true);
    if (!number.relative) return tape().plane(Kernel::add, {plane, change}, true);
    const int factor = tape().plane(Kernel::add, {tape().constant_plane({1, 0}), change}, true);
    return tape().plane(Kernel::multiply, {plane, factor}, true);
  }

  bool constant(int plane) const {
    return result_.tape.planes()[static_cast<std::size_t>(plane)].constant;
  }
  double value(int plane) const {
    return result_.tape.planes()[static_cast<std::size_t>(plane)].value.high;
  }
  bool vanishes(int plane) const { return constant(plane) && value(plane) == 0; }
  int unless_zero(int plane) const { return vanishes(plane) ? -1 : plane; }

  void require(Condition::Kind kind, int plane) {
    if (constant(plane) || guaranteed(kind, plane)) return;
    result_.conditions.push_back({kind, -1});
    result_.condition_planes.push_back(plane);
  }

  bool guaranteed(Condition::Kind kind, int plane) const {
    const auto input = std::find(result_.inputs.begin(), result_.inputs.end(), plane);
    const auto k = static_cast<std::size_t>(input - result_.inputs.begin());
    if (k >= options_.input_bounds.size()) return false;
    const auto [least, most] = options_.input_bounds[k];
    return condition_holds(kind, {least, most});
  }

  std::vector<Traced> drift(const Pattern& pattern) {
    std::vector<Traced> a(pattern.column.size());
    const auto& net = network_.base;
    for (std::size_t p = 0; p < pattern.size(); ++p) {
      const auto j = static_cast<std::size_t>(pattern.mode_at[p]);
      const Mode& mode = net.mode(j);
      const int loss = number(Slot::loss, j, mode.loss);
      if (constant(loss) && !(value(loss) > 0)) result_.possible = false;
      require(Condition::positive, loss);
      const int thermal = number(Slot::thermal, j, mode.thermal);
      const int gain = number(Slot::gain, j, mode.gain);
      const int squeezing = number(Slot::squeezing_r, j, mode.squeezing.r);
      for (const int noise : {thermal, gain, squeezing}) {
        if (!vanishes(noise)) result_.possible = false;
      }
      const int half = constant(loss) ? tape().constant_plane({value(loss) / 2, 0})
                                      : tape().plane(Kernel::multiply,
                                                     {loss, tape().constant_plane({0.5, 0})}, true);
      const int detuning = number(Slot::detuning, j, mode.detuning);
      a[pattern.diagonal(p)] = Traced::of(tape().leaf(unless_zero(half), unless_zero(detuning)));
    }
    for (std::size_t k = 0; k < net.couplings().size(); ++k) {
      const int z = polar(k);
      const Coupling c = net.coupling(k);
      a[pattern.slot_of_modes(c.to, c.from)] += Traced::of(tape().rotated(z, false));
      a[pattern.slot_of_modes(c.from, c.to)] += Traced::of(tape().rotated(z, true));
    }
    add_dissipators(pattern, a);
    if (!net.squeezers().empty()) result_.possible = false;
    return a;
  }

  // strength e^(i phase) of coupling k.
  int polar(std::size_t k) {
    const Coupling& coupling = network_.base.couplings()[k];
    const int strength = number(Slot::strength, k, coupling.strength);
    const int phase = number(Slot::phase, k, coupling.phase);
    int unit = -1;
    if (constant(phase)) {
      const Ball::Precision precision(160);
      unit = tape().constant(value(phase) == 0 ? WideComplex(1.0)
                                               : Ball::polar(1, value(phase)).wide());
    } else {
      require(Condition::angle, phase);
      const auto known = unit_.find(phase);
      unit = known != unit_.end() ? known->second : unit_[phase] = tape().unit(phase);
    }
    return tape().product(tape().leaf(strength, -1), unit);
  }

  void add_dissipators(const Pattern& pattern, std::vector<Traced>& a) {
    const auto& dissipators = network_.base.dissipators();
    for (std::size_t d = 0; d < dissipators.size(); ++d) {
      const int rate = number(Slot::rate, d, dissipators[d].rate);
      if (!vanishes(number(Slot::dissipator_thermal, d, dissipators[d].thermal))) {
        result_.possible = false;
      }
      require(Condition::not_negative, rate);
      const Traced half = product(Traced::of(tape().leaf(rate, -1)), Traced(0.5));
      std::vector<Traced> weight, conjugate;
      for (std::size_t w = 0; w < dissipators[d].weights.size(); ++w) {
        const std::complex<double> z = dissipators[d].weights[w].second;
        const int re = unless_zero(number(Slot::weight_re, d, z.real(), w));
        const int im = unless_zero(number(Slot::weight_im, d, z.imag(), w));
        weight.push_back(Traced::of(tape().leaf(re, im)));
        const int minus = im < 0 ? -1 : tape().plane(Kernel::negate, {im}, !constant(im));
        conjugate.push_back(Traced::of(tape().leaf(re, minus)));
      }
      const auto& on = dissipators[d].weights;
      for (std::size_t i = 0; i < on.size(); ++i) {
        for (std::size_t j = 0; j < on.size(); ++j) {
          a[pattern.slot_of_modes(on[i].first, on[j].first)] +=
              product(half, product(conjugate[i], weight[j]));
        }
      }
    }
  }

  // -i conj(xi) of a mode.
  Traced drive(std::size_t j) {
    const std::complex<double> xi = network_.base.mode(j).drive;
    const auto minus = [&](int plane) {
      if (vanishes(plane)) return -1;
      return tape().plane(Kernel::negate, {plane}, !constant(plane));
    };
    const int re = minus(number(Slot::drive_im, j, xi.imag()));
    const int im = minus(number(Slot::drive_re, j, xi.real()));
    return Traced::of(tape().leaf(re, im));
  }

  void collect(const Want& want, const std::vector<Traced>& amplitude) {
    if (want.what == Wanted::input_power) return collect_power(amplitude);
    const int v = amplitude[want.mode].id();
    result_.values.push_back(v);
    if (want.what == Wanted::energy) {
      result_.planes.push_back(tape().norm_plane(v));
      return;
    }
    const Tape::Value& emitted = tape().emit(v);
    const int none = tape().constant_plane({0, 0});
    const int re = emitted.re, im = emitted.im;
    result_.planes.push_back(re < 0 ? none : re);
    result_.planes.push_back(im < 0 ? none : im);
  }

  // 2 Im sum conj(v xi) = 2 Re sum v conj(b), since xi = -i conj(b).
  void collect_power(const std::vector<Traced>& amplitude) {
    Traced total;
    for (std::size_t j = 0; j < amplitude.size(); ++j) {
      const Tape::Value b = tape().emit(drive(j).id());
      if (b.re < 0 && b.im < 0) continue;
      const int minus = b.im < 0 ? -1 : tape().plane(Kernel::negate, {b.im}, !constant(b.im));
      total += product(amplitude[j], Traced::of(tape().leaf(b.re, minus)));
    }
    const int v = total.id();
    result_.values.push_back(v);
    const int re = tape().emit(v).re;
    const int two = tape().constant_plane({2, 0});
    result_.planes.push_back(re < 0 ? tape().constant_plane({0, 0})
                                    : tape().plane(Kernel::multiply, {re, two}));
  }

  const ParametricNetwork& network_;
  const RecordOptions& options_;
  Recorded result_;
  Traced::Recording recording_;
  std::map<Key, const Binding*> bound_;
  std::map<Key, std::size_t> varied_;
  std::map<int, int> formula_;
  std::map<int, int> unit_;
};

std::vector<Depends> depends_of_nodes(const ParametricNetwork& network,
                                      const RecordOptions& options) {
  std::vector<Depends> depends;
  std::size_t next = 0;
  for (const Formulas::Step& step : network.formulas.steps()) {
    Depends d = on_nothing;
    if (step.op == Op::input) {
      d = options.input_depends[next++];
    } else {
      for (const Quantity& q : {step.a, step.b}) {
        if (q.varies()) d |= depends[static_cast<std::size_t>(q.node)];
      }
    }
    depends.push_back(d);
  }
  return depends;
}

}  // namespace

Recorded record(const ParametricNetwork& network, const Pattern& pattern,
                const std::vector<Want>& wants, const RecordOptions& options) {
  return Recorder(network, options).run(pattern, wants);
}

std::vector<Pattern> candidate_patterns(const ParametricNetwork& network,
                                        const std::vector<Want>& wants,
                                        const RecordOptions& options) {
  const Network& net = network.base;
  const std::vector<Depends> depends = depends_of_nodes(network, options);
  // What a mode's own row of the matrix depends on.
  std::vector<Depends> row(net.size(), options.shifted ? on_inner | on_outer : on_nothing);
  for (const Binding& binding : network.bindings) {
    const Depends d = depends[static_cast<std::size_t>(binding.node)];
    if (binding.slot == Slot::strength || binding.slot == Slot::phase) {
      const Coupling& c = net.couplings()[binding.index];
      row[c.from] |= d;
      row[c.to] |= d;
    } else if (binding.slot == Slot::loss || binding.slot == Slot::detuning) {
      row[binding.index] |= d;
    } else if (binding.slot == Slot::rate || binding.slot == Slot::weight_re ||
               binding.slot == Slot::weight_im) {
      for (const auto& [mode, weight] : net.dissipators()[binding.index].weights) row[mode] |= d;
    }
  }
  std::vector<char> last(net.size(), 0);
  for (const Want& want : wants) {
    if (want.what != Wanted::input_power) last[want.mode] = 1;
  }
  const auto pattern = [&](const auto& class_of) {
    std::vector<int> classes(net.size());
    for (std::size_t j = 0; j < net.size(); ++j) classes[j] = last[j] != 0 ? 9 : class_of(j);
    return Pattern(net, classes);
  };
  std::vector<Pattern> patterns;
  patterns.emplace_back(net, std::vector<int>(net.size(), 0));
  patterns.push_back(pattern([](std::size_t) { return 0; }));
  // Constant rows first: they fold into constants. Then by how seldom a row changes.
  patterns.push_back(pattern([&](std::size_t j) {
    if (row[j] == on_nothing) return 0;
    if (!options.hoist) return 1;
    return row[j] == on_outer ? 2 : 3;
  }));
  patterns.push_back(pattern([&](std::size_t j) {
    const bool mediator = net.mode(j).role == Role::mediator;
    return row[j] == on_nothing ? 0 : mediator ? 1 : 2;
  }));
  return patterns;
}

}  // namespace qbnet
