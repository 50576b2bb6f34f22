// Numbers that more bits do not change.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "qbnet/base/ball.hpp"

namespace qbnet {

/// A midpoint, and the size beside which it matters: its error is relative to the larger of
/// |value| and scale. Scale 0: every digit counts, however small the value.
struct Quantified {
  Ball value;
  ScaledReal scale;
};

struct Agreed {
  std::vector<ScaledComplex> value;
  std::vector<double> error;  ///< estimated, relative to the larger of |value| and scale
  std::vector<ScaledReal> scale;
  bool ended = false;  ///< false: compute() gave nothing
  int bits = 0;
  double worst() const;
};

/// Calls compute() in 128, 192, 288, ... bits until half as many again change no number by more
/// than a third of `accuracy`. At the end of the bits, what is noise beside the largest number and
/// falls with the bits is 0. The result of compute() is empty if it does not end.
Agreed in_agreement(const std::function<std::vector<Quantified>()>& compute, double accuracy,
                    int max_precision);

}  // namespace qbnet
