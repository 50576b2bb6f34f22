// z + M factored in balls: what is solved with them is enclosed.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "qbnet/base/ball.hpp"
#include "qbnet/base/ball_matrix.hpp"
#include "qbnet/resolvent/elimination.hpp"
#include "qbnet/resolvent/pattern.hpp"

namespace qbnet {

/// Vectors are by position, numbers have Ball::precision().
class BallFactors {
 public:
  /// Keeps references. `repeats`: as Elimination has them.
  explicit BallFactors(const Pattern& pattern) : pattern_(pattern), elimination_(pattern) {}
  BallFactors(const Pattern& pattern, const Pages<std::uint32_t>& repeats)
      : pattern_(pattern), elimination_(pattern, repeats) {}

  /// `m`: by slot. If the ball of a pivot contains zero, as without losses, or with gain, it can,
  /// up to 400 rows are solved with pivoting; false for more.
  bool factor(const std::vector<Ball>& m, const Ball& z);
  /// x <- (z + M)^-1 x; false if pivoting meets a column of balls that all contain zero.
  bool solve(std::vector<Ball>& x) const;
  /// x <- (z + M)^-T x (transposed, not conjugated).
  bool solve_transposed(std::vector<Ball>& x) const;

 private:
  bool solve_pivoted(const acb_mat_t& a, std::vector<Ball>& x) const;

  const Pattern& pattern_;
  Elimination<Ball> elimination_;
  std::optional<BallMatrix> dense_;  // z + M where elimination broke down
};

}  // namespace qbnet
