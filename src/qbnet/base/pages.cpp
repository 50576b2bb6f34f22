#include "qbnet/base/pages.hpp"

#include <sys/mman.h>

#include <cstdint>

#include "qbnet/base/passing_pages.hpp"

namespace qbnet {
namespace {

// A large page that is kept holds the next one's address.
struct Kept {
  Kept* next;
};
thread_local Kept* kept = nullptr;
thread_local int keepers = 0;

std::size_t whole_pages(std::size_t bytes) {
  constexpr std::size_t page = 4096;
  return (bytes + page - 1) / page * page;
}

void give_up_kept() {
  while (kept != nullptr) {
    Kept* const page = kept;
    kept = page->next;
    munmap(page, large_page);
  }
}

// To new addresses, which costs less than emptying another page. What the system will not move is
// given up, so that the sum stays as it was.
void move_kept([[maybe_unused]] char* to, [[maybe_unused]] std::size_t pages) {
#ifdef __linux__
  for (; pages > 0 && kept != nullptr; --pages, to += large_page) {
    Kept* const page = kept;
    Kept* const next = page->next;
    if (mremap(page, large_page, large_page, MREMAP_MAYMOVE | MREMAP_FIXED, to) == MAP_FAILED) {
      break;
    }
    kept = next;
  }
  if (pages == 0) return;
#endif
  give_up_kept();
}

}  // namespace

void* take_pages(std::size_t bytes) {
  char* memory = nullptr;
  try {
    memory = static_cast<char*>(take_new_pages(bytes));
  } catch (const std::bad_alloc&) {
    if (kept == nullptr) throw;
    give_up_kept();
    return take_new_pages(bytes);
  }
  move_kept(memory, bytes / large_page);
  return memory;
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
  if (keepers == 0) return give_up_pages(block, bytes);
  char* const memory = static_cast<char*>(block);
  const std::size_t whole = bytes / large_page * large_page;
  if (whole < bytes) give_up_pages(memory + whole, bytes - whole);
  // The first is taken first.
  for (std::size_t at = whole; at > 0; at -= large_page) {
    kept = ::new (memory + at - large_page) Kept{kept};
  }
}

KeepPages::KeepPages() { ++keepers; }
KeepPages::~KeepPages() {
  if (--keepers == 0) give_up_kept();
}

}  // namespace qbnet
