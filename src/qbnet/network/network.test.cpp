#include "qbnet/network/network.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
const double not_a_number = std::nan("");

NetworkParts three_modes() {
  NetworkParts parts;
  parts.modes = {{.name = "c", .role = Role::charger, .loss = 0.1, .drive = 1},
                 {.name = "b1", .loss = 0.1},
                 {.name = "a1", .role = Role::mediator, .loss = 1}};
  parts.couplings = {{0, 1, 0.01, -1.5}, {0, 2, 0.1, 0}, {2, 1, 0.1, 0}};
  parts.dissipators = {{0.02, {{0, 1.0}, {1, {0, 1}}}}};
  return parts;
}

// The sentence with which a network is refused once `spoil` has changed its parts.
std::string refusal(const std::function<void(NetworkParts&)>& spoil) {
  NetworkParts parts = three_modes();
  spoil(parts);
  try {
    const Network network(std::move(parts));
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::input);
    return error.what();
  }
  return "accepted";
}

TEST(Network, KeepsItsParts) {
  const Network network(three_modes());
  ASSERT_EQ(network.size(), 3u);
  EXPECT_EQ(network.mode(2).name, "a1");
  EXPECT_EQ(network.couplings().size(), 3u);
  EXPECT_EQ(network.dissipators().size(), 1u);
  EXPECT_EQ(network.find("b1"), 1u);
  EXPECT_EQ(network.find("b2"), std::nullopt);
  EXPECT_EQ(network.index_of("a1"), 2u);
  EXPECT_EQ(network.with_role(Role::battery), std::vector<std::size_t>{1});
  EXPECT_TRUE(network.driven());
}

TEST(Network, NoModesNoDrive) {
  const Network network(NetworkParts{});
  EXPECT_EQ(network.size(), 0u);
  EXPECT_FALSE(network.driven());
}

TEST(Network, UnknownModeNamesTheNearest) {
  const Network network(three_modes());
  try {
    network.index_of("b2");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "mode must be one of the network, but \"b2\" is not; did you mean \"b1\"?");
  }
}

TEST(Network, RefusesNames) {
  EXPECT_EQ(refusal([](auto& parts) { parts.modes[1].name = "c"; }),
            "name of a mode must be unique, but two modes are named \"c\"");
  EXPECT_EQ(refusal([](auto& parts) { parts.modes[1].name = ""; }),
            "name of a mode must be letters, digits and _, no digit first, but is \"\"");
  EXPECT_EQ(refusal([](auto& parts) { parts.modes[1].name = "1b"; }),
            "name of a mode must be letters, digits and _, no digit first, but is \"1b\"");
  EXPECT_EQ(refusal([](auto& parts) { parts.modes[1].name = "b-1"; }),
            "name of a mode must be letters, digits and _, no digit first, but is \"b-1\"");
  EXPECT_EQ(refusal([](auto& parts) { parts.modes[1].name = std::string(65, 'x'); }),
            "name of a mode must be at most 64 characters, but \"" + std::string(60, 'x') +
                "...\" has 65");
  EXPECT_EQ(refusal([](auto& parts) { parts.modes[1].name = std::string(64, 'x'); }), "accepted");
}

TEST(Network, RefusesNumbersOfAMode) {
  EXPECT_EQ(refusal([](auto& parts) { parts.modes[1].loss = -0.1; }),
            "loss of mode \"b1\" must be at least 0, but is -0.1");
  EXPECT_EQ(refusal([](auto& parts) { parts.modes[1].loss = -infinite; }),
            "loss of mode \"b1\" must be at least 0, but is -inf");
  EXPECT_EQ(refusal([](auto& parts) { parts.modes[1].loss = infinite; }),
            "loss of mode \"b1\" must be finite, but is inf");
  EXPECT_EQ(refusal([](auto& parts) { parts.modes[1].detuning = not_a_number; }),
            "detuning of mode \"b1\" must be finite, but is nan");
  EXPECT_EQ(refusal([](auto& parts) { parts.modes[1].thermal = -1; }),
            "thermal of mode \"b1\" must be at least 0, but is -1");
  EXPECT_EQ(refusal([](auto& parts) {
              parts.modes[0].drive = {1, infinite};
            }),
            "drive of mode \"c\" must be finite, but is (1, inf)");
  EXPECT_EQ(refusal([](auto& parts) { parts.modes[1].loss = 0; }), "accepted");
}

TEST(Network, RefusesCouplings) {
  EXPECT_EQ(refusal([](auto& parts) { parts.couplings[0].to = 0; }),
            "coupling must join two different modes, but joins \"c\" to itself");
  EXPECT_EQ(refusal([](auto& parts) { parts.couplings[0].to = 7; }),
            "coupling must join two of the 3 modes, but joins mode 0 and mode 7 (counted from 0)");
  EXPECT_EQ(refusal([](auto& parts) {
              parts.couplings.push_back({1, 0, 1, 0});
            }),
            "modes \"b1\" and \"c\" must be coupled at most once, but are coupled twice (the "
            "direction does not matter)");
  EXPECT_EQ(refusal([](auto& parts) { parts.couplings[0].strength = not_a_number; }),
            "strength of the coupling from \"c\" to \"b1\" must be finite, but is nan");
  EXPECT_EQ(refusal([](auto& parts) { parts.couplings[0].phase = -infinite; }),
            "phase of the coupling from \"c\" to \"b1\" must be finite, but is -inf");
  EXPECT_EQ(refusal([](auto& parts) { parts.couplings[0].strength = -1; }), "accepted");
}

TEST(Network, RefusesDissipators) {
  EXPECT_EQ(refusal([](auto& parts) { parts.dissipators[0].rate = -0.02; }),
            "rate of dissipator 1 must be at least 0, but is -0.02");
  EXPECT_EQ(refusal([](auto& parts) { parts.dissipators[0].weights.clear(); }),
            "dissipator 1 must act on at least one mode, but has no weights");
  EXPECT_EQ(refusal([](auto& parts) { parts.dissipators[0].weights[1].first = 3; }),
            "dissipator 1 must act on the 3 modes, but acts on mode 3 (counted from 0)");
  EXPECT_EQ(refusal([](auto& parts) { parts.dissipators[0].weights[1].first = 0; }),
            "dissipator 1 must have one weight a mode, but has two of \"c\"");
  EXPECT_EQ(refusal([](auto& parts) { parts.dissipators[0].weights[0].second = not_a_number; }),
            "weight of mode \"c\" in dissipator 1 must be finite, but is (nan, 0)");
}

TEST(Network, RoleNames) {
  EXPECT_EQ(to_string(Role::charger), "charger");
  EXPECT_EQ(to_string(Role::battery), "battery");
  EXPECT_EQ(to_string(Role::mediator), "mediator");
}

}  // namespace
}  // namespace qbnet
