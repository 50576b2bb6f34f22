// The alternating direction iteration on vectors, over columns of doubles and over balls.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/base/scaled.hpp"
#include "qbnet/resolvent/elimination.hpp"
#include "qbnet/solve/columns.hpp"

namespace qbnet {

/// From w, in steps  v = (M + p)^-1 w,  take(2 Re p, v),  w -= 2 Re p v  until `enough(w)`: then
/// sum 2 Re p v v^+ is int_0^inf e^(-M s) w w^+ e^(-M^+ s) ds but for the same integral of the last
/// w. `transposed`: of M^T. False if a pivot vanished or it took more than `most_steps`.
template <class Factor, class Matrix, class Vector, class Shifts, class Take, class Enough>
bool alternate_directions(const Pattern& pattern, const Matrix& m, bool transposed, Shifts& shifts,
                          int most_steps, Vector& w, const Take& take, const Enough& enough) {
  Elimination<Factor> elimination(pattern);
  Vector v;
  for (int step = 0; step < most_steps; ++step) {
    if (enough(w)) return true;
    const std::complex<double> p = shifts.next();
    if (!elimination.factor(m, Factor(p))) return false;
    v = w;
    transposed ? elimination.solve_transposed(v) : elimination.solve(v);
    const double twice = 2 * p.real();
    take(twice, v);
    for (std::size_t i = 0; i < w.size(); ++i) subtract_product(w[i], Factor(twice), v[i]);
  }
  return false;
}

}  // namespace qbnet
