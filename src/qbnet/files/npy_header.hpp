// The head of a NumPy file.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace qbnet {

/// NPY version 1.0, C order. `descr` as Python writes it: "'<f8'", or a list of fields. The values
/// begin at a multiple of 64 bytes.
std::string npy_header(std::string_view descr, std::span<const std::size_t> shape);

}  // namespace qbnet
