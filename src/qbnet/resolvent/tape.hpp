// What an elimination does, recorded as a straight line of operations on real planes.
#pragma once

#include <array>
#include <complex>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "qbnet/base/wide.hpp"
#include "qbnet/resolvent/lanes.hpp"

namespace qbnet {

/// What a number depends on: a bit each for the fastest axis and for the others.
using Depends = std::uint8_t;
constexpr Depends on_nothing = 0, on_inner = 1, on_outer = 2;

/// Complex numbers are recorded as values: products stay products until their planes are asked
/// for, so that |x|^2 of a product of a hundred factors takes no complex multiplication at all, and
/// planes that are known to be zero are never computed. Each value also knows how the rounding
/// errors and sizes of its operands make up its own (docs/sweeps.md).
class Tape {
 public:
  /// A real plane: a constant, or an output of an operation.
  struct PlaneInfo {
    bool constant = false;
    Wide value;   ///< of a constant
    int op = -1;  ///< else: where it comes from; -1 for an input
    Depends depends = on_nothing;
  };
  struct Op {
    Kernel kernel = Kernel::add;
    bool rate = false;
    std::vector<int> in;
    std::array<int, 3> out = {-1, -1, -1};
    int range = -1;
    std::uint32_t number = 0;
  };
  enum class Kind : std::uint8_t { constant, leaf, product, reciprocal, sum };
  struct Value {
    Kind kind = Kind::constant;
    bool emitted = false;        ///< its planes are there
    bool negative = false;       ///< a sum c - a b, not c + a b
    bool two_steps = false;      ///< a sum of two products a part: rounded twice
    bool dropped = false;        ///< a constant whose smaller part was left out
    int re = -1, im = -1;        ///< planes; -1: zero
    int a = -1, b = -1, c = -1;  ///< operands: a b, 1/a, c +- a b
    int range = -1;              ///< its size is measured; -1: follows from the operands
    double rounding = 0;         ///< of the last operation, in units of 2^-53
    Depends depends = on_nothing;
    WideComplex constant;
    bool has_norm = false;
    std::array<int, 4> norm = {-1, -1, -1, -1};  ///< factors of |x|^2, by dependence; -1: 1
  };

  /// `hoist`: keep apart what depends on different axes.
  explicit Tape(bool hoist) : hoist_(hoist) {}

  // Planes.
  int constant_plane(const Wide& value);
  int input_plane(Depends depends);
  /// One operation on planes, or the constant, or the earlier operation that gives the same.
  int plane(Kernel kernel, std::vector<int> in, bool rate = false);
  /// The two draws number 2 p and 2 p + 1 of each sample.
  std::array<int, 2> draw_planes(Kernel kernel, std::uint32_t pair, Depends depends);
  /// The range of a plane's square, measured.
  int range_of(int plane);

  // Values.
  int constant(const WideComplex& value);
  int zero() { return constant({}); }
  /// re + i im of exact rates; -1 for a part that is zero.
  int leaf(int re, int im);
  /// e^(i angle).
  int unit(int angle);
  /// i x and i conj(x).
  int rotated(int x, bool conjugated);
  int product(int a, int b);
  int reciprocal(int a);
  /// c - a b, c + a b.
  int sum(int c, int a, int b, bool negative);
  /// Makes the planes of a value.
  const Value& emit(int value);
  /// The plane of |x|^2.
  int norm_plane(int value);
  bool is_zero(int value) const;

  /// The size of a sum is bounded by its terms, not measured.
  void forget_range(int value) { values_[static_cast<std::size_t>(value)].range = -1; }
  /// Lets another operation measure what this one would.
  void move_range(int from, int to) {
    std::swap(ops_[static_cast<std::size_t>(from)].range, ops_[static_cast<std::size_t>(to)].range);
  }

  const std::vector<PlaneInfo>& planes() const { return planes_; }
  const std::vector<Op>& ops() const { return ops_; }
  const std::vector<Value>& values() const { return values_; }
  int ranges() const { return ranges_; }
  /// Ranges of planes that must neither vanish nor leave the range of doubles.
  const std::vector<int>& guards() const { return guards_; }
  bool hoisted() const { return hoist_; }
  /// Constants must not either.
  bool out_of_range() const { return out_of_range_; }

 private:
  int add_op(Op op, int outputs);
  int add_value(Value value);
  int multiply(int p, int q);
  int negated(int plane) const;
  void emit_sums(int value);
  int line(int value) const;
  int chain(int start, std::vector<std::tuple<bool, int, int>> terms);
  int size_product(int p, int q);
  const std::array<int, 4>& norm(int value);
  void emit_product(Value& v);
  void emit_reciprocal(Value& v);
  void emit_sum(Value& v);
  void snap(int value);
  bool is_constant(int plane, double value) const;
  std::size_t group(Depends depends) const { return hoist_ ? depends : on_inner | on_outer; }

  bool hoist_;
  std::vector<PlaneInfo> planes_;
  std::vector<Op> ops_;
  std::vector<Value> values_;
  std::map<std::tuple<Kernel, bool, std::vector<int>, std::uint32_t>, int> known_ops_;
  std::map<std::pair<double, double>, int> known_constants_;
  std::map<int, int> plane_range_;
  std::vector<int> guards_;
  int ranges_ = 0;
  bool out_of_range_ = false;
};

/// The number type that records: for Elimination<Traced>. The tape is the one of the thread's
/// Recording.
class Traced {
 public:
  class Recording {
   public:
    explicit Recording(Tape& tape) : before_(current()) { current() = &tape; }
    ~Recording() { current() = before_; }
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

   private:
    Tape* before_;
  };

  Traced() = default;
  Traced(std::complex<double> z) : id_(tape().constant(WideComplex(z))) {}  // NOLINT: a number
  static Traced of(int id) {
    Traced t;
    t.id_ = id;
    return t;
  }
  int id() const { return id_ < 0 ? tape().zero() : id_; }

  Traced& operator+=(const Traced& b) {
    const int one = tape().constant(WideComplex(1.0));
    id_ = tape().sum(id(), b.id(), one, false);
    return *this;
  }
  /// Only ever 1 / b.
  Traced& operator/=(const Traced& b) {
    id_ = tape().product(id(), tape().reciprocal(b.id()));
    return *this;
  }
  friend Traced product(const Traced& a, const Traced& b) {
    return of(tape().product(a.id(), b.id()));
  }
  friend void subtract_product(Traced& acc, const Traced& a, const Traced& b) {
    acc.id_ = tape().sum(acc.id(), a.id(), b.id(), true);
  }
  friend bool is_zero(const Traced& a) { return tape().is_zero(a.id()); }

 private:
  static Tape*& current() {
    static thread_local Tape* tape = nullptr;
    return tape;
  }
  static Tape& tape() { return *current(); }

  int id_ = -1;
};

}  // namespace qbnet
