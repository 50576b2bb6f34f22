#include "qbnet/files/disorder_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/network/families.hpp"

namespace qbnet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Modes c b1 a1; couplings c-b1, c-a1, a1-b1.
Network one_battery() {
  return cascade({.batteries = 1,
                  .coupling = {0.01},
                  .phase = {},
                  .charger_loss = 0.1,
                  .battery_loss = {0.2},
                  .mediator_loss = {2},
                  .mediator_coupling = {}});
}

struct Read {
  Disorder disorder;
  std::vector<std::string> warnings;
  std::vector<std::string> unused;
};

// A file of which only [disorder] is looked at; parameters x = 0.25 and y = -1.
Read read(const std::string& text, const Network& network = one_battery()) {
  const SourceText source("f", text);
  const Node tree = parse_tree(source);
  ValueReader reader(source);
  for (const auto& [name, value] : {std::pair("x", 0.25), std::pair("y", -1.0)}) {
    reader.parameters().declare(name);
    reader.parameters().define(name, value);
  }
  const Entry* const entry = ValueReader::find(std::get<Table>(tree.value), "disorder");
  Disorder disorder = read_disorder(entry->value, network, reader);
  return {disorder, reader.warnings(), reader.parameters().unused()};
}

std::string refusal(const std::string& text) {
  try {
    read(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::input);
    return error.what();
  }
  return "accepted";
}

std::vector<double> spreads(const Disorder& disorder) {
  std::vector<double> result;
  for (const VariedNumber& number : disorder.numbers) result.push_back(number.spread);
  return result;
}

TEST(DisorderReader, GeneralSpreads) {
  const Read file = read("[disorder]\nstrength = 0.05\nloss = \"x/2\"\nphase = 2e-2\n");
  EXPECT_EQ(file.disorder.distribution, Distribution::normal);
  EXPECT_THAT(spreads(file.disorder), ElementsAre(0.125, 0.125, 0.125,  // losses
                                                  0.05, 0.05, 0.05,     // strengths
                                                  0.02, 0.02, 0.02,     // phases
                                                  0, 0, 0));            // detunings
  EXPECT_THAT(file.unused, ElementsAre("y"));
  EXPECT_THAT(file.warnings, IsEmpty());
}

TEST(DisorderReader, PlacesAreThoseOfNoDisorder) {
  const Network network = one_battery();
  const Disorder read_in = read("[disorder]\ndetuning = 1\n").disorder;
  const Disorder plain = no_disorder(network);
  ASSERT_EQ(read_in.numbers.size(), plain.numbers.size());
  for (std::size_t e = 0; e < plain.numbers.size(); ++e) {
    EXPECT_EQ(read_in.numbers[e].slot, plain.numbers[e].slot);
    EXPECT_EQ(read_in.numbers[e].index, plain.numbers[e].index);
    EXPECT_EQ(read_in.numbers[e].relative, plain.numbers[e].relative);
  }
}

TEST(DisorderReader, NamedOnesTakeThePlaceOfTheGeneral) {
  const Disorder disorder = read(R"([disorder]
distribution = "uniform"
strength = 0.05
loss = 0.1
detuning = 0.01
[[disorder.element]]
mode = "b1"
loss = 0.2
[[disorder.element]]
mode = "a1"
detuning = 0
[[disorder.element]]
from = "b1"
to = "a1"
strength = 0
phase = "x"
[[disorder.element]]
from = "c"
to = "a1"
phase = 0.5
)")
                                .disorder;
  EXPECT_EQ(disorder.distribution, Distribution::uniform);
  EXPECT_THAT(spreads(disorder), ElementsAre(0.1, 0.2, 0.1, 0.05, 0.05, 0, 0, 0.5, 0.25,  //
                                             0.01, 0.01, 0));
}

TEST(DisorderReader, TheOrderInTheFileDoesNotMatter) {
  const Disorder disorder = read(R"([[disorder.element]]
mode = "c"
loss = 0.3
[disorder]
loss = 0.1
distribution = "normal"
)")
                                .disorder;
  EXPECT_THAT(spreads(disorder), ElementsAre(0.3, 0.1, 0.1, 0, 0, 0, 0, 0, 0, 0, 0, 0));
}

TEST(DisorderReader, JsonWithTheSameKeys) {
  const Disorder disorder = read(R"({"disorder": {"distribution": "uniform", "phase": "x",
    "element": [{"from": "c", "to": "b1", "phase": 0.125}]}})")
                                .disorder;
  EXPECT_EQ(disorder.distribution, Distribution::uniform);
  EXPECT_THAT(spreads(disorder), ElementsAre(0, 0, 0, 0, 0, 0, 0.125, 0.25, 0.25, 0, 0, 0));
}

TEST(DisorderReader, ZeroHasNoRelativeSpread) {
  NetworkParts parts = one_battery().parts();
  parts.modes[1].loss = 0;
  parts.couplings[2].strength = 0;
  const Disorder disorder = read(R"([disorder]
loss = 0.1
strength = 0.2
phase = 0.3
[[disorder.element]]
mode = "b1"
loss = 0.2
)",
                                 Network(parts))
                                .disorder;
  EXPECT_THAT(spreads(disorder), ElementsAre(0.1, 0, 0.1, 0.2, 0.2, 0, 0.3, 0.3, 0.3, 0, 0, 0));
}

TEST(DisorderReader, WarnsOfDegrees) {
  EXPECT_THAT(read("[disorder]\nphase = 10\n").warnings,
              ElementsAre("f:2:9: phase of [disorder] is in radians, but 10 is more than a full "
                          "turn; for degrees write \"10*pi/180\""));
}

TEST(DisorderReader, RefusesWrongGeneralSpreads) {
  EXPECT_EQ(refusal("disorder = 3\n"), "f:1:12: [disorder] must be a table, but is the number 3");
  EXPECT_EQ(refusal("[disorder]\n"),
            "f:1:1: [disorder] must give a spread (strength, loss, phase, detuning, or an "
            "[[disorder.element]]), but gives none");
  EXPECT_EQ(refusal("[disorder]\nstrenght = 1\n"),
            "f:2:1: key of [disorder] must be one of distribution, strength, loss, phase, "
            "detuning, element, but is \"strenght\"; did you mean \"strength\"?");
  EXPECT_EQ(refusal("[disorder]\nloss = -0.1\n"),
            "f:2:8: loss of [disorder] must be at least 0, but is -0.1");
  EXPECT_EQ(refusal("[disorder]\nphase = \"y\"\n"),
            "f:2:9: phase of [disorder] must be at least 0, but is -1");
  EXPECT_EQ(refusal("[disorder]\nloss = inf\n"),
            "f:2:8: loss of [disorder] must be finite, but is inf");
  EXPECT_EQ(refusal("[disorder]\nloss = true\n"),
            "f:2:8: loss of [disorder] must be a number or an expression, but is true");
  EXPECT_EQ(refusal("[disorder]\nloss = \"z\"\n"),
            "f:2:9: name \"z\" must be a parameter, a function or pi, but is unknown");
  EXPECT_EQ(refusal("[disorder]\nloss = 1\ndistribution = \"gaussian\"\n"),
            "f:3:16: distribution of [disorder] must be normal or uniform, but is \"gaussian\"");
  EXPECT_EQ(refusal("[disorder]\nloss = 1\ndistribution = \"unifrom\"\n"),
            "f:3:16: distribution of [disorder] must be normal or uniform, but is \"unifrom\"; did "
            "you mean \"uniform\"?");
  EXPECT_EQ(refusal("[disorder]\nloss = 1\ndistribution = 1\n"),
            "f:3:16: distribution of [disorder] must be text, but is the number 1");
  EXPECT_EQ(refusal("[disorder]\nelement = 1\n"),
            "f:2:1: element of [disorder] must be a list of tables, each written "
            "[[disorder.element]], but is the number 1");
}

// An element with these lines, of which the first is line 2 of the file.
std::string element(const std::string& lines) {
  return refusal("[[disorder.element]]\n" + lines + "\n");
}

TEST(DisorderReader, RefusesWrongElements) {
  EXPECT_EQ(element("mode = 'b2'\nloss = 1"),
            "f:2:8: mode of [[disorder.element]] must be a mode of the network, but \"b2\" is not; "
            "did you mean \"b1\"?");
  EXPECT_EQ(element("from = 'c'\nto = 'x'\nphase = 1"),
            "f:3:6: to of [[disorder.element]] must be a mode of the network, but \"x\" is not");
  EXPECT_EQ(element("from = 'c'\nto = 'c'\nphase = 1"),
            "f:1:1: [[disorder.element]] must name two coupled modes, but \"c\" and \"c\" are not");
  EXPECT_EQ(element("from = 'c'\nphase = 1"),
            "f:1:1: [[disorder.element]] must have the key to, but has not");
  EXPECT_EQ(element("loss = 1"),
            "f:1:1: [[disorder.element]] must name a mode, or a coupling by from and to, but names "
            "neither");
  EXPECT_EQ(element("mode = 'c'\nto = 'b1'\nloss = 1"),
            "f:1:1: [[disorder.element]] must name a mode, or a coupling by from and to, but names "
            "both");
  EXPECT_EQ(element("mode = 'c'\nlos = 1"),
            "f:3:1: key of [[disorder.element]] must be one of mode, loss, detuning, from, to, "
            "strength, phase, but is \"los\"; did you mean \"loss\"?");
  EXPECT_EQ(element("mode = 'c'\nloss = -1"),
            "f:3:8: spread of the loss of mode \"c\" must be at least 0, but is -1");
  EXPECT_EQ(element("mode = 'c'\nloss = 0\nstrength = 1"),
            "f:4:1: disorder of mode \"c\" must be loss or detuning, but is strength");
  EXPECT_EQ(element("from = 'b1'\nto = 'c'\nphase = 0\nloss = 1"),
            "f:5:1: disorder of the coupling from \"b1\" to \"c\" must be strength or phase, but "
            "is loss");
  EXPECT_EQ(element("mode = 'c'"),
            "f:1:1: disorder of mode \"c\" must be loss or detuning, but is neither");
  EXPECT_EQ(
      element("from = 'c'\nto = 'b1'"),
      "f:1:1: disorder of the coupling from \"c\" to \"b1\" must be strength or phase, but is "
      "neither");
  EXPECT_EQ(element("mode = 3\nloss = 1"),
            "f:2:8: mode of [[disorder.element]] must be text, but is the number 3");
  EXPECT_EQ(refusal("[disorder]\nelement = [1]\n"),
            "f:2:12: [[disorder.element]] must be a table, but is the number 1");
}

TEST(DisorderReader, RefusesCouplingsThatDoNotExistAndElementsGivenTwice) {
  NetworkParts parts = one_battery().parts();
  parts.couplings.pop_back();
  try {
    read("[[disorder.element]]\nfrom='a1'\nto='b1'\nphase=1\n", Network(parts));
    ADD_FAILURE() << "accepted";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "f:1:1: [[disorder.element]] must name two coupled modes, but \"a1\" and \"b1\" "
                 "are not");
  }
  EXPECT_EQ(element("mode = 'c'\nloss = 1\n[[disorder.element]]\nmode = 'c'\ndetuning = 1"),
            "f:5:8: mode \"c\" must have one [[disorder.element]] at most, but has one at line 2 "
            "already");
  EXPECT_EQ(element("from = 'c'\nto = 'b1'\nphase = 1\n[[disorder.element]]\nfrom = 'b1'\n"
                    "to = 'c'\nstrength = 1"),
            "f:5:1: the coupling from \"b1\" to \"c\" must have one [[disorder.element]] at most, "
            "but has one at line 1 already");
  EXPECT_EQ(element("mode = 'c'\nloss = 1\n[[disorder.element]]\nmode = 'b1'\nloss = 1"),
            "accepted");
}

}  // namespace
}  // namespace qbnet
