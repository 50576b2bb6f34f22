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
    const Outcome result = qbnet({"steady", folder.write("network", text)});
    EXPECT_EQ(result.code, 0) << text;
    EXPECT_EQ(result.err, "") << text;
    ++examples;
    at = last + fence.size();
  }
  EXPECT_EQ(examples, 7U);
}

}  // namespace
}  // namespace qbnet::test
