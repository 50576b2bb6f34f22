#include "qbnet/paper/claims_search.hpp"

#include <Eigen/Dense>
#include <array>
#include <cmath>
#include <numbers>

namespace qbnet::claims {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Height = std::function<double(const VectorXd&)>;

constexpr double step = 1e-4;  // truncation ~ step^2, rounding ~ 1e-14/step
constexpr double flat = 1e-8;  // a slope that is zero for such a step
constexpr double longest_move = 1.0;
constexpr int most_iterations = 200;

VectorXd slope(const Height& height, const VectorXd& at) {
  VectorXd result(at.size());
  VectorXd moved = at;
  for (Eigen::Index k = 0; k < at.size(); ++k) {
    moved[k] = at[k] + step;
    const double above = height(moved);
    moved[k] = at[k] - step;
    result[k] = (above - height(moved)) / (2 * step);
    moved[k] = at[k];
  }
  return result;
}

/// Uphill from `at`; returns the height reached.
double climb(const Height& height, VectorXd& at) {
  const Eigen::Index n = at.size();
  MatrixXd inverse = MatrixXd::Identity(n, n);  // of minus the Hessian
  double best = height(at);
  VectorXd gradient = slope(height, at);
  for (int i = 0; i < most_iterations && gradient.norm() > flat; ++i) {
    VectorXd move = inverse * gradient;
    double rise = gradient.dot(move);
    if (!(rise > 0)) {
      inverse.setIdentity();
      move = gradient;
      rise = gradient.squaredNorm();
    }
    double length = std::min(1.0, longest_move / move.lpNorm<Eigen::Infinity>());
    double next = height(at + length * move);
    while (!(next >= best + 1e-4 * length * rise) && length > 1e-9) {
      length /= 2;
      next = height(at + length * move);
    }
    if (!(next > best)) break;
    const VectorXd moved = length * move;
    at += moved;
    best = next;
    const VectorXd new_gradient = slope(height, at);
    const VectorXd bend = gradient - new_gradient;
    gradient = new_gradient;
    const double curvature = moved.dot(bend);
    if (curvature > 0) {
      const MatrixXd left = MatrixXd::Identity(n, n) - moved * bend.transpose() / curvature;
      inverse = left * inverse * left.transpose() + moved * moved.transpose() / curvature;
    }
  }
  return best;
}

/// Entry `index` of the van der Corput sequence in this base, in (0, 1).
double radical_inverse(std::size_t index, std::size_t base) {
  double result = 0;
  double digit = 1;
  for (; index > 0; index /= base) {
    digit /= static_cast<double>(base);
    result += digit * static_cast<double>(index % base);
  }
  return result;
}

}  // namespace

BestPhases best_phases(const std::function<double(const std::vector<double>&)>& height,
                       std::size_t count, std::size_t starts) {
  constexpr std::array<std::size_t, 12> bases = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
  constexpr double same = 1e-9;
  constexpr double away_from_symmetry = 0.2;  // no start where the slope vanishes by symmetry
  BestPhases best;
  best.starts = starts;
  const Height at_point = [&](const VectorXd& v) {
    ++best.evaluations;
    return height(std::vector<double>(v.begin(), v.end()));
  };
  for (std::size_t start = 1; start <= starts; ++start) {
    VectorXd at(static_cast<Eigen::Index>(count));
    for (std::size_t k = 0; k < count; ++k) {
      at[static_cast<Eigen::Index>(k)] =
          std::numbers::pi * (2 * radical_inverse(start, bases.at(k)) - 1) + away_from_symmetry;
    }
    const double top = climb(at_point, at);
    if (best.same_top == 0 || top > best.height + same) {
      best.height = top;
      best.same_top = 0;
      best.phase.clear();
      for (const double angle : at)
        best.phase.push_back(std::remainder(angle, 2 * std::numbers::pi));
    }
    if (std::abs(top - best.height) <= same) ++best.same_top;
  }
  return best;
}

}  // namespace qbnet::claims
