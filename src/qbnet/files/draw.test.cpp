#include "qbnet/files/draw.hpp"

#include <gtest/gtest.h>

#include <numbers>
#include <string>
#include <vector>

#include "qbnet/network/families.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet {
namespace {

FamilyRates rates(std::size_t n, Charging charging = Charging::nonreciprocal) {
  return uniform_rates(n, 0.01, 0.1, 0.1, charging);
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++found;
  return found;
}

/// Every tag closed in its turn, every attribute quoted, no bare & or <.
::testing::AssertionResult well_formed(const std::string& xml) {
  std::vector<std::string> open;
  for (std::size_t at = 0; at < xml.size(); ++at) {
    if (xml[at] == '&') {
      const std::size_t end = xml.find(';', at);
      if (end == std::string::npos || end - at > 6)
        return ::testing::AssertionFailure() << "bare & at " << at;
    }
    if (xml[at] != '<') continue;
    const std::size_t end = xml.find('>', at);
    if (end == std::string::npos) return ::testing::AssertionFailure() << "open tag at " << at;
    const std::string tag = xml.substr(at + 1, end - at - 1);
    if (tag.find('<') != std::string::npos || count(tag, "\"") % 2 != 0)
      return ::testing::AssertionFailure() << "bad tag " << tag;
    at = end;
    if (tag[0] == '?') continue;
    if (tag[0] == '/') {
      if (open.empty() || open.back() != tag.substr(1))
        return ::testing::AssertionFailure() << "unexpected </" << tag.substr(1) << ">";
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(tag.substr(0, tag.find(' ')));
    }
  }
  if (!open.empty()) return ::testing::AssertionFailure() << "<" << open.back() << "> not closed";
  return ::testing::AssertionSuccess();
}

void expect_sound(const std::string& svg) {
  EXPECT_TRUE(well_formed(svg));
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg.find("inf"), std::string::npos);
  EXPECT_EQ(svg.find("<script"), std::string::npos);
  EXPECT_EQ(svg.find("href"), std::string::npos);
  EXPECT_EQ(svg.find("e+"), std::string::npos);
}

TEST(Draw, TheTriangleOfFigure1a) {
  const std::string svg = draw_svg(cascade(rates(1)), {"Fig. 1(a)", true, 64});
  expect_sound(svg);
  for (const char* part : {">c<", ">b1<", ">a1<", "c (charger)", "b1 (battery)", "a1 (mediator)",
                           "Fig. 1(a)", "0.01, \u03b8=\u2212\u03c0/2", "\u03be=1"})
    EXPECT_NE(svg.find(part), std::string::npos) << part;
  EXPECT_EQ(count(svg, ">0.02236<"), 2u);     // g1 = g2 = sqrt(g Gamma/2)
  EXPECT_EQ(count(svg, ">\u03ba=0.1<"), 3u);  // every loss once
}

TEST(Draw, EveryModeOfAFamilyIsThere) {
  for (const std::size_t n : {1, 2, 4, 12, 31})
    for (const bool chain : {true, false}) {
      const Network network = chain ? cascade(rates(n)) : parallel(rates(n));
      const std::string svg = draw_svg(network);
      expect_sound(svg);
      for (const Mode& mode : network.modes())
        EXPECT_EQ(count(svg, ">" + mode.name + "<"), 1u) << mode.name;
      EXPECT_EQ(svg.find("left out"), std::string::npos);
    }
}

TEST(Draw, TheSameNetworkGivesTheSamePicture) {
  const Network network = parallel(rates(7));
  EXPECT_EQ(draw_svg(network), draw_svg(network));
}

TEST(Draw, WithoutRatesOnlyTheStructure) {
  DrawOptions options;
  options.rates = false;
  const std::string svg = draw_svg(cascade(rates(3)), options);
  expect_sound(svg);
  EXPECT_EQ(svg.find("\u03ba="), std::string::npos);
  EXPECT_EQ(svg.find("0.01"), std::string::npos);
  EXPECT_NE(svg.find(">b3<"), std::string::npos);
}

TEST(Draw, LargeNetworksAreCutAndSaySo) {
  const std::string svg = draw_svg(cascade(rates(20000)));
  expect_sound(svg);
  EXPECT_LT(svg.size(), 200000u);
  EXPECT_NE(svg.find("The 64 modes nearest to the drive are drawn; 39937 more are left out."),
            std::string::npos);
  EXPECT_NE(svg.find("40001 modes"), std::string::npos);
  const std::string star = draw_svg(parallel(rates(20000)));
  expect_sound(star);
  EXPECT_LT(star.size(), 200000u);
}

TEST(Draw, TitlesAndNamesCannotBreakThePicture) {
  NetworkParts parts;
  parts.modes.resize(2);
  parts.modes[0].name = std::string(64, 'W');
  parts.modes[1].name = "b";
  parts.couplings.push_back({0, 1, 0.1, 0});
  const std::string svg =
      draw_svg(Network(parts), {"<script>alert(\"x\")</script> & \xff", true, 64});
  expect_sound(svg);
  EXPECT_NE(svg.find("&lt;script&gt;"), std::string::npos);
  EXPECT_EQ(count(svg, std::string(64, 'W')), 1u);  // whole in the tooltip, cut in the outline
}

TEST(Draw, SmallAndOddNetworks) {
  const std::string none = draw_svg(Network());
  expect_sound(none);
  EXPECT_NE(none.find("No modes."), std::string::npos);

  NetworkParts parts;
  parts.modes.resize(1);
  parts.modes[0].name = "only";
  const std::string single = draw_svg(Network(parts));
  expect_sound(single);
  EXPECT_EQ(single.find("\u03be"),
            std::string::npos);  // no drive, no loss: neither is in the legend
  EXPECT_EQ(single.find("\u03ba"), std::string::npos);

  parts.modes.push_back(parts.modes[0]);
  parts.modes[1].name = "other";
  parts.modes[1].drive = {0, -2};
  parts.couplings.push_back({0, 1, 0, std::numbers::pi});
  parts.dissipators.push_back({0.02, {{0, 1.0}, {1, {0, 1}}}});
  const std::string pair = draw_svg(Network(parts));
  expect_sound(pair);
  for (const char* part : {"bath 0.02", ">w=1<", ">w=i<", "\u03be=\u22122i", "stroke-dasharray"})
    EXPECT_NE(pair.find(part), std::string::npos) << part;
}

TEST(Draw, ADenseNetworkKeepsItsShapeAndDropsTheLabels) {
  NetworkParts parts;
  parts.modes.resize(40);
  for (std::size_t i = 0; i < 40; ++i) parts.modes[i].name = "m" + std::to_string(i);
  for (std::size_t i = 0; i < 40; ++i)
    for (std::size_t j = 0; j < i; ++j) parts.couplings.push_back({j, i, 0.125, 0});
  const std::string svg = draw_svg(Network(parts));
  expect_sound(svg);
  EXPECT_EQ(svg.find("0.125"), std::string::npos);
  EXPECT_GE(count(svg, "<polyline"), 780u);
}

TEST(Draw, Squeezers) {
  const Network network({{{.name = "a", .loss = 1}, {.name = "b", .loss = 1}},
                         {},
                         {},
                         {{0, 1, 0.02, 0}, {1, 1, 0.03, 0}}});
  const std::string picture = draw_svg(network);
  EXPECT_TRUE(well_formed(picture));
  EXPECT_EQ(count(picture, "s=0.02"), 1U);
  EXPECT_EQ(count(picture, "\u03ba=1, s=0.03"), 1U);
  EXPECT_EQ(count(picture, "squeezing s exp"), 1U);
}

TEST(Draw, ASqueezerStandsBesideItsCoupling) {
  const NetworkParts alone{
      {{.name = "a", .loss = 1}, {.name = "b", .loss = 1}}, {}, {}, {{0, 1, 0.02, 0}}};
  NetworkParts both = alone;
  both.couplings = {{0, 1, 0.1, 0}};
  const auto line = [](const std::string& picture) {
    const std::size_t end = picture.find("#7B2D8B");
    const std::size_t start = picture.rfind("points=", end);
    return picture.substr(start, end - start);
  };
  EXPECT_NE(line(draw_svg(Network(alone))), line(draw_svg(Network(both))));
}

}  // namespace
}  // namespace qbnet
