// One run an output, and the names of what a run keeps beside it.
#pragma once

#include <filesystem>

namespace qbnet {

/// Where the state of a run that writes `output` lives; links are followed. Empty if there is
/// nothing to keep beside: no output, or a device or pipe.
std::filesystem::path state_path(const std::filesystem::path& output);

/// Held from before a run until its output is written. The lock is the kernel's, on a file that
/// names the process: a killed process holds nothing, and the file it left is in nobody's way.
class RunLock {
 public:
  /// Errors: Refusal::exists if another run has it, with its process id; Refusal::io if the folder
  /// of the output cannot be written (then neither could the output at the end).
  explicit RunLock(const std::filesystem::path& output);
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;
  ~RunLock();

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace qbnet
