#include "qbnet/paper/study_maxima.hpp"

#include <algorithm>
#include <array>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstddef>

namespace qbnet {
namespace {

constexpr double same_place = 1e-5;
constexpr double same_height = 1e-9;

PhaseMaximum climb(std::array<double, 2> at, double reach,
                   const std::function<double(double, double)>& energy) {
  constexpr int most_sweeps = 50;
  constexpr int half_digits = 26;  // a flat top hides the rest
  constexpr double standstill = 1e-8;
  PhaseMaximum top;
  for (int sweep = 0; sweep < most_sweeps; ++sweep) {
    const std::array<double, 2> before = at;
    for (std::size_t k = 0; k < 2; ++k) {
      const auto depth = [&](double x) { return k == 0 ? -energy(x, at[1]) : -energy(at[0], x); };
      const auto best =
          boost::math::tools::brent_find_minima(depth, at[k] - reach, at[k] + reach, half_digits);
      at[k] = best.first;
      top.energy = -best.second;
    }
    if (std::abs(at[0] - before[0]) + std::abs(at[1] - before[1]) < standstill) break;
  }
  const auto within = [](double x) { return x <= -1 + same_place ? x + 2 : x; };
  top.theta1 = within(at[0]);
  top.theta2 = within(at[1]);
  return top;
}

}  // namespace

std::vector<PhaseMaximum> highest_phases(const std::vector<double>& theta,
                                         const std::vector<std::vector<double>>& grid,
                                         const std::function<double(double, double)>& energy) {
  const std::size_t n = theta.size() - 1;
  const double reach = 1.5 * (theta[1] - theta[0]);
  std::vector<PhaseMaximum> tops;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      bool local = true;
      for (const std::size_t a : {i + n - 1, i, i + 1}) {
        for (const std::size_t b : {j + n - 1, j, j + 1}) {
          local = local && grid[a % n][b % n] <= grid[i][j];
        }
      }
      if (local) tops.push_back(climb({theta[i], theta[j]}, reach, energy));
    }
  }
  double best = 0;
  for (const PhaseMaximum& top : tops) best = std::max(best, top.energy);
  std::vector<PhaseMaximum> highest;
  for (const PhaseMaximum& top : tops) {
    const bool known = std::any_of(highest.begin(), highest.end(), [&](const PhaseMaximum& other) {
      return std::abs(other.theta1 - top.theta1) + std::abs(other.theta2 - top.theta2) < same_place;
    });
    if (top.energy >= best * (1 - same_height) && !known) highest.push_back(top);
  }
  return highest;
}

}  // namespace qbnet
