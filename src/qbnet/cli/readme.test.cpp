// What README.md and the examples tell a reader to type works, and prints what they say.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

/// The insides of all blocks fenced by ```LANGUAGE.
std::vector<std::string> blocks(const std::string& text, const std::string& language) {
  std::vector<std::string> found;
  const std::string open = "\n```" + language + "\n";
  for (std::size_t at = text.find(open); at != std::string::npos; at = text.find(open, at + 1)) {
    const std::size_t first = at + open.size();
    found.push_back(text.substr(first, text.find("```", first) - first));
  }
  return found;
}

struct Typed {
  std::string command;
  std::string printed;
};

/// The commands of a console block, each with what follows it.
std::vector<Typed> typed(const std::string& block) {
  std::vector<Typed> all;
  std::istringstream lines(block);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("$ "))
      all.push_back({line.substr(2), ""});
    else
      all.back().printed += line + "\n";
  }
  return all;
}

/// Word by word; numbers that are only rounding count as 0.
std::string without_rounding(const std::string& text) {
  std::istringstream words(text);
  std::string out;
  for (std::string word; words >> word;) {
    char* end = nullptr;
    const double value = std::strtod(word.c_str(), &end);
    const bool number = end != word.c_str() && *end == '\0';
    out += (number && std::abs(value) < 1e-12 ? "0" : word) + " ";
  }
  return out;
}

TEST(Readme, EveryCommandPrintsWhatItSays) {
  const std::string text = Folder::read(QBNET_SOURCE_DIR "/README.md");
  const std::vector<std::string> files = blocks(text, "toml");
  ASSERT_EQ(files.size(), 1U);
  std::size_t commands = 0;
  for (const std::string& block : blocks(text, "console")) {
    for (const Typed& here : typed(block)) {
      // The paper has tests of its own, and takes seconds.
      if (!here.command.starts_with("qbnet ") || here.command.starts_with("qbnet paper")) continue;
      const Outcome result =
          shell("ln -s '" QBNET_SOURCE_DIR "/examples' examples\ncat >my.toml <<'END'\n" +
                files[0] + "END\n" + here.command + "\n");
      EXPECT_EQ(result.code, 0) << here.command;
      EXPECT_EQ(result.err, "") << here.command;
      EXPECT_EQ(without_rounding(result.out), without_rounding(here.printed)) << here.command;
      ++commands;
    }
  }
  EXPECT_EQ(commands, 9U);
}

TEST(Readme, EveryCommandOfTheExamplesWorks) {
  const std::string root = QBNET_SOURCE_DIR;
  const std::string program = "    build/release/qbnet ";
  std::size_t commands = 0;
  for (const auto& example : std::filesystem::directory_iterator(root + "/examples")) {
    std::istringstream lines(Folder::read((example.path() / "README.md").string()));
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with(program)) continue;
      const std::string command = "qbnet " + line.substr(program.size());
      EXPECT_EQ(shell("cd '" + root + "'\n" + command + " >/dev/null\n").code, 0) << command;
      ++commands;
    }
  }
  EXPECT_GE(commands, 12U);
}

}  // namespace
}  // namespace qbnet::test
