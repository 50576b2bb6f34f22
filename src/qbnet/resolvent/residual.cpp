#include <complex>
#include <cstdint>

#include "qbnet/resolvent/each_residual.hpp"
#include "qbnet/resolvent/mantissas.hpp"
#include "qbnet/resolvent/solver.hpp"

namespace qbnet {
namespace {

// In one of four directions, which follow no pattern.
std::complex<double> rounding_of_row(std::size_t row, double size) {
  constexpr double rounding = 0x1p-104;  // of a sum in twice the precision, and of M
  constexpr std::complex<double> directions[] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
  return rounding * size * directions[(row + 1) * 0x9e3779b97f4a7c15U >> 62];
}

}  // namespace

template <class T>
double residual(const Resolvent& resolvent, std::complex<double> z, const UnsetPages<T>& x,
                UnsetPages<T>& r) {
  r.resize(x.size());
  return each_residual(resolvent, z, x,
                       [&](std::size_t i, std::complex<double> rest, double, std::int64_t top) {
                         assign(r[i], rest, top);
                       });
}
template double residual(const Resolvent&, std::complex<double>,
                         const UnsetPages<std::complex<double>>&,
                         UnsetPages<std::complex<double>>&);
template double residual(const Resolvent&, std::complex<double>, const UnsetPages<ScaledComplex>&,
                         UnsetPages<ScaledComplex>&);
template double residual(const Resolvent&, std::complex<double>, const UnsetPages<Ranged>&,
                         UnsetPages<Ranged>&);

template <class T>
void residual_rounding(const Resolvent& resolvent, std::complex<double> z, const UnsetPages<T>& x,
                       UnsetPages<T>& r) {
  r.resize(x.size());
  each_residual(resolvent, z, x,
                [&](std::size_t i, std::complex<double>, double size, std::int64_t top) {
                  assign(r[i], rounding_of_row(i, size), top);
                });
}
template void residual_rounding(const Resolvent&, std::complex<double>,
                                const UnsetPages<std::complex<double>>&,
                                UnsetPages<std::complex<double>>&);
template void residual_rounding(const Resolvent&, std::complex<double>,
                                const UnsetPages<ScaledComplex>&, UnsetPages<ScaledComplex>&);
template void residual_rounding(const Resolvent&, std::complex<double>, const UnsetPages<Ranged>&,
                                UnsetPages<Ranged>&);

double backward_error(const Resolvent& resolvent, std::complex<double> z,
                      const UnsetPages<Ranged>& x) {
  return each_residual(resolvent, z, x,
                       [](std::size_t, std::complex<double>, double, std::int64_t) {});
}

}  // namespace qbnet
