// Broken files: whatever the bytes, a network or one clear sentence.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "qbnet/files/load_text.hpp"
#include "tests/network_text.hpp"

namespace qbnet {
namespace {

constexpr const char* json_example = R"json({"qbnet": 1, "parameters": {"g": 0.1, "h": "2*g"},
  "mode": [{"name": "c", "role": "charger", "loss": "g", "drive": {"re": 1, "im": -2.5e-1}},
           {"name": "b1", "role": "battery", "loss": "sqrt(h)", "thermal": 0, "detuning": 1}],
  "coupling": [{"from": "c", "to": "b1", "strength": "g", "phase": "-pi/2"}],
  "dissipator": [{"rate": 0.1, "weights": {"c": 1, "b\u0031": {"amplitude": 1, "phase": 90}}}]}
)json";

std::vector<std::string> seeds() {
  std::vector<std::string> texts{json_example};
  const std::filesystem::path folder(std::string(QBNET_SOURCE_DIR) + "/examples");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto path = entry.path() / "network.toml";
    if (std::filesystem::exists(path)) texts.push_back(load_text(path).substr(0, 3000));
  }
  return texts;
}

// clang-format off
const std::vector<std::string> pieces{
    "[", "]", "{", "}", "\"", "'", "\"\"\"", "'''", "\\", "\\u", "#", "=", ".", ",", "-", "\n",
    "\r\n", "\r", "\t", "nan", "inf", "1e400", "1e-400", "é", "\xff", "\xC3", "[[", "]]", ":",
    "null", "1979-05-27", "1979-05-27 0", "1979-05-27T", "0x", "_", "true", "^", "(", "/0", "\xEF\xBB\xBF",
    "99999999999", " ", "a", "b", "1", "0", "true", "1e5", "-1.5", "0b1", "0o7", "1_0", "+",
    "12:30", "T", "Z", "\t", "\\x", "\\U", "\v", "\f"};
// clang-format on

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string mutated(std::string text, const std::string& other) {
    for (std::size_t count = 1 + below(4); count > 0; --count) {
      const std::size_t at = below(text.size() + 1);
      const std::size_t length = std::min(below(20), text.size() - at);
      switch (below(6)) {
        case 0:
          text.insert(at, piece());
          break;
        case 1:
          text.erase(at, length);
          break;
        case 2:
          if (at < text.size()) text[at] = static_cast<char>(below(256));
          break;
        case 3:
          text.insert(at, text.substr(below(text.size() + 1), 40));
          break;
        case 4:
          text.insert(at, other.substr(below(other.size() + 1), 60));
          break;
        default:
          text.resize(at);
      }
    }
    return text;
  }

  const std::string& piece() { return pieces[below(pieces.size())]; }

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }

 private:
  std::mt19937_64 random_;
};

// QBNET_FUZZ=1000000 for a long run.
unsigned number_of_rounds() {
  const char* const wanted = std::getenv("QBNET_FUZZ");
  return wanted == nullptr ? 4000 : static_cast<unsigned>(std::atoi(wanted));
}

// Whether the text was refused, rightly: by one line that says where.
bool is_refused(const std::string& text, unsigned round) {
  const std::string said = refusal(text);
  if (said == "accepted") return false;
  const bool a_place = said.starts_with("3 f:") || said.starts_with("7 f:");
  EXPECT_TRUE(a_place) << said << " in round " << round;
  EXPECT_TRUE(
      std::ranges::none_of(said, [](char x) { return static_cast<unsigned char>(x) < 0x20; }))
      << said << " in round " << round;
  EXPECT_LT(said.size(), 1000u) << said << " in round " << round;
  return true;
}

TEST(Fuzz, MutatedExamples) {
  const std::vector<std::string> texts = seeds();
  ASSERT_GE(texts.size(), 7u);
  const unsigned rounds = number_of_rounds();
  unsigned refused = 0;
  for (unsigned round = 0; round < rounds; ++round) {
    Mutator mutator(round);
    const std::string text =
        mutator.mutated(texts[mutator.below(texts.size())], texts[mutator.below(texts.size())]);
    if (is_refused(text, round)) ++refused;
  }
  EXPECT_GT(refused, rounds / 4) << "most broken files must be noticed";
  EXPECT_LT(refused, rounds) << "some changes do no harm";
}

TEST(Fuzz, RandomPieces) {
  const unsigned rounds = number_of_rounds();
  for (unsigned round = 0; round < rounds; ++round) {
    Mutator mutator(round);
    std::string text = round % 3 == 0 ? "{" : round % 3 == 1 ? "a = " : "";
    for (std::size_t count = mutator.below(14); count > 0; --count) text += mutator.piece();
    EXPECT_TRUE(is_refused(text, round)) << text;
  }
}

}  // namespace
}  // namespace qbnet
