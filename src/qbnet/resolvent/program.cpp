#include "qbnet/resolvent/program.hpp"

#include <algorithm>
#include <map>

namespace qbnet {
namespace {

std::size_t index(int k) { return static_cast<std::size_t>(k); }

}  // namespace

Program::Program(Recorded recorded) : recorded_(std::move(recorded)) {
  need_values();
  find_ranges();
  const std::vector<int> order = schedule();
  place(order);
}

Level Program::level_of_depends(Depends depends) const {
  if (!hoisted_ || depends == (on_inner | on_outer)) return Level::point;
  return depends == on_inner ? Level::column : Level::row;
}

Level Program::level_of(int plane) const {
  return level_of_depends(tape().planes()[index(plane)].depends);
}

void Program::need_values() {
  std::vector<char> needed(tape().values().size(), 0);
  std::vector<int> todo = recorded_.values;
  while (!todo.empty()) {
    const int id = todo.back();
    todo.pop_back();
    if (id < 0 || needed[index(id)] != 0) continue;
    needed[index(id)] = 1;
    const Tape::Value& v = tape().values()[index(id)];
    if (v.kind == Tape::Kind::sum && !v.emitted) recorded_.tape.emit(id);
    const Tape::Value& w = tape().values()[index(id)];
    todo.insert(todo.end(), {w.a, w.b, w.c});
    // Emitting may have made new values' planes, never new values.
  }
  for (std::size_t k = 0; k < needed.size(); ++k) {
    if (needed[k] != 0 && tape().values()[k].kind != Tape::Kind::constant) {
      needed_values_.push_back(static_cast<int>(k));
    }
  }
  for (const Tape::PlaneInfo& plane : tape().planes()) {
    if (plane.depends == on_inner || plane.depends == on_outer) hoisted_ = true;
  }
  hoisted_ = hoisted_ && tape().hoisted();
}

// Ranges that a bound or a condition looks at.
void Program::find_ranges() {
  // The relative error of a wanted value is that of its factors, but no more than the absolute
  // errors of a sum's terms enter: a sum that is only ever a term needs no smallest size.
  std::vector<char> precise(tape().values().size(), 0);
  for (const int id : recorded_.values) precise[index(id)] = 1;
  for (std::size_t k = precise.size(); k-- > 0;) {
    const Tape::Value& v = tape().values()[k];
    // A reciprocal needs its operand to be far from zero, whoever asks.
    if (v.kind == Tape::Kind::reciprocal) precise[index(v.a)] = 1;
    if (v.kind != Tape::Kind::product || precise[k] == 0) continue;
    precise[index(v.a)] = precise[index(v.b)] = 1;
  }
  wanted_range_.assign(index(tape().ranges()), 0);
  for (const int id : needed_values_) {
    const Tape::Value& v = tape().values()[index(id)];
    if (v.range < 0) continue;
    if (hoisted_ || v.kind != Tape::Kind::sum || precise[index(id)] != 0) {
      wanted_range_[index(v.range)] = 1;
    } else {
      recorded_.tape.forget_range(id);
    }
  }
  for (const Condition& c : recorded_.conditions) {
    if (c.range >= 0) wanted_range_[index(c.range)] = 1;
  }
  for (const int range : tape().guards()) wanted_range_[index(range)] = 1;
}

// Operations in the order of their use, each as late as the first that needs it.
std::vector<int> Program::schedule() {
  const auto& ops = tape().ops();
  // A norm that is computed anyway measures itself.
  std::map<std::vector<int>, std::size_t> norms;
  for (std::size_t k = 0; k < ops.size(); ++k) {
    if (ops[k].kernel == Kernel::norm && ops[k].range < 0) norms.emplace(ops[k].in, k);
  }
  for (std::size_t k = 0; k < ops.size(); ++k) {
    if (ops[k].kernel != Kernel::measure_pair || ops[k].range < 0) continue;
    const auto norm = norms.find(ops[k].in);
    if (norm == norms.end() || ops[norm->second].range >= 0) continue;
    recorded_.tape.move_range(static_cast<int>(k), static_cast<int>(norm->second));
  }
  std::vector<std::vector<int>> measured_by(tape().planes().size());
  std::vector<int> roots;
  for (std::size_t k = 0; k < ops.size(); ++k) {
    if (ops[k].range < 0 || wanted_range_[index(ops[k].range)] == 0) continue;
    if (ops[k].kernel == Kernel::measure || ops[k].kernel == Kernel::measure_pair) {
      measured_by[index(*std::max_element(ops[k].in.begin(), ops[k].in.end()))].push_back(
          static_cast<int>(k));
    }
  }
  std::vector<int> order;
  std::vector<char> done(ops.size(), 0);
  // Depth first over the planes, without recursion: chains may be long.
  std::vector<std::pair<int, bool>> stack;
  const auto visit = [&](int op) {
    stack.emplace_back(op, false);
    while (!stack.empty()) {
      const auto [k, ready] = stack.back();
      stack.pop_back();
      if (done[index(k)] != 0) continue;
      if (ready) {
        done[index(k)] = 1;
        order.push_back(k);
        for (const int out : ops[index(k)].out) {
          if (out < 0) continue;
          for (const int m : measured_by[index(out)]) stack.emplace_back(m, false);
        }
        continue;
      }
      stack.emplace_back(k, true);
      for (const int p : ops[index(k)].in) {
        const int from = tape().planes()[index(p)].op;
        if (from >= 0 && done[index(from)] == 0) stack.emplace_back(from, false);
      }
    }
  };
  const auto visit_plane = [&](int p) {
    const int op = tape().planes()[index(p)].op;
    if (op >= 0) visit(op);
  };
  for (const int p : recorded_.planes) visit_plane(p);
  for (std::size_t k = 0; k < ops.size(); ++k) {
    if (ops[k].range >= 0 && wanted_range_[index(ops[k].range)] != 0) visit(static_cast<int>(k));
  }
  for (const int p : recorded_.condition_planes) visit_plane(p);
  // Rows are measured one by one: by the planes of their values.
  for (const int id : needed_values_) {
    const Tape::Value& v = tape().values()[index(id)];
    if (!hoisted_ || !v.emitted || v.depends != on_outer) continue;
    for (const int p : {v.re, v.im}) {
      if (p >= 0) visit_plane(p);
    }
  }
  return order;
}

double Program::cost() const {
  double total = 0;
  for (const Instruction& s : level(Level::point).code) {
    switch (s.kernel) {
      case Kernel::sincos:
        total += 10;
        break;
      case Kernel::complex_multiply:
      case Kernel::complex_subtract:
        total += 3;
        break;
      case Kernel::complex_reciprocal:
      case Kernel::divide:
      case Kernel::reciprocal:
        total += 5;
        break;
      default:
        total += 1;
    }
  }
  return total;
}

}  // namespace qbnet
