#include "qbnet/solve/axis.hpp"

#include <cmath>
#include <limits>

#include "qbnet/base/scaled.hpp"

namespace qbnet {
namespace {

std::complex<double> quotient(const Ranged& a, const Ranged& b) {
  const ScaledComplex value = a.scaled() / b.scaled();
  return value.value();
}

}  // namespace

template <class Factor>
bool Axis::evaluate(Elimination<Factor>& elimination, double z, AxisPoint& point) const {
  const typename Entries::Rounded<Factor> m(resolvent_.m);
  if (!elimination.factor(m, std::complex<double>(z)) || !elimination.entries_in_range()) {
    return false;
  }
  UnsetPages<Ranged> x;
  resolvent_.b.write_to(x, resolvent_.pattern.size());
  elimination.solve(x);
  std::vector<Ranged> kept;
  for (std::size_t k = 0; k < positions_.size(); ++k) {
    kept.push_back(x[positions_[k]]);
    if (!kept[k].is_zero()) point.phi[k] = log(abs(kept[k].scaled())) - std::log(std::abs(z));
  }
  if (point.slope.empty()) return true;
  // x' = -y with (z + M) y = x, and x'' = 2 w with (z + M) w = y.
  std::vector<std::complex<double>> first(positions_.size());
  elimination.solve(x);
  for (std::size_t k = 0; k < positions_.size(); ++k) {
    if (!kept[k].is_zero()) first[k] = -quotient(x[positions_[k]], kept[k]);
    point.slope[k] = first[k].real() - 1 / z;
  }
  elimination.solve(x);
  for (std::size_t k = 0; k < positions_.size(); ++k) {
    if (kept[k].is_zero()) continue;
    const std::complex<double> second = 2.0 * quotient(x[positions_[k]], kept[k]);
    point.bend[k] = (second - first[k] * first[k]).real() + 1 / (z * z);
  }
  return true;
}

AxisPoint Axis::at(double z, bool derivatives) {
  AxisPoint point;
  point.phi.assign(positions_.size(), -std::numeric_limits<double>::infinity());
  if (derivatives) {
    point.slope.assign(positions_.size(), 0);
    point.bend.assign(positions_.size(), 0);
  }
  if (!doubles_) doubles_.emplace(resolvent_.pattern);
  if (evaluate(*doubles_, z, point)) return point;
  Elimination<Ranged> ranged(resolvent_.pattern);
  evaluate(ranged, z, point);
  return point;
}

}  // namespace qbnet
