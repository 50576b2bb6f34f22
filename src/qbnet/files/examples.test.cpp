// Every example is read, and holds what its README says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <numbers>
#include <set>

#include "qbnet/files/read_network.hpp"
#include "qbnet/network/fluxes.hpp"
#include "tests/twin.hpp"

namespace qbnet {
namespace {

std::string path_of(const std::string& example) {
  return std::string(QBNET_SOURCE_DIR) + "/examples/" + example + "/network.toml";
}

std::set<std::string> examples() {
  std::set<std::string> names;
  const std::filesystem::path folder(std::string(QBNET_SOURCE_DIR) + "/examples");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (std::filesystem::exists(entry.path() / "network.toml")) {
      names.insert(entry.path().filename());
    }
  }
  return names;
}

double energy(const NetworkFile& file, const std::string& mode) {
  return twin::steady(file.network)[file.network.index_of(mode)].energy.value();
}

TEST(Examples, AllAreRead) {
  EXPECT_THAT(examples(),
              testing::IsSupersetOf({"ab-triangle", "binary-tree", "cascade",
                                     "cascade-then-parallel", "parallel", "shared-reservoir"}));
  for (const std::string& name : examples()) {
    const NetworkFile file = read_network_file(path_of(name));
    EXPECT_THAT(file.warnings, testing::IsEmpty()) << name;
    EXPECT_TRUE(
        std::filesystem::exists(std::filesystem::path(path_of(name)).parent_path() / "README.md"));
    // Every link of every example lets energy through one way only.
    const auto loops = loop_fluxes(file.network);
    EXPECT_FALSE(loops.empty()) << name;
    for (const Loop& loop : loops) {
      EXPECT_EQ(loop.nodes.size(), 3u) << name;
      EXPECT_NEAR(loop.flux, -std::numbers::pi / 2, 1e-15) << name;
    }
  }
}

TEST(Examples, AbTriangle) {
  EXPECT_NEAR(energy(read_network_file(path_of("ab-triangle")), "b"), 30.864, 5e-4);
  EXPECT_NEAR(energy(read_network_file(path_of("ab-triangle"), {{"Gamma", "100*gamma"}}), "b"),
              30.864, 5e-4);
  EXPECT_LT(energy(read_network_file(path_of("ab-triangle"), {{"theta", "pi/2"}}), "b"), 1e-28);
}

TEST(Examples, Cascade) {
  const NetworkFile file = read_network_file(path_of("cascade"));
  EXPECT_NEAR(energy(file, "b4"), 0.016790, 5e-7);
  EXPECT_NEAR(energy(file, "c"), 277.78, 5e-3);
}

TEST(Examples, Parallel) {
  const NetworkFile file = read_network_file(path_of("parallel"));
  for (const char* mode : {"b1", "b2", "b3", "b4"}) EXPECT_NEAR(energy(file, mode), 0.52739, 5e-6);
}

TEST(Examples, CascadeThenParallel) {
  const NetworkFile file = read_network_file(path_of("cascade-then-parallel"));
  for (const char* mode : {"p1", "p2", "p3"}) EXPECT_NEAR(energy(file, mode), 0.12442, 5e-6);
  EXPECT_NEAR(energy(file, "b1"), 22.676, 5e-4);
  EXPECT_NEAR(energy(file, "b2"), 1.11979, 5e-6);
}

TEST(Examples, BinaryTree) {
  const NetworkFile file = read_network_file(path_of("binary-tree"));
  ASSERT_EQ(file.network.size(), 253u);
  const auto reference = twin::steady(file.network);
  const auto holds = [&](const std::string& mode) {
    return reference[file.network.index_of(mode)].energy.value();
  };
  EXPECT_NEAR(holds("c"), 204.08, 5e-3);
  for (int leaf = 64; leaf < 128; ++leaf) {
    EXPECT_NEAR(holds("b" + std::to_string(leaf)), 2.16253e-5, 5e-11);
  }
}

TEST(Examples, SharedReservoir) {
  const NetworkFile file = read_network_file(path_of("shared-reservoir"));
  EXPECT_NEAR(energy(file, "c"), 100, 1e-10);
  EXPECT_NEAR(energy(file, "b"), 100, 1e-10);
  const NetworkFile back = read_network_file(path_of("shared-reservoir"), {{"theta", "pi/2"}});
  EXPECT_LT(energy(back, "b"), 1e-28);
}

}  // namespace
}  // namespace qbnet
