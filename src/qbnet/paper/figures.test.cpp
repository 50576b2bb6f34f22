#include "qbnet/paper/figures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numbers>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

std::vector<std::string> ids(const std::vector<Panel>& panels) {
  std::vector<std::string> result;
  for (const Panel& panel : panels) result.emplace_back(panel.id);
  return result;
}

TEST(Figures, HoldEveryPanelOfThePaper) {
  EXPECT_THAT(ids(panels()), testing::ElementsAre("2a", "2b", "2c", "2d", "2e", "2f", "3a", "3b",
                                                  "3c", "3d", "4a", "4b", "4c", "4d"));
  for (const Panel& panel : panels()) {
    EXPECT_GE(panel.points, 2u) << panel.id;
    EXPECT_EQ(axis(panel).size(), panel.points) << panel.id;
    EXPECT_EQ(axis(panel).front(), panel.from) << panel.id;
    EXPECT_EQ(axis(panel).back(), panel.to) << panel.id;
    EXPECT_GT(panel.loss, 0) << panel.id;
    EXPECT_GT(panel.mediator_loss, 0) << panel.id;
  }
}

TEST(Figures, ReadPanelsAsPeopleWriteThem) {
  for (const char* word : {"2b", "2(b)", "fig2b", "Fig2B", "Fig. 2(b)", "figure 2b", "FIG.2(B)"}) {
    EXPECT_THAT(ids(find_panels({word})), testing::ElementsAre("2b")) << word;
  }
  EXPECT_THAT(ids(find_panels({"4c", "2b", "4(c)"})), testing::ElementsAre("2b", "4c"));
  EXPECT_EQ(find_panels({}).size(), panels().size());
}

TEST(Figures, RefuseAPanelThatIsNone) {
  for (const char* word : {"2g", "5a", "", "2", "fig", "2b3", "a2"}) {
    try {
      find_panels({"2a", word});
      ADD_FAILURE() << '"' << word << "\" was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.refusal(), Refusal::usage) << word;
    }
  }
  try {
    find_panels({"fig2g"});
    ADD_FAILURE() << "2g was taken";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("--only must name panels from 2a to 4d, but got "
                                                  "\"fig2g\"; did you mean \"2"));
  }
}

TEST(Figures, MakeTheNetworksOfTheCaptions) {
  const Panel& panel = panels().front();
  const Network network = panel_network(panel, Charging::nonreciprocal, 2, 0.01, {0.5, -0.25});
  EXPECT_EQ(network.size(), 5u);
  EXPECT_EQ(network.mode(network.index_of("c")).drive, std::complex<double>(1));
  for (const Mode& mode : network.modes()) EXPECT_EQ(mode.loss, 0.1) << mode.name;
  std::size_t direct = 0;
  for (const Coupling& coupling : network.couplings()) {
    if (network.mode(coupling.from).role == Role::mediator ||
        network.mode(coupling.to).role == Role::mediator) {
      EXPECT_NEAR(coupling.strength, 0.022360679774997897, 1e-16);
      EXPECT_EQ(coupling.phase, 0);
    } else {
      EXPECT_EQ(coupling.strength, 0.01);
      EXPECT_EQ(coupling.phase, network.mode(coupling.to).name == "b1" ? 0.5 : -0.25);
      ++direct;
    }
  }
  EXPECT_EQ(direct, 2u);
  EXPECT_EQ(panel_network(panel, Charging::reciprocal_direct, 2, 0.01).size(), 3u);
}

TEST(Figures, DrawThreeSchematics) {
  ASSERT_EQ(schematics().size(), 3u);
  EXPECT_EQ(schematic_network(schematics()[0]).size(), 3u);
  for (const Schematic& schematic : schematics()) {
    const Network network = schematic_network(schematic);
    EXPECT_EQ(network.with_role(Role::battery).size(), schematic.batteries);
    const std::size_t charger = network.with_role(Role::charger).front();
    const std::size_t last = network.with_role(Role::battery).back();
    bool from_charger = false;
    for (const Coupling& coupling : network.couplings()) {
      from_charger = from_charger || (coupling.from == charger && coupling.to == last &&
                                      coupling.phase == -std::numbers::pi / 2);
    }
    EXPECT_EQ(from_charger, schematic.id != "1b") << "a chain reaches its end through the others";
  }
}

}  // namespace
}  // namespace qbnet
