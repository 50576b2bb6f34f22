// Doubles as text, the same in every locale.
#pragma once

#include <string>

namespace qbnet {

/// The fewest digits that read back as the same double: 0.1, -2, 1e-300; "nan", "inf", "-inf".
std::string shortest_text(double value);

/// 17 significant digits at most ("%.17g" in the C locale), which always read back as the same
/// double: 0.10000000000000001, 1.
std::string full_text(double value);

}  // namespace qbnet
