#include "qbnet/cli/out_of_memory.hpp"

#include <flint/flint.h>
#include <gmp.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <new>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "qbnet/base/memory.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/files/atomic_file.hpp"

namespace qbnet::cli {
namespace {

[[noreturn]] void end() {
  remove_unfinished_files();
  constexpr std::string_view before = "qbnet: ", after = "\n";
  for (const std::string_view text : {before, out_of_memory, after}) {
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
  }
  ::_exit(static_cast<int>(Refusal::too_large));
}

void* given(void* memory, std::size_t bytes) {
  if (memory == nullptr && bytes > 0) end();
  return memory;
}

void* allocate(std::size_t bytes) { return given(std::malloc(bytes), bytes); }
void* allocate_zeros(std::size_t count, std::size_t bytes) {
  return given(std::calloc(count, bytes), count * bytes);
}
void* reallocate(void* memory, std::size_t bytes) {
  return given(std::realloc(memory, bytes), bytes);
}
void* reallocate_known(void* memory, std::size_t, std::size_t bytes) {
  return reallocate(memory, bytes);
}
void release(void* memory) { std::free(memory); }
void release_known(void* memory, std::size_t) { std::free(memory); }

std::terminate_handler otherwise = nullptr;

[[noreturn]] void terminate() {
  if (const std::exception_ptr exception = std::current_exception()) {
    try {
      std::rethrow_exception(exception);
    } catch (const std::exception& error) {
      if (memory_ended(error)) end();
    } catch (...) {  // NOLINT: the handler that was there before knows what to do
    }
  }
  if (otherwise != nullptr) otherwise();
  std::abort();
}

// Touches the pages, so that they are there.
void reserve_stack() {
  constexpr std::size_t page = 4096;
  volatile char stack[std::size_t{1} << 20U];
  for (std::size_t at = 0; at < sizeof stack; at += page) stack[at] = 0;
}

}  // namespace

bool memory_ended(const std::exception& error) {
  if (const auto* system = dynamic_cast<const std::system_error*>(&error)) {
    return system->code() == std::errc::resource_unavailable_try_again ||
           system->code() == std::errc::not_enough_memory;
  }
  return dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
         dynamic_cast<const std::length_error*>(&error) != nullptr;
}

void end_well_without_memory() {
  usable_memory();  // what the program takes of a limit is measured now
  reserve_stack();
  otherwise = std::set_terminate(terminate);
  __flint_set_memory_functions(allocate, allocate_zeros, reallocate, release);
  mp_set_memory_functions(allocate, reallocate_known, release_known);
}

}  // namespace qbnet::cli
