#include "qbnet/measure/current_terms.hpp"

#include <algorithm>
#include <complex>
#include <iterator>
#include <utility>

#include "qbnet/solve/gaussian_drift.hpp"

namespace qbnet {
namespace {

Ball twice_real(const Ball& z) { return real_part(z + z); }
Ball twice_imag(const Ball& z) { return -twice_real(times_i(z)); }

class Tally {
 public:
  explicit Tally(const StateNow& state) : state_(state), network_(state.network) {
    const std::size_t n = network_.size();
    for (std::size_t j = 0; j < n; ++j) {
      energy_.push_back(real_part(state.number(j, j)));
      root_.push_back(sqrt(energy_.back().upper_bound()));
    }
    pump_.resize(n);
    shared_.resize(n);
    passed_on_.resize(n);
  }

  std::vector<Flow> all() {
    for (const Coupling& coupling : network_.couplings()) add_coupling(coupling);
    for (const Dissipator& bath : network_.dissipators()) add_dissipator(bath);
    for (const Squeezer& squeezer : network_.squeezers()) add_squeezer(squeezer);
    std::vector<Flow> all;
    all.reserve(8 * network_.size() + parts_.size());
    for (std::size_t j = 0; j < network_.size(); ++j) put_mode(j, all);
    std::ranges::move(parts_, std::back_inserter(all));
    return all;
  }

 private:
  void add_coupling(const Coupling& coupling) {
    const auto& [from, to, strength, phase] = coupling;
    const Flow flow{twice_imag(Ball::polar(strength, phase) * state_.number(from, to)),
                    ScaledReal(2 * strength) * root_[from] * root_[to]};
    passed_on_[from] += flow;
    passed_on_[to] -= flow;
    parts_.push_back(flow);
  }

  void add_dissipator(const Dissipator& bath) {
    for (const auto& [j, w_j] : bath.weights) {
      const Ball warm = Ball(bath.rate) * Ball(bath.thermal) * Ball(w_j).squared_size();
      Flow flow{-warm, warm.upper_bound()};
      for (const auto& [k, w_k] : bath.weights) {
        flow.value +=
            real_part(Ball(bath.rate) * conj(Ball(w_j)) * Ball(w_k) * state_.number(k, j));
        flow.scale += ScaledReal(bath.rate * std::abs(w_j) * std::abs(w_k)) * root_[j] * root_[k];
      }
      shared_[j] += flow;
      parts_.push_back(std::move(flow));
    }
  }

  void add_squeezer(const Squeezer& squeezer) {
    const auto& [i, j, strength, phase] = squeezer;
    const Ball pair = state_.pair(i, j);
    const Flow flow{twice_imag(Ball::polar(strength, phase) * conj(pair)),
                    ScaledReal(2 * strength) * std::max(pair.upper_bound(), root_[i] * root_[j])};
    pump_[i] += flow;
    if (i != j) pump_[j] += flow;
    parts_.push_back(flow);
  }

  void put_mode(std::size_t j, std::vector<Flow>& all) const {
    const ModeRates& rates = network_.rates(j);
    const Ball &energy = energy_[j], one(1.0), held = bath_occupation(rates);
    const Flow drive{twice_real(conj(state_.v[j]) * state_.force[j]),
                     ScaledReal(2.0) * state_.force[j].upper_bound() * root_[j]};
    const Flow gain = outright(Ball(rates.gain) * (energy + one));
    Flow loss = outright(Ball(rates.loss) * energy);
    loss -= outright(Ball(rates.loss) * held);
    Flow change = drive;
    (change += pump_[j]) += gain;
    ((change -= loss) -= shared_[j]) -= passed_on_[j];
    for (const Flow& each :
         {outright(energy), drive, pump_[j], gain, loss, shared_[j], passed_on_[j], change}) {
      all.push_back(each);
    }
  }
  static Flow outright(const Ball& value) { return {value, value.upper_bound()}; }

  const StateNow& state_;
  const Network& network_;
  std::vector<Ball> energy_;
  std::vector<ScaledReal> root_;
  std::vector<Flow> pump_, shared_, passed_on_, parts_;
};

}  // namespace

std::vector<Flow> current_terms(const StateNow& state) { return Tally(state).all(); }

}  // namespace qbnet
