#include "qbnet/base/formulas.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

using Op = Formulas::Op;

constexpr std::array<std::pair<std::string_view, Op>, 7> functions{{
    {"sqrt", Op::sqrt},
    {"exp", Op::exp},
    {"log", Op::log},
    {"sin", Op::sin},
    {"cos", Op::cos},
    {"tan", Op::tan},
    {"abs", Op::abs},
}};

}  // namespace

Quantity Formulas::input(double value) {
  ++inputs_;
  steps_.push_back({});
  return {value, static_cast<int>(steps_.size() - 1)};
}

Quantity Formulas::apply(Op op, const Quantity& a, const Quantity& b) {
  const double value = compute(op, a.value, b.value);
  if (!a.varies() && !b.varies()) return {value};
  steps_.push_back({op, a, b});
  return {value, static_cast<int>(steps_.size() - 1)};
}

std::vector<double> Formulas::evaluate(std::span<const double> inputs) const {
  std::vector<double> value(steps_.size());
  const auto of = [&](const Quantity& q) {
    return q.varies() ? value[static_cast<std::size_t>(q.node)] : q.value;
  };
  std::size_t next = 0;
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    const Step& step = steps_[k];
    if (step.op == Op::input) {
      value[k] = inputs[next++];
      continue;
    }
    const double a = of(step.a), b = of(step.b);
    value[k] = compute(step.op, a, b);
    if (!usable(step.op, a, b, value[k])) {
      throw Error(Refusal::input,
                  "expressions must have values that fit a double at every point, "
                  "but one has none here");
    }
  }
  return value;
}

double Formulas::compute(Op op, double a, double b) {
  switch (op) {
    case Op::input:
      return a;
    case Op::add:
      return a + b;
    case Op::subtract:
      return a - b;
    case Op::multiply:
      return a * b;
    case Op::divide:
      return a / b;
    case Op::negate:
      return -a;
    case Op::power:
      return std::pow(a, b);
    case Op::sqrt:
      return std::sqrt(a);
    case Op::exp:
      return std::exp(a);
    case Op::log:
      return std::log(a);
    case Op::sin:
      return std::sin(a);
    case Op::cos:
      return std::cos(a);
    case Op::tan:
      return std::tan(a);
    case Op::abs:
      return std::abs(a);
  }
  return 0;
}

std::array<double, 2> Formulas::slopes(Op op, double a, double b) {
  switch (op) {
    case Op::input:
      return {0, 0};
    case Op::add:
      return {1, 1};
    case Op::subtract:
      return {1, -1};
    case Op::multiply:
      return {b, a};
    case Op::divide:
      return {1 / b, -(a / b) / b};
    case Op::negate:
      return {-1, 0};
    case Op::power:
      return {b == 0 ? 0 : b * std::pow(a, b - 1), std::pow(a, b) * std::log(a)};
    case Op::sqrt:
      return {0.5 / std::sqrt(a), 0};
    case Op::exp:
      return {std::exp(a), 0};
    case Op::log:
      return {1 / a, 0};
    case Op::sin:
      return {std::cos(a), 0};
    case Op::cos:
      return {-std::sin(a), 0};
    case Op::tan:
      return {1 + std::tan(a) * std::tan(a), 0};
    case Op::abs:
      return {a == 0 ? std::numeric_limits<double>::quiet_NaN() : std::copysign(1.0, a), 0};
  }
  return {0, 0};
}

bool Formulas::usable(Op op, double a, double b, double result) {
  if (!std::isfinite(result)) return false;
  if (result != 0) return true;
  switch (op) {
    case Op::multiply:
      return a == 0 || b == 0;
    case Op::divide:
    case Op::power:
      return a == 0;
    case Op::exp:
      return false;
    default:
      return true;
  }
}

bool Formulas::find_function(std::string_view name, Op& op) {
  for (const auto& [known, operation] : functions) {
    if (known == name) {
      op = operation;
      return true;
    }
  }
  return false;
}

}  // namespace qbnet
