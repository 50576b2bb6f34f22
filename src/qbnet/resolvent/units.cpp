#include "qbnet/resolvent/units.hpp"

#include <cmath>

#include "qbnet/base/ball.hpp"

namespace qbnet {

WideComplex Units::of(double phase) {
  constexpr std::size_t most_kept = 4096;
  if (std::abs(phase) != last_phase_) {
    last_phase_ = std::abs(phase);
    auto found = known_.find(last_phase_);
    if (found == known_.end()) {
      const Ball::Precision precision(160);
      if (known_.size() == most_kept) known_.clear();
      found = known_.emplace(last_phase_, Ball::polar(1, last_phase_).wide()).first;
    }
    last_ = found->second;
  }
  return phase < 0 ? WideComplex(last_.re, -last_.im) : last_;
}

}  // namespace qbnet
