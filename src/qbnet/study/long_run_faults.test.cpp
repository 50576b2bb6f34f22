// Runs that are killed, and disks that fail.
#include <gmock/gmock.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <random>
#include <string>
#include <thread>

#include "tests/long_run_cases.hpp"

namespace qbnet {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Faults : public LongRunFolder {
 protected:
  LongRunOptions storing(int threads = 1) {
    LongRunOptions options;
    options.threads = threads;
    options.output = output_;
    options.block = 16;
    options.store_every_seconds = 0;
    return options;
  }
  LongRun resumed(int threads = 1, std::size_t block = 0) {
    LongRunOptions options = storing(threads);
    options.resume = true;
    options.block = block;
    return run_long(work_, options);
  }
  void finish(LongRun& run) {
    EXPECT_TRUE(is_whole(run, work_));
    EXPECT_THAT(run.warnings, IsEmpty());
    remove_state(run, output_);
    EXPECT_THAT(entries(), IsEmpty());
  }

  Work work_ = sample_work(1024, 8, 3);
};

// Memory that parent and children share.
class SharedCount {
 public:
  SharedCount() {
    void* memory = ::mmap(nullptr, sizeof(std::atomic<std::size_t>), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    count_ = new (memory) std::atomic<std::size_t>(0);
  }
  SharedCount(const SharedCount&) = delete;
  SharedCount& operator=(const SharedCount&) = delete;
  ~SharedCount() { ::munmap(count_, sizeof *count_); }
  std::atomic<std::size_t>& operator*() { return *count_; }

 private:
  std::atomic<std::size_t>* count_;
};

TEST_F(Faults, AKillAroundTheStoringOfABlockLosesThatBlockAtMost) {
  for (const int when : {0, 1, 2}) {
    for (const int which : {1, 2, 7, 64}) {
      LongRunOptions options = storing();
      const auto kill = [which, calls = 0]() mutable {
        if (++calls == which) ::raise(SIGKILL);
      };
      if (when == 0) options.hooks.before = kill;
      if (when == 1) options.hooks.during = kill;
      if (when == 2) options.hooks.after = kill;
      EXPECT_EQ(in_process([&] {
                  run_long(work_, options);
                  return 0;
                }),
                -SIGKILL);
      LongRun run = resumed();
      EXPECT_EQ(run.resumed, 16U * static_cast<std::size_t>(when == 2 ? which : which - 1));
      finish(run);
    }
  }
}

TEST_F(Faults, AKillWhenNothingIsStoredYetLeavesNothingToAskAbout) {
  LongRunOptions options = storing();
  options.hooks.opened = [](sqlite3*) { ::raise(SIGKILL); };
  EXPECT_EQ(in_process([&] {
              run_long(work_, options);
              return 0;
            }),
            -SIGKILL);
  EXPECT_TRUE(fs::exists(state_));
  LongRun run = run_long(work_, storing());
  finish(run);
}

// Fifty kills, run after run going on where the one before was killed. However they fall, no block
// that was called stored is lost.
TEST_F(Faults, KillsAtRandomMomentsLoseNoStoredBlock) {
  std::mt19937 random(7);
  SharedCount stored;
  int kills = 0;
  int chains = 0;
  double whole = 0.02;
  for (int trial = 0; kills < 50 && trial < 1000; ++trial) {
    const int threads = 1 + trial % 3;
    const auto start = std::chrono::steady_clock::now();
    const pid_t child = start_process([&] {
      LongRunOptions options = storing(threads);
      options.resume = true;
      options.hooks.after = [&] { ++*stored; };
      return is_whole(run_long(work_, options), work_) ? 0 : 1;
    });
    const double delay = std::uniform_real_distribution<double>(0, 0.5 * whole)(random);
    std::this_thread::sleep_for(std::chrono::duration<double>(delay));
    ::kill(child, SIGKILL);
    const int end = end_of(child);
    if (end == -SIGKILL) {
      ++kills;
      // Most chains of kills go on; every fifth kill ends one.
      if (kills % 5 != 0) continue;
    } else {
      EXPECT_EQ(end, 0);
    }
    LongRun run = resumed(threads, kills % 2 == 0 ? 0 : 24);
    EXPECT_GE(run.resumed, 16 * *stored) << "after kill " << kills;
    finish(run);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    whole = std::clamp(taken.count(), 0.001, 0.1);
    ++chains;
    *stored = 0;
  }
  EXPECT_EQ(kills, 50);
  EXPECT_GE(chains, 10);
}

TEST_F(Faults, TheSecondOfTwoProcessesIsRefusedAndToldOfTheFirst) {
  int ready[2] = {};
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t first = start_process([&] {
    Work work = work_;
    work.compute = [&](std::size_t, std::size_t, double*, std::uint8_t*) {
      EXPECT_EQ(::write(ready[1], "r", 1), 1);
      ::pause();
    };
    run_long(work, storing());
    return 0;
  });
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  ::close(ready[0]);
  ::close(ready[1]);
  LongRunOptions options = storing();
  for (const bool flag : {false, true}) {
    options.resume = flag;
    options.overwrite = !flag;
    EXPECT_THAT(refusal(Refusal::exists, [&] { run_long(work_, options); }),
                HasSubstr("process " + std::to_string(first) + " is at work on it"));
  }
  ::kill(first, SIGKILL);
  EXPECT_EQ(end_of(first), -SIGKILL);
  LongRun run = run_long(work_, storing());
  finish(run);
}

// A database that may not grow says what it says on a full disk.
TEST_F(Faults, AFullDiskCostsTheStateButNotTheRun) {
  LongRunOptions options = storing();
  options.hooks.opened = [](sqlite3* database) {
    sqlite3_exec(database, "PRAGMA max_page_count = 6", nullptr, nullptr, nullptr);
  };
  std::size_t stored = 0;
  {
    const LongRun run = run_long(work_, options);
    EXPECT_TRUE(is_whole(run, work_));
    EXPECT_THAT(run.warnings, ElementsAre(testing::AllOf(HasSubstr("database or disk is full"),
                                                         HasSubstr(state_.string()),
                                                         HasSubstr("the run goes on"))));
    stored = run.stored;
    EXPECT_GT(stored, 0U);
    EXPECT_LT(stored, 1024U);
  }
  LongRun rest = resumed();
  EXPECT_EQ(rest.resumed, stored);
  finish(rest);
}

TEST_F(Faults, ADiskWithRoomAgainIsUsedAgain) {
  LongRunOptions options = storing();
  options.hooks.opened = [opened = 0](sqlite3* database) mutable {
    if (++opened > 3) return;
    sqlite3_exec(database, "PRAGMA max_page_count = 6", nullptr, nullptr, nullptr);
  };
  {
    const LongRun run = run_long(work_, options);
    EXPECT_TRUE(is_whole(run, work_));
    EXPECT_EQ(run.warnings.size(), 1U);
    EXPECT_EQ(run.stored, 1024U);
  }
  LongRun rest = resumed();
  EXPECT_EQ(rest.resumed, 1024U);
  finish(rest);
}

// Writes that fail: a limit on the size of files, found by the kernel in the middle of one.
TEST_F(Faults, AWriteErrorCostsTheStateButNotTheRun) {
  for (const rlim_t size : {0, 4096, 30'000, 60'000}) {
    const int stored_blocks = in_process([&] {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit = {size, size};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      const LongRun run = run_long(work_, storing());
      const bool said =
          run.warnings.size() == 1 && run.warnings[0].find("the run goes on") != std::string::npos;
      return said && is_whole(run, work_) ? static_cast<int>(run.stored / 16) : 100;
    });
    EXPECT_LT(stored_blocks, 64) << size;
    EXPECT_EQ(stored_blocks > 0, size > 4096) << size;
    LongRun rest = resumed();
    EXPECT_EQ(rest.resumed, 16U * static_cast<unsigned>(stored_blocks)) << size;
    finish(rest);
  }
}

TEST_F(Faults, AStateWhosePlaceIsTakenCostsNotTheRun) {
  LongRunOptions options = storing();
  options.hooks.before = [&] { fs::create_directory(state_); };
  const LongRun run = run_long(work_, options);
  EXPECT_TRUE(is_whole(run, work_));
  EXPECT_EQ(run.stored, 0U);
  EXPECT_THAT(run.warnings, ElementsAre(HasSubstr("unable to open")));
}

TEST_F(Faults, AnInterruptedRunThatCannotStoreSaysSo) {
  std::atomic<bool> stop = false;
  Work work = work_;
  work.compute = [&](std::size_t first, std::size_t count, double* values, std::uint8_t* status) {
    work_.compute(first, count, values, status);
    stop = first >= 160;
  };
  LongRunOptions options = storing();
  options.stop = &stop;
  options.hooks.before = [&] { fs::create_directory(state_); };
  const LongRun run = run_long(work, options);
  EXPECT_EQ(run.status, Status::interrupted);
  EXPECT_EQ(run.stored, 0U);
  EXPECT_EQ(run.done, 176U);
  EXPECT_EQ(run.warnings.size(), 1U);
}

// Nothing is computed for an output that could not be written at the end.
TEST_F(Faults, AFolderThatCannotBeWrittenIsRefusedAtOnce) {
  Work work = work_;
  work.compute = [](std::size_t, std::size_t, double*, std::uint8_t*) { FAIL(); };
  LongRunOptions options = storing();
  write(folder_ / "file", "");
  for (const fs::path& output :
       {fs::path("/proc/out.npy"), folder_ / "file" / "out.npy", folder_ / "no" / "out.npy"}) {
    options.output = output;
    EXPECT_THAT(refusal(Refusal::io, [&] { run_long(work, options); }),
                HasSubstr(output.string() + ": file must be writable, but is not"));
  }
}

TEST_F(Faults, ADamagedStateThatCannotBeMendedStaysAsItIs) {
  LongRun run = run_long(work_, storing());
  run = LongRun();
  sql("UPDATE block SET checksum = '' WHERE first = 16");
  const std::string before = contents(state_);
  const fs::path in_the_way = state_.native() + ".new";
  fs::create_directory(in_the_way);
  refusal(Refusal::io, [&] { resumed(); });
  EXPECT_EQ(contents(state_), before);
  fs::remove(in_the_way);
  EXPECT_EQ(resumed().resumed, 1008U);
}

}  // namespace
}  // namespace qbnet
