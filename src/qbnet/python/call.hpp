// How Python waits for work: without its lock, and able to stop it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "qbnet/base/stop.hpp"

namespace qbnet::python {

/// Runs the work in a thread of its own, without Python's lock, and looks for signals twenty times
/// a second. A signal whose handler raises (Ctrl-C) stops the work; if it does not end within a
/// third of a second it is left to end by itself, and what it would have given is lost. So the work
/// must own all that it touches. With Python's lock held; throws what the work or the handler did.
void run_stoppable(std::function<void()> work);

/// The same, with a result.
template <class Work>
auto stoppable(Work work) {
  using Result = decltype(work());
  const auto result = std::make_shared<std::optional<Result>>();
  run_stoppable([result, work = std::move(work)] { result->emplace(work()); });
  return std::move(**result);
}

}  // namespace qbnet::python
