#include <gtest/gtest.h>

#include "qbnet/files/read_network.hpp"
#include "tests/network_text.hpp"

namespace qbnet {
namespace {

TEST(Squeezing, IsReadWithEverythingThatFeeds) {
  const NetworkFile file = read_network_text(
      with_two_modes("gain = \"1/4\"\nsqueezing = {r = 0.5, phase = \"pi/2\"}\n"
                     "[[squeezing]]\nfrom = \"c\"\nto = \"b1\"\nstrength = 0.25\nphase = 1\n"
                     "[[squeezing]]\nmode = \"c\"\nstrength = 0.125\n"
                     "[[dissipator]]\nrate = 1\nweights = {c = 1}\nthermal = 3\n"),
      "f");
  const Network& network = file.network;
  const ModeRates& battery = network.rates(1);
  EXPECT_EQ(battery.gain, 0.25);
  EXPECT_EQ(battery.squeezing, (BathSqueezing{0.5, std::acos(0.0)}));
  ASSERT_EQ(network.squeezers().size(), 2U);
  EXPECT_EQ(network.squeezers()[0].first, 0U);
  EXPECT_EQ(network.squeezers()[0].second, 1U);
  EXPECT_EQ(network.squeezers()[0].strength, 0.25);
  EXPECT_EQ(network.squeezers()[0].phase, 1);
  EXPECT_EQ(network.squeezers()[1].first, network.squeezers()[1].second);
  EXPECT_EQ(network.dissipators()[0].thermal, 3);
}

TEST(Squeezing, FollowsParameters) {
  const std::string text =
      "qbnet = 1\n[parameters]\nr = 1\ns = 2\n"
      "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 9\ngain = \"r\"\nsqueezing = {r = \"r\", "
      "phase = \"s\"}\n[[squeezing]]\nmode = \"b\"\nstrength = \"s\"\nphase = \"r\"\n"
      "[[dissipator]]\nrate = 1\nweights = {b = 1}\nthermal = \"s\"\n";
  const NetworkFile file = read_network_text(text, "f", {}, {"r", "s"});
  const ParametricNetwork varied{file.network, file.formulas, {"r", "s"}, file.bindings};
  const Network at = varied.at(std::vector<double>{0.25, 0.5});
  EXPECT_EQ(at.rates(0).gain, 0.25);
  EXPECT_EQ(at.rates(0).squeezing, (BathSqueezing{0.25, 0.5}));
  EXPECT_EQ(at.squeezers()[0].strength, 0.5);
  EXPECT_EQ(at.squeezers()[0].phase, 0.25);
  EXPECT_EQ(at.dissipators()[0].thermal, 0.5);
}

TEST(Squeezing, RefusesWhatIsWrong) {
  const auto mode = [](const std::string& line) { return refusal(with_line(line)); };
  EXPECT_EQ(mode("gain = -1"), "3 f:11:8: gain of mode \"b1\" must be at least 0, but is -1");
  EXPECT_EQ(
      mode("squeezing = 1"),
      "3 f:11:13: squeezing of mode \"b1\" must be {r = .., phase = ..}, but is the number 1");
  EXPECT_EQ(mode("squeezing = {phase = 1}"),
            "3 f:11:13: squeezing of mode \"b1\" must have the key r, but has not");
  EXPECT_EQ(
      mode("squeezing = {r = 351}"),
      "3 f:11:18: squeezing r of mode \"b1\" must be between -350 and 350, so that sinh^2 r is "
      "a number, but is 351");
  const auto pair = [](const std::string& lines) {
    return refusal(with_two_modes("[[squeezing]]\n" + lines));
  };
  EXPECT_EQ(pair("strength = 1\n"),
            "3 f:12:1: [[squeezing]] must have the key mode (one mode) or the keys from and to "
            "(two), but has neither");
  EXPECT_EQ(pair("mode = 'c'\nto = 'b1'\nstrength = 1\n"),
            "3 f:14:1: [[squeezing]] must have mode, or from and to, but has mode and to");
  EXPECT_EQ(pair("from = 'c'\nto = 'c'\nstrength = 1\n"),
            "3 f:12:1: [[squeezing]] must have different modes from and to, but has \"c\" twice; "
            "mode = \"c\" squeezes one mode");
  EXPECT_EQ(pair("mode = 'd'\nstrength = 1\n"),
            "3 f:13:8: mode of [[squeezing]] must be a mode of the network, but \"d\" is not");
  EXPECT_EQ(pair("mode = 'c'\n"),
            "3 f:12:1: [[squeezing]] must have the key strength, but has not");
  EXPECT_EQ(
      pair("from = 'c'\nto = 'b1'\nstrength = 1\n[[squeezing]]\nfrom = 'b1'\nto = 'c'\n"
           "strength = 1\n"),
      "3 f:16:1: strength of the squeezing of \"b1\" and \"c\" must be given once, but is given "
      "at line 12 already");
}

TEST(Squeezing, OfNetworksMadeInCodeIsCheckedToo) {
  const auto sentence = [](const auto& change) {
    NetworkParts parts{{{.name = "a", .loss = 1}, {.name = "b", .loss = 1}}, {}, {}};
    change(parts);
    try {
      const Network network(parts);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_EQ(sentence([](auto& p) {
              p.squeezers = {{0, 2, 1, 0}};
            }),
            "squeezing must act on the 2 modes, but acts on mode 2 (counted from 0)");
  EXPECT_EQ(sentence([](auto& p) {
              p.squeezers = {{0, 1, 1, 0}, {1, 0, 1, 0}};
            }),
            "modes \"b\" and \"a\" must be squeezed at most once, but are squeezed twice");
  EXPECT_EQ(sentence([](auto& p) {
              p.squeezers = {{0, 1, std::nan(""), 0}};
            }),
            "strength of the squeezing of \"a\" and \"b\" must be finite, but is nan");
  EXPECT_EQ(sentence([](auto& p) { p.modes[0].squeezing.r = 400; }),
            "squeezing r of mode \"a\" must be between -350 and 350, so that sinh^2 r is a number, "
            "but is 400");
  EXPECT_EQ(sentence([](auto& p) {
              p.dissipators = {{1, {{0, 1.0}}, -2}};
            }),
            "thermal of dissipator 1 must be at least 0, but is -2");
}

}  // namespace
}  // namespace qbnet
