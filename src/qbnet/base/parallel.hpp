// Independent pieces of work, shared among threads.
#pragma once

#include <cstddef>
#include <functional>

namespace qbnet {

/// Calls work(0) .. work(count - 1), each once and in no fixed order, from up to `threads` threads
/// (less than 1 counts as 1), and returns when all are done. Pieces are handed out one by one, so
/// they may be of unequal size. If a call throws, no further piece is started, and the exception of
/// the lowest index that threw is thrown again.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

}  // namespace qbnet
