#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "tests/sweep_cases.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

TEST_F(SweepCommand, ExistingOutputIsKept) {
  const std::string output = folder_.write("out.csv", "mine");
  for (const bool resume : {false, true}) {
    std::vector<std::string> options = {"--vary", "kappa=2", "-o", output};
    if (resume) options.emplace_back("--resume");
    EXPECT_EQ(refusal(8, options),
              output + ": file must not exist yet, but does; --overwrite replaces it");
    EXPECT_EQ(Folder::read(output), "mine");
  }
  EXPECT_EQ(sweep({"--vary", "kappa=2", "-o", output, "--overwrite"}).code, 0);
  EXPECT_EQ(Folder::read(output), "kappa,energy(c),status\n2,1,ok\n");
}

TEST_F(SweepCommand, ResumeTakesWhatIsDone) {
  EXPECT_EQ(refusal(2, {"--vary", "kappa=1,2", "--resume"}),
            "--resume must come with -o, but does not");
  const std::string output = folder_.path("out.npy");
  leave_unfinished(output, identity("kappa=1:2:1000"), 1000);
  EXPECT_EQ(refusal(8, {"--vary", "kappa=1:2:1000", "-o", output}),
            output +
                ": run must not lose what an earlier one left unfinished, but was not told what to "
                "do; --resume goes on with it, --overwrite begins again");
  EXPECT_EQ(sweep({"--vary", "kappa=1:2:1000", "-o", output, "--resume"}).code, 0);
  const std::vector<double> values = doubles(Folder::read(output).substr(128));
  ASSERT_EQ(values.size(), 1000U);
  EXPECT_EQ(values[255], 42);
  EXPECT_LT(values[256], 4);
  EXPECT_EQ(values[999], 1);
  EXPECT_EQ(folder_.entries(), 2U) << "the state is gone";
}

TEST_F(SweepCommand, ResumeOfNothingBegins) {
  const std::string output = folder_.path("out.csv");
  EXPECT_EQ(sweep({"--vary", "kappa=2", "-o", output, "--resume"}).code, 0);
  EXPECT_EQ(Folder::read(output), "kappa,energy(c),status\n2,1,ok\n");
}

TEST_F(SweepCommand, OverwriteForgetsAState) {
  const std::string output = folder_.path("out.npy");
  leave_unfinished(output, identity("kappa=1:2:1000"), 1000);
  EXPECT_EQ(sweep({"--vary", "kappa=1:2:1000", "-o", output, "--overwrite"}).code, 0);
  EXPECT_EQ(doubles(Folder::read(output).substr(128))[0], 4);
  EXPECT_EQ(folder_.entries(), 2U);
}

TEST_F(SweepCommand, AForeignStateIsRefused) {
  const std::string output = folder_.path("out.npy");
  const auto line = [&](const std::string& number, const std::string& theirs,
                        const std::string& ours) {
    return fmt::format(
        "{}.qbnet-state: state must be this run's for --resume, but line {} of what it depends on "
        "is \"{}\", not \"{}\"; --overwrite begins again",
        output, number, theirs, ours);
  };
  leave_unfinished(output, identity("kappa=1:2:1000"), 1000);
  EXPECT_EQ(refusal(8, {"--vary", "kappa=1:3:1000", "-o", output, "--resume"}),
            line("3", "vary kappa=1:2:1000", "vary kappa=1:3:1000"));
  EXPECT_EQ(refusal(8, {"--vary", "kappa=1:2:1000", "-o", output, "--resume", "--set", "xi=2"}),
            line("4", "measure energy(c)", "set xi=2"));
  EXPECT_EQ(refusal(8, {"--vary", "kappa=1:2:1000", "-o", output, "--resume", "--plain"}),
            line("2", "sweep, " + lane_target(), "sweep, plain"));
  EXPECT_EQ(refusal(8, {"--vary", "kappa=1:2:1000", "-o", output, "--resume", "--measure",
                        "input_power"}),
            line("4", "measure energy(c)", "measure input_power"));
  folder_.write("one.toml", std::string("# changed\n") + one_mode);
  EXPECT_EQ(refusal(8, {"--vary", "kappa=1:2:1000", "-o", output, "--resume"}),
            line("5", "qbnet = 1", "# changed"));
  folder_.write("one.toml", one_mode);
  EXPECT_EQ(sweep({"--vary", "kappa=1:2:1000", "-o", output, "--resume"}).code, 0);
}

// Sampled drives come from a file beside the network's.
TEST_F(SweepCommand, AStateOfOtherSamplesIsRefused) {
  const std::string network = std::string(one_mode) +
                              "[[drive]]\nmode = \"c\"\namplitude = 1\nshape = \"sampled\"\n"
                              "file = \"s.csv\"\n";
  folder_.write("one.toml", network);
  folder_.write("s.csv", "0,0\n1,1\n");
  const std::string output = folder_.path("out.npy");
  const std::vector<std::string> options = {
      "--vary", "kappa=1:2:20", "--measure", "energy_at(c, 1)", "-o", output, "--resume"};
  leave_unfinished(output,
                   fmt::format("qbnet {}\nsweep, {}\nvary kappa=1:2:20\nmeasure energy_at(c, 1)\n"
                               "sample 0 0 0\nsample 1 2 0\n{}",
                               QBNET_VERSION, lane_target(), network),
                   1000);
  EXPECT_EQ(refusal(8, options),
            output +
                ".qbnet-state: state must be this run's for --resume, but line 6 of what it "
                "depends on is \"sample 1 2 0\", not \"sample 1 1 0\"; --overwrite begins again");
}

TEST_F(SweepCommand, AnInterruptedRunSaysHowToGoOn) {
  const std::string output = folder_.path("out.npy");
  const std::string vary = "kappa=1:2:5e6";
  const std::string command = "qbnet sweep " + file_ + " --vary " + vary +
                              " --measure 'energy(c)' -o " + output + " --plain";
  leave_unfinished(output, identity(vary, "plain"), 5000000);
  for (const auto& [signal, code] : {std::pair(SIGINT, 130), std::pair(SIGTERM, 143)}) {
    const Stopper stopper(signal);
    const Outcome result = sweep({"--vary", vary, "-o", output, "--threads", "2", "--resume",
                                  "--overwrite", "--json", "--plain"});
    EXPECT_EQ(result.code, code);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, MatchesRegex("qbnet: interrupted: [0-9]+ of 5000000 points are done "
                                         "and kept; go on with: .*\n"));
    EXPECT_THAT(result.err,
                HasSubstr(": " + command + " --threads 2 --json --overwrite --resume\n"));
    EXPECT_FALSE(std::filesystem::exists(output));
    EXPECT_TRUE(std::filesystem::exists(output + ".qbnet-state"));
  }
}

TEST_F(SweepCommand, WithoutAnOutputAnInterruptedRunBeginsAgain) {
  const Stopper stopper(SIGINT);
  const Outcome result = sweep({"--vary", "kappa=1:2:5e6", "--set", "xi=1 + 1", "--plain"});
  EXPECT_EQ(result.code, 130);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(
      result.err,
      MatchesRegex("qbnet: interrupted: [0-9]+ of 5000000 points are done; begin again "
                   "with: qbnet sweep .* --measure 'energy\\(c\\)' --set 'xi=1 \\+ 1' --plain\n"));
}

}  // namespace
}  // namespace qbnet::test
