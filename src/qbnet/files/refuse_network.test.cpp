// What the network file must not say: the exact sentence for each.
#include <gtest/gtest.h>

#include "tests/network_text.hpp"

namespace qbnet {
namespace {

TEST(RefuseNetwork, Version) {
  EXPECT_EQ(refusal("# nothing\n"),
            "3 f:1:1: file must say its format version, qbnet = 1, but does not");
  EXPECT_EQ(refusal("qbnet = 2\nnew_key = 1\n"),
            "3 f:1:9: format version qbnet must be the number 1, but is the number 2");
  EXPECT_EQ(refusal("{\"qbnet\": \"1\"}"),
            "3 f:1:11: format version qbnet must be the number 1, but is the text \"1\"");
}

TEST(RefuseNetwork, NotANetwork) {
  EXPECT_EQ(refusal(""), "3 f:1:1: file must describe a network, but is empty");
  EXPECT_EQ(refusal("qbnet = 1\n"), "3 f:1:1: network must have at least one mode, but has none");
  EXPECT_EQ(refusal("qbnet = 1\nmode = []\n"),
            "3 f:1:1: network must have at least one mode, but has none");
  EXPECT_EQ(refusal(std::string("qbnet = 1\n\0", 11)),
            "3 f:2:1: file must be text, but has a NUL byte here");
  EXPECT_EQ(refusal("qbnet = 1\nx = \"γ\"\n"),
            "3 f:2:6: text outside comments must be ASCII, but has \"γ\"");
  EXPECT_EQ(refusal("qbnet = 1\nx = \"\xff\"\n"),
            "3 f:2:6: file must be UTF-8 text, but has the byte 0xFF here");
}

TEST(RefuseNetwork, UnknownKeys) {
  EXPECT_EQ(refusal(with_two_modes("[[modes]]\nname = \"b2\"\n")),
            "3 f:12:3: key of a network file must be one of qbnet, parameters, mode, coupling, "
            "triangle, dissipator, squeezing, cascade, parallel, disorder, drive, switch, but is "
            "\"modes\"; did you mean \"mode\"?");
  EXPECT_EQ(refusal(with_line("los = 1")),
            "3 f:11:1: key of [[mode]] must be one of name, role, loss, detuning, thermal, drive, "
            "gain, squeezing, but is \"los\"; did you mean \"loss\"?");
  EXPECT_EQ(refusal(with_two_modes("[[coupling]]\nfrom='c'\nto='b1'\nstrenght=1\n")),
            "3 f:15:1: key of [[coupling]] must be one of from, to, strength, phase, but is "
            "\"strenght\"; did you mean \"strength\"?");
  EXPECT_EQ(refusal(with_line("drive = { real = 1 }")),
            "3 f:11:11: key of drive of mode \"b1\" must be one of re, im, amplitude, phase, but "
            "is \"real\"");
  EXPECT_EQ(refusal(cascade_text("2", "charge_loss = 1")),
            "3 f:4:1: key of [cascade] must be one of batteries, charging, coupling, phase, "
            "charger_loss, battery_loss, mediator_loss, mediator_coupling, drive, charger_thermal, "
            "battery_thermal, mediator_thermal, but is "
            "\"charge_loss\"; did you mean \"charger_loss\"?");
}

TEST(RefuseNetwork, MissingKeys) {
  EXPECT_EQ(refusal("qbnet = 1\n[[mode]]\nrole='battery'\nloss=1\n"),
            "3 f:2:1: [[mode]] must have the key name, but has not");
  EXPECT_EQ(refusal("qbnet = 1\n[[mode]]\nname='b'\nloss=1\n"),
            "3 f:2:1: mode \"b\" must have the key role, but has not");
  EXPECT_EQ(refusal("qbnet = 1\n[[mode]]\nname='b'\nrole='battery'\n"),
            "3 f:2:1: mode \"b\" must have the key loss, but has not");
  EXPECT_EQ(refusal(with_two_modes("[[coupling]]\nfrom='c'\nstrength=1\n")),
            "3 f:12:1: [[coupling]] must have the key to, but has not");
  EXPECT_EQ(refusal(with_two_modes("[[triangle]]\nfrom='c'\nto='b1'\nstrength=1\nphase=0\n")),
            "3 f:12:1: [[triangle]] must have the key mediator_loss, but has not");
  EXPECT_EQ(refusal(with_two_modes("[[dissipator]]\nrate=1\n")),
            "3 f:12:1: [[dissipator]] must have the key weights, but has not");
  EXPECT_EQ(refusal("qbnet = 1\n[cascade]\n"),
            "3 f:2:2: [cascade] must have the key batteries, but has not");
}

TEST(RefuseNetwork, WrongTypes) {
  EXPECT_EQ(refusal(with_line("detuning = true")),
            "3 f:11:12: detuning of mode \"b1\" must be a number or an expression, but is true");
  EXPECT_EQ(refusal(with_line("detuning = [1]")),
            "3 f:11:12: detuning of mode \"b1\" must be a number or an expression, but is a list");
  EXPECT_EQ(refusal(with_line("detuning = 1979-05-27")),
            "3 f:11:12: detuning of mode \"b1\" must be a number or an expression, but is a date "
            "or time");
  EXPECT_EQ(refusal(with_line("drive = [0, 1]")),
            "3 f:11:9: drive of mode \"b1\" must be a number, an expression, {re, im} or "
            "{amplitude, phase}, but is a list");
  EXPECT_EQ(refusal(with_line("drive = { re = 1, phase = 0 }")),
            "3 f:11:9: drive of mode \"b1\" must have re and im, or amplitude and phase, but has "
            "some of both");
  EXPECT_EQ(refusal(with_line("drive = { phase = 0 }")),
            "3 f:11:9: drive of mode \"b1\" must have re and im, or amplitude and phase, but has "
            "no amplitude");
  EXPECT_EQ(refusal(with_line("drive = {}")),
            "3 f:11:9: drive of mode \"b1\" must have re and im, or amplitude and phase, but has "
            "neither");
  EXPECT_EQ(refusal(with_line("drive = { re = 0, im = [] }")),
            "3 f:11:24: im of drive of mode \"b1\" must be a number or an expression, but is a "
            "list");
  EXPECT_EQ(refusal("qbnet = 1\n[mode]\nname = 'c'\n"),
            "3 f:2:2: mode must be a list of tables, each written [[mode]], but is a table");
  EXPECT_EQ(refusal("qbnet = 1\nmode = [1]\n"),
            "3 f:2:9: [[mode]] must be a table, but is the number 1");
  EXPECT_EQ(refusal("qbnet = 1\n[[mode]]\nname = 5\n"),
            "3 f:3:8: name of a mode must be text, but is the number 5");
  EXPECT_EQ(refusal("qbnet = 1\nparameters = 5\n"),
            "3 f:2:14: [parameters] must be a table, but is the number 5");
  EXPECT_EQ(refusal("qbnet = 1\n[parameters]\ng = {}\n"),
            "3 f:3:5: parameter g must be a number or an expression, but is a table");
  EXPECT_EQ(refusal(with_two_modes("[[dissipator]]\nrate=1\nweights=[1, 1]\n")),
            "3 f:14:9: weights of dissipator 1 must be a table, but is a list");
}

TEST(RefuseNetwork, Roles) {
  EXPECT_EQ(refusal("qbnet = 1\n[[mode]]\nname='b'\nrole='batery'\nloss=1\n"),
            "3 f:4:6: role of mode \"b\" must be charger, battery or mediator, but is \"batery\"; "
            "did you mean \"battery\"?");
}

TEST(RefuseNetwork, Names) {
  EXPECT_EQ(refusal(with_two_modes("[[mode]]\nname = \"c\"\nrole='battery'\nloss=1\n")),
            "3 f:13:8: name of a mode must be unique, but \"c\" is at line 3 already");
  EXPECT_EQ(refusal(cascade_text("2") + "[[mode]]\nname = \"b2\"\nrole='battery'\nloss=1\n"),
            "3 f:12:8: name of a mode must be unique, but \"b2\" is at line 2 already");
  EXPECT_EQ(refusal(with_two_modes("[[mode]]\nname = \"b 2\"\n")),
            "3 f:13:8: name of a mode must be letters, digits and _, no digit first, but is \"b "
            "2\"");
  EXPECT_EQ(refusal(with_two_modes("[[mode]]\nname = \"b\\n2\"\n")),
            "3 f:13:8: name of a mode must be letters, digits and _, no digit first, but is "
            "\"b\\n2\"");
  EXPECT_EQ(refusal(with_two_modes("[[coupling]]\nfrom='c'\nto='b2'\nstrength=1\n")),
            "3 f:14:4: to of [[coupling]] must be a mode of the network, but \"b2\" is not; did "
            "you mean \"b1\"?");
  EXPECT_EQ(refusal(with_two_modes("[[dissipator]]\nrate=1\nweights={c=1, bb1=1}\n")),
            "3 f:14:15: each key of weights of dissipator 1 must be a mode of the network, but "
            "\"bb1\" is not; did you mean \"b1\"?");
  const std::string triangle =
      "[[triangle]]\nfrom='c'\nto='b1'\nstrength=1\nphase=0\nmediator_loss=1\n";
  EXPECT_EQ(refusal(with_two_modes(triangle + "mediator = 'b1'\n")),
            "3 f:18:12: name of a mode must be unique, but \"b1\" is at line 8 already");
}

TEST(RefuseNetwork, Couplings) {
  const std::string coupling = "[[coupling]]\nfrom='c'\nto='b1'\nstrength=1\n";
  EXPECT_EQ(refusal(with_two_modes("[[coupling]]\nfrom='c'\nto='c'\nstrength=1\n")),
            "3 f:14:4: coupling must join two different modes, but joins \"c\" to itself");
  EXPECT_EQ(refusal(with_two_modes("[[triangle]]\nfrom='c'\nto='c'\nstrength=1\n")),
            "3 f:14:4: triangle must join two different modes, but joins \"c\" to itself");
  EXPECT_EQ(refusal(with_two_modes(coupling + "[[coupling]]\nfrom='b1'\nto='c'\nstrength=1\n")),
            "3 f:16:1: modes \"b1\" and \"c\" must be coupled at most once, but are coupled at "
            "line 12 already");
  EXPECT_EQ(
      refusal(with_two_modes(
          coupling + "[[triangle]]\nfrom='c'\nto='b1'\nstrength=1\nphase=0\nmediator_loss=1\n")),
      "3 f:16:1: modes \"c\" and \"b1\" must be coupled at most once, but are coupled at "
      "line 12 already");
  EXPECT_EQ(refusal(cascade_text("1") + coupling),
            "3 f:11:1: modes \"c\" and \"b1\" must be coupled at most once, but are coupled at "
            "line 2 already");
  EXPECT_EQ(refusal(with_two_modes("[[triangle]]\nfrom='c'\nto='b1'\nstrength=1\nphase=0\n"
                                   "mediator_loss=1\nmediator_coupling=[1,2,3]\n")),
            "3 f:18:19: mediator_coupling of the triangle from \"c\" to \"b1\" must be one number "
            "or [g1, g2], but is a list of 3");
  EXPECT_EQ(refusal(with_two_modes("[[triangle]]\nfrom='c'\nto='b1'\nstrength=1\nphase=0\n"
                                   "mediator_loss=-1\n")),
            "3 f:17:15: mediator_loss of the triangle from \"c\" to \"b1\" must be at least 0, but "
            "is -1");
  EXPECT_EQ(refusal(with_two_modes("[[dissipator]]\nrate=-1\nweights={c=1}\n")),
            "3 f:13:6: rate of dissipator 1 must be at least 0, but is -1");
  EXPECT_EQ(refusal(with_two_modes("[[dissipator]]\nrate=1\nweights={}\n")),
            "3 f:14:9: weights of dissipator 1 must name at least one mode, but are empty");
}

TEST(RefuseNetwork, Numbers) {
  EXPECT_EQ(refusal(with_line("thermal = -0.1")),
            "3 f:11:11: thermal of mode \"b1\" must be at least 0, but is -0.1");
  EXPECT_EQ(refusal(with_line("thermal = \"1 - 2\"")),
            "3 f:11:11: thermal of mode \"b1\" must be at least 0, but is -1");
  EXPECT_EQ(refusal(with_line("detuning = nan")),
            "3 f:11:12: detuning of mode \"b1\" must be finite, but is nan");
  EXPECT_EQ(refusal(with_line("detuning = -inf")),
            "3 f:11:12: detuning of mode \"b1\" must be finite, but is -inf");
  EXPECT_EQ(refusal(with_line("detuning = 1e400")),
            "3 f:11:12: number must fit a double, but \"1e400\" is too large");
  EXPECT_EQ(refusal(with_line("detuning = 1e-400")),
            "3 f:11:12: number must fit a double, but \"1e-400\" is too small");
  EXPECT_EQ(refusal("qbnet = 1\n[[mode]]\nname='b2'\nrole='battery'\nloss = -0.1\n"),
            "3 f:5:8: loss of mode \"b2\" must be at least 0, but is -0.1");
}

TEST(RefuseNetwork, Expressions) {
  EXPECT_EQ(refusal(with_line("detuning = \"2*gama\"")),
            "3 f:11:15: name \"gama\" must be a parameter, a function or pi, but is unknown");
  EXPECT_EQ(refusal(with_line("detuning = \"1 / 0\"")),
            "3 f:11:17: divisor \"0\" must not be 0, but is");
  EXPECT_EQ(refusal(with_line("detuning = '''1 / 0'''")),
            "3 f:11:12: divisor \"0\" must not be 0, but is")
      << "where the text is not written as it is, its start must do";
  EXPECT_EQ(refusal(with_line("detuning = \"sqrt(-4)\"")),
            "3 f:11:13: argument \"-4\" of sqrt must be at least 0, but is -4");
  EXPECT_EQ(refusal(with_line("detuning = \"" + std::string(5000, '(') + "\"")),
            "3 f:11:213: expression must nest at most 200 levels deep, but goes deeper");
  EXPECT_EQ(refusal("{\"qbnet\": 1, \"parameters\": {\"γ\": 1}}"),
            "3 f:1:29: name of a parameter must be at most 64 letters, digits and _, no digit "
            "first, but is \"γ\"");
  EXPECT_EQ(refusal("{\"qbnet\": 1, \"parameters\": {\"g\": \"1/0\"}}"),
            "3 f:1:37: divisor \"0\" must not be 0, but is");
}

TEST(RefuseNetwork, Parameters) {
  EXPECT_EQ(refusal("qbnet = 1\n[parameters]\na = \"b\"\nb = \"a\"\n"),
            "3 f:3:6: expression must use earlier parameters only, but \"b\" is not defined yet");
  EXPECT_EQ(refusal("qbnet = 1\n[parameters]\na = \"1 + a\"\n"),
            "3 f:3:10: expression must use earlier parameters only, but \"a\" is not defined yet");
  EXPECT_EQ(refusal("qbnet = 1\n[parameters]\nz = 1\na = \"zz\"\n"),
            "3 f:4:6: name \"zz\" must be a parameter, a function or pi, but is unknown; did you "
            "mean \"z\"?");
  EXPECT_EQ(refusal("qbnet = 1\n[parameters]\npi = 3\n"),
            "3 f:3:1: name of a parameter must be free, but \"pi\" is the number");
}

TEST(RefuseNetwork, Families) {
  EXPECT_EQ(refusal(cascade_text("0")), "3 f:3:13: batteries must be at least 1, but is 0");
  EXPECT_EQ(refusal(cascade_text("-1")), "3 f:3:13: batteries must be at least 1, but is -1");
  EXPECT_EQ(refusal(cascade_text("2.5")), "3 f:3:13: batteries must be a whole number, but is 2.5");
  EXPECT_EQ(refusal(cascade_text("nan")),
            "3 f:3:13: batteries of [cascade] must be finite, but is nan");
  const std::string large = refusal(cascade_text("1000000000"));
  EXPECT_TRUE(large.starts_with("7 f:3:13: batteries must be at most ")) << large;
  EXPECT_EQ(refusal(cascade_text("1e300")).substr(0, 10), "7 f:3:13: ");
  EXPECT_EQ(refusal(cascade_text("3", "phase = [1, 2]")),
            "3 f:4:9: phase of [cascade] must be one value, or one for each of the 3 batteries, "
            "but has 2");
  EXPECT_EQ(refusal(cascade_text("3", "mediator_coupling = [1, 2, 'x']")),
            "3 f:4:29: name \"x\" must be a parameter, a function or pi, but is unknown");
  EXPECT_EQ(refusal(cascade_text("3") + "[parallel]\n"),
            "3 f:11:2: file must have one family at most, but [cascade] is at line 2 already and "
            "both name their modes c, b1, a1, ...");
  std::string text = cascade_text("3");
  text.replace(text.find("nonreciprocal"), 13, "reciprocaldirect");
  EXPECT_EQ(refusal(text),
            "3 f:5:12: charging of [cascade] must be nonreciprocal, reciprocal-direct or "
            "reciprocal-mediated, but is \"reciprocaldirect\"; did you mean "
            "\"reciprocal-direct\"?");
  text = cascade_text("3");
  text.replace(text.find("battery_loss = 0.1"), 18, "battery_loss = [1, 2, -3]");
  EXPECT_EQ(refusal(text),
            "3 f:8:16: entry 3 of battery_loss of [cascade] must be at least 0, but is -3");
}

TEST(RefuseNetwork, OneLineWhateverTheName) {
  try {
    read_network_text("x", "a\nb\x1b");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    EXPECT_EQ(std::string(error.what()).find('\x1b'), std::string::npos);
  }
}

}  // namespace
}  // namespace qbnet
