// An end with a sentence where memory ends and no exception can say so.
#pragma once

#include <exception>
#include <string_view>

namespace qbnet::cli {

constexpr std::string_view out_of_memory = "the memory of this machine must suffice, but does not";

/// Whether this is how the standard library says so: bad_alloc, an array longer than any can be, a
/// thread for which there is no stack.
bool memory_ended(const std::exception& error);

/// From here on the process ends with one sentence and Refusal::too_large, its unfinished files
/// removed, where memory ends inside FLINT or GMP, which would abort, or where std::bad_alloc meets
/// a thread's end or a function that may not throw. Also reserves the stack that the program needs,
/// for with `ulimit -v` it cannot grow later. For main() alone: it is for the whole process.
void end_well_without_memory();

}  // namespace qbnet::cli
