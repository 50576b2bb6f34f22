// What every answer has in Python: a status, how it was found, arrays by name.
#pragma once

#include <pybind11/numpy.h>

#include <string>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/python/arrays.hpp"

namespace qbnet::python {

/// `method`: the message, which says how it was found, unless the solver puts more there.
inline pybind11::dict answer(Status status, const std::string& message) {
  pybind11::dict result;
  result["status"] = std::string(to_string(status));
  result["message"] = message;
  result["method"] = message;
  return result;
}

/// Energies as `key`, with log10_<key>; energy_of(i) is a ScaledReal.
template <class Of>
void put_energies(pybind11::dict& result, const std::string& key, std::size_t count,
                  const Of& energy_of) {
  result[key.c_str()] =
      array_of<double>(count, [&](std::size_t i) { return number(energy_of(i)); });
  result[("log10_" + key).c_str()] =
      array_of<double>(count, [&](std::size_t i) { return log10(energy_of(i)); });
}

}  // namespace qbnet::python
