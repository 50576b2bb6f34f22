// The maximal charging power in microseconds, or the word that it could not be certified.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/measure/fast_bounds.hpp"
#include "qbnet/measure/fast_table.hpp"

namespace qbnet {

/// x_mode(z) = [(z + M)^-1 b]_mode for one fixed mode at many shifts.
class NodeSolver {
 public:
  virtual ~NodeSolver() = default;
  /// `relative_error_bound`: of each x at these nodes; infinite where it is not known.
  virtual void solve(std::size_t count, const double* z_re, const double* z_im, double* x_re,
                     double* x_im, double& relative_error_bound) = 0;
};

struct FastPeak {
  bool certified = false;   ///< else nothing below but `reason` and `solves` means anything
  const char* reason = "";  ///< why not certified
  double power = 0;         ///< max_t |v|^2/t
  double time = 0;
  double energy = 0;       ///< |v|^2 at that time
  double error = 0;        ///< of power and energy, relative
  std::size_t solves = 0;  ///< of x at one shift
};

struct FastEnergy {
  bool certified = false;
  const char* reason = "";
  double energy = 0;
  double error = 0;  ///< relative
  std::size_t solves = 0;
};

/// Certifies what maximal_power() would find, where that takes few contours (docs/fast-power.md).
/// Keeps its working memory from call to call: one for each thread.
class FastPower {
 public:
  /// `accuracy`: relative error of power and energy allowed for `certified`.
  explicit FastPower(double accuracy = 1e-10) : accuracy_(accuracy) {}

  /// `mode`: the solver's. Vacuum baths; the network starts from the vacuum; only one in which
  /// every mode is lossy is ever certified.
  FastPeak maximum(const FastRates& rates, std::size_t mode, NodeSolver& solver);

  /// |v|^2 of the solver's mode at one time > 0.
  FastEnergy energy_at(const FastRates& rates, double time, NodeSolver& solver);

 private:
  struct Stretch {
    double from = 0, to = 0;
  };
  const FastTable* contour(FastWindow window, double time, FastBounds& bounds, int narrowest) const;
  const FastTable* sample_window(FastWindow window, double time, double allowed, FastBounds& bounds,
                                 NodeSolver& solver);
  bool sample(const FastTable& table, double time, NodeSolver& solver);
  void interpolate(const FastGrid& grid, bool all_coefficients);
  bool scan(FastWindow window, double time, FastBounds& bounds, NodeSolver& solver);
  bool find_contenders();
  bool polish(Stretch where, FastBounds& bounds, NodeSolver& solver);
  bool climb(const FastTable& table, const FastGrid& grid, double time, std::size_t cell);
  bool fail(const char* reason);

  double accuracy_;
  FastPeak peak_;
  double size_ = 0;       // largest |f| in this window
  double doubt_ = 0;      // absolute error of f in this window
  double best_scan_ = 0;  // largest power on a scan's grid
  double rounding_ = 0;
  std::vector<double> z_re_, z_im_, x_re_, x_im_;
  FastTable::Sums sums_;
  std::vector<double> power_;
  std::vector<double> c_re_, c_im_;
  struct Scan {
    FastWindow window = FastWindow::scan;
    double time = 0;
    double doubt = 0;           // absolute error of the powers below
    std::vector<double> power;  // on the grid
  };
  std::vector<Scan> scans_;
  std::vector<Stretch> contenders_;
};

}  // namespace qbnet
