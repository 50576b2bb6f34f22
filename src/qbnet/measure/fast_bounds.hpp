// Cheap rigorous bounds of a network from absolute values of its rates.
#pragma once

#include <cstddef>
#include <vector>

#include "qbnet/measure/fast_table.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// What the bounds need of a network. Sweeps keep one and overwrite its numbers.
struct FastRates {
  struct Link {
    std::size_t a = 0, b = 0;
    double strength = 0;  ///< |H_ab|
    double shared = 0;    ///< |K_ab|/2, from shared dissipators
  };
  std::vector<double> decay;  ///< kappa_j/2
  std::vector<double> detuning;
  std::vector<double> shared;  ///< the diagonal of K/2 beyond kappa_j/2
  std::vector<double> drive;   ///< |xi_j|
  std::vector<Link> links;     ///< each pair of modes once

  FastRates() = default;
  explicit FastRates(const Network& network);
};

/// Not for use by several threads at once.
class FastBounds {
 public:
  explicit FastBounds(const FastRates& rates);

  double smallest_decay() const { return smallest_decay_; }  ///< min kappa/2
  double drive_norm() const { return drive_norm_; }          ///< |xi|

  /// True if -W(M) surely lies inside the tangents of the table's contour over [time, R time].
  /// False proves nothing.
  bool encloses(const FastTable& table, double time);

  /// S with |v_mode(t)| <= t S for every t <= time; infinite where there is no such bound.
  double growth_bound(std::size_t mode, double time);

  /// Bound of |v_mode| at every time from `time` on, from that of its steady state.
  double late_bound(double steady_size, double time) const;

 private:
  bool below(double slope, double offset, double stretch);

  const FastRates& rates_;
  double smallest_decay_ = 0;
  double drive_norm_ = 0;
  std::vector<double> y_, product_;
  std::vector<double> matrix_, rhs_;
};

}  // namespace qbnet
