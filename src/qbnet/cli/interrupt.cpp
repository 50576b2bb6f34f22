#include "qbnet/cli/interrupt.hpp"

namespace qbnet::cli {
namespace {

std::atomic<bool> listening = false;  // NOLINT: signal handlers reach nothing but globals
std::atomic<bool> asked = false;      // NOLINT
std::atomic<int> which = 0;           // NOLINT
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

}  // namespace

GracefulStop::GracefulStop() {
  asked = false;
  which = 0;
  listening = true;
}
GracefulStop::~GracefulStop() { listening = false; }

const std::atomic<bool>* GracefulStop::flag() const { return &asked; }
int GracefulStop::signal() const { return which; }

bool ask_to_stop(int signal) noexcept {
  if (!listening) return false;
  which = signal;
  return !asked.exchange(true);
}

}  // namespace qbnet::cli
