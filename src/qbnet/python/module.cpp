#include "qbnet/python/module.hpp"

PYBIND11_MODULE(_core, m) {
  m.doc() = "The library behind the package qbnet; not for use by itself.";
  m.attr("version") = QBNET_VERSION;
  qbnet::python::add_errors(m);
  qbnet::python::add_network(m);
  qbnet::python::add_solve(m);
  qbnet::python::add_measure(m);
  qbnet::python::add_energy(m);
  qbnet::python::add_study(m);
  qbnet::python::add_files(m);
}
