// x(z) on the real axis: where the vertices of contours lie.
#pragma once

#include <complex>
#include <cstddef>
#include <optional>
#include <vector>

#include "qbnet/resolvent/elimination.hpp"
#include "qbnet/resolvent/solver.hpp"

namespace qbnet {

/// phi(z) = log |x_j(z)/z| of some modes at one z, positive or in (-min kappa/2, 0). -infinity
/// where x_j(z) = 0.
struct AxisPoint {
  std::vector<double> phi;
  std::vector<double> slope, bend;  ///< phi' and phi''; empty unless asked for
};

/// Not for use by several threads at once. The resolvent must outlive it.
class Axis {
 public:
  Axis(const Resolvent& resolvent, std::vector<std::size_t> positions)
      : resolvent_(resolvent), positions_(std::move(positions)) {}

  /// One elimination, and one solve or, with derivatives, three: x' = -(z + M)^-1 x. Good to a few
  /// digits less than doubles, which is plenty for the choice of a vertex.
  AxisPoint at(double z, bool derivatives);

 private:
  template <class Factor>
  bool evaluate(Elimination<Factor>& elimination, double z, AxisPoint& point) const;

  const Resolvent& resolvent_;
  std::vector<std::size_t> positions_;
  std::optional<Elimination<std::complex<double>>> doubles_;
};

}  // namespace qbnet
