#include <algorithm>

#include "qbnet/resolvent/program.hpp"

namespace qbnet {
namespace {

std::size_t index(int k) { return static_cast<std::size_t>(k); }

// Slots handed out again, the last one freed first: it is still in the cache.
class Slots {
 public:
  std::uint32_t take() {
    if (free_.empty()) return static_cast<std::uint32_t>(count_++);
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    return slot;
  }
  void give(std::uint32_t slot) { free_.push_back(slot); }
  std::size_t count() const { return count_; }

 private:
  std::vector<std::uint32_t> free_;
  std::size_t count_ = 0;
};

}  // namespace

// A plane that another level uses leaves its own.
void Program::cross(int plane) {
  auto& list = crossing_[static_cast<std::size_t>(level_of(plane))];
  int& place = crossing_of_[index(plane)];
  if (place >= 0) return;
  place = static_cast<int>(list.size());
  list.push_back(plane);
}

Plane Program::located(int plane, Level user) {
  const Tape::PlaneInfo& info = tape().planes()[index(plane)];
  if (info.constant) {
    int& place = constant_of_[index(plane)];
    if (place < 0) {
      place = static_cast<int>(constant_values_.size());
      constant_values_.push_back(info.value);
    }
    return {Base::constant, static_cast<std::uint32_t>(place)};
  }
  const Level own = level_of(plane);
  if (own == user) return {Base::slot, static_cast<std::uint32_t>(slot_of_[index(plane)])};
  return {own == Level::row ? Base::row : Base::column,
          static_cast<std::uint32_t>(crossing_of_[index(plane)])};
}

void Program::place(const std::vector<int>& order) {
  const std::size_t planes = tape().planes().size();
  slot_of_.assign(planes, -1);
  crossing_of_.assign(planes, -1);
  constant_of_.assign(planes, -1);
  ranges_ = index(tape().ranges());

  const auto& ops = tape().ops();
  const auto level_of_op = [&](int k) {
    Depends depends = on_nothing;
    for (const int p : ops[index(k)].in) depends |= tape().planes()[index(p)].depends;
    if (ops[index(k)].out[0] >= 0) depends |= tape().planes()[index(ops[index(k)].out[0])].depends;
    return level_of_depends(depends);
  };
  std::array<std::vector<int>, 3> by_level;
  for (const int k : order) by_level[static_cast<std::size_t>(level_of_op(k))].push_back(k);
  for (const int k : by_level[static_cast<std::size_t>(Level::point)]) {
    for (const int p : ops[index(k)].in) {
      if (!tape().planes()[index(p)].constant && level_of(p) != Level::point) cross(p);
    }
  }
  for (const int p : recorded_.planes) {
    if (!tape().planes()[index(p)].constant && level_of(p) != Level::point) cross(p);
  }

  std::vector<char> enters(tape().values().size(), 0);
  std::array<std::vector<int>, 3> bounded;
  const auto level_of_value = [&](int id) {
    return level_of_depends(tape().values()[index(id)].depends);
  };
  const auto enter = [&](int id) {
    if (id < 0 || tape().values()[index(id)].kind == Tape::Kind::constant) return;
    if (level_of_value(id) != Level::point) enters[index(id)] = 1;
  };
  for (const int id : needed_values_) {
    bounded[static_cast<std::size_t>(level_of_value(id))].push_back(id);
    if (level_of_value(id) != Level::point) continue;
    const Tape::Value& v = tape().values()[index(id)];
    for (const int operand : {v.a, v.b, v.c}) enter(operand);
  }
  for (const int id : recorded_.values) enter(id);
  for (std::size_t k = 0; k < 3; ++k) levels_[k].sizes = size_steps(tape(), bounded[k]);
  for (std::size_t k = 0; k < enters.size(); ++k) {
    if (enters[k] == 0) continue;
    entering_.push_back(static_cast<int>(k));
    const Tape::Value& v = tape().values()[k];
    std::pair<int, int> at = {-1, -1};
    if (v.emitted && level_of_value(static_cast<int>(k)) == Level::row) {
      for (const auto& [plane, place] : {std::pair(v.re, &at.first), std::pair(v.im, &at.second)}) {
        // A part that varies less than the value, or not at all, is left to the bounds.
        if (plane < 0) continue;
        if (tape().planes()[index(plane)].constant || level_of(plane) != Level::row) {
          at = {-1, -1};
          break;
        }
        cross(plane);
        *place = crossing_of_[index(plane)];
      }
    }
    entering_planes_.push_back(at);
  }

  for (const Level level : {Level::row, Level::column, Level::point}) {
    place_level(level, by_level[static_cast<std::size_t>(level)]);
  }
  for (const int range : tape().guards()) {
    for (LevelProgram& program : levels_) {
      const bool here = std::any_of(program.code.begin(), program.code.end(),
                                    [&](const Instruction& s) { return s.measured == range; });
      if (here) program.guards.push_back(range);
    }
  }
  for (const int p : recorded_.planes) wanted_.push_back(located(p, Level::point));
  constants_ = Planes(constant_values_.size() * 2 * widest_lanes);
  double* to = constants_.data();
  for (const Wide& value : constant_values_) {
    to = std::fill_n(to, widest_lanes, value.high);
    to = std::fill_n(to, widest_lanes, value.low);
  }
}

void Program::place_level(Level level, const std::vector<int>& order) {
  const auto& ops = tape().ops();
  LevelProgram& program = levels_[static_cast<std::size_t>(level)];
  // The last use of each plane of this level.
  std::vector<std::size_t> last(tape().planes().size(), 0);
  for (std::size_t k = 0; k < order.size(); ++k) {
    for (const int p : ops[index(order[k])].in) last[index(p)] = k;
  }
  constexpr std::size_t never = ~std::size_t{0};
  if (level == Level::point) {
    for (const int p : recorded_.planes) last[index(p)] = never;
  }
  for (const int p : crossing_[static_cast<std::size_t>(level)]) last[index(p)] = never;
  std::vector<int> bounded;
  for (std::size_t k = 0; k < recorded_.condition_planes.size(); ++k) {
    const int p = recorded_.condition_planes[k];
    if (level_of(p) != level) continue;
    last[index(p)] = never;
    bounded.push_back(static_cast<int>(k));
  }
  Slots slots;
  const auto own = [&](int p) {
    return !tape().planes()[index(p)].constant && level_of(p) == level;
  };
  const auto take_input = [&](int plane) {
    if (plane < 0 || !own(plane)) return std::uint32_t{0};
    const std::uint32_t slot = slots.take();
    slot_of_[index(plane)] = static_cast<int>(slot);
    last[index(plane)] = never;
    return slot;
  };
  for (std::size_t k = 0; k < recorded_.inputs.size(); ++k) {
    if (!own(recorded_.inputs[k])) continue;
    program.inputs.emplace_back(k, take_input(recorded_.inputs[k]));
  }
  if (recorded_.shift_re >= 0 && level == Level::point) {
    const std::size_t inputs = recorded_.inputs.size();
    program.inputs.emplace_back(inputs, take_input(recorded_.shift_re));
    program.inputs.emplace_back(inputs + 1, take_input(recorded_.shift_im));
  }
  for (std::size_t k = 0; k < order.size(); ++k) {
    const Tape::Op& op = ops[index(order[k])];
    Instruction s;
    s.kernel = op.kernel;
    s.rate = op.rate;
    s.inputs = static_cast<std::uint8_t>(op.in.size());
    s.measured = op.range >= 0 && wanted_range_[index(op.range)] != 0 ? op.range : -1;
    s.number = op.number;
    for (std::size_t i = 0; i < op.in.size(); ++i) s.in[i] = located(op.in[i], level);
    // Results never overwrite operands of the same instruction: it may read them later.
    for (std::size_t i = 0; i < op.out.size() && op.out[i] >= 0; ++i) {
      s.out[i] = slots.take();
      slot_of_[index(op.out[i])] = static_cast<int>(s.out[i]);
    }
    program.code.push_back(s);
    for (std::size_t i = 0; i < op.in.size(); ++i) {
      const int p = op.in[i];
      const bool first = std::find(op.in.begin(), op.in.begin() + static_cast<std::ptrdiff_t>(i),
                                   p) == op.in.begin() + static_cast<std::ptrdiff_t>(i);
      if (first && own(p) && last[index(p)] == k) {
        slots.give(static_cast<std::uint32_t>(slot_of_[index(p)]));
      }
    }
    for (const int p : op.out) {  // outputs that nothing uses
      if (p >= 0 && last[index(p)] <= k) slots.give(static_cast<std::uint32_t>(slot_of_[index(p)]));
    }
  }
  for (const int k : bounded) {
    Instruction s;
    s.kernel = Kernel::bounds;
    s.inputs = 1;
    s.in[0] = located(recorded_.condition_planes[index(k)], level);
    s.measured = static_cast<int>(ranges_++);
    program.code.push_back(s);
    // The k-th condition that has no range yet.
    int seen = -1;
    for (const Condition& c : recorded_.conditions) {
      if (c.range >= 0 || ++seen != k) continue;
      program.conditions.push_back({c.kind, s.measured});
    }
  }
  for (const Condition& c : recorded_.conditions) {
    if (c.range < 0) continue;
    const bool here = std::any_of(program.code.begin(), program.code.end(),
                                  [&](const Instruction& s) { return s.measured == c.range; });
    if (here) program.conditions.push_back(c);
  }
  for (const int p : crossing_[static_cast<std::size_t>(level)]) {
    program.leaving.push_back(static_cast<std::uint32_t>(slot_of_[index(p)]));
  }
  program.slots = slots.count();
  program.steps = {lane_steps(program.code, false), lane_steps(program.code, true)};
}

}  // namespace qbnet
