#include "qbnet/solve/proven_occupations.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "qbnet/resolvent/wide_elimination.hpp"
#include "qbnet/solve/decay_shifts.hpp"

namespace qbnet {
namespace {

using Complex = std::complex<double>;

constexpr int most_steps = 1000;

// Of rounding, relative to what is added up.
template <class T>
constexpr double unit_of = std::is_same_v<T, Complex> ? 0x1p-53 : 0x1p-100;

Complex rounded(Complex x) { return x; }
Complex rounded(const WideComplex& x) { return x.rounded(); }

// |re| + |im|, at least |z|.
double size_of(Complex z) { return std::abs(z.real()) + std::abs(z.imag()); }

// What the sum over the steps is, and what it can be off by, in units of the warmest n.
struct Bounded {
  double value = 0;
  double rounding = 0;  // of solutions and of w
  double cuts = 0;      // from links that were cut
  double left = 1;      // |w|^2
  bool ended = false;
  int steps = 0;
};

// Alternating directions in a part.
template <class T>
class Steps {
 public:
  /// `in_doubles`: m once more, for shifts; `of_all`: those of great effort for all of the network,
  /// once somebody has needed them.
  Steps(const Part& part, const std::vector<Complex>& in_doubles,
        std::optional<DecayShifts>& of_all, std::vector<T> m, std::vector<double> cut,
        std::vector<double> heat)
      : part_(part),
        in_doubles_(in_doubles),
        of_all_(of_all),
        m_(std::move(m)),
        cut_(std::move(cut)),
        heat_(std::move(heat)),
        size_(m_.size()),
        elimination_(part.pattern) {
    for (std::size_t s = 0; s < m_.size(); ++s) size_[s] = size_of(rounded(m_[s]));
  }

  // Until what is left and what was cut are told from each other: `enough` of the value.
  Bounded run(double accuracy) {
    const std::size_t n = part_.at.size();
    w_.assign(n, T{});
    w_[part_.centre] = T(Complex(1));
    Bounded result;
    DecayShifts shifts = shifts_from_here(DecayShifts::Effort::little);
    constexpr int patience = 50;
    while (result.steps++ < most_steps) {
      if (result.steps == patience) shifts = shifts_from_here(DecayShifts::Effort::ordinary);
      if (result.steps == 3 * patience) shifts = best_shifts();
      const Complex p = shifts.next();
      if (!elimination_.factor(m_, p)) return result;
      v_ = w_;
      elimination_.solve_transposed(v_);
      advance(p, result);
      // An occupation is at most 1.
      if (!(result.rounding < accuracy && result.cuts < accuracy)) return result;
      result.ended = result.left < accuracy / 16 * result.value;
      if (result.ended) return result;
    }
    return result;
  }

 private:
  DecayShifts shifts_from_here(DecayShifts::Effort effort) const {
    std::vector<Complex> w;
    for (const T& entry : w_) w.push_back(rounded(entry));
    return {part_.pattern, in_doubles_, w, effort};
  }
  DecayShifts best_shifts() const {
    if (!part_.cuts.empty() || part_.at.size() > DecayShifts::most_eigenvalues) {
      return shifts_from_here(DecayShifts::Effort::ordinary);
    }
    if (!of_all_) of_all_ = shifts_from_here(DecayShifts::Effort::great);
    return *of_all_;
  }

  // r = w - (M^T + p) v with a bound of its own rounding, w -= 2 Re p v, and the sums.
  void advance(Complex p, Bounded& result) {
    const Pattern& pattern = part_.pattern;
    const std::size_t n = part_.at.size();
    const double a = 2 * p.real(), unit = unit_of<T>;
    r_ = w_;
    of_v_.resize(n);
    of_r_.resize(n);
    double v_square = 0, w_square = 0, heat = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const Complex v = rounded(v_[i]);
      const double square = std::norm(v);
      v_square += square;
      w_square += std::norm(rounded(w_[i]));
      heat += heat_[i] * square;
      of_v_[i] = std::sqrt(square);
      of_r_[i] = size_of(rounded(w_[i])) + size_of(p) * of_v_[i];
      subtract_product(r_[i], T(p), v_[i]);
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t s = pattern.row_start[i]; s < pattern.row_start[i + 1]; ++s) {
        const auto j = static_cast<std::size_t>(pattern.column[s]);
        subtract_product(r_[j], m_[s], v_[i]);
        of_r_[j] += size_[s] * of_v_[i];
      }
    }
    double r_square = 0, rest = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double terms = static_cast<double>(pattern.row_start[i + 1] - pattern.row_start[i]) + 4;
      const double size = std::abs(rounded(r_[i])) + 2 * terms * unit * of_r_[i];
      r_square += size * size;
      subtract_product(w_[i], T(Complex(a)), v_[i]);
      rest += std::norm(rounded(w_[i]));
    }
    outside_.assign(part_.rim, 0);
    for (std::size_t k = 0; k < cut_.size(); ++k) {
      outside_[part_.cuts[k].outside] += cut_[k] * of_v_[part_.cuts[k].row];
    }
    double cut_square = 0;
    for (const double size : outside_) cut_square += size * size;

    const double v_norm = std::sqrt(v_square), w_norm = std::sqrt(rest);
    const double slip = 4 * unit * (std::sqrt(w_square) + a * v_norm);
    result.value += a * heat;
    result.rounding += 2 * a * std::sqrt(r_square) * v_norm + (2 * w_norm + slip) * slip;
    result.cuts += 2 * a * std::sqrt(cut_square) * v_norm;
    result.left = rest;
  }

  const Part& part_;
  const std::vector<Complex>& in_doubles_;
  std::optional<DecayShifts>& of_all_;
  std::vector<T> m_;
  std::vector<double> cut_;  // sizes
  std::vector<double> heat_;
  std::vector<double> size_;
  Elimination<T> elimination_;
  std::vector<T> v_, w_, r_;
  std::vector<double> of_v_, of_r_;
  std::vector<double> outside_;
};

}  // namespace

ProvenOccupations::ProvenOccupations(const Resolvent& resolvent, const Baths& baths,
                                     double accuracy)
    : resolvent_(resolvent),
      baths_(baths),
      accuracy_(accuracy),
      m_(resolvent.m),
      heat_(baths.relative()),
      surroundings_(resolvent.pattern) {}

ProvenOccupation ProvenOccupations::of(std::size_t position, std::size_t modes) {
  constexpr double unit = 0x1p-53, in_hand = 1.01, cost_of_wide = 16;
  constexpr std::size_t enough_modes = 400, most_wide = 2000;
  ProvenOccupation result;
  bool twice = false;
  while (resolvent_.moderate) {
    const Part part = surroundings_.of(position, modes);
    result.modes = part.at.size();
    std::vector<Complex> m;
    std::vector<double> cut, heat;
    for (const std::uint32_t s : part.slot) m.push_back(m_[s]);
    for (const Part::Cut& c : part.cuts) cut.push_back(size_of(m_[c.slot]));
    for (const Pattern::Index at : part.at) heat.push_back(heat_[static_cast<std::size_t>(at)]);
    const auto run = [&]<class T>(const std::vector<T>& numbers, double cost) {
      const Bounded found = Steps<T>(part, m, shifts_of_all_, numbers, cut, heat).run(accuracy_);
      result.work += cost * found.steps * static_cast<double>(result.modes);
      return found;
    };
    Bounded found;
    if (!twice) {
      found = run(m, 1);
      twice = !(found.rounding < accuracy_ / 2 * found.value);
    }
    if (twice) {
      if (result.modes > most_wide) break;
      std::vector<WideComplex> wide;
      for (const std::uint32_t s : part.slot) wide.push_back(resolvent_.m[s]);
      found = run(wide, cost_of_wide);
    }
    const double off = in_hand * (found.rounding + found.cuts + found.left);
    if (found.ended && off < accuracy_ / 2 * found.value) {
      const double summing = static_cast<double>(part.at.size() + most_steps) * unit;
      result.value = ScaledReal(found.value) * ScaledReal(baths_.warmest);
      result.error = off / (found.value - off) + summing;
      break;
    }
    const bool by_cuts = !(found.cuts < accuracy_ / 8 * found.value);
    const bool heat_is_far = found.value == 0 && modes >= enough_modes;
    if (part.cuts.empty() || !by_cuts || heat_is_far) break;
    modes *= 2;
  }
  return result;
}

}  // namespace qbnet
