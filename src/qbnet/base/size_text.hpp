// How many, how large and how long, in words.
#pragma once

#include <string>

namespace qbnet {

/// 1234567, 4.5e7, 1e30.
std::string count_text(double count);
/// 512 bytes, 80 MB, 9 TB.
std::string bytes_text(double bytes);
/// 20 ms, 7 s, 3 min 20 s, 2 h 05 min, 4 days 3 h, 3.2e4 years.
std::string duration_text(double seconds);
/// {:.3g} without the sign and the zeros of its exponent: 4.5e7.
std::string short_number(double value);

}  // namespace qbnet
