#include "qbnet/study/run_lock.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "tests/long_run_cases.hpp"

namespace qbnet {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

class OneRun : public LongRunFolder {};

TEST_F(OneRun, KeepsOthersOffTheOutput) {
  {
    const RunLock lock(output_);
    EXPECT_THAT(refusal(Refusal::exists, [&] { RunLock second(output_); }),
                AllOf(HasSubstr(output_.string()),
                      HasSubstr("process " + std::to_string(::getpid()) + " is at work")));
    const RunLock other(folder_ / "other.npy");
  }
  EXPECT_THAT(entries(), IsEmpty());
  const RunLock again(output_);
}

TEST_F(OneRun, IsNotHinderedByWhatAKilledProcessLeft) {
  EXPECT_EQ(in_process([&] {
              RunLock* never_freed = new RunLock(output_);
              return ::raise(SIGKILL) + (never_freed == nullptr ? 1 : 0);
            }),
            -SIGKILL);
  ASSERT_EQ(entries().size(), 1U);
  const fs::path left_behind = folder_ / entries()[0];
  for (const std::string text :
       {"", "no number", "17\n", "123456789012345678901234567890123456789"}) {
    write(left_behind, text);
    const RunLock lock(output_);
    EXPECT_THAT(refusal(Refusal::exists, [&] { RunLock second(output_); }),
                HasSubstr("process " + std::to_string(::getpid()) + " is"));
  }
  EXPECT_THAT(entries(), IsEmpty());
}

TEST_F(OneRun, SeesOneFileUnderTwoNames) {
  write(folder_ / "target", "");
  fs::create_symlink("target", output_);
  const RunLock lock(folder_ / "target");
  refusal(Refusal::exists, [&] { RunLock second(output_); });
  EXPECT_EQ(state_path(output_), state_path(folder_ / "target"));
}

TEST_F(OneRun, LeavesDevicesAlone) {
  const RunLock none("");
  const RunLock device("/dev/null");
  const RunLock twice("/dev/null");
  EXPECT_TRUE(state_path("/dev/null").empty());
  EXPECT_TRUE(state_path("").empty());
}

TEST_F(OneRun, TakesTheLongestNames) {
  const fs::path longest = folder_ / std::string(255, 'x');
  const fs::path another = folder_ / (std::string(254, 'x') + "y");
  const RunLock lock(longest);
  const RunLock other(another);
  EXPECT_NE(state_path(longest), state_path(another));
  write(state_path(longest).native() + ".new-journal", "");
  EXPECT_EQ(entries().size(), 3U);
}

TEST_F(OneRun, SaysWhyTheFolderCannotBeWritten) {
  EXPECT_THAT(refusal(Refusal::io, [&] { RunLock lock(folder_ / "no" / "out"); }),
              EndsWith("No such file or directory"));
  write(folder_ / "file", "");
  EXPECT_THAT(refusal(Refusal::io, [&] { RunLock lock(folder_ / "file" / "out"); }),
              EndsWith("Not a directory"));
  EXPECT_THAT(refusal(Refusal::io, [&] { RunLock lock(folder_); }), EndsWith("Is a directory"));
  refusal(Refusal::io, [&] { RunLock lock("/proc/out"); });
}

// The instant at which one owner removes the file and another one opens it: were two ever inside
// at once, one would find the other's mark.
TEST_F(OneRun, IsHeldByOneProcessAtATime) {
  const auto contend = [&] {
    int inside = 0;
    while (inside < 100) {
      std::optional<RunLock> lock;
      try {
        lock.emplace(output_);
      } catch (const Error& error) {
        if (error.refusal() != Refusal::exists) return 2;
        continue;
      }
      const int mark = ::open((folder_ / "mark").c_str(), O_CREAT | O_EXCL | O_CLOEXEC, 0600);
      if (mark < 0) return 1;
      ::close(mark);
      ::usleep(100);
      fs::remove(folder_ / "mark");
      ++inside;
    }
    return 0;
  };
  std::vector<pid_t> children;
  for (int k = 0; k < 3; ++k) children.push_back(start_process(contend));
  for (const pid_t child : children) EXPECT_EQ(end_of(child), 0);
  EXPECT_THAT(entries(), IsEmpty());
}

}  // namespace
}  // namespace qbnet
