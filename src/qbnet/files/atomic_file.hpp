// Files that appear whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace qbnet {

enum class Existing { refuse, replace };

/// Writes `contents` to `path` under a temporary name beside it, syncs, then renames. On any
/// failure the temporary file is gone and an earlier file at `path` is as it was. A link is
/// followed; a device or pipe is written straight. Errors: Refusal::exists if there is such a file
/// and it may not be replaced; Refusal::io otherwise, with the system's reason.
void write_file(const std::filesystem::path& path, std::string_view contents,
                Existing existing = Existing::refuse);

/// Throws what write_file would throw for a file that is there and may not be replaced: to be asked
/// before a long computation.
void refuse_existing(const std::filesystem::path& path, Existing existing);

/// Removes the temporary files of writes now under way. For signal handlers: calls nothing but
/// unlink().
void remove_unfinished_files() noexcept;

}  // namespace qbnet
