// What TOML and JSON have in common: tables, lists and values that know where they stand.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "qbnet/files/source_text.hpp"

namespace qbnet {

struct Entry;
struct Node;
using List = std::vector<Node>;
using Table = std::vector<Entry>;  // in the order of the file, no key twice

/// A value that a network file has no use for, by its name: "a date", "null".
struct Useless {
  std::string name;
};

struct Node {
  Position position;
  std::variant<Useless, bool, double, std::string, List, Table> value;
};

struct Entry {
  std::string key;
  Position position;
  Node value;
};

/// No network file needs more than 5; reading is recursive.
constexpr std::size_t deepest_nesting = 100;

/// The tree of a TOML or JSON text, whose first character tells: JSON begins with {. Throws
/// Error(Refusal::input) with FILE:LINE:COL where the text breaks the rules of its language, a key
/// appears twice, a number is beyond the range of a double, or lists and tables nest too deep.
Node parse_tree(const SourceText& source);
Node parse_toml(const SourceText& source);
Node parse_json(const SourceText& source);

[[noreturn]] void fail_too_deep(const SourceText& source, const Position& position);

}  // namespace qbnet
