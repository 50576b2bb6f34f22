#include "qbnet/study/long_run.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <limits>
#include <mutex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/long_run_cases.hpp"

namespace qbnet {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr double never = std::numeric_limits<double>::infinity();

class LongRuns : public LongRunFolder {
 protected:
  // Every block of 16 items is stored as soon as it is done.
  LongRunOptions storing(int threads = 1) {
    LongRunOptions options;
    options.threads = threads;
    options.output = output_;
    options.block = 16;
    options.store_every_seconds = 0;
    return options;
  }
  // Work that raises `stop` in the call after `blocks` blocks.
  Work stopping_after(int blocks) {
    Work work = work_;
    work.compute = [this, blocks, calls = std::make_shared<std::atomic<int>>(0)](
                       std::size_t first, std::size_t count, double* values, std::uint8_t* status) {
      work_.compute(first, count, values, status);
      if (++*calls == blocks) stop_ = true;
    };
    return work;
  }
  // A run of which 20 of 64 blocks are in the state.
  void leave_unfinished() {
    LongRunOptions options = storing();
    options.stop = &stop_;
    EXPECT_EQ(run_long(stopping_after(20), options).stored, 320U);
    stop_ = false;
  }

  Work work_ = sample_work(1024, 8, 3);
  std::atomic<bool> stop_ = false;
};

TEST_F(LongRuns, GiveTheSameBytesForAnyThreadsAndBlocks) {
  for (const std::size_t items : {0, 1, 7, 8, 9, 1023, 1024, 5000}) {
    const Work work = sample_work(items, 8, 3);
    for (const int threads : {-1, 0, 1, 2, 3, 8, 1000}) {
      for (const std::size_t block : {0, 1, 8, 100, 1024, 1 << 30}) {
        LongRunOptions options;
        options.threads = threads;
        options.block = block;
        EXPECT_TRUE(is_whole(run_long(work, options), work))
            << items << " items, " << threads << " threads, blocks of " << block;
      }
      LongRunOptions options;
      options.threads = threads;
      options.block = std::numeric_limits<std::size_t>::max();
      EXPECT_TRUE(is_whole(run_long(work, options), work));
    }
  }
}

TEST_F(LongRuns, GiveTheSameBytesWhileStoring) {
  for (const int threads : {1, 2, 3, 8}) {
    for (const std::size_t block : {0, 8, 24, 1000}) {
      LongRunOptions options = storing(threads);
      options.block = block;
      LongRun run = run_long(work_, options);
      EXPECT_TRUE(is_whole(run, work_));
      EXPECT_THAT(run.warnings, IsEmpty());
      EXPECT_TRUE(fs::exists(state_));
      remove_state(run, output_);
      EXPECT_THAT(entries(), IsEmpty());
    }
  }
}

TEST_F(LongRuns, ComputeEveryItemOnce) {
  for (const std::size_t block : {0, 40}) {
    std::mutex mutex;
    std::multiset<std::size_t> starts;
    std::size_t items = 0;
    Work work = work_;
    work.compute = [&](std::size_t first, std::size_t count, double* values, std::uint8_t* status) {
      work_.compute(first, count, values, status);
      const std::lock_guard<std::mutex> lock(mutex);
      EXPECT_EQ(starts.count(first), 0U);
      starts.insert(first);
      items += count;
      EXPECT_TRUE(block == 0 || first % block == 0);
    };
    LongRunOptions options;
    options.threads = 3;
    options.block = block;
    run_long(work, options);
    EXPECT_EQ(items, 1024U);
  }
}

TEST_F(LongRuns, ThatAreShortLeaveNothingBehind) {
  LongRunOptions options;
  options.output = output_;
  options.threads = 2;
  {
    const LongRun run = run_long(work_, options);
    EXPECT_TRUE(is_whole(run, work_));
    EXPECT_EQ(run.stored, 0U);
    EXPECT_THAT(entries(), ElementsAre("out.npy.qbnet-lock"));
  }
  EXPECT_THAT(entries(), IsEmpty());
}

TEST_F(LongRuns, GoOnFromTheirState) {
  leave_unfinished();
  for (const int threads : {1, 3}) {
    for (const std::size_t block : {0, 8, 64}) {
      LongRunOptions options = storing(threads);
      options.block = block;
      options.resume = true;
      options.store_every_seconds = never;
      const LongRun run = run_long(work_, options);
      EXPECT_TRUE(is_whole(run, work_));
      EXPECT_EQ(run.resumed, 320U);
      EXPECT_EQ(run.stored, 320U);
    }
  }
}

TEST_F(LongRuns, GoOnThoughThereIsNothingToGoOnFrom) {
  LongRunOptions options = storing();
  options.resume = true;
  EXPECT_TRUE(is_whole(run_long(work_, options), work_));
  // Whole already: nothing is left to compute.
  Work work = work_;
  work.compute = [](std::size_t, std::size_t, double*, std::uint8_t*) { FAIL(); };
  const LongRun again = run_long(work, options);
  EXPECT_TRUE(is_whole(again, work_));
  EXPECT_EQ(again.resumed, 1024U);
}

TEST_F(LongRuns, AskBeforeTheyLoseAState) {
  leave_unfinished();
  const std::string before = contents(state_);
  EXPECT_THAT(refusal(Refusal::exists, [&] { run_long(work_, storing()); }),
              AllOf(HasSubstr("--resume goes on"), HasSubstr("--overwrite begins again"),
                    HasSubstr(output_.string())));
  EXPECT_EQ(contents(state_), before);
  LongRunOptions options = storing();
  options.overwrite = true;
  const LongRun run = run_long(work_, options);
  EXPECT_TRUE(is_whole(run, work_));
  EXPECT_EQ(run.resumed, 0U);
}

TEST_F(LongRuns, RefuseAForeignState) {
  leave_unfinished();
  const std::string before = contents(state_);
  Work other = work_;
  other.identity = "sample\nseed 2";
  LongRunOptions options = storing();
  options.resume = true;
  EXPECT_THAT(refusal(Refusal::exists, [&] { run_long(other, options); }),
              HasSubstr("\"seed 1\", not \"seed 2\""));
  EXPECT_EQ(contents(state_), before);
  EXPECT_THAT(entries(), ElementsAre("out.npy.qbnet-state"));
}

TEST_F(LongRuns, ComputeDamagedBlocksAgainAndSaySo) {
  leave_unfinished();
  sql("UPDATE block SET data = x'00' || substr(data, 2) WHERE first IN (32, 64)");
  LongRunOptions options = storing(2);
  options.resume = true;
  const LongRun run = run_long(work_, options);
  EXPECT_TRUE(is_whole(run, work_));
  EXPECT_EQ(run.resumed, 288U);
  EXPECT_THAT(run.warnings, ElementsAre(HasSubstr("288 good points are kept")));
}

TEST_F(LongRuns, StopCleanlyAndStoreWhatIsDone) {
  for (const int threads : {1, 3}) {
    LongRunOptions options = storing(threads);
    options.store_every_seconds = never;  // nothing is stored but at the end
    options.stop = &stop_;
    LongRun run = run_long(stopping_after(5), options);
    EXPECT_EQ(run.status, Status::interrupted);
    EXPECT_GE(run.done, 80U);
    EXPECT_LE(run.done, 80U + 16U * static_cast<std::size_t>(threads - 1));
    EXPECT_EQ(run.stored, run.done);
    std::size_t computed = 0;
    for (std::size_t i = 0; i < 1024; ++i) {
      if (run.item_status[i] == static_cast<std::uint8_t>(Status::interrupted)) {
        EXPECT_TRUE(std::isnan(run.values[i]) && std::isnan(run.values[2048 + i]));
      } else {
        ++computed;
        EXPECT_EQ(run.item_status[i], static_cast<std::uint8_t>(sample_status(i)));
      }
    }
    EXPECT_EQ(computed, run.done);
    const std::size_t done = run.done;
    run = LongRun();
    stop_ = false;
    options.resume = true;
    LongRun rest = run_long(work_, options);
    EXPECT_TRUE(is_whole(rest, work_));
    EXPECT_EQ(rest.resumed, done);
    remove_state(rest, output_);
  }
}

TEST_F(LongRuns, StoppedBeforeTheyBeginLeaveNothing) {
  stop_ = true;
  LongRunOptions options = storing();
  options.stop = &stop_;
  {
    const LongRun run = run_long(work_, options);
    EXPECT_EQ(run.status, Status::interrupted);
    EXPECT_EQ(run.done, 0U);
  }
  EXPECT_THAT(entries(), IsEmpty());
}

TEST_F(LongRuns, PassAFailureOnAndKeepWhatIsDone) {
  for (const int threads : {1, 3}) {
    Work work = work_;
    work.compute = [&](std::size_t first, std::size_t count, double* values, std::uint8_t* status) {
      if (first >= 512) throw std::runtime_error("no");
      work_.compute(first, count, values, status);
    };
    LongRunOptions options = storing(threads);
    EXPECT_THROW(run_long(work, options), std::runtime_error);
    EXPECT_THAT(entries(), ElementsAre("out.npy.qbnet-state"));
    options.resume = true;
    LongRun run = run_long(work_, options);
    EXPECT_TRUE(is_whole(run, work_));
    // Blocks are handed out in order, and all in hand are finished.
    EXPECT_EQ(run.resumed, 512U);
    remove_state(run, output_);
  }
}

TEST_F(LongRuns, StoreBeforeTheyPassALateFailureOn) {
  Work work = work_;
  work.compute = [&](std::size_t first, std::size_t count, double* values, std::uint8_t* status) {
    if (first == 512) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      throw std::runtime_error("no");
    }
    work_.compute(first, count, values, status);
  };
  LongRunOptions options = storing();
  options.store_every_seconds = 0.04;
  EXPECT_THROW(run_long(work, options), std::runtime_error);
  options.resume = true;
  EXPECT_EQ(run_long(work_, options).resumed, 512U);
}

// The thread that goes on when the other one fails must end after the block it has in hand.
TEST_F(LongRuns, StartNothingAfterAFailure) {
  std::atomic<int> calls = 0;
  std::atomic<bool> failing = false;
  std::atomic<int> after = 0;
  Work work = work_;
  work.compute = [&](std::size_t first, std::size_t count, double* values, std::uint8_t* status) {
    ++calls;
    if (failing) {
      ++after;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    work_.compute(first, count, values, status);
    if (first > 0) return;
    while (calls < 2) std::this_thread::yield();
    failing = true;
    throw std::runtime_error("no");
  };
  LongRunOptions options;
  options.threads = 2;
  options.block = 8;
  // The other thread may be through before this one looks; then there is nothing to see.
  for (int trial = 0; trial < 100 && after == 0; ++trial) {
    calls = 0;
    failing = false;
    EXPECT_THROW(run_long(work, options), std::runtime_error);
  }
  EXPECT_LT(after, 60);
}

TEST_F(LongRuns, ShowTheirProgressAndClearIt) {
  std::ostringstream terminal;
  Work work = sample_work(4, 1, 1);
  const auto compute = work.compute;
  work.compute = [&](std::size_t first, std::size_t count, double* values, std::uint8_t* status) {
    std::this_thread::sleep_for(std::chrono::milliseconds(110));
    compute(first, count, values, status);
  };
  LongRunOptions options;
  options.progress = &terminal;
  options.block = 1;
  run_long(work, options);
  EXPECT_THAT(terminal.str(), HasSubstr("25 %, 1 of 4 points"));
  EXPECT_EQ(terminal.str().back(), '\r');
}

}  // namespace
}  // namespace qbnet
