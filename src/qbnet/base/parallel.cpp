#include "qbnet/base/parallel.hpp"

#include <flint/flint.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "qbnet/base/stop.hpp"

namespace qbnet {

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::mutex failing;
  std::exception_ptr failure;
  std::size_t failed_at = count;
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        stop_if_asked();
        work(i);
      } catch (...) {
        const std::lock_guard<std::mutex> lock(failing);
        next = count;
        if (i < failed_at) {
          failed_at = i;
          failure = std::current_exception();
        }
      }
    }
  };
  std::vector<std::thread> pool;
  const std::size_t useful = std::min(count, static_cast<std::size_t>(std::max(threads, 1)));
  pool.reserve(useful);
  try {
    for (std::size_t k = 1; k < useful; ++k) {
      pool.emplace_back([&run, flag = StopScope::flag()] {
        const StopScope scope(flag);
        run();
        flint_cleanup();  // FLINT keeps caches for each thread, and frees them only when asked
      });
    }
  } catch (const std::exception&) {
    // The system grants no more threads, or no memory for them: those there are do the work.
  }
  run();
  for (std::thread& thread : pool) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace qbnet
