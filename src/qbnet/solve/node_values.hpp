// x(z) of some modes at many shifts, shared among threads.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/resolvent/solver.hpp"

namespace qbnet {

/// What is found depends on the shifts and their order alone, not on the number of threads.
class NodeValues {
 public:
  /// How shifts are solved at: one by one, four neighbours (which should be of similar size) at a
  /// time, or one by one to a few digits, with no look at the error.
  enum class How { one_by_one, four, roughly };
  NodeValues(const Resolvent& resolvent, std::vector<std::complex<double>> shifts,
             const std::vector<std::size_t>& positions, int threads, How how);

  bool failed() const { return failed_; }
  /// Whether doubles could not have held every value and its square.
  bool out_of_doubles() const { return out_of_doubles_; }
  const ScaledComplex& at(std::size_t which, std::size_t k) const {
    return value_[which * shifts_.size() + k];
  }
  /// Relative error of positions[which], from corrections at some of the shifts or at all.
  double error(std::size_t which) const { return error_[which]; }

 private:
  enum class Way { doubles, doubles_and_ranged, ranged, four };
  bool solve(Way way);
  bool solve_part(Way way, bool refine_all, std::size_t first, std::size_t last,
                  std::vector<double>& error);
  template <class T, class Factor>
  bool one_by_one(bool refine_all, std::size_t first, std::size_t last, std::vector<double>& error);
  bool four_at_a_time(std::size_t first, std::size_t last, std::vector<double>& error);

  const Resolvent& resolvent_;
  std::vector<std::complex<double>> shifts_;
  const std::vector<std::size_t>& positions_;
  int threads_;
  How how_;
  std::vector<ScaledComplex> value_;  // [which * shifts + k]
  std::vector<double> error_;
  bool failed_ = false;
  bool out_of_doubles_ = false;
};

}  // namespace qbnet
