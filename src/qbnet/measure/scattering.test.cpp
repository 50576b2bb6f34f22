#include "qbnet/measure/scattering.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "tests/random_network.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;
using testing::HasSubstr;

constexpr Complex i(0, 1);

Mode mode(const char* name, double loss, double detuning = 0) {
  return {name, Role::battery, loss, detuning, 0, 0};
}

std::string refusal(const std::function<void()>& what) {
  try {
    what();
  } catch (const Error& error) {
    return std::to_string(error.exit_code()) + " " + error.what();
  }
  return "accepted";
}

TEST(Scattering, OneModeReflectsAll) {
  const Network network(NetworkParts{{mode("c", 0.4, 0.1)}, {}, {}});
  for (const double w : {-2.0, 0.0, 0.1, 0.3}) {
    const Scattering found = scattering(network, all_ports(network), w);
    ASSERT_EQ(found.status, Status::ok);
    const Complex x = i * (0.1 - w);
    EXPECT_LE(std::abs(found.s[0].value.value() - (x - 0.2) / (x + 0.2)), 1e-15);
    EXPECT_TRUE(found.complete);
    EXPECT_LE(found.unitarity_defect, 1e-15);
  }
}

TEST(Scattering, IsUnitaryOnRandomNetworks) {
  std::size_t shared = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    constexpr std::size_t sizes[] = {1, 2, 3, 5, 10, 50};
    const Network network = RandomNetwork{seed, sizes[seed % 6]}.network();
    const std::vector<Port> ports = all_ports(network);
    shared += network.dissipators().empty() ? 0 : 1;
    const Scattering found = scattering(network, ports, 0.1 * static_cast<double>(seed % 7));
    ASSERT_EQ(found.status, Status::ok) << seed << found.message;
    EXPECT_TRUE(found.complete);
    EXPECT_LE(found.unitarity_defect, 1e-12) << seed;
  }
  EXPECT_GE(shared, 10U);
}

TEST(Scattering, WhatLeavesByOtherPortsIsMissing) {
  const Network network(NetworkParts{{mode("c", 1), mode("b", 1)}, {{0, 1, 0.5, 0}}, {}});
  const std::vector<Port> one = {mode_port(network, 0)};
  const Scattering found = scattering(network, one, 0);
  EXPECT_FALSE(found.complete);
  EXPECT_NEAR(found.unitarity_defect, 1, 1e-15);
}

TEST(Scattering, CriticalCouplingReflectsExactlyNothing) {
  // kappa = 1, g = 1/2: G_cc(0) = 1/kappa.
  const Network network(NetworkParts{{mode("c", 1), mode("b", 1)}, {{0, 1, 0.5, 0}}, {}});
  const Scattering found = scattering(network, all_ports(network), 0);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_TRUE(found.s[0].value.is_zero());
  EXPECT_TRUE(found.s[3].value.is_zero());
  EXPECT_LE(std::abs(found.s[1].value.value() + i * -1.0), 1e-15);
}

TEST(Scattering, NearlyCriticalCouplingKeepsItsDigits) {
  // S_cc = 1 - 2/(1 + 4 g^2) = (4 g^2 - 1)/(4 g^2 + 1) for kappa = 1.
  const double g = 0.5 + 0x1p-40;
  const Network network(NetworkParts{{mode("c", 1), mode("b", 1)}, {{0, 1, g, 0}}, {}});
  const Scattering found = scattering(network, all_ports(network), 0);
  const double x = 0x1p-40, truth = (4 * x + 4 * x * x) / (2 + 4 * x + 4 * x * x);
  ASSERT_EQ(found.status, Status::ok) << found.message;
  EXPECT_NEAR(found.s[0].value.value().real() / truth, 1, 1e-13);
}

TEST(Scattering, FluxesOfZeroAndPiAreReciprocal) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    NetworkParts parts = RandomNetwork{seed, 2 + seed % 6}.parts();
    for (Coupling& each : parts.couplings) {
      each.phase = 0;
      if (seed % 2 == 0) each.strength = -each.strength;
    }
    for (Dissipator& each : parts.dissipators) {
      for (auto& weight : each.weights) weight.second = weight.second.real() + 0.1;
    }
    const Network network(parts);
    const std::vector<Port> ports = all_ports(network);
    const Scattering found = scattering(network, ports, 0.2);
    ASSERT_EQ(found.status, Status::ok);
    const std::size_t n = ports.size();
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        const ScaledReal there = abs(found.s[a * n + b].value),
                         back = abs(found.s[b * n + a].value);
        if (there.is_zero() && back.is_zero()) continue;
        EXPECT_NEAR((there / back).value(), 1, 1e-12) << seed << " " << a << " " << b;
      }
    }
  }
}

TEST(Scattering, ThreadsDoNotMatter) {
  const Network network = RandomNetwork{8, 6}.network();
  const std::vector<Port> ports = all_ports(network);
  const std::vector<double> w = {-1, -0.5, 0, 0.1, 0.7};
  const auto one = scattering(network, ports, w, 1), four = scattering(network, ports, w, 4);
  for (std::size_t k = 0; k < w.size(); ++k) {
    for (std::size_t e = 0; e < one[k].s.size(); ++e) {
      EXPECT_EQ(one[k].s[e].value.value(), four[k].s[e].value.value());
    }
  }
}

TEST(Scattering, PortsByName) {
  const Network network(NetworkParts{{mode("charger", 1), mode("b1", 0), mode("b2", 0.5)},
                                     {{0, 1, 1, 0}, {1, 2, 1, 0}},
                                     {{0.3, {{0, 1.0}, {1, i}}}, {0, {{0, 1.0}}}}});
  EXPECT_EQ(all_ports(network).size(), 3U);
  EXPECT_EQ(named_port(network, "b2", "--to").rate, 0.5);
  EXPECT_EQ(named_port(network, "dissipator 1", "--to").weights.size(), 2U);
  const auto say = [&](const char* name) {
    return refusal([&] { named_port(network, name, "--to"); });
  };
  EXPECT_EQ(say("chrger"),
            "2 --to must name a mode or dissipator, but \"chrger\" is none; did you mean "
            "\"charger\"?");
  EXPECT_THAT(say("disipator 1"), HasSubstr("did you mean \"dissipator 1\"?"));
  EXPECT_THAT(say("dissipator 3"), HasSubstr("is none"));
  EXPECT_THAT(say(""), HasSubstr("is none"));
  EXPECT_EQ(say("b1"), "3 loss of mode \"b1\" must be above 0 for it to be a port, but is 0");
  EXPECT_THAT(say("dissipator 2"), HasSubstr("must not all be 0"));
}

TEST(Scattering, ASharedDissipatorIsAPort) {
  // One dissipator on one mode is its loss by another name.
  const Network lossy(NetworkParts{{mode("c", 0.7), mode("b", 0.2)}, {{0, 1, 0.4, 0.3}}, {}});
  const Network shared(
      NetworkParts{{mode("c", 0), mode("b", 0.2)}, {{0, 1, 0.4, 0.3}}, {{0.7, {{0, i}}}}});
  const Scattering a = scattering(lossy, all_ports(lossy), 0.15);
  const Scattering b = scattering(shared, all_ports(shared), 0.15);
  ASSERT_EQ(b.status, Status::ok) << b.message;
  // Ports in the order c, b and b, dissipator 1, whose phase is its own.
  EXPECT_LE(std::abs(a.s[0].value.value() - b.s[3].value.value()), 1e-14);
  EXPECT_LE(std::abs(a.s[3].value.value() - b.s[0].value.value()), 1e-14);
  EXPECT_LE(std::abs(i * a.s[1].value.value() - b.s[2].value.value()), 1e-14);
}

TEST(Scattering, WhatDoesNotSettleHasNone) {
  const Network network(NetworkParts{{mode("c", 1), mode("b", 0)}, {}, {}});
  const Scattering found = scattering(network, all_ports(network), 0.3);
  EXPECT_NE(found.status, Status::ok);
  EXPECT_TRUE(found.s.empty());
}

}  // namespace
}  // namespace qbnet
