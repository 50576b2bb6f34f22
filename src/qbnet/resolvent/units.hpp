// exp(i phase) to 106 bits.
#pragma once

#include <complex>
#include <unordered_map>

#include "qbnet/base/wide.hpp"

namespace qbnet {

/// Networks have few different phases: those met are remembered. Of opposite phases conjugates, to
/// the last bit.
class Units {
 public:
  WideComplex of(double phase);

 private:
  std::unordered_map<double, WideComplex> known_;  // by |phase|
  double last_phase_ = 0;                          // couplings often share one
  WideComplex last_{std::complex<double>(1, 0)};
};

}  // namespace qbnet
