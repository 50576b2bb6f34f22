#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numbers>

#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;

constexpr const char* triangle =
    "qbnet = 1\n[parameters]\ng = 0.25\n"
    "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 2\ndrive = {re = 0, im = 1}\n"
    "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 1\n"
    "[[triangle]]\nfrom = \"c\"\nto = \"b\"\nstrength = \"g\"\nphase = \"-pi/2\"\n"
    "mediator_loss = 8\n"
    "[[dissipator]]\nrate = 0.5\nweights = {c = 1, b = {re = 0, im = 1}}\n";
constexpr const char* dark_mode =
    "qbnet = 1\n"
    "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 2\ndrive = 1\n"
    "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 0\n";

TEST(CheckCommand, SaysWhatTheFileDescribes) {
  const Folder folder;
  const Outcome result = qbnet({"check", folder.write("abc.toml", triangle)});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(result.out, HasSubstr("3 modes (1 charger, 1 battery, 1 mediator), 3 couplings, 1 "
                                    "shared dissipator"));
  EXPECT_THAT(result.out, testing::ContainsRegex("c +b +0.25 +-0.5\n"));
  EXPECT_THAT(result.out, HasSubstr("(1) c + (1i) b"));
  EXPECT_THAT(result.out, testing::ContainsRegex("c -> b -> a_c_b -> c +-0.5\n"));
  EXPECT_THAT(result.out, HasSubstr("parameters: g = 0.25"));
  EXPECT_THAT(result.out, HasSubstr("\nstable by construction"));
}

TEST(CheckCommand, JsonHasEverything) {
  const Folder folder;
  const auto json = qbnet({"check", folder.write("abc.toml", triangle), "--json"}).json();
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  EXPECT_THAT(keys, testing::ElementsAre("format", "status", "parameters", "modes", "couplings",
                                         "dissipators", "squeezings", "drives", "switches", "loops",
                                         "stability"));
  EXPECT_EQ(json["format"], "qbnet-check/1");
  EXPECT_EQ(json["parameters"]["g"], 0.25);
  EXPECT_EQ(json["modes"][0]["drive"].dump(), R"({"re":0,"im":1})");
  EXPECT_EQ(json["modes"][2]["name"], "a_c_b");
  EXPECT_EQ(json["modes"][2]["role"], "mediator");
  EXPECT_EQ(json["couplings"].size(), 3U);
  EXPECT_EQ(json["couplings"][0]["phase"].get<double>(), -std::numbers::pi / 2);
  EXPECT_EQ(json["dissipators"][0]["weights"]["b"].dump(), R"({"re":0,"im":1})");
  EXPECT_EQ(json["stability"]["status"], "ok");
  // |xi|^2/(kappa_c kappa_b) at least is the battery's limit.
  EXPECT_GE(json["modes"][1]["energy_limit"].get<double>(), 0.5 - 1e-15);
}

TEST(CheckCommand, ADarkModeIsNamedButIsNoError) {
  const Folder folder;
  const std::string file = folder.write("dark.toml", dark_mode);
  const Outcome text = qbnet({"check", file});
  EXPECT_EQ(text.code, 0);
  EXPECT_THAT(text.out, HasSubstr("singular: mode \"b\" never decays"));
  EXPECT_THAT(text.out, HasSubstr("no loops: no phase in this network matters"));
  const auto json = qbnet({"check", file, "--json"}).json();
  EXPECT_EQ(json["status"], "ok");
  EXPECT_EQ(json["stability"]["status"], "singular");
  EXPECT_EQ(json["stability"]["dark"][0]["modes"][0], "b");
  EXPECT_TRUE(json["modes"][1]["energy_limit"].is_null());
}

TEST(CheckCommand, AModeAndWhatTouchesIt) {
  const Folder folder;
  const std::string file = folder.write("row.toml",
                                        "qbnet = 1\n[cascade]\nbatteries = 3\n"
                                        "charging = \"nonreciprocal\"\ncoupling = 0.1\n"
                                        "charger_loss = 1\nbattery_loss = 1\nmediator_loss = 1\n"
                                        "drive = 1\n");
  const auto json = qbnet({"check", file, "--mode", "a3", "--json"}).json();
  EXPECT_EQ(json["modes"].size(), 1U);
  EXPECT_EQ(json["couplings"].size(), 2U);
  EXPECT_EQ(json["loops"].size(), 1U);
  EXPECT_EQ(qbnet({"check", file, "--json"}).json()["loops"].size(), 3U);
}

TEST(CheckCommand, TellsWhatChangesInTime) {
  const Folder folder;
  const std::string file = folder.write("abc.toml", triangle + std::string(R"([[drive]]
mode = "c"
shape = "gaussian"
amplitude = 2
center = 30
width = 1
[[drive]]
mode = "c"
amplitude = 1
[[switch]]
time = 7
set = {g = 0}
)"));
  const auto json = qbnet({"check", file, "--json"}).json();
  EXPECT_EQ(json["drives"][0].dump(),
            R"({"mode":"c","shape":"gaussian","amplitude":{"re":2,"im":0},"detuning":0,"start":20,)"
            R"("stop":40,"center":30,"width":1})");
  EXPECT_TRUE(json["drives"][1]["stop"].is_null());
  EXPECT_EQ(json["switches"].dump(), R"([{"time":7,"set":{"g":0}}])");
  EXPECT_TRUE(json["modes"][0]["energy_limit"].is_null());
  const Outcome text = qbnet({"check", file});
  EXPECT_THAT(text.out, HasSubstr("gaussian, center 30, width 1"));
  EXPECT_THAT(text.out, HasSubstr("7  g = 0"));
}

TEST(CheckCommand, DrawsAPicture) {
  const Folder folder;
  const std::string file = folder.write("abc.toml", triangle);
  const std::string picture = folder.path("out.svg");
  EXPECT_EQ(qbnet({"check", file, "--draw", picture}).code, 0);
  EXPECT_THAT(Folder::read(picture), HasSubstr("<svg"));
  folder.write("out.svg", "mine");
  const Outcome refused = qbnet({"check", file, "--draw", picture});
  EXPECT_EQ(refused.code, 8);
  EXPECT_EQ(refused.out, "");
  EXPECT_EQ(refused.err,
            "qbnet: " + picture + ": file must not exist yet, but does; --overwrite replaces it\n");
  EXPECT_EQ(Folder::read(picture), "mine");
  EXPECT_EQ(qbnet({"check", file, "--draw", picture, "--overwrite"}).code, 0);
  EXPECT_THAT(Folder::read(picture), HasSubstr("<svg"));
  EXPECT_EQ(qbnet({"check", file, "--draw", folder.path("no/such/out.svg")}).code, 6);
  EXPECT_EQ(qbnet({"check", file, "--draw", folder.path("")}).code, 6);
  EXPECT_EQ(qbnet({"check", file, "--draw", ""}).code, 2);
  EXPECT_EQ(qbnet({"check", file, "--draw", "out.png"}).err,
            "qbnet: --draw must name a file that ends in .svg, but is \"out.png\"\n");
  EXPECT_EQ(folder.entries(), 2U);
}

TEST(CheckCommand, NothingIsDrawnOfABadFile) {
  const Folder folder;
  const Outcome result =
      qbnet({"check", folder.write("bad.toml", "qbnet = 1\n"), "--draw", folder.path("out.svg")});
  EXPECT_EQ(result.code, 3);
  EXPECT_EQ(folder.entries(), 1U);
}

}  // namespace
}  // namespace qbnet::test
