#include "qbnet/measure/gradient_solver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "qbnet/base/status.hpp"
#include "qbnet/measure/gradient_terms.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/resolvent/rounds.hpp"

namespace qbnet {
namespace {

std::vector<char> driven_positions(const Network& network, const Pattern& pattern) {
  std::vector<char> driven;
  for (const Pattern::Index mode : pattern.mode_at) {
    driven.push_back(network.rates(static_cast<std::size_t>(mode)).drive != 0.0 ? 1 : 0);
  }
  return driven;
}

std::size_t position_of(const Network& network, std::size_t mode, const Pattern& pattern) {
  check_mode(network, mode);
  return static_cast<std::size_t>(pattern.position[mode]);
}

}  // namespace

class GradientSolver::Terms {
 public:
  using Number = PlainComplex;
  explicit Terms(const GradientSolver& solver)
      : amplitude_(solver.amplitude_.data()),
        adjoint_(solver.adjoint_.data()),
        unit_(solver.unit_.data()) {}
  Number entry(std::size_t row, std::size_t column) const {
    return adjoint_[row] * amplitude_[column];
  }
  Number source(std::size_t position) const { return adjoint_[position]; }
  Number unit(std::size_t coupling) const { return unit_[coupling]; }
  static Number number(std::complex<double> z) { return {z.real(), z.imag()}; }
  static double result(double factor, Number x) { return 2 * factor * x.re; }

 private:
  const PlainComplex *amplitude_, *adjoint_, *unit_;
};

GradientSolver::GradientSolver(const Network& network, std::size_t mode)
    : pattern_(network, elimination_rounds(network)),
      position_(position_of(network, mode, pattern_)),
      driven_(driven_positions(network, pattern_)),
      steps_(pattern_, driven_, position_),
      phase_(network.couplings().size(), 0),
      unit_(network.couplings().size(), PlainComplex{1, 0}),
      amplitude_(network.size()),
      adjoint_(network.size()),
      log_(network) {
  require_vacuum_baths(network);
  for (const Mode& each : network.modes()) {
    if (each.loss > 0) continue;
    throw Error(Refusal::physics,
                fmt::format("every mode must have a loss to be solved without a check, but \"{}\" "
                            "has none",
                            each.name));
  }
  for (std::size_t p = 0; p < pattern_.size(); ++p) diagonal_slot_.push_back(pattern_.diagonal(p));
  for (const Coupling& c : network.couplings()) {
    forward_slot_.push_back(pattern_.slot_of_modes(c.to, c.from));
    backward_slot_.push_back(pattern_.slot_of_modes(c.from, c.to));
  }
}

void GradientSolver::assemble(const Network& network) {
  // Two modes are coupled once at most: each coupling has its entries for itself, but for baths.
  if (!network.dissipators().empty()) {
    for (std::size_t s = 0; s < pattern_.column.size(); ++s) steps_.entry(s) = {};
  }
  bool same = true;
  for (std::size_t p = 0; p < pattern_.size(); ++p) {
    const ModeRates& mode = network.rates(static_cast<std::size_t>(pattern_.mode_at[p]));
    steps_.entry(diagonal_slot_[p]) = {mode.loss / 2, mode.detuning};
    steps_.source(p) = {-mode.drive.imag(), -mode.drive.real()};
    same = same && (driven_[p] != 0 || mode.drive == 0.0);
  }
  if (!same) {
    driven_ = driven_positions(network, pattern_);
    steps_ = Steps(pattern_, driven_, position_);
    assemble(network);
    return;
  }
  for (std::size_t k = 0; k < phase_.size(); ++k) {
    const auto [from, to, strength, phase] = network.coupling(k);
    if (phase != phase_[k]) {
      phase_[k] = phase;
      unit_[k] = {std::cos(phase), std::sin(phase)};
    }
    const PlainComplex unit = unit_[k];
    steps_.entry(forward_slot_[k]) = {-strength * unit.im, strength * unit.re};
    steps_.entry(backward_slot_[k]) = {strength * unit.im, strength * unit.re};
  }
  for (const auto& [rate, weights, thermal] : network.dissipators()) {
    for (const auto& [row, left] : weights) {
      for (const auto& [column, right] : weights) {
        const std::complex<double> z = rate / 2 * std::conj(left) * right;
        steps_.entry(pattern_.slot_of_modes(row, column)) += PlainComplex{z.real(), z.imag()};
      }
    }
  }
}

bool GradientSolver::solve(const Network& network) {
  solved_ = false;
  constexpr double least = 1e-280, most = 1e280;  // of |v_b|^2
  assemble(network);
  steps_.run();
  const PlainComplex v = steps_.amplitude(position_);
  energy_ = v.re * v.re + v.im * v.im;
  if (!(energy_ > least && energy_ < most)) return false;
  const PlainComplex inverse = {v.re / energy_, -v.im / energy_};
  double not_finite = 0;  // 0 * x is 0 unless x is infinite or NaN
  for (std::size_t p = 0; p < pattern_.size(); ++p) {
    amplitude_[p] = steps_.amplitude(p);
    adjoint_[p] = steps_.adjoint(p) * inverse;
    not_finite += 0 * (amplitude_[p].re + amplitude_[p].im + adjoint_[p].re + adjoint_[p].im);
  }
  if (!(not_finite == 0)) return false;
  Terms terms(*this);
  differentiate(network, pattern_, terms, log_);
  return solved_ = true;
}

namespace {

double size_of(PlainComplex z) { return std::abs(z.re) + std::abs(z.im); }

}  // namespace

GradientSolver::Quality GradientSolver::quality() const {
  constexpr double in_hand = 300, rounding = 0x1p-53, promised = 1e-8;
  Quality result;
  if (!solved_) return result;
  const std::size_t n = pattern_.size();
  rest_.assign(n, {});
  rest_size_.assign(n, 0);
  // Of M v = b by rows and, over v_b, of M^T lambda = e_b by columns.
  const PlainComplex v_b = amplitude_[position_];
  rest_[position_] = {v_b.re / energy_, -v_b.im / energy_};
  rest_size_[position_] = size_of(rest_[position_]);
  double worst = 0, condition = 0;
  for (std::size_t i = 0; i < n; ++i) {
    PlainComplex rest = driven_[i] != 0 ? steps_.source(i) : PlainComplex{};
    double size = size_of(rest), sum = 0;
    const PlainComplex lambda = adjoint_[i];
    const double lambda_size = size_of(lambda);
    for (std::size_t s = pattern_.row_start[i]; s < pattern_.row_start[i + 1]; ++s) {
      const auto j = static_cast<std::size_t>(pattern_.column[s]);
      const PlainComplex m = steps_.entry(s), v = amplitude_[j];
      rest = rest - m * v;
      rest_[j] = rest_[j] - m * lambda;
      const double m_size = size_of(m), term = m_size * size_of(v);
      sum += term;
      rest_size_[j] += m_size * lambda_size;
    }
    size += sum;
    condition += lambda_size * sum;
    if (size > 0) worst = std::max(worst, size_of(rest) / size);
  }
  for (std::size_t j = 0; j < n; ++j) {
    if (rest_size_[j] > 0) worst = std::max(worst, size_of(rest_[j]) / rest_size_[j]);
  }
  result.backward_error = worst;
  result.error = in_hand * std::max(worst, rounding) * condition;
  result.status = result.error <= promised ? Status::ok : Status::inaccurate;
  return result;
}

}  // namespace qbnet
