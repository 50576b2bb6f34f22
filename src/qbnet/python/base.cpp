// Refusals as Python exceptions.
#include <pybind11/pybind11.h>

#include "qbnet/base/status.hpp"
#include "qbnet/base/stop.hpp"
#include "qbnet/python/module.hpp"

namespace py = pybind11;

namespace qbnet::python {

// The classes are Python's: qbnet/errors.py has one for each refusal, by the program's exit code.
void add_errors(py::module_&) {
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const Error& error) {
      const py::object made =
          py::module_::import("qbnet.errors").attr("refusal")(error.exit_code(), error.what());
      PyErr_SetObject(py::type::of(made).ptr(), made.ptr());
    } catch (const Stopped& stopped) {
      PyErr_SetString(PyExc_KeyboardInterrupt, stopped.what());
    }
  });
}

}  // namespace qbnet::python
