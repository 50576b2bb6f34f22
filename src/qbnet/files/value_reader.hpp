// Values out of a tree: numbers or expressions, complex numbers, names, each refused in its place.
#pragma once

#include <complex>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "qbnet/base/parameters.hpp"
#include "qbnet/files/tree.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// A complex number whose parts may vary.
struct ComplexQuantity {
  Quantity re;
  Quantity im;
  std::complex<double> value() const { return {re.value, im.value}; }
};

/// Names a quantity for a sentence; called only if there is something to say.
using What = std::function<std::string()>;

class ValueReader {
 public:
  explicit ValueReader(const SourceText& source) : source_(source) {}

  const SourceText& source() const { return source_; }
  Parameters& parameters() { return parameters_; }
  /// How the quantities read so far depend on the inputs.
  Formulas& formulas() { return formulas_; }

  /// Calls `check`; an Error gets the position put before it, with its refusal kept.
  void at(const Position& position, const std::function<void()>& check) const;

  /// "a table", "the number 3": what a value is, for a sentence.
  static std::string kind(const Node& node);

  /// A finite number, or the value of an expression.
  Quantity number(const Node& node, const What& what);
  Quantity number_not_negative(const Node& node, const What& what);
  /// A number in radians. Beyond a full turn it is noted: degrees are suspected.
  Quantity phase(const Node& node, const What& what);
  /// A number, {re =, im =} or {amplitude =, phase =}.
  ComplexQuantity complex_number(const Node& node, const What& what);
  /// One number, or a list of them.
  std::vector<Quantity> numbers(const Node& node, const What& what);
  std::vector<Quantity> phases(const Node& node, const What& what);
  const std::string& text(const Node& node, const What& what) const;
  const Table& table(const Node& node, const What& what) const;
  /// The name of a mode of the network, as its index.
  std::size_t mode(const Node& node, const Network& network, const What& what) const;
  /// `suggestion`: did_you_mean() of the names that there are.
  [[noreturn]] void no_such_mode(const std::string& name, const std::string& suggestion,
                                 const Position& position, const What& what) const;

  /// Throws unless every key is among the known ones.
  void check_keys(const Table& table, const What& owner,
                  std::initializer_list<std::string_view> known) const;
  static const Entry* find(const Table& table, std::string_view key);
  /// Throws, at the position of the owner, if there is no such key.
  const Node& required(const Table& table, std::string_view key, const Position& position,
                       const What& owner) const;

  /// One sentence with its position for each of the first phases beyond a full turn, and one for
  /// the rest of them.
  std::vector<std::string> warnings() const;

 private:
  Quantity expression(const Node& node, const std::string& text);
  Quantity watched_phase(const Quantity& value, const Position& position, const What& what);

  const SourceText& source_;
  Parameters parameters_;
  Formulas formulas_;
  std::vector<std::string> phase_warnings_;
  std::size_t large_phases_ = 0;
};

}  // namespace qbnet
