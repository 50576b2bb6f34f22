// Vectors of many megabytes that are hardly touched, or soon given back.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "qbnet/base/pages.hpp"

namespace qbnet {

/// As take_pages() and give_back_pages(), with no look at what is kept.
void* take_new_pages(std::size_t bytes);
void give_up_pages(void* block, std::size_t bytes);

template <class T>
class PassingAllocator {
 public:
  using value_type = T;
  PassingAllocator() = default;
  template <class U>
  PassingAllocator(const PassingAllocator<U>&) {}  // NOLINT: as allocators convert

  T* allocate(std::size_t count) {
    if (!is_large(count)) return std::allocator<T>().allocate(count);
    return static_cast<T*>(take_new_pages(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) {
    if (!is_large(count)) return std::allocator<T>().deallocate(memory, count);
    give_up_pages(memory, count * sizeof(T));
  }
  template <class U, class... Args>
  void construct(U* at, Args&&... args) {
    if constexpr (sizeof...(Args) > 0 || !std::is_trivially_destructible_v<U>) {
      ::new (static_cast<void*>(at)) U(std::forward<Args>(args)...);
    }
  }
  friend bool operator==(const PassingAllocator&, const PassingAllocator&) { return true; }

 private:
  static bool is_large(std::size_t count) { return count * sizeof(T) >= 2 * large_page; }
};

/// resize() leaves new numbers as the memory is: for what is written before it is read.
template <class T>
using PassingPages = std::vector<T, PassingAllocator<T>>;

}  // namespace qbnet
