#include "qbnet/cli/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "qbnet/cli/command.hpp"
#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* one_mode =
    "qbnet = 1\n"
    "[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 2\ndrive = 1\n";

std::string usage_error(const std::vector<std::string>& arguments) {
  const Outcome result = qbnet(arguments);
  EXPECT_EQ(result.code, 2) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  return result.err;
}

TEST(Run, AloneItPrintsAnOverview) {
  const Outcome result = qbnet({});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.err, "");
  for (const cli::Command& command : cli::commands()) {
    EXPECT_THAT(result.out, HasSubstr("\n  " + std::string(command.name) + " "));
  }
  EXPECT_EQ(qbnet({"help"}).out, result.out);
  EXPECT_EQ(qbnet({"-h"}).out, result.out);
  EXPECT_EQ(qbnet({"--help"}).out, result.out);
}

TEST(Run, HelpStartsWithWorkedExamples) {
  for (const cli::Command& command : cli::commands()) {
    const std::string name(command.name);
    const Outcome result = qbnet({name, "-h"});
    EXPECT_EQ(result.code, 0);
    EXPECT_THAT(result.out, StartsWith("qbnet " + name + " " + std::string(command.usage) +
                                       "\n\nExamples\n  qbnet " + name));
    EXPECT_THAT(result.out, HasSubstr("  -h, --help"));
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
    EXPECT_EQ(qbnet({"help", name}).out, result.out);
    EXPECT_EQ(qbnet({name, "--version"}).out, "qbnet " QBNET_VERSION "\n");
  }
  EXPECT_EQ(qbnet({"--version"}).out, "qbnet " QBNET_VERSION "\n");
}

TEST(Run, UnknownCommands) {
  EXPECT_EQ(usage_error({"stedy"}), "qbnet: unknown command \"stedy\"; did you mean \"steady\"?\n");
  EXPECT_EQ(usage_error({"design", "f.toml"}),
            "qbnet: unknown command \"design\"; qbnet help lists the commands\n");
  EXPECT_EQ(
      usage_error({"f.toml"}),
      "qbnet: unknown command \"f.toml\"; a command comes first, as in: qbnet steady f.toml\n");
  EXPECT_THAT(usage_error({"--json", "steady", "f.toml"}),
              HasSubstr("options must come after the command, but \"--json\" comes before it"));
  EXPECT_THAT(usage_error({""}), HasSubstr("unknown command \"\""));
  EXPECT_THAT(usage_error({"help", "stedy"}), HasSubstr("did you mean \"steady\"?"));
  EXPECT_THAT(usage_error({"a\nb\x1b[31m"}), HasSubstr("a\\nb\\x1b[31m"));
}

TEST(Run, UnknownOptionsAndArguments) {
  EXPECT_EQ(usage_error({"steady", "f.toml", "--jsn"}),
            "qbnet: unknown option \"--jsn\"; did you mean \"--json\"?\n");
  EXPECT_EQ(usage_error({"steady", "f.toml", "--allow-innacurate"}),
            "qbnet: unknown option \"--allow-innacurate\"; did you mean \"--allow-inaccurate\"?\n");
  EXPECT_EQ(usage_error({"evolve", "f.toml", "--tmes=0:1:2"}),
            "qbnet: unknown option \"--tmes\"; did you mean \"--times\"?\n");
  EXPECT_EQ(usage_error({"steady", "f.toml", "-x"}),
            "qbnet: unknown option \"-x\"; qbnet steady -h lists the options\n");
  EXPECT_EQ(usage_error({"steady", "f.toml", "g.toml"}),
            "qbnet: steady must be called as: qbnet steady FILE [options], but there is also "
            "\"g.toml\"\n");
  EXPECT_THAT(usage_error({"check", "f.toml", "--allow-inaccurate"}), HasSubstr("unknown option"));
}

TEST(Run, MissingAndSurplusValues) {
  EXPECT_EQ(usage_error({"steady"}),
            "qbnet: steady must be given a network FILE, but is not (- reads standard input)\n");
  EXPECT_EQ(usage_error({"steady", ""}), "qbnet: FILE must not be empty, but is\n");
  EXPECT_EQ(usage_error({"steady", "f.toml", "--mode"}),
            "qbnet: --mode must be followed by a value, but is not: --mode NAME\n");
  EXPECT_EQ(usage_error({"steady", "f.toml", "--json=1"}),
            "qbnet: --json must be given without a value, but is given one\n");
  EXPECT_EQ(usage_error({"evolve", "f.toml", "--times", "0:1:2", "--times", "0:1:3"}),
            "qbnet: --times must be given once, but is given 2 times\n");
}

TEST(Run, Threads) {
  const Folder folder;
  const std::string file = folder.write("one.toml", one_mode);
  for (const char* threads : {"0", "-1", "1000000", "99999999999999999999", "two", "1.5", " 1"}) {
    EXPECT_EQ(usage_error({"steady", file, "--threads", threads}),
              "qbnet: --threads must be a whole number from 1 to 1024, but is \"" +
                  std::string(threads) + "\"\n");
  }
  for (const char* threads : {"1", "2", "1024"}) {
    EXPECT_EQ(qbnet({"steady", file, "--threads", threads}).code, 0);
  }
}

TEST(Run, FilesThatCannotBeRead) {
  const Folder folder;
  const auto outcome = [](const std::string& file) {
    const Outcome result = qbnet({"steady", file, "--json"});
    EXPECT_EQ(result.out, "") << file;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_THAT(result.err, StartsWith("qbnet: "));
    return result.code;
  };
  EXPECT_EQ(outcome(folder.path("nothing")), 6);
  EXPECT_EQ(outcome(folder.path("")), 6);
  EXPECT_EQ(outcome("/dev/zero"), 3);
  EXPECT_EQ(outcome(folder.write("empty", "")), 3);
  EXPECT_EQ(outcome(folder.write("broken", "qbnet = = 1\n")), 3);
  EXPECT_EQ(qbnet({"steady", folder.write("loss",
                                          "qbnet = 1\n[[mode]]\nname = \"b2\"\n"
                                          "role = \"battery\"\nloss = -0.1\n")})
                .err,
            "qbnet: " + folder.path("loss") +
                ":5:8: loss of mode \"b2\" must be at least 0, but is -0.1\n");
}

TEST(Run, OutputThatCannotBeWritten) {
  std::ostringstream out;
  std::ostringstream err;
  out.setstate(std::ios::badbit);
  const char* argv[] = {"qbnet", "help"};
  EXPECT_EQ(cli::run(2, argv, out, err), 6);
  EXPECT_THAT(err.str(), StartsWith("qbnet: standard output must be writable, but is not"));
}

TEST(Run, TheCommandReferenceIsThisProgram) {
  EXPECT_TRUE(qbnet({"help", "--markdown"}).out ==
              Folder::read(QBNET_SOURCE_DIR "/docs/commands.md"))
      << "docs/commands.md is out of date; ./run docs writes it anew";
}

}  // namespace
}  // namespace qbnet::test
