// First and second moments of every network that this library knows, steady and in time.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/network/protocol.hpp"
#include "qbnet/solve/agreement.hpp"
#include "qbnet/solve/gaussian_flow.hpp"

namespace qbnet {

/// The Gaussian state of a network, in midpoints of the working precision.
class MomentView {
 public:
  /// `force`: b at that time, an entry a row of zeta.
  MomentView(const Network& network, const GaussianDrift& drift, const GaussianState& state,
             const std::vector<Ball>& force)
      : network_(network), drift_(drift), state_(state), force_(force) {}
  const Network& network() const { return network_; }                    ///< as it is at that time
  const Ball& amplitude(std::size_t i) const { return state_.mean[i]; }  ///< <o_i>
  Ball number(std::size_t i, std::size_t j) const;                       ///< X_ij = <do_j^+ do_i>
  Ball anomalous(std::size_t i, std::size_t j) const;                    ///< Y_ij = <do_i do_j>
  Ball energy(std::size_t i) const;                                      ///< E_i/omega
  Ball energy_rate(std::size_t i) const;                                 ///< dE_i/dt, over omega
  /// int_0^t 2 Re sum_j conj(v_j) b_j dt, b = -i conj(xi): what the drives have put in.
  const Ball& supplied() const { return state_.supplied; }
  /// b_i = -i conj(xi_i) of all drives; where they jump, just after it.
  const Ball& force(std::size_t i) const { return force_[i]; }

 private:
  const Network& network_;
  const GaussianDrift& drift_;
  const GaussianState& state_;
  const std::vector<Ball>& force_;
};

/// Numbers of a state that somebody asks for: always as many of them.
using Extract = std::function<std::vector<Quantified>(const MomentView&)>;

struct MomentOptions {
  double accuracy = 1e-11;  ///< relative error allowed in every number that is extracted
  int max_precision = 2500;
  bool supply = false;  ///< moments_at() only: MomentView::supplied() is asked for
};

struct Moments {
  Status status = Status::failed;
  std::string message;
  Agreed numbers;  ///< of Extract, one time after another; empty unless status is ok or inaccurate
};

/// Largest number of modes (counted twice where something is squeezed) that moments are made for.
constexpr std::size_t most_moment_modes = 128;

/// Throws Error(Refusal::too_large) for more. `what` "are computed for at most ... modes".
void refuse_too_many_moments(const Network& network, std::string_view what = "second moments are");

/// Numbers of the steady state: docs/moments.md, sections 3 and 4. Errors: a network that does not
/// settle has status unstable, marginal or singular, and a message that says which mode grows, and
/// how fast; one that is too large throws Error(Refusal::too_large).
Moments steady_moments(const Network& network, const Extract& extract,
                       const MomentOptions& options = {});

/// The same at times (each >= 0 and finite, in any order) after the vacuum, whether stable or not;
/// with drives in time and switches, docs/drives-in-time.md.
Moments moments_at(const Network& network, const std::vector<double>& times, const Extract& extract,
                   const MomentOptions& options = {}, const Protocol& protocol = {});

}  // namespace qbnet
