#include "qbnet/study/run_state.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/study/database.hpp"

namespace qbnet {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t application_id = 0x71626e73;  // "qbns"
constexpr std::size_t format = 1;
constexpr std::string_view version = QBNET_VERSION;

class Hash {
 public:
  Hash() : state_(XXH3_createState(), XXH3_freeState) { XXH3_128bits_reset(state_.get()); }
  // In the machine's byte order, so that a machine of the other order takes none of these numbers.
  Hash& add(std::size_t number) {
    XXH3_128bits_update(state_.get(), &number, sizeof number);
    return *this;
  }
  Hash& add(std::string_view bytes) {
    add(bytes.size());
    XXH3_128bits_update(state_.get(), bytes.data(), bytes.size());
    return *this;
  }
  std::string hex() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(state_.get());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
  }

 private:
  std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state_;
};

// Cuts the first line off the text; "nothing" after the last.
std::string next_line(std::string_view& text, bool& more) {
  if (!more) return "nothing";
  const std::size_t end = text.find('\n');
  const std::string line = in_quotes(text.substr(0, end));
  more = end != std::string_view::npos;
  if (more) text.remove_prefix(end + 1);
  return line;
}

// The first line in which two texts that differ do so.
std::string differing_line(std::string_view there, std::string_view here) {
  bool more_there = true;
  bool more_here = true;
  for (int number = 1;; ++number) {
    // Lines are compared whole, but shown cut.
    const bool same = more_there && more_here &&
                      there.substr(0, there.find('\n')) == here.substr(0, here.find('\n'));
    const std::string theirs = next_line(there, more_there);
    const std::string ours = next_line(here, more_here);
    if (!same) {
      return fmt::format("line {} of what it depends on is {}, not {}", number, theirs, ours);
    }
  }
}

// What differs from this run, or nothing. Throws SqlFailure if the file cannot tell.
std::string difference(const Database& database, const RunKey& key, const std::string& hash) {
  if (database.number("PRAGMA application_id") != application_id) {
    throw SqlFailure{SQLITE_NOTADB, "it is another program's database"};
  }
  const std::size_t their_format = database.number("PRAGMA user_version");
  if (their_format != format) return fmt::format("its format is {}, not {}", their_format, format);
  Statement row(database, "SELECT hash, version, identity, items, columns, grain FROM run");
  if (!row.step()) throw SqlFailure{SQLITE_CORRUPT, "it does not say whose it is"};
  if (row.bytes(0) == hash) return "";
  if (row.bytes(1) != version) {
    return fmt::format("its version is {}, not {}", printable(row.bytes(1)), version);
  }
  if (row.bytes(2) != key.identity) return differing_line(row.bytes(2), key.identity);
  return fmt::format("it has {} points of {} columns in grains of {}, not {}, {} and {}",
                     row.number(3), row.number(4), row.number(5), key.items, key.columns,
                     key.grain);
}

bool there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// A file that was made, but in which nothing was stored before the kill.
bool vacant(const Database& database) {
  return database.number("SELECT count(*) FROM sqlite_schema") == 0;
}

void create(Database& database, const RunKey& key, const std::string& hash) {
  database.run("BEGIN IMMEDIATE");
  database.run("CREATE TABLE run(hash, version, identity, items, columns, grain)");
  database.run("CREATE TABLE block(first INTEGER PRIMARY KEY, count, checksum, data)");
  database.run(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application_id, format));
  Statement(database, "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?)")
      .bind(1, hash)
      .bind(2, version)
      .bind(3, key.identity)
      .bind(4, key.items)
      .bind(5, key.columns)
      .bind(6, key.grain)
      .step();
  database.run("COMMIT");
}

}  // namespace

RunState::RunState(fs::path path, RunKey key, std::size_t block, StoreHooks hooks)
    : path_(std::move(path)), key_(std::move(key)), hooks_(std::move(hooks)) {
  Hash hash;
  hash.add(format).add(version).add(key_.identity);
  hash_ = hash.add(key_.items).add(key_.columns).add(key_.grain).hex();
  constexpr std::size_t most_bytes = std::size_t{4} << 20;
  const std::size_t items = std::min(block, most_bytes / bytes(1));
  block_ = std::max(items / key_.grain, std::size_t{1}) * key_.grain;
}

RunState::~RunState() = default;

void RunState::fail(const std::string& reason) const {
  throw Error(Refusal::io, fmt::format("{}: state of the run must be stored, but cannot be: {}",
                                       printable(path_.string()), reason));
}

std::string RunState::checksum(const Stretch& block, std::string_view data) const {
  return Hash().add(hash_).add(block.first).add(block.end).add(data).hex();
}

bool RunState::exists() const {
  if (!there(path_)) return false;
  try {
    return !vacant(Database(path_, Database::Missing::refuse));
  } catch (const SqlFailure&) {
    return true;
  }
}

RunState::Loaded RunState::load(const ResultArrays& arrays) {
  Loaded loaded;
  if (!there(path_)) return loaded;
  const std::string name = printable(path_.string());
  bool sound = true;
  try {
    const Database database(path_, Database::Missing::refuse);
    if (vacant(database)) return loaded;
    const std::string other = difference(database, key_, hash_);
    if (!other.empty()) {
      throw Error(Refusal::exists, fmt::format("{}: state must be this run's for --resume, but {}; "
                                               "--overwrite begins again",
                                               name, other));
    }
    sound = scan(database, arrays, loaded.items);
  } catch (const SqlFailure& failure) {
    if (failure.code == SQLITE_BUSY) {
      throw Error(Refusal::exists,
                  fmt::format("{}: state must be free, but another program has it open", name));
    }
    if (failure.damage()) {
      throw Error(Refusal::input, fmt::format("{}: file must be the state of a run, but cannot be "
                                              "read as one: {}; --overwrite begins again",
                                              name, failure.message));
    }
    throw Error(Refusal::io,
                fmt::format("{}: state must be readable, but is not: {}", name, failure.message));
  }
  if (!sound) {
    rewrite(loaded.items, arrays);
    loaded.warning = fmt::format(
        "{}: state is damaged: its {} good points are kept, all others are computed again", name,
        loaded.items.count());
  }
  return loaded;
}

// Good blocks into the arrays; false if anything is not as it was written.
bool RunState::scan(const Database& database, const ResultArrays& arrays, StretchSet& good) const {
  bool sound = database.sound();
  // A page that cannot be read ends a walk through the table; then one from the other end may find
  // what lies behind it.
  for (const char* order : {"", " DESC"}) {
    try {
      const std::string sql = "SELECT first, count, checksum, data FROM block ORDER BY first";
      Statement row(database, (sql + order).c_str());
      while (row.step()) {
        const std::size_t first = row.number(0);
        const std::size_t count = row.number(1);
        const bool fits = first < key_.items && first % key_.grain == 0 && count > 0 &&
                          count <= key_.items - first &&
                          (count % key_.grain == 0 || count == key_.items - first);
        const Stretch block{first, first + count};
        const std::string_view data = row.bytes(3);
        if (!fits || good.meets(block) || data.size() != bytes(count) ||
            row.bytes(2) != checksum(block, data)) {
          sound = false;
          continue;
        }
        const char* from = data.data();
        const std::size_t size = count * sizeof(double);
        for (std::size_t column = 0; column < key_.columns; ++column, from += size) {
          std::memcpy(arrays.values + column * key_.items + first, from, size);
        }
        std::memcpy(arrays.status + first, from, count);
        good.add(block);
      }
      break;
    } catch (const SqlFailure&) {
      sound = false;
    }
  }
  return sound;
}

// The damaged file stays until its good blocks lie whole beside it.
void RunState::rewrite(StretchSet good, const ResultArrays& arrays) {
  if (good.empty()) return remove();
  const fs::path beside = path_.native() + ".new";
  remove_database(beside);
  {
    RunState fresh(beside, key_, key_.items);
    fresh.store(good, arrays);
  }
  if (there(beside.native() + "-wal")) fail("its copy without damaged blocks is not whole");
  // The log of the damaged file would be taken for one of the new file.
  ::unlink((path_.native() + "-wal").c_str());
  if (std::rename(beside.c_str(), path_.c_str()) != 0) {
    fail(std::generic_category().message(errno));
  }
}

void RunState::open() {
  if (!there(path_)) remove_database(path_);  // a log without its file
  auto database = std::make_unique<Database>(path_, Database::Missing::create);
  // FULL syncs every commit: a block that is called stored outlives a loss of power, too.
  database->run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  if (hooks_.opened) hooks_.opened(database->handle());
  if (vacant(*database)) {
    create(*database, key_, hash_);
  } else if (!difference(*database, key_, hash_).empty()) {
    throw SqlFailure{SQLITE_MISUSE, "the state of another run has taken its place"};
  }
  database_ = std::move(database);
}

void RunState::insert(const Stretch& block, const ResultArrays& arrays) {
  buffer_.resize(bytes(block.count()));
  char* to = buffer_.data();
  const std::size_t size = block.count() * sizeof(double);
  for (std::size_t column = 0; column < key_.columns; ++column, to += size) {
    std::memcpy(to, arrays.values + column * key_.items + block.first, size);
  }
  std::memcpy(to, arrays.status + block.first, block.count());
  const std::string sum = checksum(block, buffer_);
  database_->run("BEGIN IMMEDIATE");
  // A commit that failed may have reached the disk all the same; then the block is there already.
  Statement(*database_, "INSERT OR REPLACE INTO block VALUES (?, ?, ?, ?)")
      .bind(1, block.first)
      .bind(2, block.count())
      .bind(3, sum)
      .bind_bytes(4, buffer_)
      .step();
  if (hooks_.during) hooks_.during();
  database_->run("COMMIT");
}

void RunState::store(StretchSet& unstored, const ResultArrays& arrays) {
  try {
    while (!unstored.empty()) {
      if (hooks_.before) hooks_.before();
      if (database_ == nullptr) open();
      const Stretch next = unstored.front();
      const std::size_t count = std::min(next.count(), block_);
      insert({next.first, next.first + count}, arrays);
      unstored.drop_front(count);
      if (hooks_.after) hooks_.after();
    }
  } catch (const SqlFailure& failure) {
    // Closing takes back what was not committed; the next call opens the file again.
    database_.reset();
    fail(failure.message);
  }
}

void RunState::remove() {
  database_.reset();
  remove_database(path_);
}

}  // namespace qbnet
