// Gradients with every kind of noise against differences of the state itself in 128 bits, each
// derivative beside itself.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "qbnet/measure/moment_gradient.hpp"
#include "qbnet/solve/moments.hpp"
#include "tests/gaussian_twin.hpp"

namespace qbnet {
namespace {

constexpr double step = 0x1p-40;

// A number of the network, and where it stands.
struct Number {
  Slot slot;
  std::size_t index, weight;
  std::function<double&(NetworkParts&)> of;
};

template <int part>
double& part_of(std::complex<double>& z) {
  return reinterpret_cast<double(&)[2]>(z)[part];
}

std::vector<Number> numbers_of(const Network& network) {
  std::vector<Number> all;
  using P = NetworkParts;
  for (std::size_t j = 0; j < network.size(); ++j) {
    const auto add = [&](Slot slot, const auto& of) {
      all.push_back({slot, j, 0, [j, of](P& p) -> double& { return of(p.modes[j]); }});
    };
    add(Slot::loss, [](Mode& m) -> double& { return m.loss; });
    add(Slot::detuning, [](Mode& m) -> double& { return m.detuning; });
    add(Slot::thermal, [](Mode& m) -> double& { return m.thermal; });
    add(Slot::drive_re, [](Mode& m) -> double& { return part_of<0>(m.drive); });
    add(Slot::drive_im, [](Mode& m) -> double& { return part_of<1>(m.drive); });
    add(Slot::gain, [](Mode& m) -> double& { return m.gain; });
    add(Slot::squeezing_r, [](Mode& m) -> double& { return m.squeezing.r; });
    add(Slot::squeezing_phase, [](Mode& m) -> double& { return m.squeezing.phase; });
  }
  for (std::size_t k = 0; k < network.couplings().size(); ++k) {
    all.push_back({Slot::strength, k, 0, [k](P& p) -> double& { return p.couplings[k].strength; }});
    all.push_back({Slot::phase, k, 0, [k](P& p) -> double& { return p.couplings[k].phase; }});
  }
  for (std::size_t k = 0; k < network.squeezers().size(); ++k) {
    all.push_back(
        {Slot::squeezer_strength, k, 0, [k](P& p) -> double& { return p.squeezers[k].strength; }});
    all.push_back(
        {Slot::squeezer_phase, k, 0, [k](P& p) -> double& { return p.squeezers[k].phase; }});
  }
  for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
    all.push_back({Slot::rate, d, 0, [d](P& p) -> double& { return p.dissipators[d].rate; }});
    all.push_back({Slot::dissipator_thermal, d, 0,
                   [d](P& p) -> double& { return p.dissipators[d].thermal; }});
    for (std::size_t w = 0; w < network.dissipators()[d].weights.size(); ++w) {
      const auto at = [ d, w ](P & p) -> auto& { return p.dissipators[d].weights[w].second; };
      all.push_back({Slot::weight_re, d, w, [at](P& p) -> double& { return part_of<0>(at(p)); }});
      all.push_back({Slot::weight_im, d, w, [at](P& p) -> double& { return part_of<1>(at(p)); }});
    }
  }
  return all;
}

// All numbers are multiples of the step, so that steps are exact.
Network rounded(const Network& network) {
  NetworkParts parts = network.parts();
  for (const Number& number : numbers_of(network)) {
    double& x = number.of(parts);
    x = std::round(x / step) * step;
  }
  return Network(parts);
}

// Straight from the definitions: (nu - 1)/2 is heat, the rest of |v|^2 + X is ergotropy.
Ball value_of(const Network& network, std::size_t mode, EnergyPart part) {
  const GaussianDrift drift(network);
  GaussianState state(drift.size);
  EXPECT_TRUE(GaussianFlow(drift).settle(state));
  const MomentView view(network, drift, state, drift.b);
  const Ball whole = view.amplitude(mode).squared_size() + view.number(mode, mode);
  if (part == EnergyPart::whole) return whole;
  const Ball width = Ball(2.0) * view.number(mode, mode) + Ball(1.0);
  Ball nu = width * width - Ball(4.0) * view.anomalous(mode, mode).squared_size();
  acb_sqrt(nu.get(), nu.get(), Ball::precision());
  const Ball heat = (nu - Ball(1.0)) / Ball(2.0);
  return part == EnergyPart::thermal ? heat : whole - heat;
}

// Off by step^2; at the edge of what may be, from one side.
double difference(const Network& network, std::size_t mode, EnergyPart part, const Number& number) {
  const auto at = [&](double steps) {
    NetworkParts parts = network.parts();
    number.of(parts) += steps * step;
    return value_of(Network(parts), mode, part);
  };
  NetworkParts parts = network.parts();
  const bool edge = number.of(parts) == 0 &&
                    (number.slot == Slot::thermal || number.slot == Slot::gain ||
                     number.slot == Slot::loss || number.slot == Slot::dissipator_thermal);
  const Ball rise = edge ? Ball(4.0) * at(1) - Ball(3.0) * at(0) - at(2) : at(1) - at(-1);
  return (rise / Ball(2 * step)).real_midpoint().value();
}

// Larger networks: the first `most` numbers of each kind, counted from anywhere.
std::vector<Number> some_of(const Network& network, Dice& dice, std::size_t most) {
  const std::vector<Number> all = numbers_of(network);
  std::vector<Number> some;
  std::vector<std::size_t> taken(16);
  const std::size_t start = dice.below(all.size());
  for (std::size_t k = 0; k < all.size(); ++k) {
    const Number& number = all[(start + k) % all.size()];
    if (taken[static_cast<std::size_t>(number.slot)]++ < most) some.push_back(number);
  }
  return some;
}

Network without_squeezing(const Network& network) {
  NetworkParts parts = network.parts();
  for (Mode& mode : parts.modes) mode.squeezing.r = 0;
  parts.modes[0].thermal = 0.5;
  for (Squeezer& squeezer : parts.squeezers) squeezer.strength = 0;
  return Network(parts);
}

struct Some {
  std::size_t modes;
  std::uint64_t networks;
};

class MomentGradientAccuracy : public testing::TestWithParam<Some> {};

TEST_P(MomentGradientAccuracy, EveryDerivativeIsThatOfTheState) {
  const auto [modes, networks] = GetParam();
  const Ball::Precision precision(128);
  std::set<Slot> met;  // with a derivative that is not 0
  for (std::uint64_t seed = 0; seed < networks; ++seed) {
    Dice dice(1000 * modes + seed);
    const std::size_t mode = dice.below(modes);
    Network network = rounded(noisy_network(dice, modes));
    // Squeezers of strength 0 count as well.
    if (seed % 4 == 3) network = without_squeezing(network);
    const auto part = static_cast<EnergyPart>(seed % 3);
    const Gradient found = moment_gradient(network, mode, part);
    ASSERT_EQ(found.status, Status::ok) << seed << " " << found.message;
    const double value = value_of(network, mode, part).real_midpoint().value();
    EXPECT_NEAR(found.value.value(), value, 1e-14 * value) << seed;
    for (const Number& number : some_of(network, dice, modes > 3 ? 1 : 100)) {
      const Derivative* log = found.log.find(number.slot, number.index, number.weight);
      ASSERT_NE(log, nullptr);
      const double got = found.of_energy(*log).value();
      const double want = difference(network, mode, part, number);
      EXPECT_NEAR(got, want, 1e-12 * std::abs(want) + 1e-18)
          << seed << " slot " << static_cast<int>(number.slot) << " " << number.index;
      if (std::abs(want) > 1e-12) met.insert(number.slot);
    }
  }
  EXPECT_EQ(met.size(), modes == 1 ? 10U : 16U);  // none is left out
}

INSTANTIATE_TEST_SUITE_P(Sizes, MomentGradientAccuracy,
                         testing::Values(Some{1, 16}, Some{2, 16}, Some{3, 15}, Some{5, 9},
                                         Some{10, 4}),
                         [](const auto& of) { return std::to_string(of.param.modes) + "Modes"; });

}  // namespace
}  // namespace qbnet
