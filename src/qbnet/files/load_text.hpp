// Whole files into memory, with an end to it.
#pragma once

#include <cstddef>
#include <string>

namespace qbnet {

constexpr std::size_t largest_file = std::size_t{256} << 20;

/// The bytes of a file; "-" is standard input. Reading stops after a piece with a NUL byte: no text
/// goes on there, and devices that never end are seen through. Throws Error(Refusal::io) if it
/// cannot be read or is a directory, Error(Refusal::input) if it is larger than `limit` bytes.
std::string load_text(const std::string& path, std::size_t limit = largest_file);

/// The name of a file in messages: "-" is "<stdin>".
std::string display_name(const std::string& path);

}  // namespace qbnet
