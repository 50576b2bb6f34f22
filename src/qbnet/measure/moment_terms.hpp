// Gradients of what is made of second moments: from a response to every rate, and the verdict.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "qbnet/measure/gradient.hpp"
#include "qbnet/solve/agreement.hpp"
#include "qbnet/solve/moment_response.hpp"

namespace qbnet {

/// Whether derivatives are taken with zeta doubled: squeezers of strength 0 double nothing, but
/// derivatives by their strengths do.
bool doubled_for_gradients(const Network& network);

/// df/dp of every rate p that the network's drift holds, its noise included (docs/gradients.md,
/// section 8).
RateDerivatives<Ball> by_every_rate(const Network& network, const GaussianDrift& drift,
                                    const MomentResponse& response);

/// f, then d log f/dp in the order of RateDerivatives::all, from the derivatives of f: what
/// MomentFunction is asked for.
std::vector<Quantified> listed(const Ball& value, const RateDerivatives<Ball>& derivatives,
                               const RateDerivatives<double>& natural);

/// What is differentiated.
struct MomentFunction {
  /// listed(), in the working precision; empty where there is no end to the doublings.
  std::function<std::vector<Quantified>(const RateDerivatives<double>& natural)> compute;
  std::string name;        ///< "energy of mode \"b\""
  bool dark_at_0 = false;  ///< where f is 0 its derivatives are, too; else there is no logarithm
};

/// Takes as many bits as the derivatives need. Sets value, error, log, arithmetic, dark and status
/// of the result, whose message it lengthens.
void differentiate_moments(const Network& network, const MomentFunction& function,
                           const GradientOptions& options, Gradient& result);

}  // namespace qbnet
