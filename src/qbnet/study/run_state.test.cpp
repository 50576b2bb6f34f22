#include "qbnet/study/run_state.hpp"

#include <gmock/gmock.h>

#include <random>
#include <string>
#include <utility>

#include "tests/long_run_cases.hpp"

namespace qbnet {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// Items in grains of 4 and two columns; a block is 8 items.
class State : public LongRunFolder {
 protected:
  explicit State(std::size_t items = 100)
      : items_(items), work_(sample_work(items, 4, 2)), key_{work_.identity, items, 2, 4} {
    values_.resize(2 * items);
    status_.resize(items);
    work_.compute(0, items, values_.data(), status_.data());
  }
  ResultArrays arrays() { return {values_.data(), status_.data()}; }

  void store(const std::vector<Stretch>& stretches) {
    StretchSet set;
    for (const Stretch& stretch : stretches) set.add(stretch);
    RunState(state_, key_, 8).store(set, arrays());
    EXPECT_TRUE(set.empty());
  }
  // Loads into fresh arrays. Whatever is loaded must be right, and the rest untouched.
  RunState::Loaded load() {
    std::vector<double> values(2 * items_, -1.0);
    std::vector<std::uint8_t> status(items_, 77);
    RunState::Loaded loaded = RunState(state_, key_, 8).load({values.data(), status.data()});
    std::vector<double> expected_values = values_;
    std::vector<std::uint8_t> expected_status = status_;
    for (const Stretch& gap : loaded.items.gaps(items_)) {
      for (std::size_t i = gap.first; i < gap.end; ++i) {
        expected_values[i] = expected_values[items_ + i] = -1;
        expected_status[i] = 77;
      }
    }
    EXPECT_EQ(status, expected_status);
    EXPECT_EQ(std::memcmp(values.data(), expected_values.data(), values.size() * sizeof(double)),
              0);
    return loaded;
  }
  std::string refused(Refusal kind, const RunKey& key) {
    return refusal(kind, [&] { RunState(state_, key, 8).load(arrays()); });
  }

  std::size_t items_;
  Work work_;
  RunKey key_;
  std::vector<double> values_;
  std::vector<std::uint8_t> status_;
};

const std::vector<Stretch> most = {{0, 40}, {60, 100}};

TEST_F(State, GivesBackWhatWasStored) {
  EXPECT_FALSE(RunState(state_, key_, 8).exists());
  EXPECT_TRUE(load().items.empty());
  store({{8, 20}, {96, 100}});
  store({{40, 60}});
  EXPECT_TRUE(RunState(state_, key_, 8).exists());
  const RunState::Loaded loaded = load();
  EXPECT_THAT(loaded.items.gaps(100), ElementsAre(Stretch{0, 8}, Stretch{20, 40}, Stretch{60, 96}));
  EXPECT_EQ(loaded.warning, "");
  EXPECT_THAT(entries(), ElementsAre("out.npy.qbnet-state"));
}

TEST_F(State, IsASqliteFileInWalMode) {
  store(most);
  const std::string bytes = contents(state_);
  EXPECT_EQ(bytes.substr(0, 15), "SQLite format 3");
  EXPECT_EQ(bytes[18], 2);
  EXPECT_EQ(bytes[19], 2);
}

TEST_F(State, IsRemovedWithoutATrace) {
  store(most);
  write(state_.native() + "-wal", "left by a kill");
  RunState(state_, key_, 8).remove();
  EXPECT_THAT(entries(), testing::IsEmpty());
}

TEST_F(State, OfAnotherRunIsRefusedWithWhatDiffers) {
  store(most);
  RunKey other = key_;
  other.identity = "sample\nseed 2";
  EXPECT_THAT(refused(Refusal::exists, other),
              AllOf(HasSubstr("line 2 of what it depends on is \"seed 1\", not \"seed 2\""),
                    HasSubstr("--overwrite begins again"), HasSubstr(state_.string())));
  other.identity = "sample";
  EXPECT_THAT(refused(Refusal::exists, other),
              HasSubstr("line 2 of what it depends on is \"seed 1\", not nothing"));
  other.identity = "sample\nseed 1\nmore";
  EXPECT_THAT(refused(Refusal::exists, other),
              HasSubstr("line 3 of what it depends on is nothing, not \"more\""));
  for (const RunKey& key : {RunKey{key_.identity, 101, 2, 4}, RunKey{key_.identity, 100, 3, 4},
                            RunKey{key_.identity, 100, 2, 2}}) {
    EXPECT_THAT(refused(Refusal::exists, key), HasSubstr("100 points of 2 columns in grains of 4"));
  }
  EXPECT_EQ(load().items.count(), 80U);
}

TEST_F(State, OfAnotherVersionIsRefused) {
  store(most);
  sql("UPDATE run SET version = '0.0.9', hash = 'x'");
  EXPECT_THAT(refused(Refusal::exists, key_),
              HasSubstr("its version is 0.0.9, not " QBNET_VERSION));
  sql("PRAGMA user_version = 2");
  EXPECT_THAT(refused(Refusal::exists, key_), HasSubstr("its format is 2, not 1"));
}

TEST_F(State, OfNobodyIsRefusedAndLeftAlone) {
  write(state_, "my notes, and no database at all");
  EXPECT_TRUE(RunState(state_, key_, 8).exists());
  EXPECT_THAT(refused(Refusal::input, key_), HasSubstr("file is not a database"));
  EXPECT_EQ(contents(state_), "my notes, and no database at all");
  fs::remove(state_);
  sql("CREATE TABLE notes(text)");
  EXPECT_THAT(refused(Refusal::input, key_), HasSubstr("another program's database"));
  fs::remove(state_);
  store(most);
  sql("DROP TABLE run");
  EXPECT_THAT(refused(Refusal::input, key_), HasSubstr("no such table"));
}

TEST_F(State, WithoutAnythingStoredIsNone) {
  write(state_, "");
  EXPECT_FALSE(RunState(state_, key_, 8).exists());
  EXPECT_TRUE(load().items.empty());
  sql("PRAGMA journal_mode = WAL");
  EXPECT_FALSE(RunState(state_, key_, 8).exists());
  store(most);
  EXPECT_EQ(load().items.count(), 80U);
}

// Each damage costs the block that it touches, is said once, and is gone the next time.
TEST_F(State, LeavesDamagedBlocksOut) {
  const char* flip =
      "UPDATE block SET data = substr(data, 1, 9) || x'ff' || substr(data, 11) WHERE first = 16";
  for (const std::string damage :
       {flip, "UPDATE block SET data = substr(data, 2) WHERE first = 16",
        "UPDATE block SET data = NULL WHERE first = 16",
        "UPDATE block SET checksum = '' WHERE first = 16",
        "UPDATE block SET count = 4 WHERE first = 16",
        "UPDATE block SET count = -8 WHERE first = 16",
        "UPDATE block SET count = 9223372036854775807 WHERE first = 16",
        "UPDATE block SET first = 48 WHERE first = 16",
        "UPDATE block SET first = -8 WHERE first = 16",
        "UPDATE block SET first = 9223372036854775807 WHERE first = 16",
        "UPDATE block SET (data, checksum) = (SELECT data, checksum FROM block WHERE first = 24) "
        "WHERE first = 16"}) {
    fs::remove(state_);
    store(most);
    sql(damage);
    const RunState::Loaded loaded = load();
    EXPECT_THAT(loaded.items.gaps(100), ElementsAre(Stretch{16, 24}, Stretch{40, 60})) << damage;
    EXPECT_THAT(loaded.warning, HasSubstr("72 good points are kept")) << damage;
    store({{16, 24}});
    EXPECT_EQ(load().items.count(), 80U) << damage;
    EXPECT_EQ(load().warning, "") << damage;
    EXPECT_THAT(entries(), ElementsAre("out.npy.qbnet-state"));
  }
}

TEST_F(State, TakesNoItemTwiceAndNoPartsOfGrains) {
  store({{0, 8}});
  store({{4, 12}});
  EXPECT_THAT(load().items.gaps(100), ElementsAre(Stretch{8, 100}));
  store({{50, 54}, {64, 66}});
  EXPECT_THAT(load().items.gaps(100), ElementsAre(Stretch{8, 100}));
}

TEST_F(State, TakesNoBlockOfAnotherRun) {
  RunKey other = key_;
  other.identity = "other";
  StretchSet set;
  set.add({0, 100});
  const fs::path theirs = folder_ / "theirs";
  RunState(theirs, other, 8).store(set, arrays());
  store({{0, 16}});
  sql("ATTACH '" + theirs.string() +
      "' AS theirs; INSERT INTO block SELECT * FROM theirs.block "
      "WHERE first >= 16");
  EXPECT_THAT(load().items.gaps(100), ElementsAre(Stretch{16, 100}));
}

TEST_F(State, OfDamagedBlocksAloneIsNone) {
  store({{0, 8}});
  sql("UPDATE block SET checksum = ''");
  EXPECT_THAT(load().warning, HasSubstr("0 good points"));
  EXPECT_FALSE(fs::exists(state_));
}

// load() itself checks that nothing wrong is loaded, however the file was spoilt. What is refused
// stays as it was; what is accepted is sound from then on.
class SpoiltState : public State {
 protected:
  SpoiltState() : State(4000) {}

  void expect_safe(const std::string& spoilt) {
    write(state_, spoilt);
    try {
      const std::size_t kept = load().items.count();
      const RunState::Loaded again = load();
      EXPECT_EQ(again.items.count(), kept);
      EXPECT_EQ(again.warning, "");
      ++accepted_;
      kept_ += kept;
    } catch (const Error& error) {
      EXPECT_TRUE(error.refusal() == Refusal::input || error.refusal() == Refusal::exists)
          << error.what();
      EXPECT_EQ(contents(state_), spoilt);
      ++refused_;
    }
    fs::remove(state_);
  }
  // Small blocks share pages, large ones take chains of them.
  std::string good_file() {
    StretchSet set;
    set.add({0, 2400});
    RunState(state_, key_, 40).store(set, arrays());
    set.add({2400, 4000});
    RunState(state_, key_, 800).store(set, arrays());
    return contents(state_);
  }
  static constexpr std::size_t page = 4096;
  int accepted_ = 0;
  int refused_ = 0;
  std::size_t kept_ = 0;
};

TEST_F(SpoiltState, ByACutIsSafe) {
  const std::string good = good_file();
  for (std::size_t size = 0; size < good.size(); size += 1999) expect_safe(good.substr(0, size));
  EXPECT_GT(refused_, 0);
}

TEST_F(SpoiltState, ByAnOverwrittenPageIsSafe) {
  const std::string good = good_file();
  for (const char filling : {'\0', '\xff', 'q'}) {
    for (std::size_t at = 0; at < good.size(); at += page) {
      std::string spoilt = good;
      spoilt.replace(at, page, page, filling);
      expect_safe(spoilt);
    }
  }
  EXPECT_GT(refused_, 0);
  EXPECT_GT(accepted_, 0);
  EXPECT_GT(kept_, 0U);
}

TEST_F(SpoiltState, InTheMiddleKeepsBothEnds) {
  StretchSet set;
  set.add({0, 4000});
  RunState(state_, key_, 40).store(set, arrays());
  std::string spoilt = contents(state_);
  ASSERT_GE(spoilt.size(), 16 * page);
  spoilt.replace(spoilt.size() / page / 2 * page, page, page, 'q');
  write(state_, spoilt);
  const std::vector<Stretch> gaps = load().items.gaps(4000);
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_LT(gaps[0].count(), 800U);
  EXPECT_GT(gaps[0].first, 1000U);
  EXPECT_LT(gaps[0].end, 3000U);
}

// Nothing is stored in the spoilt page yet, but the next block would be.
TEST_F(SpoiltState, InFreePagesIsMended) {
  good_file();
  sql("DELETE FROM block WHERE first >= 1200");
  std::string spoilt = contents(state_);
  const auto digit = [&](std::size_t at) { return static_cast<unsigned char>(spoilt[at]); };
  const std::size_t free_page = digit(34) * 256U + digit(35);
  ASSERT_GT(free_page, 0U);
  spoilt.replace((free_page - 1) * page, page, page, 'q');
  write(state_, spoilt);
  const RunState::Loaded loaded = load();
  EXPECT_EQ(loaded.items.count(), 1200U);
  EXPECT_THAT(loaded.warning, HasSubstr("1200 good points are kept"));
  EXPECT_EQ(load().warning, "");
}

TEST_F(SpoiltState, BySingleBytesIsSafe) {
  const std::string good = good_file();
  std::mt19937_64 random(1);
  for (int trial = 0; trial < 100; ++trial) {
    std::string spoilt = good;
    char& byte = spoilt[random() % spoilt.size()];
    byte = static_cast<char>(byte ^ static_cast<char>(1 + random() % 255));
    expect_safe(spoilt);
  }
  EXPECT_GT(accepted_, 50);
}

}  // namespace
}  // namespace qbnet
