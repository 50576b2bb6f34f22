// Arrays of results, as long as a sweep has points.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <utility>
#include <vector>

namespace qbnet {

/// At least `bytes` bytes, unset, in large pages where the system has them. free() releases them.
void* allocate_unset(std::size_t bytes);

/// Leaves elements as they are. Setting 1e8 doubles to zero in one thread would take longer than
/// filling them in all threads.
template <class T>
struct UnsetAllocator {
  using value_type = T;
  UnsetAllocator() = default;
  template <class U>
  explicit UnsetAllocator(const UnsetAllocator<U>&) {}
  T* allocate(std::size_t count) { return static_cast<T*>(allocate_unset(count * sizeof(T))); }
  void deallocate(T* data, std::size_t) { std::free(data); }
  template <class U>
  void construct(U* element) {
    ::new (static_cast<void*>(element)) U;
  }
  template <class U, class... Arguments>
  void construct(U* element, Arguments&&... arguments) {
    ::new (static_cast<void*>(element)) U(std::forward<Arguments>(arguments)...);
  }
  bool operator==(const UnsetAllocator&) const = default;
};
template <class T>
using Results = std::vector<T, UnsetAllocator<T>>;

}  // namespace qbnet
