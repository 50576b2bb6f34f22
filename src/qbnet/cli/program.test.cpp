// The real program, where a test inside this process cannot go: streams, signals, environment.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <utility>

#include "qbnet/cli/command.hpp"
#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;

const std::string cascade = std::string("'") + QBNET_SOURCE_DIR + "/examples/cascade/network.toml'";

TEST(Program, AReaderThatHasSeenEnoughIsNoError) {
  const Outcome result = shell("(qbnet evolve " + cascade +
                               " --times 0:10:20000 --mode c; echo code $? >&2) | head -1");
  EXPECT_THAT(result.out, HasSubstr("# energy/omega of"));
  EXPECT_EQ(result.err, "code 0\n");
}

TEST(Program, ClosedAndFullStandardStreams) {
  const std::string steady = "qbnet steady " + cascade;
  Outcome result = shell(steady + " >/dev/full");
  EXPECT_EQ(result.code, 6);
  EXPECT_EQ(result.err,
            "qbnet: standard output must be writable, but is not: No space left on device\n");
  result = shell(steady + " >&-");
  EXPECT_EQ(result.code, 6);
  EXPECT_EQ(result.err,
            "qbnet: standard output must be writable, but is not: Bad file descriptor\n");
  EXPECT_EQ(shell("qbnet help >/dev/full").code, 6);
  EXPECT_EQ(shell("qbnet steady - <&-").code, 6);
  EXPECT_EQ(shell("qbnet steady nothing 2>&-").code, 6);
  EXPECT_EQ(shell("qbnet steady nothing 2>/dev/full").code, 6);
}

TEST(Program, AClosedStandardOutputDoesNotEndUpInAFile) {
  const Outcome result =
      shell("qbnet check " + cascade + " --draw out.svg >&-; echo $?; head -c 5 out.svg; ls");
  EXPECT_EQ(result.out, "6\n<?xmlout.svg\n");
}

TEST(Program, ReadsStandardInput) {
  const Outcome result = shell("qbnet steady - <" + cascade);
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, HasSubstr("steady state of <stdin>: ok"));
  EXPECT_EQ(shell("qbnet steady - </dev/zero").code, 3);
  EXPECT_EQ(shell("qbnet steady - </").code, 6);
}

TEST(Program, NeitherLocaleNorHomeMatter) {
  const std::string steady = "qbnet steady " + cascade + " --set g=0.0125 --json";
  const Outcome plain = shell(steady);
  EXPECT_EQ(shell("LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 " + steady).out, plain.out);
  EXPECT_EQ(shell("unset HOME PATH; " + steady).out, plain.out);
}

TEST(Program, ADeviceStaysADevice) {
  const Outcome result =
      shell("qbnet check " + cascade + " --draw /dev/null --overwrite; test -c /dev/null");
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(shell("qbnet check " + cascade + " --draw /dev/full").code, 6);
}

TEST(Program, AFullDiskLeavesNothingBehind) {
  const Outcome result = shell("(ulimit -f 1; trap '' XFSZ; qbnet check " + cascade +
                               " --draw out.svg >/dev/null); echo $?; ls -A");
  EXPECT_EQ(result.out, "6\n");
  EXPECT_THAT(result.err, HasSubstr("File too large"));
}

// Opening the pipe for writing waits until the program reads it: then it waits for its input, and
// the signal comes. The end of the input follows, so that a program that ignores it ends as well.
int code_after(int signal, const Folder& folder) {
  const std::string pipe = folder.path("pipe");
  if (::mkfifo(pipe.c_str(), 0600) != 0) return -1;
  const pid_t program = ::fork();
  if (program == 0) {
    std::signal(signal, SIG_DFL);  // whoever runs the tests may ignore it
    const int errors = ::open(folder.path("err").c_str(), O_WRONLY | O_CREAT, 0600);
    ::dup2(errors, STDERR_FILENO);
    ::execl(QBNET_PROGRAM, "qbnet", "steady", pipe.c_str(), nullptr);
    ::_exit(127);
  }
  const int input = ::open(pipe.c_str(), O_WRONLY);
  ::kill(program, signal);
  ::close(input);
  int status = 0;
  ::waitpid(program, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Program, SignalsStopItWithTheirOwnCode) {
  for (const auto& [signal, code] : {std::pair(SIGINT, 130), std::pair(SIGTERM, 143)}) {
    const Folder folder;
    EXPECT_EQ(code_after(signal, folder), code);
    EXPECT_EQ(Folder::read(folder.path("err")),
              "qbnet: interrupted; no file is left half-written; the same command begins again\n");
  }
}

TEST(Program, TheWorkedExamplesWork) {
  for (const cli::Command& command : cli::commands()) {
    if (command.name == "paper") continue;
    for (const cli::Example& example : command.examples) {
      const Outcome result =
          shell("ln -s '" QBNET_SOURCE_DIR "/examples' examples; " + std::string(example.command));
      if (command.name == "doctor") {
        EXPECT_THAT(result.code, testing::AnyOf(0, 9));
      } else {
        EXPECT_EQ(result.code, 0) << example.command << '\n' << result.err;
      }
      EXPECT_EQ(result.err, "") << example.command;
    }
  }
}

}  // namespace
}  // namespace qbnet::test
