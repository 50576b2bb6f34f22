#include "qbnet/network/disorder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "qbnet/base/status.hpp"
#include "qbnet/network/families.hpp"

namespace qbnet {
namespace {

constexpr std::uint64_t seed = 20250101;

Network two_batteries() {
  return cascade({.batteries = 2,
                  .coupling = {0.01},
                  .phase = {},
                  .charger_loss = 0.1,
                  .battery_loss = {0.2, 0.3},
                  .mediator_loss = {2},
                  .mediator_coupling = {}});
}

// Every number varied, each slot with a spread of its own.
Disorder everything(const Network& network, Distribution distribution) {
  Disorder disorder = no_disorder(network);
  disorder.distribution = distribution;
  for (VariedNumber& number : disorder.numbers) {
    number.spread = number.slot == Slot::loss       ? 0.01
                    : number.slot == Slot::strength ? 0.02
                    : number.slot == Slot::phase    ? 0.03
                                                    : 0.04;
  }
  return disorder;
}

std::string refusal(const Network& network, const Disorder& disorder) {
  try {
    sample_network(network, disorder, seed, 0);
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::input);
    return error.what();
  }
  return "accepted";
}

void expect_same(const Network& a, const Network& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t j = 0; j < a.size(); ++j) {
    EXPECT_EQ(a.mode(j).name, b.mode(j).name);
    EXPECT_EQ(a.mode(j).loss, b.mode(j).loss);
    EXPECT_EQ(a.mode(j).detuning, b.mode(j).detuning);
    EXPECT_EQ(a.mode(j).drive, b.mode(j).drive);
  }
  for (std::size_t c = 0; c < a.couplings().size(); ++c) {
    EXPECT_EQ(a.couplings()[c].strength, b.couplings()[c].strength);
    EXPECT_EQ(a.couplings()[c].phase, b.couplings()[c].phase);
  }
}

TEST(Disorder, EveryNumberTakesTheDrawOfItsPosition) {
  const Network network = two_batteries();
  constexpr std::size_t modes = 5, couplings = 6;
  ASSERT_EQ(network.size(), modes);
  ASSERT_EQ(network.couplings().size(), couplings);
  for (const Distribution distribution : {Distribution::normal, Distribution::uniform}) {
    const Disorder disorder = everything(network, distribution);
    ASSERT_EQ(disorder.numbers.size(), 2 * (modes + couplings));
    for (const std::uint64_t k : {0ull, 1ull, 123456789012ull}) {
      const Network sample = sample_network(network, disorder, seed, k);
      const auto d = [&](std::size_t element) { return draw(seed, k, element, distribution); };
      for (std::size_t j = 0; j < modes; ++j) {
        EXPECT_EQ(sample.mode(j).loss, network.mode(j).loss * (1 + 0.01 * d(j)));
        EXPECT_EQ(sample.mode(j).detuning, 0.04 * d(modes + 2 * couplings + j));
        EXPECT_EQ(sample.mode(j).drive, network.mode(j).drive);
      }
      for (std::size_t c = 0; c < couplings; ++c) {
        const Coupling& before = network.couplings()[c];
        EXPECT_EQ(sample.couplings()[c].strength, before.strength * (1 + 0.02 * d(modes + c)));
        EXPECT_EQ(sample.couplings()[c].phase, before.phase + 0.03 * d(modes + couplings + c));
      }
    }
  }
}

TEST(Disorder, PositionsAreThoseOfTheList) {
  const Network network = two_batteries();
  const Disorder disorder = no_disorder(network);
  for (std::size_t e = 0; e < disorder.numbers.size(); ++e) {
    const VariedNumber& number = disorder.numbers[e];
    EXPECT_EQ(position_in_disorder(network, number.slot, number.index), e);
    EXPECT_EQ(number.relative, number.slot == Slot::loss || number.slot == Slot::strength);
    EXPECT_EQ(number.spread, 0);
  }
}

TEST(Disorder, NoSpreadChangesNothing) {
  const Network network = two_batteries();
  expect_same(sample_network(network, no_disorder(network), seed, 3), network);
  expect_same(sample_network(network, Disorder{}, seed, 3), network);
}

TEST(Disorder, ASpreadTakenAwayChangesNoOtherNumber) {
  const Network network = two_batteries();
  Disorder disorder = everything(network, Distribution::normal);
  const Network all = sample_network(network, disorder, seed, 5);
  disorder.numbers[position_in_disorder(network, Slot::loss, 1)].spread = 0;
  const Network less = sample_network(network, disorder, seed, 5);
  EXPECT_EQ(less.mode(1).loss, 0.2);
  EXPECT_NE(all.mode(1).loss, 0.2);
  NetworkParts parts = less.parts();
  parts.modes[1].loss = all.mode(1).loss;
  expect_same(Network(parts), all);
}

TEST(Disorder, AListOfItsOwnCountsItsOwnPositions) {
  const Network network = two_batteries();
  const Disorder disorder{Distribution::uniform,
                          {{Slot::detuning, 2, 0.5, false}, {Slot::strength, 3, 0.25, false}}};
  const Network sample = sample_network(network, disorder, seed, 9);
  EXPECT_EQ(sample.mode(2).detuning, 0.5 * draw(seed, 9, 0, Distribution::uniform));
  EXPECT_EQ(sample.couplings()[3].strength,
            network.couplings()[3].strength + 0.25 * draw(seed, 9, 1, Distribution::uniform));
}

TEST(Disorder, ASwitchKeepsTheDeviationsOfItsSample) {
  const Network network = two_batteries();
  const Disorder disorder = everything(network, Distribution::normal);
  NetworkParts later = network.parts();
  later.couplings[0].strength = 0.5;
  later.couplings[1].phase = 1;
  later.modes[1].loss = 4;
  const Protocol protocol{{{.time = 3, .network = Network(later)}},
                          {{.mode = 0, .amplitude = 2.0, .stop = 5}}};
  const Network now = sample_network(network, disorder, seed, 8);
  const Protocol sample = sample_protocol(network, protocol, disorder, seed, 8);
  ASSERT_EQ(sample.switches.size(), 1U);
  EXPECT_EQ(sample.switches[0].time, 3);
  EXPECT_EQ(sample.pulses, protocol.pulses);
  const Network& then = sample.switches[0].network;
  const double g = network.coupling(0).strength;
  EXPECT_NEAR(then.coupling(0).strength / 0.5, now.coupling(0).strength / g, 1e-15);
  EXPECT_NEAR(then.coupling(1).phase - 1, now.coupling(1).phase - network.coupling(1).phase, 1e-15);
  EXPECT_NEAR(then.mode(1).loss / 4, now.mode(1).loss / 0.2, 1e-15);
  EXPECT_EQ(then.coupling(2).strength, now.coupling(2).strength);
  EXPECT_EQ(then.mode(2).loss, now.mode(2).loss);
  later.couplings.pop_back();
  EXPECT_THROW(
      sample_protocol(network, {{{.time = 3, .network = Network(later)}}, {}}, disorder, seed, 8),
      Error);
}

TEST(Disorder, ASampleWithANegativeLossFails) {
  const Network network = two_batteries();
  const Disorder disorder{Distribution::uniform, {{Slot::loss, 1, 4, true}}};
  int failed = 0;
  for (std::uint64_t k = 0; k < 1000; ++k) {
    const bool negative = 1 + 4 * draw(seed, k, 0, Distribution::uniform) < 0;
    failed += negative ? 1 : 0;
    if (negative) {
      EXPECT_THROW(sample_network(network, disorder, seed, k), Error);
    } else {
      EXPECT_GE(sample_network(network, disorder, seed, k).mode(1).loss, 0);
    }
  }
  EXPECT_NEAR(failed, 375, 60) << "3/8 of all, to four standard deviations";
}

TEST(Disorder, RefusesWhatTheNetworkHasNot) {
  const Network network = two_batteries();
  const auto one = [&](Slot slot, std::size_t index, double spread) {
    return refusal(network, {Distribution::normal, {{slot, index, spread, false}}});
  };
  EXPECT_EQ(one(Slot::loss, 5, 0.1),
            "disorder must vary the loss of one of the 5 modes, but varies that of number 5 "
            "(counted from 0)");
  EXPECT_EQ(one(Slot::phase, 6, 0.1),
            "disorder must vary the phase of one of the 6 couplings, but varies that of number 6 "
            "(counted from 0)");
  EXPECT_EQ(one(Slot::detuning, 4, -0.1),
            "spread of the detuning of mode \"a2\" must be at least 0, but is -0.1");
  EXPECT_EQ(one(Slot::strength, 0, std::numeric_limits<double>::infinity()),
            "spread of the strength of the coupling from \"c\" to \"b1\" must be finite, but is "
            "inf");
  EXPECT_EQ(one(Slot::strength, 0, std::nan("")),
            "spread of the strength of the coupling from \"c\" to \"b1\" must be finite, but is "
            "nan");
  EXPECT_EQ(one(Slot::thermal, 0, 0.1),
            "disorder must vary losses, detunings, strengths or phases, but varies another number");
  EXPECT_EQ(refusal(network, {Distribution::normal,
                              {{Slot::phase, 1, 0.1, false},
                               {Slot::phase, 2, 0.1, false},
                               {Slot::phase, 1, 0.1, false}}}),
            "spread of the phase of the coupling from \"c\" to \"a1\" must be given at most once, "
            "but is given twice");
  EXPECT_EQ(one(Slot::phase, 5, 0), "accepted");
}

TEST(Disorder, ANumberBeyondDoublesFails) {
  const Disorder disorder{Distribution::normal,
                          {{Slot::strength, 0, 1e308, false}, {Slot::strength, 1, 1e308, true}}};
  Network network = two_batteries();
  NetworkParts parts = network.parts();
  parts.couplings[1].strength = 1e308;
  EXPECT_TRUE(refusal(Network(parts), disorder).ends_with("\"a1\" must be finite, but is inf") ||
              refusal(Network(parts), disorder).ends_with("\"a1\" must be finite, but is -inf"))
      << refusal(Network(parts), disorder);
}

}  // namespace
}  // namespace qbnet
