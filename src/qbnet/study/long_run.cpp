#include "qbnet/study/long_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>
#include <utility>

#include "qbnet/base/parallel.hpp"
#include "qbnet/base/quote.hpp"
#include "qbnet/study/database.hpp"
#include "qbnet/study/progress.hpp"

namespace qbnet {
namespace {

class Clock {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Which items are to be done, done, and not stored yet.
class Ledger {
 public:
  Ledger(const Work& work, std::size_t sharers, const StretchSet& taken)
      : grain_(work.grain),
        sharers_(sharers),
        to_do_(taken.gaps(work.items)),
        left_(work.items - taken.count()),
        done_(taken.count()) {}

  // The next `wanted` items, one grain at least. If `fair`, fewer towards the end, so that all
  // threads end together.
  std::optional<Stretch> next(std::size_t wanted, bool fair) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (at_ == to_do_.size()) return std::nullopt;
    Stretch& from = to_do_[at_];
    if (fair) wanted = std::min(wanted, left_ / (2 * sharers_) / grain_ * grain_);
    const std::size_t count = std::min(std::max(wanted, grain_), from.count());
    const Stretch stretch{from.first, from.first + count};
    from.first += count;
    left_ -= count;
    if (from.count() == 0) ++at_;
    return stretch;
  }
  std::size_t add(const Stretch& stretch) {
    const std::lock_guard<std::mutex> lock(mutex_);
    unstored_.add(stretch);
    return done_ += stretch.count();
  }
  StretchSet take_unstored() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(unstored_, {});
  }
  void give_back(StretchSet stretches) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (; !stretches.empty(); stretches.drop_front(stretches.front().count())) {
      unstored_.add(stretches.front());
    }
  }
  std::size_t done() const { return done_; }
  // What no thread took, when all have ended.
  std::vector<Stretch> untouched() const {
    return {to_do_.begin() + static_cast<std::ptrdiff_t>(at_), to_do_.end()};
  }

 private:
  std::mutex mutex_;
  std::size_t grain_;
  std::size_t sharers_;
  std::vector<Stretch> to_do_;
  std::size_t at_ = 0;
  std::size_t left_;
  std::size_t done_;
  StretchSet unstored_;
};

class Runner {
 public:
  Runner(const Work& work, const LongRunOptions& options, std::size_t threads, RunState* state,
         const StretchSet& taken, LongRun& run)
      : work_(work),
        options_(options),
        threads_(threads),
        state_(state),
        run_(run),
        arrays_{run.values.data(), run.item_status.data()},
        ledger_(work, threads, taken),
        bar_(options.progress, work.items, taken.count()),
        next_store_(options.store_every_seconds) {}

  void go() {
    try {
      // One piece of work a thread: each takes blocks until there are none.
      parallel_for(threads_, options_.threads, [this](std::size_t) { work_on(); });
    } catch (...) {
      if (clock_.seconds() >= options_.store_every_seconds) store();
      throw;
    }
    bar_.clear();
    run_.done = ledger_.done();
    run_.status = run_.done == work_.items ? Status::ok : Status::interrupted;
    if (run_.status == Status::interrupted) {
      if (run_.done > 0) store();
      leave_out(ledger_.untouched());
    }
    run_.seconds = clock_.seconds();
  }

 private:
  bool stopped() const { return failed_ || (options_.stop != nullptr && options_.stop->load()); }

  void work_on() {
    // As long as a block may take without counting against the last thread to end, and so long that
    // locks and clocks do not count.
    constexpr double target = 1e-3;
    const bool fixed = options_.block > 0;
    std::size_t wanted = fixed ? options_.block / work_.grain * work_.grain : work_.grain;
    double before = clock_.seconds();
    while (!stopped()) {
      const std::optional<Stretch> block = ledger_.next(wanted, !fixed);
      if (!block) return;
      try {
        work_.compute(block->first, block->count(), arrays_.values, arrays_.status);
      } catch (...) {
        failed_ = true;
        throw;
      }
      const std::size_t done = ledger_.add(*block);
      double now = clock_.seconds();
      if (!fixed) wanted = better_size(*block, target / (now - before));
      if (state_ != nullptr && now >= next_store_) {
        store_if_free();
        now = clock_.seconds();
      }
      if (const std::unique_lock<std::mutex> lock(showing_, std::try_to_lock); lock) {
        bar_.update(done, now);
      }
      before = now;
    }
  }

  // `factor` times the block, but not much more at once: the first call may have been a slow one.
  std::size_t better_size(const Stretch& block, double factor) const {
    const double grains =
        std::ceil(static_cast<double>(block.count()) / static_cast<double>(work_.grain));
    const double better = std::max(1.0, std::floor(grains * std::min(factor, 8.0)));
    return static_cast<std::size_t>(
               std::min(better, static_cast<double>(work_.items / work_.grain + 1))) *
           work_.grain;
  }

  void store_if_free() {
    const std::unique_lock<std::mutex> lock(storing_, std::try_to_lock);
    if (!lock) return;
    const double start = clock_.seconds();
    store();
    const double end = clock_.seconds();
    const double every = options_.store_every_seconds;
    next_store_ = every > 0 ? end + std::max(every, 9 * (end - start)) : 0;
  }

  void store() {
    if (state_ == nullptr) return;
    StretchSet unstored = ledger_.take_unstored();
    const std::size_t before = unstored.count();
    try {
      state_->store(unstored, arrays_);
    } catch (const Error& error) {
      if (!warned_) {
        run_.warnings.push_back(
            fmt::format("{}; the run goes on, but what it computes from now on "
                        "would be lost if it were killed",
                        error.what()));
      }
      warned_ = true;
    }
    run_.stored += before - unstored.count();
    ledger_.give_back(std::move(unstored));
  }

  // No number leaves without a status.
  void leave_out(const std::vector<Stretch>& stretches) {
    for (const Stretch& stretch : stretches) {
      for (std::size_t column = 0; column < work_.columns; ++column) {
        double* values = arrays_.values + column * work_.items;
        std::fill(values + stretch.first, values + stretch.end,
                  std::numeric_limits<double>::quiet_NaN());
      }
      std::fill(arrays_.status + stretch.first, arrays_.status + stretch.end,
                static_cast<std::uint8_t>(Status::interrupted));
    }
  }

  const Work& work_;
  const LongRunOptions& options_;
  std::size_t threads_;
  RunState* state_;  // null: none is kept
  LongRun& run_;
  ResultArrays arrays_;
  Clock clock_;
  Ledger ledger_;
  std::mutex showing_;
  ProgressBar bar_;
  std::mutex storing_;  // and what store() changes
  std::atomic<double> next_store_;
  bool warned_ = false;
  std::atomic<bool> failed_ = false;
};

std::size_t grains_of(const Work& work) {
  return work.items / work.grain + (work.items % work.grain == 0 ? 0 : 1);
}

// Grains that are not empty, nor longer than all; arrays that fit.
Work checked(Work work) {
  work.grain = std::clamp(work.grain, std::size_t{1}, std::max(work.items, std::size_t{1}));
  refuse_too_large(
      estimate_run(static_cast<double>(work.items), static_cast<double>(work.columns), 0, NAN));
  return work;
}

// Takes the lock; then the state is this run's to judge.
std::unique_ptr<RunState> prepare_state(const Work& work, const LongRunOptions& options,
                                        LongRun& run) {
  const std::filesystem::path path = state_path(options.output);
  if (path.empty()) return nullptr;
  run.lock = std::make_shared<RunLock>(options.output);
  const std::size_t block = options.block == 0 ? work.items : options.block;
  auto state = std::make_unique<RunState>(
      path, RunKey{work.identity, work.items, work.columns, work.grain}, block, options.hooks);
  if (options.resume) return state;
  if (options.overwrite) {
    state->remove();
  } else if (state->exists()) {
    throw Error(Refusal::exists,
                fmt::format("{}: run must not lose what an earlier one left unfinished, but was "
                            "not told what to do; --resume goes on with it, --overwrite begins "
                            "again",
                            printable(options.output.string())));
  }
  return state;
}

}  // namespace

LongRun run_long(const Work& asked, const LongRunOptions& options) {
  const Work work = checked(asked);
  LongRun run;
  const std::unique_ptr<RunState> state = prepare_state(work, options, run);
  run.values.resize(work.items * work.columns);
  run.item_status.resize(work.items);
  StretchSet taken;
  if (state && options.resume) {
    RunState::Loaded loaded = state->load({run.values.data(), run.item_status.data()});
    taken = std::move(loaded.items);
    if (!loaded.warning.empty()) run.warnings.push_back(loaded.warning);
    run.resumed = run.stored = taken.count();
  }
  const std::size_t grains = grains_of(work);
  const auto threads = static_cast<std::size_t>(std::max(options.threads, 1));
  Runner(work, options, std::clamp(grains, std::size_t{1}, threads), state.get(), taken, run).go();
  return run;
}

void remove_state(LongRun& run, const std::filesystem::path& output) {
  const std::filesystem::path path = state_path(output);
  if (!path.empty()) remove_database(path);
  run.stored = 0;
  run.lock.reset();
}

double seconds_per_item(const Work& asked, double budget) {
  const Work work = checked(asked);
  if (work.items == 0) return 0;
  Results<double> values(work.items * work.columns);
  Results<std::uint8_t> status(work.items);
  const std::size_t grains = grains_of(work);
  double seconds = 0;
  std::size_t items = 0;
  std::size_t wanted = 1;
  double place = 0;
  for (int call = 0; items < work.items && (call == 0 || seconds < budget); ++call) {
    const auto grain = static_cast<std::size_t>(place * static_cast<double>(grains - wanted));
    const std::size_t first = grain * work.grain;
    const std::size_t count = std::min(wanted * work.grain, work.items - first);
    const Clock clock;
    work.compute(first, count, values.data(), status.data());
    const double spent = clock.seconds();
    // The first call also fills caches and tables; it counts only where it is the only one.
    if (call == 1) seconds = 0;
    if (call == 1) items = 0;
    seconds += spent;
    items += count;
    if (4 * spent < budget) wanted = std::min(2 * wanted, grains);
    // Steps by the golden ratio spread over the whole, however many there will be.
    place = std::fmod(place + 0.6180339887498949, 1);
  }
  return seconds / static_cast<double>(items);
}

}  // namespace qbnet
