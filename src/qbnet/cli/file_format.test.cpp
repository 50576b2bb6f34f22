// Every example in docs/file-format.md is what it says: a whole file.
#include <gtest/gtest.h>

#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

TEST(FileFormat, EveryExampleOfTheManualIsReadAndSolved) {
  const std::string manual = Folder::read(QBNET_SOURCE_DIR "/docs/file-format.md");
  const std::string fence = "\n```";
  const Folder folder;
  std::size_t examples = 0;
  for (std::size_t at = manual.find(fence); at != std::string::npos; at = manual.find(fence, at)) {
    const std::size_t first = manual.find('\n', at + 1) + 1;
    const std::size_t last = manual.find(fence, first);
    ASSERT_NE(last, std::string::npos);
    const std::string text = manual.substr(first, last + 1 - first);
    const std::string path = folder.write("network", text);
    const bool in_time = text.find("[[drive]]") != std::string::npos;
    const Outcome result =
        in_time ? qbnet({"evolve", path, "--times", "0:90:4"}) : qbnet({"steady", path});
    EXPECT_EQ(result.code, 0) << text;
    EXPECT_EQ(result.err, "") << text;
    ++examples;
    at = last + fence.size();
  }
  EXPECT_EQ(examples, 8U);
}

}  // namespace
}  // namespace qbnet::test
