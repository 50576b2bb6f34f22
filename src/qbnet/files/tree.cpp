#include "qbnet/files/tree.hpp"

#include <fmt/format.h>

namespace qbnet {

Node parse_tree(const SourceText& source) {
  const std::size_t first = source.text().find_first_not_of(" \t\r\n");
  return source.text()[first] == '{' ? parse_json(source) : parse_toml(source);
}

void fail_too_deep(const SourceText& source, const Position& position) {
  source.fail(position, fmt::format("lists and tables must nest at most {} levels deep, but go "
                                    "deeper",
                                    deepest_nesting));
}

}  // namespace qbnet
