#include "qbnet/python/call.hpp"

#include <flint/flint.h>
#include <pybind11/pybind11.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace qbnet::python {
namespace {

struct Call {
  std::function<void()> work;
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::condition_variable ended;
  bool done = false;
  std::exception_ptr failure;

  void run() {
    std::exception_ptr thrown;
    try {
      const StopScope scope(&stop);
      work();
    } catch (...) {
      thrown = std::current_exception();
    }
    work = nullptr;
    flint_cleanup();  // FLINT keeps caches for each thread, and frees them only when asked
    const std::lock_guard<std::mutex> lock(mutex);
    failure = thrown;
    done = true;
    ended.notify_all();
  }
  bool wait(std::chrono::milliseconds time) {
    std::unique_lock<std::mutex> lock(mutex);
    return ended.wait_for(lock, time, [this] { return done; });
  }
};

}  // namespace

void run_stoppable(std::function<void()> work) {
  constexpr std::chrono::milliseconds between_looks{50}, patience{330};
  const auto call = std::make_shared<Call>();
  call->work = std::move(work);
  bool asked = false;
  {
    const pybind11::gil_scoped_release release;
    std::thread thread([call] { call->run(); });
    while (!asked && !call->wait(between_looks)) {
      const pybind11::gil_scoped_acquire acquire;
      asked = PyErr_CheckSignals() != 0;
    }
    if (asked) call->stop = true;
    if (!asked || call->wait(patience)) {
      thread.join();
    } else {
      thread.detach();
    }
  }
  if (asked) {
    pybind11::error_already_set raised;
    if (!raised.type().is(pybind11::handle(PyExc_KeyboardInterrupt))) throw raised;
    const auto made = pybind11::module_::import("qbnet.errors")
                          .attr("Interrupted")("interrupted: what was computed so far is not kept");
    PyErr_SetObject(pybind11::type::of(made).ptr(), made.ptr());
    throw pybind11::error_already_set();
  }
  if (call->failure) std::rethrow_exception(call->failure);
}

}  // namespace qbnet::python
