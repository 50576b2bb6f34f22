// Numbers that depend on inputs: what was computed from what, to be computed again at other points.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace qbnet {

/// A number, and where it comes from if it depends on an input.
struct Quantity {
  double value = 0;
  int node = -1;  ///< of a Formulas; -1 for a constant

  bool varies() const { return node >= 0; }
};

/// Arithmetic on quantities, recorded where it depends on an input. Evaluated at another point it
/// gives bit for bit what reading the expressions anew there would give.
class Formulas {
 public:
  enum class Op : std::uint8_t {
    input,
    add,
    subtract,
    multiply,
    divide,
    negate,
    power,
    sqrt,
    exp,
    log,
    sin,
    cos,
    tan,
    abs
  };
  struct Step {
    Op op = Op::input;
    Quantity a, b;  ///< unary operations use a alone
  };

  /// A new input, with its value at the point at hand.
  Quantity input(double value = 0);
  /// The result of an operation; recorded if an operand varies.
  Quantity apply(Op op, const Quantity& a, const Quantity& b = {});

  std::size_t inputs() const { return inputs_; }
  const std::vector<Step>& steps() const { return steps_; }

  /// All nodes at another point, inputs in the order they were made. Throws Error(Refusal::input)
  /// where an expression has no value there: see usable().
  std::vector<double> evaluate(std::span<const double> inputs) const;

  static double compute(Op op, double a, double b);
  /// Its derivatives with respect to a and b; infinite or NaN where there is none: sqrt and abs at
  /// 0, the exponent of a power of what is not positive.
  static std::array<double, 2> slopes(Op op, double a, double b);
  /// False where an expression refuses its result: not finite, or 0 by underflow.
  static bool usable(Op op, double a, double b, double result);
  /// Functions by their name in expressions; false if there is none.
  static bool find_function(std::string_view name, Op& op);

 private:
  std::vector<Step> steps_;
  std::size_t inputs_ = 0;
};

}  // namespace qbnet
