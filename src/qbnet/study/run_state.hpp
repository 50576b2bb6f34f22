// What a killed run leaves behind: its finished blocks in one SQLite file beside the output.
//
// Every block carries a checksum over its place, the run it belongs to, and its numbers, so that
// neither a flipped bit nor a block of another run can pass for a result. SQLite, because its
// transactions outlive a kill at any instant, a full disk and a loss of power.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "qbnet/study/stretch.hpp"

struct sqlite3;

namespace qbnet {

class Database;

/// What the results of a run depend on. Two runs with equal keys, and of one version of qbnet,
/// compute the same bytes.
struct RunKey {
  std::string identity;  ///< text, best in lines: the first line that differs is shown
  std::size_t items = 0;
  std::size_t columns = 0;
  std::size_t grain = 1;  ///< at least 1
};

/// For tests: called around the storing of each block, and with each connection that stores.
struct StoreHooks {
  std::function<void(sqlite3*)> opened;
  std::function<void()> before;
  std::function<void()> during;  ///< after the block is written, before it is committed
  std::function<void()> after;
};

/// The arrays of a run: values[column * items + i], status[i].
struct ResultArrays {
  double* values = nullptr;
  std::uint8_t* status = nullptr;
};

class RunState {
 public:
  /// Touches no file yet. A block holds at most `block` items (in whole grains), and at most 4 MiB
  /// unless one grain takes more.
  RunState(std::filesystem::path path, RunKey key, std::size_t block, StoreHooks hooks = {});
  RunState(const RunState&) = delete;
  RunState& operator=(const RunState&) = delete;
  ~RunState();

  /// Whether there is a file in which something may be stored.
  bool exists() const;

  struct Loaded {
    StretchSet items;
    std::string warning;  ///< what was damaged, or nothing
  };

  /// Copies the good blocks, if there are any, into the arrays. Damaged ones are left out, and the
  /// file is then written anew without them. Errors: Refusal::exists for the state of another run,
  /// with what differs, or one in use; Refusal::input for a file that is no state, or damaged so
  /// that there is no telling whose it is (it stays as it is); Refusal::io.
  Loaded load(const ResultArrays& arrays);

  /// Stores block by block, and takes each out of `unstored` once it is safe. The file comes with
  /// the first block. Errors: Refusal::io; all blocks stored so far stay stored, and the next call
  /// tries again.
  void store(StretchSet& unstored, const ResultArrays& arrays);

  /// Removes the file.
  void remove();

 private:
  void open();
  void insert(const Stretch& block, const ResultArrays& arrays);
  bool scan(const Database& database, const ResultArrays& arrays, StretchSet& good) const;
  void rewrite(StretchSet good, const ResultArrays& arrays);
  std::string checksum(const Stretch& block, std::string_view data) const;
  std::size_t bytes(std::size_t items) const { return items * (sizeof(double) * key_.columns + 1); }
  [[noreturn]] void fail(const std::string& reason) const;

  std::filesystem::path path_;
  RunKey key_;
  std::string hash_;
  std::size_t block_;
  StoreHooks hooks_;
  std::unique_ptr<Database> database_;  // open from the first store on
  std::string buffer_;
};

}  // namespace qbnet
