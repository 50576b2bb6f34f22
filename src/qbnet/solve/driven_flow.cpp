#include "qbnet/solve/driven_flow.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "qbnet/resolvent/matrix.hpp"

namespace qbnet {

DrivenFlow::DrivenFlow(const Network& network, const Protocol& protocol, bool supply)
    : current_(&network),
      protocol_(protocol),
      supply_(supply),
      doubled_(std::ranges::any_of(stages(network, protocol), has_squeezing)),
      noisy_(!std::ranges::all_of(stages(network, protocol), stays_coherent)),
      drives_(protocol.pulses, network.size(), size()),
      state_(size()),
      edges_(drives_.edges()) {
  enter(network);
}

void DrivenFlow::enter(const Network& network) {
  current_ = &network;
  kept_.clear();
  flow_.reset();
  drift_ = std::make_unique<GaussianDrift>(network, doubled_, noisy_);
  flow_ = std::make_unique<GaussianFlow>(*drift_, drives_.sources(*drift_), supply_);
}

std::vector<Ball> DrivenFlow::force() const {
  std::vector<Ball> all(state_.mean.size());
  const std::vector<Ball> coefficients = drives_.coefficients(now_, Ball(now_));
  std::size_t first = 0;
  for (const Source& source : drives_.sources(*drift_)) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i] += source.direction[i] * coefficients[first];
    }
    first += source.terms;
  }
  for (Ball& b : all) acb_get_mid(b.get(), b.get());
  return all;
}

double DrivenFlow::end_of_piece() const {
  double end = std::numeric_limits<double>::infinity();
  const auto edge = std::ranges::upper_bound(edges_, now_);
  if (edge != edges_.end()) end = *edge;
  if (switched_ < protocol_.switches.size()) {
    end = std::min(end, protocol_.switches[switched_].time);
  }
  return end;
}

void DrivenFlow::advance_to(double time) {
  while (true) {
    const auto& switches = protocol_.switches;
    if (switched_ < switches.size() && switches[switched_].time == now_) {
      enter(switches[switched_++].network);
      continue;
    }
    if (now_ >= time) return;
    const double next = std::min(time, end_of_piece());
    const double longest = drives_.longest_step(now_);
    const double steps = longest == 0 ? 1 : std::max(1.0, std::ceil((next - now_) / longest));
    const Ball from(now_);
    Ball length = (Ball(next) - from) / Ball(steps);
    acb_get_mid(length.get(), length.get());
    for (double k = 0; k < steps; ++k) step(from + Ball(k) * length, length);
    now_ = next;
  }
}

// Equal steps of a grid differ by roundings of its times: a span as good as equal is used, and what
// is left is made up for.
void DrivenFlow::step(const Ball& from, const Ball& length) {
  const Made& made = made_for(length);
  flow_->apply(made.span, drives_.coefficients(now_, from), state_);
  const Ball rest = length - made.time;
  if (rest.is_zero()) return;
  GaussianFlow::Span span = flow_->span();
  flow_->make(rest, span);
  flow_->apply(span, drives_.coefficients(now_, from + made.time), state_);
}

const DrivenFlow::Made& DrivenFlow::made_for(const Ball& length) {
  constexpr std::size_t most_kept = 3;
  const auto found = std::ranges::find_if(
      kept_, [&](const Made& made) { return flow_->is_short(length - made.time); });
  if (found != kept_.end()) {
    kept_.splice(kept_.begin(), kept_, found);
    return kept_.front();
  }
  if (kept_.size() == most_kept) kept_.pop_back();
  kept_.emplace_front(length, *flow_);
  flow_->make(kept_.front().time, kept_.front().span);
  return kept_.front();
}

}  // namespace qbnet
