#include "qbnet/files/write_grid.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

Grid small_grid() {
  Grid grid;
  grid.axes = {{"theta", {-1.5, 0.1}}, {"sample", {0, 1, 2}}};
  grid.measures = {{"energy_at(b4, 1/3)", "omega"}, {"re amplitude(b4)", "1"}};
  grid.values = {1, 2, 0.1, 4, nothing, 6, 7, 8, 9, -1e-300, nothing, 12};
  grid.status = {0, 0, 0, 0, static_cast<std::uint8_t>(Status::unstable), 0};
  return grid;
}

Grid large_grid() {
  Grid grid;
  grid.axes = {{"g", std::vector<double>(30'000, 1)}};
  grid.measures = {{"energy(b1)", "omega"}};
  grid.values.assign(30'000, 0.5);
  grid.status.assign(30'000, 0);
  return grid;
}

const GridOrigin origin = {"qbnet = 1\n# \xcf\x89\n", "0.1.0", {"g=1", "h=2*pi"}, "qbnet sweep x"};

class WriteGrid : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "qbnet-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  static std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static std::string refusal(const fs::path& path, Refusal kind, const Grid& grid = small_grid(),
                             Existing existing = Existing::refuse) {
    try {
      write_grid(path, grid, origin, existing);
    } catch (const Error& error) {
      EXPECT_EQ(error.refusal(), kind) << error.what();
      return error.what();
    }
    ADD_FAILURE() << path << " was written";
    return "";
  }

  fs::path folder_;
};

TEST_F(WriteGrid, TheEndingChooses) {
  write_grid(folder_ / "a.csv", small_grid(), origin);
  EXPECT_THAT(contents(folder_ / "a.csv"), HasSubstr("theta,sample,\"energy_at(b4, 1/3)\""));
  write_grid(folder_ / "a.npy", small_grid(), origin);
  EXPECT_THAT(contents(folder_ / "a.npy"), HasSubstr("'shape': (2, 2, 3)"));
  write_grid(folder_ / "a.h5", small_grid(), origin);
  EXPECT_EQ(contents(folder_ / "a.h5").substr(0, 4), "\x89HDF");
  write_grid(folder_ / "a.hdf5", small_grid(), origin);
  EXPECT_EQ(contents(folder_ / "a.hdf5"), contents(folder_ / "a.h5"));
  for (const char* name : {"a", "a.txt", ".csv", "a.npy.gz", "a.CSV"}) {
    EXPECT_THAT(refusal(folder_ / name, Refusal::usage),
                HasSubstr("output file must end in .csv, .npy or .h5 (.hdf5), but is"));
  }
  EXPECT_EQ(entries(), 4U);
}

TEST_F(WriteGrid, CanBeAskedBefore) {
  const Grid grid = small_grid();
  check_grid_file(folder_ / "a.npy", grid.axes, grid.measures, Existing::refuse);
  EXPECT_THROW(check_grid_file(folder_ / "a", grid.axes, grid.measures, Existing::refuse), Error);
  write_grid(folder_ / "a.npy", grid, origin);
  EXPECT_THROW(check_grid_file(folder_ / "a.npy", grid.axes, grid.measures, Existing::refuse),
               Error);
  check_grid_file(folder_ / "a.npy", grid.axes, grid.measures, Existing::replace);
}

TEST_F(WriteGrid, ColumnsHaveDifferentNames) {
  Grid grid = small_grid();
  grid.axes[0].name = "status";
  EXPECT_THAT(refusal(folder_ / "a.csv", Refusal::usage, grid),
              HasSubstr("but \"status\" is taken"));
  grid.axes[0].name = grid.measures[1].name = "input_power";
  EXPECT_THAT(refusal(folder_ / "a.h5", Refusal::usage, grid), HasSubstr("\"input_power\""));
}

TEST_F(WriteGrid, RefusesAGridOfAnotherSize) {
  Grid grid = small_grid();
  grid.values.pop_back();
  EXPECT_THAT(refusal(folder_ / "a.npy", Refusal::internal, grid), HasSubstr("11 values"));
  EXPECT_EQ(entries(), 0U);
}

TEST_F(WriteGrid, ReplacesOnlyWhenAllowed) {
  for (const char* name : {"a.csv", "a.npy", "a.h5"}) {
    std::ofstream(folder_ / name) << "old";
    EXPECT_THAT(refusal(folder_ / name, Refusal::exists), HasSubstr("must not exist yet"));
    EXPECT_EQ(contents(folder_ / name), "old");
    write_grid(folder_ / name, small_grid(), origin, Existing::replace);
    EXPECT_NE(contents(folder_ / name), "old");
  }
  EXPECT_EQ(entries(), 3U);
}

TEST_F(WriteGrid, SaysWhyItCannot) {
  for (const char* name : {"a.csv", "a.npy", "a.h5"}) {
    const std::string missing = refusal(folder_ / "no" / name, Refusal::io);
    EXPECT_THAT(missing, HasSubstr("No such file or directory"));
    EXPECT_THAT(missing, HasSubstr(name));
    fs::create_symlink("/dev/full", folder_ / name);
    const std::string full = refusal(folder_ / name, Refusal::io);
    EXPECT_THAT(full, HasSubstr("No space left on device"));
    EXPECT_THAT(full, HasSubstr(name));
  }
  EXPECT_EQ(entries(), 3U);
}

// What a child process of limited file size returns: the exit code of the refusal, 0 if there is
// none. It ends as a program does, with HDF5 closing what it believes to be open.
int exit_code_below(rlim_t bytes, const fs::path& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {bytes, bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    int code = 0;
    try {
      write_grid(path, large_grid(), origin, Existing::replace);
    } catch (const Error& error) {
      code = error.exit_code();
    }
    std::exit(code);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// A disk that is full at any moment: the old file stays, no temporary one does.
TEST_F(WriteGrid, AFailedWriteLeavesTheOldFile) {
  for (const char* name : {"a.csv", "a.npy", "a.h5"}) {
    const fs::path path = folder_ / name;
    write_grid(path, large_grid(), origin);
    const auto size = static_cast<rlim_t>(fs::file_size(path));
    std::ofstream(path) << "old";
    for (const rlim_t bytes : {rlim_t{0}, rlim_t{100}, rlim_t{5000}, size / 2, size - 1}) {
      EXPECT_EQ(exit_code_below(bytes, path), 6) << name << ' ' << bytes;
      EXPECT_EQ(contents(path), "old");
    }
    EXPECT_EQ(exit_code_below(size, path), 0) << name;
  }
  EXPECT_EQ(entries(), 3U);
}

TEST_F(WriteGrid, PythonReadsTheSameNumbers) {
  if (std::system("/usr/bin/python3 -c 'import numpy, h5py' 2>/dev/null") != 0) {
    GTEST_SKIP() << "python3 with numpy and h5py is not there";
  }
  for (const char* name : {"a.csv", "a.npy", "a.h5"}) {
    write_grid(folder_ / name, small_grid(), origin);
  }
  std::ofstream(folder_ / "check.py") << R"py(
import csv, h5py, numpy as np
nan = np.nan
e = np.array([[1, 2, 0.1], [4, nan, 6]])
a = np.array([[7, 8, 9], [-1e-300, nan, 12]])
same = lambda x, y: np.testing.assert_array_equal(x, y, strict=True)

same(np.load("a.npy"), np.array([e, a]))

with open("a.csv", newline="") as file:
    rows = list(csv.reader(file))
assert rows[0] == ["theta", "sample", "energy_at(b4, 1/3)", "re amplitude(b4)", "status"]
number = lambda text: float(text) if text else nan
same(np.array([number(row[2]) for row in rows[1:]]), e.ravel())
same(np.array([number(row[3]) for row in rows[1:]]), a.ravel())
assert [row[4] for row in rows[1:]] == ["ok"] * 4 + ["unstable", "ok"]

f = h5py.File("a.h5", "r")
assert set(f) == {"theta", "sample", "energy_at(b4, 1%2F3)", "re amplitude(b4)", "status"}
d = f["energy_at(b4, 1%2F3)"]
same(d[...], e)
same(f["re amplitude(b4)"][...], a)
assert d.attrs["units"] == "omega" and d.attrs["long_name"] == "energy_at(b4, 1/3)"
s = f["status"]
same(s[...], np.array([[0, 0, 0], [0, 2, 0]], dtype=np.uint8))
assert s.attrs["flag_meanings"].split()[2] == "unstable" and list(s.attrs["flag_values"]) == [*range(7)]
for x in (d, s):
    assert [n.label for n in x.dims] == ["theta", "sample"]
    same(x.dims[0]["theta"][...], np.array([-1.5, 0.1]))
    same(x.dims[1]["sample"][...], np.array([0.0, 1, 2]))
assert all("units" in f[name].attrs for name in f)
assert f.attrs["network"] == "qbnet = 1\n# \u03c9\n" and f.attrs["version"] == "0.1.0"
assert list(f.attrs["settings"]) == ["g=1", "h=2*pi"] and f.attrs["command"] == "qbnet sweep x"
)py";
  const std::string command = "cd " + folder_.string() + " && /usr/bin/python3 check.py";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace qbnet
