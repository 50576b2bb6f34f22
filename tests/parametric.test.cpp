// A network that follows its inputs is the file read anew with them, bit for bit.
#include "qbnet/network/parametric.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <filesystem>
#include <random>

#include "qbnet/base/number_text.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/files/load_text.hpp"
#include "qbnet/files/read_network.hpp"
#include "qbnet/network/families.hpp"

namespace qbnet {
namespace {

// All that a network is, to the last bit.
std::string bits(const Network& network) {
  std::string text;
  const auto put = [&](double x) { text += fmt::format(" {:x}", std::bit_cast<std::uint64_t>(x)); };
  for (const Mode& m : network.modes()) {
    text += fmt::format("\nmode {} {}", m.name, to_string(m.role));
    for (const double x : {m.loss, m.detuning, m.thermal, m.drive.real(), m.drive.imag()}) put(x);
  }
  for (const Coupling& c : network.couplings()) {
    text += fmt::format("\ncoupling {} {}", c.from, c.to);
    put(c.strength);
    put(c.phase);
  }
  for (const Dissipator& d : network.dissipators()) {
    text += "\ndissipator";
    put(d.rate);
    for (const auto& [mode, weight] : d.weights) {
      text += fmt::format(" {}:", mode);
      put(weight.real());
      put(weight.imag());
    }
  }
  return text;
}

const std::string refused = "refused";

// bits() of what `make` gives, or that it refuses.
template <class Make>
std::string bits_of(const Make& make, std::string& reason) {
  try {
    return bits(make());
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::input) << error.what();
    reason = error.what();
    return refused;
  }
}

struct Tally {
  int lawful = 0, unlawful = 0;
};

// Compares both ways at random values of some of the parameters; a fifth are far from the file's.
void compare(const std::string& text, Tally& tally, int trials = 40) {
  const auto parameters = read_network_text(text, "file").parameters;
  std::mt19937_64 random(7);
  const auto part = [&] { return static_cast<double>(random() >> 11U) * 0x1p-53; };
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<std::string> names;
    std::vector<double> values;
    std::vector<Setting> set;
    for (const auto& [name, value] : parameters) {
      if (random() % 2 != 0) continue;
      names.push_back(name);
      values.push_back(random() % 5 == 0 ? 4 * part() - 2 : value * (0.5 + part()));
      set.push_back({name, full_text(values.back())});
    }
    if (names.empty()) continue;
    NetworkFile file = read_network_text(text, "file", {}, names);
    const ParametricNetwork network{file.network, file.formulas, names, file.bindings};
    std::string reason, ignored;
    const std::string wanted =
        bits_of([&] { return read_network_text(text, "file", set).network; }, reason);
    const std::string found = bits_of([&] { return network.at(values); }, ignored);
    // A rule of a file that is none of its network: no number below 0 that the network does not
    // have (a spread, a mediator of the direct case).
    const bool of_the_file = reason.find(" of [") != std::string::npos &&
                             reason.find("coupling of [") == std::string::npos;
    if (wanted == refused && of_the_file && found != refused) continue;
    ++(wanted == refused ? tally.unlawful : tally.lawful);
    SCOPED_TRACE(fmt::format("trial {}, {} first: {}", trial, names[0], reason));
    ASSERT_EQ(found, wanted);
    if (wanted == refused) continue;
    const Network there = network.at(values);
    ASSERT_EQ(bits(reciprocal_direct(network).at(values)), bits(reciprocal_direct(there)));
    ASSERT_EQ(bits(reciprocal_mediated(network).at(values)), bits(reciprocal_mediated(there)));
  }
}

TEST(ParametricNetwork, IsTheFileReadAnewOnEveryExample) {
  Tally tally;
  for (const auto& entry : std::filesystem::directory_iterator(QBNET_SOURCE_DIR "/examples")) {
    const std::filesystem::path path = entry.path() / "network.toml";
    const bool in_time = entry.path().filename() == "pulse";
    if (in_time || !std::filesystem::exists(path)) continue;
    SCOPED_TRACE(path);
    ASSERT_NO_FATAL_FAILURE(compare(load_text(path), tally));
  }
  EXPECT_GT(tally.lawful, 100);
  EXPECT_GT(tally.unlawful, 20);
}

// Every kind of number, each of its own formula; dissipators with and without mediators.
constexpr const char* everything = R"toml(
qbnet = 1
[parameters]
x = 0.7
y = -1.3
w = "x^2 + abs(y)/3"
[[mode]]
name = "c"
role = "charger"
loss = "sqrt(w)"
detuning = "-y*x"
drive = { re = "exp(x)", im = "-log(w)" }
[[mode]]
name = "m"
role = "mediator"
loss = "1 + x"
detuning = "tan(x)"
drive = { amplitude = "w", phase = "x - y" }
[[mode]]
name = "b"
role = "battery"
loss = "0.5"
drive = "cos(x)/3"
[[mode]]
name = "d"
role = "battery"
loss = "x"
[[coupling]]
from = "c"
to = "m"
strength = "sin(y)"
phase = "pi*x"
[[coupling]]
from = "b"
to = "c"
strength = "y"
phase = "2 - x"
[[coupling]]
from = "d"
to = "m"
strength = -0.25
phase = 1
[[triangle]]
from = "b"
to = "d"
strength = "x/3"
phase = "-y"
mediator_loss = "2*w"
[[dissipator]]
rate = "w/7"
weights = { m = "x", c = { re = "y", im = 0.5 }, b = { amplitude = 2, phase = "x" }, d = 1 }
[[dissipator]]
rate = "x"
weights = { m = { im = "x" } }
[[dissipator]]
rate = 0.5
weights = { d = "y^3" }
)toml";

constexpr const char* list_family = R"toml(
qbnet = 1
[parameters]
g = 0.3
h = "g/3"
p = 0.2
k = 0.4
[{}]
batteries = "2 + 1"
charging = "{}"
coupling = ["g", 0.2, "h + p"]
{}
charger_loss = "k"
battery_loss = [0.1, "k^2", "1/k"]
mediator_loss = ["p", 1, "k - h"]
{}
drive = {{ amplitude = "g", phase = "p" }}
)toml";

TEST(ParametricNetwork, IsTheFileReadAnewWhereEverythingVaries) {
  Tally tally;
  ASSERT_NO_FATAL_FAILURE(compare(everything, tally, 400));
  EXPECT_GT(tally.lawful, 100);
  EXPECT_GT(tally.unlawful, 20);
}

TEST(ParametricNetwork, IsTheFileReadAnewOnFamilies) {
  Tally tally;
  for (const char* shape : {"cascade", "parallel"}) {
    for (const char* charging : {"nonreciprocal", "reciprocal-direct", "reciprocal-mediated"}) {
      for (const char* phase : {"", "phase = \"p - pi/2\"", "phase = [\"p\", 1, \"-g\"]"}) {
        for (const char* mediator : {"", "mediator_coupling = \"sqrt(g*p)/2\"",
                                     "mediator_coupling = [\"h\", 0.1, \"-k\"]"}) {
          if (phase[0] != '\0' && charging != std::string_view("nonreciprocal")) continue;
          SCOPED_TRACE(fmt::format("{} {} {} {}", shape, charging, phase, mediator));
          ASSERT_NO_FATAL_FAILURE(
              compare(fmt::format(list_family, shape, charging, phase, mediator), tally, 60));
        }
      }
    }
  }
  EXPECT_GT(tally.lawful, 300);
  EXPECT_GT(tally.unlawful, 100);
}

TEST(ParametricNetwork, NumbersThatDoNotVaryAreNotBound) {
  const NetworkFile file = read_network_text(everything, "file", {}, {"y"});
  EXPECT_TRUE(std::ranges::none_of(
      file.bindings, [](const Binding& b) { return b.slot == Slot::rate && b.index == 2; }));
  EXPECT_TRUE(read_network_text(everything, "file").bindings.empty());
}

}  // namespace
}  // namespace qbnet
