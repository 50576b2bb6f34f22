#include "qbnet/base/share.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

namespace fs = std::filesystem;

/// Sets QBNET_SHARE_DIR for one test.
class Chosen {
 public:
  explicit Chosen(const fs::path& root) { setenv("QBNET_SHARE_DIR", root.c_str(), 1); }
  ~Chosen() { unsetenv("QBNET_SHARE_DIR"); }
  Chosen(const Chosen&) = delete;
  Chosen& operator=(const Chosen&) = delete;
};

TEST(Share, FallsBackOnTheSourceTree) {
  unsetenv("QBNET_SHARE_DIR");
  EXPECT_EQ(shared_file("base/share.hpp"),
            fs::path(QBNET_SOURCE_DIR) / "src" / "qbnet" / "base" / "share.hpp");
  EXPECT_EQ(shared_file("CMakeLists.txt"), fs::path(QBNET_SOURCE_DIR) / "CMakeLists.txt");
}

TEST(Share, ChosenPlaceIsTheOnlyOne) {
  const fs::path root = fs::path(testing::TempDir()) / "qbnet share test";
  fs::create_directories(root / "paper");
  std::ofstream(root / "paper" / "x.py") << "pass\n";
  const Chosen chosen(root);
  EXPECT_EQ(shared_file("paper/x.py"), root / "paper" / "x.py");
  EXPECT_THROW(shared_file("base/share.hpp"), Error);
  fs::remove_all(root);
}

TEST(Share, AbsentFileIsAMissingPart) {
  unsetenv("QBNET_SHARE_DIR");
  try {
    shared_file("paper/no_such_file.py");
    FAIL() << "was found";
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::missing_part);
    EXPECT_NE(std::string(error.what()).find("no_such_file.py must be in"), std::string::npos);
  }
}

}  // namespace
}  // namespace qbnet
