#include "qbnet/base/parameters.hpp"

#include <fmt/format.h>

#include "qbnet/base/characters.hpp"
#include "qbnet/base/expression.hpp"
#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"

namespace qbnet {
void Parameters::declare(std::string_view name) {
  if (!is_name(name) || name.size() > longest_name) {
    throw Error(Refusal::input,
                fmt::format("name of a parameter must be at most {} letters, digits and _, no "
                            "digit first, but is {}",
                            longest_name, in_quotes(name)));
  }
  if (is_reserved_name(name)) {
    throw Error(Refusal::input,
                fmt::format("name of a parameter must be free, but {} is {}", in_quotes(name),
                            name == "pi" ? "the number" : "a function"));
  }
  if (!index_.emplace(name, entries_.size()).second) {
    throw Error(Refusal::input,
                fmt::format("name of a parameter must be unique, but two are {}", in_quotes(name)));
  }
  entries_.push_back({.name = std::string(name), .value = {}});
}

void Parameters::define(std::string_view name, const Quantity& value) {
  entries_.at(index_.at(std::string(name))).value = value;
}

std::optional<Quantity> Parameters::use(std::string_view name) const {
  const auto found = index_.find(std::string(name));
  if (found == index_.end()) return std::nullopt;
  const Entry& entry = entries_[found->second];
  entry.used = true;
  return entry.value;
}

std::vector<std::string> Parameters::names() const {
  std::vector<std::string> result;
  for (const Entry& entry : entries_) result.push_back(entry.name);
  return result;
}

std::vector<std::pair<std::string, double>> Parameters::defined() const {
  std::vector<std::pair<std::string, double>> result;
  for (const Entry& entry : entries_) {
    if (entry.value) result.emplace_back(entry.name, entry.value->value);
  }
  return result;
}

std::vector<std::string> Parameters::unused() const {
  std::vector<std::string> result;
  for (const Entry& entry : entries_) {
    if (!entry.used) result.push_back(entry.name);
  }
  return result;
}

}  // namespace qbnet
