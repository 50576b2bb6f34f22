// Numbers for NumPy: arrays that own their memory, or keep alive what does.
#pragma once

#include <pybind11/complex.h>
#include <pybind11/numpy.h>

#include <complex>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/files/steady_columns.hpp"

namespace qbnet::python {

/// of(i) for each of `count`.
template <class T, class Of>
pybind11::array_t<T> array_of(std::size_t count, const Of& of) {
  pybind11::array_t<T> array(static_cast<pybind11::ssize_t>(count));
  T* const to = array.mutable_data();
  for (std::size_t i = 0; i < count; ++i) to[i] = of(i);
  return array;
}

/// Without a copy: the array keeps the container.
template <class Container>
pybind11::array taken(Container&& container, std::vector<pybind11::ssize_t> shape) {
  using Kept = std::remove_cvref_t<Container>;
  auto kept = std::make_unique<Kept>(std::move(container));
  auto* const data = kept->data();
  const pybind11::capsule owner(kept.release(), [](void* p) { delete static_cast<Kept*>(p); });
  return pybind11::array_t<typename Kept::value_type>(std::move(shape), data, owner);
}

template <class T>
std::vector<T> vector_of(const pybind11::array_t<T, pybind11::array::c_style>& array) {
  return {array.data(), array.data() + array.size()};
}

/// An energy as files write it: 0 below the smallest double, NaN above the largest.
inline double number(const ScaledReal& x) { return column_energy(x); }
inline std::complex<double> number(const ScaledComplex& x) { return x.value(); }

}  // namespace qbnet::python
