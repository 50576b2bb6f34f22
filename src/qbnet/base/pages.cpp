#include "qbnet/base/pages.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>

#include "qbnet/base/passing_pages.hpp"

namespace qbnet {
namespace {

struct Block {
  void* memory;
  std::size_t bytes;
};

// Of this thread, by size.
thread_local std::vector<Block> kept;
thread_local int keepers = 0;

std::size_t whole_pages(std::size_t bytes) {
  constexpr std::size_t page = 4096;
  return (bytes + page - 1) / page * page;
}

void give_up(std::vector<Block>::iterator block) {
  give_up_pages(block->memory, block->bytes);
  kept.erase(block);
}

}  // namespace

void* take_pages(std::size_t bytes) {
  const auto fits = std::ranges::lower_bound(kept, bytes, {}, &Block::bytes);
  // One that is much too large would be missed by what is asked for next.
  if (fits != kept.end() && fits->bytes <= bytes + bytes / 2) {
    char* const memory = static_cast<char*>(fits->memory);
    const std::size_t length = whole_pages(bytes), rest = whole_pages(fits->bytes) - length;
    if (rest > 0) munmap(memory + length, rest);
    kept.erase(fits);
    return memory;
  }
  for (std::size_t room = 0; room < bytes && !kept.empty();) {
    room += kept.back().bytes;
    give_up(kept.end() - 1);
  }
  return take_new_pages(bytes);
}

void* take_new_pages(std::size_t bytes) {
  // From the system itself: what an allocator keeps of such blocks is hard to foretell.
  const std::size_t length = whole_pages(bytes);
  void* const room = mmap(nullptr, length + large_page, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) throw std::bad_alloc();
  const auto at = reinterpret_cast<std::uintptr_t>(room);
  const std::size_t before = (large_page - at % large_page) % large_page;
  char* const memory = static_cast<char*>(room) + before;
  if (before > 0) munmap(room, before);
  munmap(memory + length, large_page - before);
#ifdef MADV_HUGEPAGE
  madvise(memory, bytes / large_page * large_page, MADV_HUGEPAGE);
#endif
  return memory;
}

void give_up_pages(void* block, std::size_t bytes) { munmap(block, whole_pages(bytes)); }

void give_back_pages(void* block, std::size_t bytes) {
  if (keepers == 0 || kept.size() == kept.capacity()) {
    give_up_pages(block, bytes);
    return;
  }
  kept.insert(std::ranges::upper_bound(kept, bytes, {}, &Block::bytes), {block, bytes});
}

KeepPages::KeepPages() {
  kept.reserve(64);
  ++keepers;
}
KeepPages::~KeepPages() {
  if (--keepers > 0) return;
  while (!kept.empty()) give_up(kept.end() - 1);
}

}  // namespace qbnet
