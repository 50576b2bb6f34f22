// Files that appear whole or not at all.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>

namespace qbnet {

enum class Existing { refuse, replace };

/// Writes `contents` to `path` under a temporary name beside it, syncs, then renames. On any
/// failure the temporary file is gone and an earlier file at `path` is as it was. A link is
/// followed; a device or pipe is written straight. Errors: Refusal::exists if there is such a file
/// and it may not be replaced; Refusal::io otherwise, with the system's reason.
void write_file(const std::filesystem::path& path, std::string_view contents,
                Existing existing = Existing::refuse);

/// Puts the next bytes at the end of the file.
using Append = std::function<void(std::string_view)>;

/// As write_file(), for what is too large to lie in memory a second time: `fill` appends it piece
/// by piece. What `fill` throws is thrown on, after the temporary file is gone.
void write_file_in_pieces(const std::filesystem::path& path,
                          const std::function<void(const Append&)>& fill,
                          Existing existing = Existing::refuse);

/// As write_file(), for what is not written from front to back: `fill` is given the descriptor of
/// an empty file (or of the device), open for writing and reading, and leaves it open.
void write_file_by_descriptor(const std::filesystem::path& path,
                              const std::function<void(int descriptor)>& fill,
                              Existing existing = Existing::refuse);

/// Writes all the bytes, at `offset` if there is one. Large pieces have their place on the disk
/// reserved at once and are on their way to it while the next are copied, so that the sync at the
/// end finds little left to wait for. Returns 0 or errno.
int write_bytes(int descriptor, std::string_view bytes, std::optional<off_t> offset = std::nullopt);

/// Error(Refusal::io) for a file that cannot be written, with the reason of this errno.
[[noreturn]] void refuse_writing(const std::filesystem::path& path, int error);

/// Throws what write_file would throw for a file that is there and may not be replaced: to be asked
/// before a long computation.
void refuse_existing(const std::filesystem::path& path, Existing existing);

/// Removes the temporary files of writes now under way. For signal handlers: calls nothing but
/// unlink().
void remove_unfinished_files() noexcept;

}  // namespace qbnet
