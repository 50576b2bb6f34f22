// The state of a network under a protocol, from one time to a later one.
#pragma once

#include <list>
#include <memory>
#include <vector>

#include "qbnet/network/protocol.hpp"
#include "qbnet/solve/drive_sources.hpp"
#include "qbnet/solve/gaussian_flow.hpp"

namespace qbnet {

/// Starts from the vacuum at time 0, in the working precision of the scope that makes it; network
/// and protocol must outlive it.
class DrivenFlow {
 public:
  /// `supply`: the energy that the drives put in is followed too.
  DrivenFlow(const Network& network, const Protocol& protocol, bool supply = false);

  /// To a time that is not before the last one.
  void advance_to(double time);
  const GaussianDrift& drift() const { return *drift_; }
  const GaussianState& state() const { return state_; }
  const Network& network() const { return *current_; }
  /// b of all drives, just after what happens now.
  std::vector<Ball> force() const;

 private:
  struct Made {
    Made(const Ball& length, const GaussianFlow& flow) : time(length), span(flow.span()) {}
    Ball time;
    GaussianFlow::Span span;
  };
  std::size_t size() const { return (doubled_ ? 2 : 1) * current_->size(); }
  void enter(const Network& network);
  double end_of_piece() const;
  void step(const Ball& from, const Ball& length);
  const Made& made_for(const Ball& length);

  const Network* current_;
  const Protocol& protocol_;
  bool supply_, doubled_, noisy_;
  DriveSources drives_;
  GaussianState state_;
  std::unique_ptr<GaussianDrift> drift_;
  std::unique_ptr<GaussianFlow> flow_;
  std::list<Made> kept_;  // spans of the network as it is, the last used first
  std::vector<double> edges_;
  std::size_t switched_ = 0;  // switches so far
  double now_ = 0;
};

}  // namespace qbnet
