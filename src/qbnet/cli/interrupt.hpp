// Ctrl-C and SIGTERM during a run that can stop between two blocks and keep what it has.
#pragma once

#include <atomic>

namespace qbnet::cli {

/// While one lives, signals are for it: they raise its flag in place of ending the program.
class GracefulStop {
 public:
  GracefulStop();
  GracefulStop(const GracefulStop&) = delete;
  GracefulStop& operator=(const GracefulStop&) = delete;
  ~GracefulStop();

  const std::atomic<bool>* flag() const;
  /// The signal that came; 0: none.
  int signal() const;
};

/// For the signal handler: true if a run was asked to stop and will, false if there is none or it
/// was asked more than a second before and the program shall end at once.
bool ask_to_stop(int signal) noexcept;

}  // namespace qbnet::cli
