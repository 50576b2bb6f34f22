// Vectors of many megabytes: on large pages that are used again, for touching a new page costs more
// than filling it.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace qbnet {

/// Blocks of many megabytes, on large pages where the system has them (but for the last, partly
/// filled one).
constexpr std::size_t large_page = std::size_t{1} << 21;
void* take_pages(std::size_t bytes);
void give_back_pages(void* block, std::size_t bytes);

/// While one exists in this thread, large pages given back are kept for blocks asked for next,
/// whatever their sizes: nothing is asked of the system while some are left.
class KeepPages {
 public:
  KeepPages();
  ~KeepPages();
  KeepPages(const KeepPages&) = delete;
  KeepPages& operator=(const KeepPages&) = delete;
};

/// `initialised`: false leaves elements that are made without a value as they are.
template <class T, bool initialised = true>
class PageAllocator {
 public:
  using value_type = T;
  template <class U>
  struct rebind {
    using other = PageAllocator<U, initialised>;
  };

  PageAllocator() = default;
  template <class U>
  PageAllocator(const PageAllocator<U, initialised>&) {}  // NOLINT: as allocators convert

  T* allocate(std::size_t count) {
    if (count > std::numeric_limits<std::size_t>::max() / sizeof(T) / 2) throw std::bad_alloc();
    if (!is_large(count)) return std::allocator<T>().allocate(count);
    return static_cast<T*>(take_pages(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) {
    if (!is_large(count)) return std::allocator<T>().deallocate(memory, count);
    give_back_pages(memory, count * sizeof(T));
  }

  template <class U, class... Args>
  void construct(U* at, Args&&... args) {
    if constexpr (initialised || sizeof...(Args) > 0 || !std::is_trivially_destructible_v<U>) {
      ::new (static_cast<void*>(at)) U(std::forward<Args>(args)...);
    }
  }

  friend bool operator==(const PageAllocator&, const PageAllocator&) { return true; }

 private:
  static bool is_large(std::size_t count) { return count * sizeof(T) >= 2 * large_page; }
};

template <class T>
using Pages = std::vector<T, PageAllocator<T>>;
/// resize() leaves new numbers as the memory is: for what is written before it is read.
template <class T>
using UnsetPages = std::vector<T, PageAllocator<T, false>>;

}  // namespace qbnet
