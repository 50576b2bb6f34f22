#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// kappa = 1, g = 1/2: all passes at w = 0.
constexpr const char* pair =
    "qbnet = 1\n"
    "[[mode]]\nname = \"charger\"\nrole = \"charger\"\nloss = 1\ndrive = 1\n"
    "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 1\n"
    "[[coupling]]\nfrom = \"charger\"\nto = \"b\"\nstrength = 0.5\n";
constexpr const char* with_lossless =
    "[[mode]]\nname = \"m\"\nrole = \"mediator\"\nloss = 0\n"
    "[[coupling]]\nfrom = \"b\"\nto = \"m\"\nstrength = 0.5\n";
constexpr const char* chain =
    "qbnet = 1\n[cascade]\nbatteries = 3\ncharging = \"nonreciprocal\"\ncoupling = 0.05\n"
    "charger_loss = 0.1\nbattery_loss = 0.1\nmediator_loss = 1\ndrive = 1\n";

std::vector<std::string> keys_of(const nlohmann::ordered_json& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

TEST(ResponseCommand, JsonHasItsShape) {
  const Folder folder;
  const Outcome result = qbnet({"response", folder.write("p.toml", pair), "--from", "charger",
                                "--to", "b", "--frequency", "-1:1:3", "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  const auto json = result.json();
  EXPECT_THAT(keys_of(json),
              ElementsAre("format", "status", "from", "to", "frequencies", "transmission",
                          "log10_transmission", "phase", "reverse_transmission",
                          "log10_reverse_transmission", "isolation_db", "added_noise",
                          "isolation_reason", "bands", "error_bound"));
  EXPECT_EQ(json["format"], "qbnet-response/1");
  EXPECT_EQ(json["frequencies"].dump(), "[-1,0,1]");
  EXPECT_NEAR(json["transmission"][1].get<double>(), 1, 1e-15);
  EXPECT_NEAR(json["transmission"][0].get<double>(), 0.2, 1e-15);
  EXPECT_NEAR(json["isolation_db"][0].get<double>(), 0, 1e-12);
  EXPECT_EQ(json["added_noise"].dump(), "[0,0,0]");
  EXPECT_THAT(keys_of(json["bands"]),
              ElementsAre("transmission_peak", "isolation_peak", "transmission_3db",
                          "isolation_3db", "isolation_20db"));
  // (1/2 - w^2)^2 + w^2 = 1/2
  EXPECT_NEAR(json["bands"]["transmission_3db"]["width"].get<double>(), 2 * std::sqrt(0.5), 1e-8);
  EXPECT_TRUE(json["bands"]["isolation_20db"]["width"].is_null());
  EXPECT_EQ(json["bands"]["isolation_20db"]["reason"], "it stays below that throughout");
  EXPECT_LE(json["error_bound"].get<double>(), 2e-13);
}

TEST(ResponseCommand, TableSaysWhatIsIsolated) {
  const Folder folder;
  const Outcome result = qbnet({"response", folder.write("c.toml", chain), "--from", "c", "--to",
                                "b3", "--frequency", "-1:1:21"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("# response from c to b3 of "));
  EXPECT_THAT(result.out, HasSubstr("# frequency   transmission"));
  EXPECT_THAT(result.out, HasSubstr("\n          0  "));
  EXPECT_THAT(result.out, HasSubstr("# isolation of at least 20 dB: width "));
}

TEST(ResponseCommand, ChoosesFrequenciesAroundZero) {
  const Folder folder;
  const auto json =
      qbnet({"response", folder.write("p.toml", pair), "--from", "charger", "--to", "b", "--json"})
          .json();
  const auto& w = json["frequencies"];
  ASSERT_EQ(w.size(), 401U);
  EXPECT_EQ(w[200], 0);
  EXPECT_EQ(w[0].get<double>(), -w[400].get<double>());
}

TEST(ResponseCommand, NothingBackIsNullWithAReason) {
  const Folder folder;
  const std::string file = folder.write(
      "one-way.toml",
      std::string("qbnet = 1\n[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 1\ndrive = 1\n"
                  "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 1\n"
                  "[[coupling]]\nfrom = \"c\"\nto = \"b\"\nstrength = 1\n"
                  "[[dissipator]]\nrate = 2\nweights = { c = 1.0, b = { re = 0, im = 1 } }\n"));
  const auto one =
      qbnet({"response", file, "--from", "c", "--to", "b", "--frequency", "0:1:2", "--json"})
          .json();
  const auto two =
      qbnet({"response", file, "--from", "b", "--to", "c", "--frequency", "0:1:2", "--json"})
          .json();
  EXPECT_EQ(one["isolation_db"].dump(), "[null,null]");
  EXPECT_EQ(two["isolation_db"].dump(), "[null,null]");
  const bool forwards = !one["log10_transmission"][0].is_null();
  EXPECT_EQ((forwards ? one : two)["isolation_reason"],
            "exactly nothing comes back at 2 of 2 frequencies");
  EXPECT_EQ((forwards ? two : one)["isolation_reason"],
            "exactly nothing passes at 2 of 2 frequencies");
}

TEST(ResponseCommand, TheMatrixBetweenAllPorts) {
  const Folder folder;
  const std::string file = folder.write("p.toml", pair);
  const auto json = qbnet({"response", file, "--ports", "--frequency", "0:1:2", "--json"}).json();
  EXPECT_THAT(keys_of(json), ElementsAre("format", "status", "ports", "complete", "scattering"));
  EXPECT_EQ(json["ports"].dump(), R"(["charger","b"])");
  EXPECT_TRUE(json["complete"].get<bool>());
  const auto& first = json["scattering"][0];
  EXPECT_THAT(keys_of(first),
              ElementsAre("frequency", "re", "im", "log10_transmission", "unitarity_defect"));
  EXPECT_EQ(first["re"].dump(), "[[0,0],[0,0]]");
  EXPECT_EQ(first["im"].dump(), "[[0,1],[1,0]]");
  EXPECT_TRUE(first["log10_transmission"][0][0].is_null());
  const Outcome one =
      qbnet({"response", file, "--port", "b", "--port", "b", "--frequency", "0:0:1"});
  EXPECT_THAT(one.out, HasSubstr("by other ports"));
}

TEST(ResponseCommand, ColumnsOfTransmission) {
  const Folder folder;
  const std::string file = folder.write("c.toml", chain), csv = folder.path("out.csv");
  const Outcome result =
      qbnet({"response", file, "--from", "c", "--to", "b3", "--frequency", "-1:1:5", "-o", csv});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(Folder::read(csv),
              testing::StartsWith("frequency,transmission,log10_transmission,phase,"
                                  "reverse_transmission,log10_reverse_transmission,isolation_db,"
                                  "added_noise\n-1,"));
  EXPECT_EQ(qbnet({"response", file, "--from", "c", "--to", "b3", "-o", csv}).code, 8);
  for (const char* name : {"out.h5", "out.npy"}) {
    EXPECT_EQ(qbnet({"response", file, "--from", "c", "--to", "b3", "-o", folder.path(name)}).code,
              0);
  }
  const std::string matrix = folder.path("s.csv");
  ASSERT_EQ(qbnet({"response", file, "--ports", "--frequency", "0:1:2", "-o", matrix}).code, 0);
  EXPECT_THAT(Folder::read(matrix),
              testing::StartsWith("frequency,to,from,transmission,log10_transmission,re,im,"
                                  "exponent\n0,c,c,"));
}

TEST(ResponseCommand, RefusesBadInput) {
  const Folder folder;
  const std::string file = folder.write("p.toml", std::string(pair) + with_lossless);
  const auto refusal = [&](std::vector<std::string> options, int code) {
    options.insert(options.begin(), {"response", file});
    const Outcome result = qbnet(options);
    EXPECT_EQ(result.code, code) << testing::PrintToString(options);
    EXPECT_EQ(result.out, "");
    return result.err;
  };
  EXPECT_EQ(refusal({"--from", "chrger", "--to", "b"}, 2),
            "qbnet: --from must name a mode or dissipator, but \"chrger\" is none; did you mean "
            "\"charger\"?\n");
  EXPECT_EQ(refusal({"--from", "b", "--to", "m"}, 3),
            "qbnet: loss of mode \"m\" must be above 0 for it to be a port, but is 0\n");
  EXPECT_EQ(refusal({"--from", "b", "--to", "b"}, 2),
            "qbnet: --from and --to must differ, but are both b; --port b shows what is "
            "reflected\n");
  EXPECT_THAT(refusal({"--from", "b"}, 2),
              HasSubstr("either --from and --to, or --ports or --port, but is given --from alone"));
  EXPECT_THAT(refusal({"--from", "b", "--to", "charger", "--ports"}, 2), HasSubstr("given both"));
  const auto range = [&](const char* text, int code = 2) {
    return refusal({"--from", "charger", "--to", "b", "--frequency", text}, code);
  };
  EXPECT_THAT(range("0:1:0"), HasSubstr("COUNT of --frequency must be a whole number"));
  EXPECT_THAT(range("1:1:3"), HasSubstr("must differ for more than one frequency"));
  EXPECT_THAT(range("nan:1:3"), HasSubstr("finite"));
  EXPECT_THAT(range("-1:1:3:log"), HasSubstr("above 0"));
  EXPECT_THAT(range("1:2"), HasSubstr("START:STOP:COUNT"));
  EXPECT_THAT(range("0:1:1e9", 7), HasSubstr("COUNT of --frequency must be at most"));
}

TEST(ResponseCommand, WithholdsWhatDoesNotSettle) {
  const Folder folder;
  const std::string file = folder.write(
      "m.toml", std::string(pair) + "[[mode]]\nname = \"m\"\nrole = \"mediator\"\nloss = 0\n");
  for (const bool matrix : {false, true}) {
    std::vector<std::string> words = {"response", file, "--frequency", "0:1:2", "--json"};
    if (matrix) {
      words.emplace_back("--ports");
    } else {
      words.insert(words.end(), {"--from", "charger", "--to", "b"});
    }
    const Outcome result = qbnet(words);
    EXPECT_EQ(result.code, 4);
    EXPECT_EQ(result.json()["status"], "singular");
    EXPECT_THAT(result.out, HasSubstr("null"));
  }
}

}  // namespace
}  // namespace qbnet::test
