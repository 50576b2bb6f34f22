#include "qbnet/study/results.hpp"

#include <sys/mman.h>

#include <algorithm>

namespace qbnet {

void* allocate_unset(std::size_t bytes) {
  constexpr std::size_t large_page = std::size_t{2} << 20;
  if (bytes < 2 * large_page) {
    void* memory = std::malloc(std::max(bytes, std::size_t{1}));
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }
  const std::size_t whole = (bytes + large_page - 1) / large_page * large_page;
  void* memory = std::aligned_alloc(large_page, whole);
  if (memory == nullptr) throw std::bad_alloc();
  // Filling 4 kB pages for the first time takes as long as computing what goes into them.
  ::madvise(memory, whole, MADV_HUGEPAGE);
  return memory;
}

}  // namespace qbnet
