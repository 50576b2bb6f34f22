#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>
#include <unordered_map>

#include "qbnet/base/characters.hpp"
#include "qbnet/base/expression.hpp"
#include "qbnet/base/quote.hpp"
#include "qbnet/files/tree.hpp"

namespace qbnet {
namespace {

// A character pointer that tells how far the parser has read: nlohmann's events carry no position.
class WatchedPointer {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  WatchedPointer() = default;
  WatchedPointer(const char* at, const char** read) : at_(at), read_(read) {}
  reference operator*() const { return *at_; }
  WatchedPointer& operator++() {
    *read_ = ++at_;
    return *this;
  }
  WatchedPointer operator++(int) {
    WatchedPointer before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const WatchedPointer& a, const WatchedPointer& b) {
    return a.at_ == b.at_;
  }
  friend bool operator!=(const WatchedPointer& a, const WatchedPointer& b) { return !(a == b); }

 private:
  const char* at_ = nullptr;
  const char** read_ = nullptr;
};

bool is_of_number(char x) { return is_letter_or_digit(x) || x == '.' || x == '+' || x == '-'; }

// Builds the tree from nlohmann's events. The names of the events are nlohmann's.
class TreeBuilder {
 public:
  explicit TreeBuilder(const SourceText& source) : source_(source), read_(source.text().data()) {}

  Node build() {
    const std::string_view text = source_.text();
    const char* const end = text.data() + text.size();
    nlohmann::json::sax_parse(WatchedPointer(text.data(), &read_), WatchedPointer(end, &read_),
                              this);
    return std::move(root_);
  }

  bool null() { return add({word_position(4), Useless{"null"}}); }
  bool boolean(bool value) { return add({word_position(value ? 4 : 5), value}); }
  bool number_integer(std::int64_t value) { return number(static_cast<double>(value)); }
  bool number_unsigned(std::uint64_t value) { return number(static_cast<double>(value)); }
  bool number_float(double, const std::string&) {
    const auto [position, text] = number_token();
    return add({position, read_number(position, text)});
  }
  bool string(std::string& value) {
    const Position position = string_position();
    return add({position, std::move(value)});
  }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open({word_position(1), Table()}); }
  bool start_array(std::size_t) { return open({word_position(1), List()}); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    const Position position = string_position();
    Frame& frame = open_.back();
    const auto [earlier, is_new] = frame.keys.emplace(name, position);
    if (!is_new) {
      source_.fail(position, fmt::format("key {} must appear once, but is at line {} already",
                                         in_quotes(name), earlier->second.line));
    }
    frame.key = {std::move(name), position, {}};
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) {
    // A number beyond the range of a double is nlohmann's "out of range"; the rest is syntax.
    if (dynamic_cast<const nlohmann::json::out_of_range*>(&error) != nullptr) {
      const auto [position, text] = number_token();
      read_number(position, text);
    }
    std::string_view why = error.what();
    for (const std::string_view lead : {"] ", ": "}) {
      const std::size_t found = why.find(lead);
      if (found != std::string_view::npos) why.remove_prefix(found + lead.size());
    }
    const std::size_t last = read() == 0 ? 0 : read() - 1;
    source_.fail(source_.position(last),
                 fmt::format("file must be valid JSON, but: {}", printable(why)));
  }

 private:
  struct Frame {
    Node node;
    Entry key;
    std::unordered_map<std::string, Position> keys;
  };

  std::size_t read() const { return static_cast<std::size_t>(read_ - source_.text().data()); }

  // Where the word of this length that was just read begins.
  Position word_position(std::size_t length) const { return source_.position(read() - length); }

  // Where the string whose closing quote was just read begins.
  Position string_position() const {
    const std::string_view text = source_.text();
    std::size_t at = read() - 1;
    while (true) {
      at = text.rfind('"', at - 1);
      std::size_t slashes = 0;
      while (slashes < at && text[at - slashes - 1] == '\\') ++slashes;
      if (slashes % 2 == 0) return source_.position(at);
    }
  }

  // The number that was just read; the parser has seen the character behind it, if there is one.
  std::pair<Position, std::string_view> number_token() const {
    const std::string_view text = source_.text();
    std::size_t end = read();
    if (end > 0 && !is_of_number(text[end - 1])) --end;
    std::size_t begin = end;
    while (begin > 0 && is_of_number(text[begin - 1])) --begin;
    return {source_.position(begin), text.substr(begin, end - begin)};
  }

  double read_number(const Position& position, std::string_view text) const {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    try {
      return negative ? -decimal_number(text) : decimal_number(text);
    } catch (const ExpressionError& error) {
      source_.fail(position, error.what());
    }
  }

  bool number(double value) { return add({number_token().first, value}); }

  bool add(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return true;
    }
    Frame& frame = open_.back();
    if (auto* list = std::get_if<List>(&frame.node.value)) {
      list->push_back(std::move(node));
    } else {
      frame.key.value = std::move(node);
      std::get<Table>(frame.node.value).push_back(std::move(frame.key));
    }
    return true;
  }

  bool open(Node node) {
    if (open_.size() >= deepest_nesting) fail_too_deep(source_, node.position);
    open_.push_back({std::move(node), {}, {}});
    return true;
  }

  bool close() {
    Node node = std::move(open_.back().node);
    open_.pop_back();
    return add(std::move(node));
  }

  const SourceText& source_;
  const char* read_;
  std::vector<Frame> open_;
  Node root_;
};

}  // namespace

Node parse_json(const SourceText& source) { return TreeBuilder(source).build(); }

}  // namespace qbnet
