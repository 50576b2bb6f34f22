#include "qbnet/cli/interrupt.hpp"

#include <cstdint>
#include <ctime>

namespace qbnet::cli {
namespace {

std::atomic<bool> listening = false;  // NOLINT: signal handlers reach nothing but globals
std::atomic<bool> asked = false;      // NOLINT
std::atomic<int> which = 0;           // NOLINT
std::atomic<std::int64_t> since = 0;  // NOLINT: milliseconds; 0: not asked
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free &&
              std::atomic<std::int64_t>::is_always_lock_free);

std::int64_t now() noexcept {
  timespec time = {};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return std::int64_t{1000} * time.tv_sec + time.tv_nsec / 1000000 + 1;
}

}  // namespace

GracefulStop::GracefulStop() {
  asked = false;
  which = 0;
  since = 0;
  listening = true;
}
GracefulStop::~GracefulStop() { listening = false; }

const std::atomic<bool>* GracefulStop::flag() const { return &asked; }
int GracefulStop::signal() const { return which; }

bool ask_to_stop(int signal) noexcept {
  if (!listening) return false;
  // Who signals a program and then its whole group, as timeout(1) does, asks once.
  constexpr std::int64_t at_once = 1000;
  which = signal;
  const std::int64_t time = now();
  std::int64_t first = 0;
  if (!since.compare_exchange_strong(first, time)) return time - first < at_once;
  asked = true;
  return true;
}

}  // namespace qbnet::cli
