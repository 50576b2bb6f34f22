// Asking long work to end early: a flag that the work looks at now and then.
#pragma once

#include <atomic>
#include <exception>

namespace qbnet {

/// Thrown from work that was asked to end.
class Stopped : public std::exception {
 public:
  const char* what() const noexcept override { return "stopped from outside"; }
};

/// While one lives, stop_if_asked() in this thread, and in the threads of parallel_for() that it
/// starts, looks at this flag. A null flag asks for nothing.
class StopScope {
 public:
  explicit StopScope(const std::atomic<bool>* flag) : before_(flag_) { flag_ = flag; }
  StopScope(const StopScope&) = delete;
  StopScope& operator=(const StopScope&) = delete;
  ~StopScope() { flag_ = before_; }

  static const std::atomic<bool>* flag() { return flag_; }

 private:
  static inline thread_local const std::atomic<bool>* flag_ = nullptr;
  const std::atomic<bool>* before_;
};

/// Throws Stopped once the flag is up. Costs a load: to be called wherever a millisecond has gone.
inline void stop_if_asked() {
  const std::atomic<bool>* const flag = StopScope::flag();
  if (flag != nullptr && flag->load(std::memory_order_relaxed)) throw Stopped();
}

}  // namespace qbnet
