#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <sstream>

#include "qbnet/base/philox.hpp"
#include "tests/sweep_cases.hpp"

namespace qbnet::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

// energy(c) = 1 without its disorder: a detuning d makes 1/(1 + d^2) of it.
constexpr const char* detuned =
    "qbnet = 1\n[parameters]\nspread = 0.5\n"
    "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 2\ndrive = 1\n"
    "[disorder]\ndetuning = \"spread\"\n";
// Losses of both signs: a sample is ok where its draw x of (-1, 1) is above -1/2.
constexpr const char* lossy =
    "qbnet = 1\n[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 2\ndrive = 1\n"
    "[disorder]\ndistribution = \"uniform\"\nloss = 2\n";

class DisorderCommand : public testing::Test {
 protected:
  Outcome disorder(std::vector<std::string> options) const {
    options.insert(options.begin(), {"disorder", file_, "--measure", "energy(c)"});
    if (std::find(options.begin(), options.end(), "--samples") == options.end()) {
      options.insert(options.end(), {"--samples", "100"});
    }
    return qbnet(options);
  }
  std::string refusal(int code, const std::vector<std::string>& options) const {
    return one_line(disorder(options), code);
  }
  std::string identity(const std::string& samples, const std::string& method) const {
    return fmt::format("qbnet {}\ndisorder, {}\nsamples {}\nseed 1\nmeasure energy(c)\n{}",
                       QBNET_VERSION, method, samples, detuned);
  }

  Folder folder_;
  std::string file_ = folder_.write("detuned.toml", detuned);
};

TEST_F(DisorderCommand, NoSpreadGivesOneValueToTheLetter) {
  const Outcome result = disorder({"--set", "spread=0", "--quantile", "0.5", "--threshold", "1"});
  EXPECT_EQ(result.out, "# 100 samples of " + file_ +
                            ", seed 1; intervals at 95 % confidence\n"
                            "\n"
                            "# energy(c)           value        from  to\n"
                            "  mean                    1           1   1\n"
                            "  standard deviation      0           0   0\n"
                            "  quantile 0.5            1           1   1\n"
                            "  yield at 1              1  0.96378331   1\n"
                            "  all samples                         1   1\n");
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.code, 0);
}

TEST_F(DisorderCommand, OneSampleHasNoIntervals) {
  const Outcome result = disorder({"--samples", "1", "--set", "spread=0", "--quantile", "0.5"});
  EXPECT_EQ(result.out, "# 1 sample of " + file_ +
                            ", seed 1; intervals at 95 % confidence\n"
                            "\n"
                            "# energy(c)             value       from         to\n"
                            "  mean                      1  unbounded  unbounded\n"
                            "  standard deviation  unknown          0  unbounded\n"
                            "  quantile 0.5              1  unbounded  unbounded\n"
                            "  all samples                          1          1\n");
}

TEST_F(DisorderCommand, JsonToTheLetter) {
  const Outcome result = disorder({"--samples", "2", "--set", "spread=0", "--quantile", "0.5",
                                   "--threshold", "2", "--bins", "1", "--json", "--plain",
                                   "--confidence", "0.5", "--seed", "18446744073709551615"});
  EXPECT_EQ(
      result.out,
      "{\n"
      "  \"format\": \"qbnet-disorder/1\",\n"
      "  \"status\": \"ok\",\n"
      "  \"samples\": 2,\n"
      "  \"seed\": \"18446744073709551615\",\n"
      "  \"confidence\": 0.5,\n"
      "  \"method\": \"plain\",\n"
      "  \"measures\": [\n"
      "    {\n"
      "      \"name\": \"energy(c)\",\n"
      "      \"unit\": \"omega\",\n"
      "      \"ok\": 2,\n"
      "      \"failed\": 0,\n"
      "      \"minimum\": 1,\n"
      "      \"maximum\": 1,\n"
      "      \"mean\": {\"value\": 1, \"low\": 1, \"high\": 1},\n"
      "      \"standard_deviation\": {\"value\": 0, \"low\": 0, \"high\": 0},\n"
      "      \"quantiles\": [\n"
      "        {\"probability\": 0.5, \"value\": 1, \"low\": 1, \"high\": 1}\n"
      "      ],\n"
      "      \"yield\": {\"threshold\": 2, \"passed\": 0, \"value\": 0, \"low\": 0, \"high\": "
      "0.5},\n"
      "      \"histogram\": {\n"
      "        \"edges\": [1, 1],\n"
      "        \"counts\": [2]\n"
      "      }\n"
      "    }\n"
      "  ]\n"
      "}\n");
  EXPECT_EQ(result.code, 0);
}

TEST_F(DisorderCommand, EverySampleInAFile) {
  const std::string csv = folder_.path("out.csv");
  const std::string npy = folder_.path("out.npy");
  EXPECT_EQ(disorder({"--samples", "3", "-o", csv}).code, 0);
  EXPECT_THAT(Folder::read(csv),
              MatchesRegex("sample,energy\\(c\\),status\n"
                           "0,0\\.[0-9]+,ok\n1,0\\.[0-9]+,ok\n2,0\\.[0-9]+,ok\n"));
  const Outcome result = disorder({"--samples", "300", "-o", npy, "--json"});
  const std::vector<double> values = doubles(Folder::read(npy).substr(128));
  ASSERT_EQ(values.size(), 300U);
  EXPECT_THAT(Folder::read(csv), HasSubstr(fmt::format("2,{:.17g},ok", values[2])))
      << "a sample does not depend on how many there are";
  double sum = 0;
  for (const double x : values) sum += x;
  const auto measure = result.json()["measures"][0];
  EXPECT_NEAR(measure["mean"]["value"].get<double>(), sum / 300, 1e-14);
  EXPECT_EQ(measure["minimum"], *std::min_element(values.begin(), values.end()));
  EXPECT_EQ(folder_.entries(), 3U) << "neither lock nor state is left";
  const std::string h5 = folder_.path("out.h5");
  EXPECT_EQ(disorder({"-o", h5}).code, 0);
  EXPECT_THAT(Folder::read(h5), StartsWith("\x89HDF\r\n\x1a\n"));
}

TEST_F(DisorderCommand, SamplesFollowTheSeedAlone) {
  const auto with = [&](const char* threads, const char* seed) {
    return disorder({"--samples", "5000", "--threads", threads, "--seed", seed, "--json"}).out;
  };
  const std::string one = with("1", "7");
  for (const char* threads : {"2", "3", "8", "1000"}) EXPECT_TRUE(with(threads, "7") == one);
  EXPECT_FALSE(with("1", "8") == one);
}

// v = -i (1 - e^-(1 + i d) t)/(1 + i d) until 1, then the decay at what the loss is switched to.
TEST_F(DisorderCommand, SamplesChangeInTime) {
  const std::string timed =
      "qbnet = 1\n[parameters]\nloss = 2\n[[mode]]\nname = \"c\"\nrole = "
      "\"battery\"\nloss = \"loss\"\n[[drive]]\nmode = \"c\"\namplitude = 1\nstop = 1\n"
      "[[switch]]\ntime = 1\nset = { loss = 6 }\n"
      "[disorder]\nloss = 0.1\n";
  const std::string file = folder_.write("timed.toml", timed);
  const auto ask = [&](const std::string& measure) {
    return qbnet({"disorder", file, "--measure", measure, "--samples", "5", "-o",
                  folder_.path("timed.csv"), "--overwrite"});
  };
  ASSERT_EQ(ask("energy_at(c, 2)").code, 0);
  std::istringstream rows(Folder::read(folder_.path("timed.csv")));
  std::string row;
  while (!row.starts_with("sample,") && std::getline(rows, row)) {
  }
  for (std::uint64_t k = 0; k < 5; ++k) {
    const double change = 1 + 0.1 * draw(1, k, 0, Distribution::normal);
    const double v = -std::expm1(-change) / change * std::exp(-3 * change);
    ASSERT_TRUE(std::getline(rows, row));
    EXPECT_NEAR(std::stod(row.substr(row.find(',') + 1)) / (v * v), 1, 1e-11) << k;
  }
  EXPECT_THAT(ask("energy(c)").err, HasSubstr("measure of a network that changes in time"));
}

TEST_F(DisorderCommand, FailedSamplesAreLeftOut) {
  folder_.write("detuned.toml", lossy);
  const Outcome result = disorder({"--samples", "1000", "--json"});
  EXPECT_EQ(result.code, 10);
  const auto measure = result.json()["measures"][0];
  const int ok = measure["ok"].get<int>();
  EXPECT_NEAR(ok, 750, 70);
  EXPECT_EQ(measure["failed"].get<int>(), 1000 - ok);
  EXPECT_GE(measure["minimum"].get<double>(), 1.0 / 9) << "energies are 1/(1 + 2x)^2";
  EXPECT_EQ(result.err, fmt::format("qbnet: {0} of 1000 samples are not ok ({0} failed); they are "
                                    "left out of the statistics\n",
                                    1000 - ok));
}

TEST_F(DisorderCommand, BadNumbers) {
  const auto samples = [](const std::string& typed) {
    return "--samples must be a whole number of at least 1, but is \"" + typed + "\"";
  };
  for (const char* typed : {"0", "-1", "2.5", "nan", "inf", "ten", ""}) {
    EXPECT_EQ(refusal(2, {"--samples", typed}), samples(typed));
  }
  for (const char* typed : {"-1", "1e3", "18446744073709551616"}) {
    EXPECT_EQ(refusal(2, {"--seed", typed}),
              fmt::format("--seed must be a whole number from 0 to 18446744073709551615, but is "
                          "\"{}\"",
                          typed));
  }
  for (const char* typed : {"-1", "1e3", "1000001"}) {
    EXPECT_EQ(refusal(2, {"--bins", typed}),
              fmt::format("--bins must be a whole number from 0 to 1000000, but is \"{}\"", typed));
  }
  for (const char* option : {"--confidence", "--quantile"}) {
    for (const char* typed : {"0", "1", "-0.5", "95"}) {
      EXPECT_EQ(refusal(2, {option, typed}),
                fmt::format("{} must be above 0 and below 1, but is {}", option, typed));
    }
    EXPECT_EQ(refusal(2, {option, "1/2"}),
              fmt::format("{} must be a finite number, but is \"1/2\"", option));
  }
  EXPECT_EQ(refusal(2, {"--threshold", "inf"}),
            "--threshold must be a finite number, but is \"inf\"");
  for (const char* threads : {"0", "-1"}) {
    EXPECT_EQ(
        refusal(2, {"--threads", threads}),
        fmt::format("--threads must be a whole number from 1 to 1024, but is \"{}\"", threads));
  }
}

TEST_F(DisorderCommand, WhatIsMissing) {
  EXPECT_EQ(qbnet({"disorder", file_, "--measure", "energy(c)"}).err,
            "qbnet: disorder must be given --samples M, but is not\n");
  EXPECT_EQ(qbnet({"disorder", file_, "--samples", "9"}).err,
            "qbnet: --measure must be given at least once, as in --measure 'energy(b1)', but is "
            "not\n");
  EXPECT_EQ(refusal(2, {"--measure", "energy(b)"}),
            "mode of energy(b) must be one of the network, but \"b\" is none");
  folder_.write("detuned.toml", one_mode);
  EXPECT_EQ(refusal(3, {}),
            file_ + ": file must have a [disorder] table with spreads, but has none");
}

TEST_F(DisorderCommand, WhatCannotFitIsRefusedWithItsEstimate) {
  EXPECT_THAT(refusal(7, {"--samples", "1e12"}),
              MatchesRegex("run must fit into 80 % of this machine's memory \\(.*B\\), but would "
                           "take 1e12 points, 25 TB of memory, 0 bytes of output, about .+"));
  EXPECT_THAT(refusal(7, {"--samples", "1e12", "-o", folder_.path("out.h5")}),
              HasSubstr(" 8 TB of output, about "));
  EXPECT_EQ(folder_.entries(), 1U);
}

TEST_F(DisorderCommand, DryRunOnlyEstimates) {
  EXPECT_THAT(disorder({"--samples", "1e6", "--dry-run"}).out,
              MatchesRegex("1000000 points, 25 MB of memory, 0 bytes of output, about .+ "
                           "\\(compiled, .+\\)\n"));
  const auto json =
      disorder({"--samples", "1e6", "-o", folder_.path("out.csv"), "--dry-run", "--json"}).json();
  EXPECT_EQ(json["format"], "qbnet-estimate/1");
  EXPECT_EQ(json["points"], 1000000);
  EXPECT_EQ(json["memory_bytes"], 25000000);
  EXPECT_EQ(json["output_bytes"], 24000000);
  EXPECT_EQ(folder_.entries(), 1U);
}

TEST_F(DisorderCommand, ExistingOutputIsKept) {
  const std::string output = folder_.write("out.csv", "mine");
  EXPECT_EQ(refusal(8, {"-o", output}),
            output + ": file must not exist yet, but does; --overwrite replaces it");
  EXPECT_EQ(Folder::read(output), "mine");
  EXPECT_EQ(disorder({"-o", output, "--overwrite"}).code, 0);
  EXPECT_THAT(Folder::read(output), StartsWith("sample,energy(c),status\n0,"));
  EXPECT_EQ(
      refusal(2, {"-o", folder_.path("out")}),
      "output file must end in .csv, .npy or .h5 (.hdf5), but is \"" + folder_.path("out") + "\"");
}

TEST_F(DisorderCommand, ResumeTakesWhatIsDone) {
  EXPECT_EQ(refusal(2, {"--resume"}), "--resume must come with -o, but does not");
  const std::string output = folder_.path("out.npy");
  leave_unfinished(output, identity("1000", lane_target()), 1000);
  EXPECT_EQ(refusal(8, {"--samples", "1000", "-o", output, "--resume", "--seed", "2"}),
            output +
                ".qbnet-state: state must be this run's for --resume, but line 4 of what it "
                "depends on is \"seed 1\", not \"seed 2\"; --overwrite begins again");
  EXPECT_THAT(refusal(8, {"--samples", "1000", "-o", output}),
              HasSubstr("--resume goes on with it"));
  const Outcome result =
      disorder({"--samples", "1000", "-o", output, "--resume", "--threshold", "42", "--json"});
  EXPECT_EQ(result.json()["measures"][0]["yield"]["passed"], 256);
  const std::vector<double> values = doubles(Folder::read(output).substr(128));
  EXPECT_EQ(values[255], 42);
  EXPECT_LE(values[256], 1);
  EXPECT_EQ(folder_.entries(), 2U) << "the state is gone";
}

TEST_F(DisorderCommand, AnInterruptedRunSaysHowToGoOn) {
  const std::string output = folder_.path("out.npy");
  leave_unfinished(output, identity("5e6", "plain"), 5000000);
  const Stopper stopper(SIGINT);
  const Outcome result =
      disorder({"--samples", "5e6", "-o", output, "--plain", "--resume", "--quantile", "0.5",
                "--threshold", "0.9", "--bins", "7", "--confidence", "0.5"});
  EXPECT_EQ(result.code, 130);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, StartsWith("qbnet: interrupted: "));
  EXPECT_THAT(result.err,
              HasSubstr(" and kept; go on with: qbnet disorder " + file_ +
                        " --samples 5e6 --seed 1 --measure 'energy(c)' -o " + output +
                        " --plain --threshold 0.9 --quantile 0.5 --bins 7 --confidence 0.5 "
                        "--resume\n"));
}

}  // namespace
}  // namespace qbnet::test
