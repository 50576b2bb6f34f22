// The [disorder] table of a network file.
#pragma once

#include "qbnet/files/value_reader.hpp"
#include "qbnet/network/disorder.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// Reads the value of the key "disorder" against the finished network. The list that comes out is
/// that of no_disorder(), with spreads: the general one of each key, or in its place that of the
/// [[disorder.element]] that names the mode or coupling. A relative spread of a number that is 0
/// becomes 0, for nothing can vary there. Throws Error(Refusal::input) with FILE:LINE:COL for what
/// is wrong. To be called before unused parameters are listed, for spreads may be expressions.
Disorder read_disorder(const Node& node, const Network& network, ValueReader& reader);

}  // namespace qbnet
