// Runs over many independent items: all threads, a progress bar, and nothing lost when stopped.
//
// Results are held in memory. A run that lasts longer than store_every_seconds also keeps its state
// in a file beside the output (run_state.hpp), from which a later run goes on to the same bytes,
// whatever its number of threads and size of blocks.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/study/results.hpp"
#include "qbnet/study/run_lock.hpp"
#include "qbnet/study/run_state.hpp"

namespace qbnet {

/// What to compute. Its results must depend on nothing but what `identity` says.
struct Work {
  std::string identity;     ///< all that the results depend on: network, axes, measures, seed, ...
  std::size_t items = 0;    ///< points of a sweep, samples of an ensemble
  std::size_t grain = 1;    ///< compute() is called for whole grains (the last may be cut) only
  std::size_t columns = 1;  ///< doubles an item
  /// Fills values[column * items + i] and status[i] (a Status) for first <= i < first + count,
  /// where first % grain == 0. Called from several threads at once, each item once.
  std::function<void(std::size_t first, std::size_t count, double* values, std::uint8_t* status)>
      compute;
};

struct LongRunOptions {
  int threads = 1;               ///< less than 1 counts as 1
  std::filesystem::path output;  ///< empty, or a device: neither lock nor state is kept
  bool resume = false;           ///< go on from a state, if there is one; wins over `overwrite`
  bool overwrite = false;        ///< forget a state that is there
  std::size_t block = 0;  ///< items handed to a thread at a time, and stored as one; 0: about
                          ///< a millisecond's work, stored in pieces of up to 4 MiB
  std::ostream* progress = nullptr;  ///< a terminal, or null
  /// 0: after every block. Storing that takes long is done less often, so that it costs one thread
  /// at most a tenth of its time.
  double store_every_seconds = 10;
  const std::atomic<bool>* stop = nullptr;  ///< once true, the run ends after the blocks in hand
  StoreHooks hooks;
};

struct LongRun {
  Status status = Status::failed;     ///< ok, or interrupted
  Results<double> values;             ///< [column][item]; NaN where not computed
  Results<std::uint8_t> item_status;  ///< [item]; Status::interrupted where not computed
  std::size_t done = 0;               ///< items computed, now or before
  std::size_t resumed = 0;            ///< of these, taken from the state
  std::size_t stored = 0;             ///< of these, safe in the state
  double seconds = 0;
  std::vector<std::string> warnings;
  std::shared_ptr<RunLock> lock;  ///< keeps other runs off the output as long as this lives
};

/// Computes every item once, or takes it from the state.
///
/// If the state cannot be stored (disk full, write error), the run goes on, warns once and tries
/// again the next time: what is stored stays, and ending the run would lose what is not.
/// At the end of an interrupted run, or one that an exception of compute() ends after
/// store_every_seconds, everything done is stored; a run that ends whole stores nothing more, as
/// its results are about to be written. A state stays until remove_state().
///
/// Errors: Refusal::exists if another run is at work on the output, if there is a state and neither
/// resume nor overwrite is set, or if it is another run's; Refusal::input for a file that is no
/// state; Refusal::io if the output's folder cannot be written (nothing is computed then: neither
/// could the output be written at the end); Refusal::too_large; whatever compute() throws.
LongRun run_long(const Work& work, const LongRunOptions& options);

/// To be called when the output is written: removes the state and lets go of the lock.
void remove_state(LongRun& run, const std::filesystem::path& output);

/// What an item takes, from grains all over the work, computed in one thread for about `budget`
/// seconds (at least one grain). Allocates unset arrays for all items: of work that may be too
/// large for that, pass a part.
double seconds_per_item(const Work& work, double budget = 0.02);

}  // namespace qbnet
