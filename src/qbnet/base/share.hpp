// Where the files are that qbnet ships beside its program.
#pragma once

#include <filesystem>
#include <string_view>

namespace qbnet {

/// The path of a shipped file such as "paper/draw.py". Looked for in $QBNET_SHARE_DIR alone, if
/// that is set; else in ../share/qbnet beside the program; else in the source tree the program was
/// built from. Throws Error (missing_part) if it is in none of them.
std::filesystem::path shared_file(std::string_view name);

}  // namespace qbnet
