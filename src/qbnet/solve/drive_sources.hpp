// Drives in time as sources of the mean, in many bits: docs/drives-in-time.md, section 2.
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/network/protocol.hpp"
#include "qbnet/solve/gaussian_flow.hpp"

namespace qbnet {

/// The drives of a network and its protocol. Made in the working precision of its scope.
class DriveSources {
 public:
  /// `size` entries of zeta: the modes, or also their conjugates.
  DriveSources(const std::vector<Pulse>& pulses, std::size_t modes, std::size_t size);

  /// Those of `drift`, whose constant drives come first.
  std::vector<Source> sources(const GaussianDrift& drift) const;
  /// Times at which some drive begins, ends or bends, ascending.
  std::vector<double> edges() const;
  /// The longest step that the series of the drives allow from `now` to the next edge; 0: any.
  double longest_step(double now) const;
  /// Coefficients of sources() for a step from t0 on, with the drives as they are from `now` to the
  /// next edge.
  std::vector<Ball> coefficients(double now, const Ball& t0) const;

 private:
  // exp(-rate s) sum_k c_k (s/scale)^k/k! in one row of the mean.
  struct Term {
    std::size_t row;
    Ball rate;
    std::size_t terms;
    double scale;           // the shortest of its pulses
    std::size_t first = 0;  // coefficient, of all
  };
  // An exponential of a pulse: `factor` exp(-rate (t - start)), times its polynomial.
  struct Part {
    Ball factor;
    Ball rate;
    std::size_t term, conjugate;  // the term it adds to, and the one of the conjugate mean
  };
  std::size_t find_term(std::size_t row, const Ball& rate, std::size_t terms, double scale);
  void add_part(const Pulse& pulse, const Ball& factor, const Ball& rate, std::vector<Part>& parts);
  std::vector<Ball> polynomial(const Pulse& pulse, double now, const Ball& t0,
                               const Ball& scale) const;

  const std::vector<Pulse>& pulses_;
  std::size_t modes_, size_;
  std::size_t series_;  // terms of a Gaussian
  std::vector<Term> terms_;
  std::size_t count_ = 1;
  std::vector<std::vector<Part>> parts_;  // of each pulse
};

}  // namespace qbnet
