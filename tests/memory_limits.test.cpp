// What does not fit ends in a sentence, whatever the limit and wherever memory ends.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/command_line.hpp"
#include "tests/sanitized.hpp"

namespace qbnet::test {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string family(const char* shape, int batteries) {
  return fmt::format(
      "qbnet = 1\n[parameters]\ng = 0.01\n[{}]\nbatteries = {}\ncharging = \"nonreciprocal\"\n"
      "coupling = \"g\"\ncharger_loss = 0.1\nbattery_loss = 0.1\nmediator_loss = 1\ndrive = 1\n",
      shape, batteries);
}

// A chain, each mode and coupling by itself.
std::string explicit_chain(int modes) {
  std::string text = "qbnet = 1\n[parameters]\ng = 0.1\n";
  for (int k = 0; k < modes; ++k) {
    text += fmt::format("[[mode]]\nname = \"b{}\"\nrole = \"battery\"\nloss = 1\n{}", k,
                        k == 0 ? "drive = 1\n" : "");
  }
  for (int k = 1; k < modes; ++k) {
    text += fmt::format("[[coupling]]\nfrom = \"b{}\"\nto = \"b{}\"\nstrength = \"g\"\n", k - 1, k);
  }
  return text;
}

// The exit codes under `ulimit -v`, in MiB. Each is 0, or 7 with one sentence.
void expect_an_answer_or_a_sentence(const std::string& command, const std::vector<int>& limits) {
  for (const int limit : limits) {
    const Outcome result =
        shell(fmt::format("ulimit -v {}; qbnet {} >/dev/null", 1024 * limit, command));
    EXPECT_THAT(result.code, AnyOf(0, 7)) << command << ", " << limit << " MiB\n" << result.err;
    if (result.code != 7) continue;
    EXPECT_THAT(result.err, StartsWith("qbnet: "));
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  }
}

class MemoryLimits : public testing::Test {
 protected:
  void SetUp() override {
    if (sanitized) GTEST_SKIP() << "AddressSanitizer takes more addresses than any limit";
  }
};

// From where the program can just be loaded on.
const std::vector<int> close = {56, 57, 58, 60, 64, 72, 90, 150};

TEST_F(MemoryLimits, SmallNetworks) {
  const Folder folder;
  const std::string file = folder.write("net.toml", family("cascade", 10));
  for (const char* command :
       {"steady {}", "steady {} --certify", "steady {} -o a.h5 --overwrite",
        "steady {} -o a.npy --overwrite", "evolve {} --times 0:10:5", "power {}", "gain {}",
        "sensitivity {} --of 'energy(b4)'", "check {}", "check {} --draw a.svg --overwrite",
        "sweep {} --vary g=0.01:0.02:600 --measure 'energy(b4)' -o a.h5 --overwrite",
        "sweep {} --vary g=0.01:0.02:3 --measure 'max_power(b4)' --threads 4"}) {
    expect_an_answer_or_a_sentence(fmt::format(fmt::runtime(command), file), close);
  }
}

TEST_F(MemoryLimits, AHundredThousandBatteries) {
  const Folder folder;
  const std::vector<int> limits = {60, 150, 170, 190, 240};
  const std::string hub = folder.write("parallel.toml", family("parallel", 100'000));
  expect_an_answer_or_a_sentence("steady " + hub + " --mode b4", limits);
  const std::string chain = folder.write("cascade.toml", family("cascade", 100'000));
  for (const char* command :
       {"steady {} --mode b4", "steady {} -o a.h5 --overwrite", "steady {} --json",
        "sensitivity {} --of 'energy(b4)' --top 3", "check {} --mode b4",
        "sweep {} --vary g=0.01,0.02 --measure 'log10_energy(b4)'"}) {
    expect_an_answer_or_a_sentence(fmt::format(fmt::runtime(command), chain), limits);
  }
}

TEST_F(MemoryLimits, ManyModesByThemselves) {
  const Folder folder;
  const std::string file = folder.write("chain.toml", explicit_chain(20'000));
  for (const char* command : {"steady {} --mode b4", "check {} --mode b4", "steady {} --certify",
                              "sweep {} --vary g=0.1,0.2 --measure 'log10_energy(b4)'"}) {
    expect_an_answer_or_a_sentence(fmt::format(fmt::runtime(command), file),
                                   {57, 70, 90, 110, 140});
  }
}

TEST_F(MemoryLimits, AMillionBatteriesAreRefusedBeforeTheyAreMade) {
  const Folder folder;
  const std::string file = folder.write("net.toml", family("cascade", 1'000'000));
  for (const char* command :
       {"steady {}", "evolve {} --times 0:1:2", "power {}", "gain {}", "check {}",
        "sensitivity {} --of 'energy(b4)'", "check {} --draw a.svg",
        "sweep {} --vary g=0.1,0.2 --measure 'energy(b4)'"}) {
    const Outcome result =
        shell("ulimit -v 300000; qbnet " + fmt::format(fmt::runtime(command), file));
    EXPECT_EQ(result.code, 7) << command;
    EXPECT_THAT(result.err, HasSubstr("batteries must be at most "));
    EXPECT_THAT(result.err, HasSubstr("GB of memory"));
  }
}

// They can be solved, but not at four shifts at a time.
TEST_F(MemoryLimits, ChargingInTimeIsRefusedWithAnEstimate) {
  const Folder folder;
  const std::string file = folder.write("net.toml", family("cascade", 400'000));
  EXPECT_EQ(shell("ulimit -v 700000; qbnet steady --mode b4 " + file).code, 0);
  for (const char* command : {"evolve {} --times 1:1:1 --mode b4", "power {} --mode b4"}) {
    const Outcome result =
        shell("ulimit -v 700000; qbnet " + fmt::format(fmt::runtime(command), file));
    EXPECT_EQ(result.code, 7) << command;
    EXPECT_THAT(result.err, HasSubstr("charging in time 800001 modes and 1200000 coupled pairs"));
    EXPECT_THAT(result.err, HasSubstr("but would take about"));
  }
}

// Memory ends in one of the threads that solve on the contours.
TEST_F(MemoryLimits, Threads) {
  const Folder folder;
  const std::string file = folder.write("net.toml", family("cascade", 1000));
  expect_an_answer_or_a_sentence("evolve " + file + " --times 0:1:3 --threads 4", {140, 200});
}

TEST_F(MemoryLimits, ALongTextIsRefusedBeforeItIsRead) {
  const Folder folder;
  const std::string file = folder.write("chain.toml", explicit_chain(50'000));
  const Outcome result = shell("ulimit -v 120000; qbnet steady " + file);
  EXPECT_EQ(result.code, 7);
  EXPECT_THAT(result.err, HasSubstr(": reading "));
  EXPECT_THAT(result.err, HasSubstr("but would take about"));
}

TEST_F(MemoryLimits, ManyTimesAreRefusedWithAnEstimate) {
  const Folder folder;
  const std::string file = folder.write("net.toml", family("cascade", 10));
  const Outcome result = shell("ulimit -v 200000; qbnet evolve " + file + " --times 0:1:1000000");
  EXPECT_EQ(result.code, 7);
  EXPECT_THAT(result.err, HasSubstr("1000000 times of 21 modes must fit into"));
}

}  // namespace
}  // namespace qbnet::test
