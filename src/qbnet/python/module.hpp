// What each floor of the library adds to the module qbnet._core.
//
// This is the lower half of the Python package: it takes what python/qbnet has checked, and gives
// dicts of arrays that python/qbnet makes results of. Nothing here is for users.
#pragma once

#include <pybind11/pybind11.h>

namespace qbnet::python {

void add_errors(pybind11::module_& module);
void add_network(pybind11::module_& module);
void add_solve(pybind11::module_& module);
void add_measure(pybind11::module_& module);
void add_energy(pybind11::module_& module);
void add_study(pybind11::module_& module);
void add_files(pybind11::module_& module);

}  // namespace qbnet::python
