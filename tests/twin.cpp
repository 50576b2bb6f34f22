#include "tests/twin.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

#include "tests/twin_balls.hpp"

namespace qbnet::twin {

void set(Ball& z, std::complex<double> value) { acb_set_d_d(z.get(), value.real(), value.imag()); }

Equations equations(const Network& network, slong bits) {
  Equations e;
  e.m.resize(network.size());
  e.b.resize(network.size());
  const auto add = [&](std::size_t row, std::size_t column, const Ball& z) {
    Ball& entry = e.m[row][column];
    acb_add(entry.get(), entry.get(), z.get(), bits);
  };
  Ball z;
  for (std::size_t j = 0; j < network.size(); ++j) {
    const Mode& mode = network.mode(j);
    set(z, mode.loss);
    acb_mul_2exp_si(z.get(), z.get(), -1);
    arb_set_d(acb_imagref(z.get()), mode.detuning);
    add(j, j, z);
    // -i conj(x + iy) = -y - ix
    set(e.b[j], {-mode.drive.imag(), -mode.drive.real()});
  }
  for (const Coupling& coupling : network.couplings()) {
    Ball phase;
    set(phase, coupling.phase);
    arb_sin_cos(acb_imagref(z.get()), acb_realref(z.get()), acb_realref(phase.get()), bits);
    Ball strength;
    set(strength, coupling.strength);
    acb_mul(z.get(), z.get(), strength.get(), bits);
    Ball back;
    acb_conj(back.get(), z.get());
    acb_mul_onei(z.get(), z.get());
    acb_mul_onei(back.get(), back.get());
    add(coupling.to, coupling.from, z);
    add(coupling.from, coupling.to, back);
  }
  for (const Dissipator& dissipator : network.dissipators()) {
    for (const auto& [row, left] : dissipator.weights) {
      for (const auto& [column, right] : dissipator.weights) {
        Ball a;
        Ball rate;
        set(a, std::conj(left));
        set(z, right);
        set(rate, dissipator.rate);
        acb_mul(z.get(), z.get(), a.get(), bits);
        acb_mul(z.get(), z.get(), rate.get(), bits);
        acb_mul_2exp_si(z.get(), z.get(), -1);
        add(row, column, z);
      }
    }
  }
  for (Row& row : e.m)
    std::erase_if(row, [](const auto& x) { return acb_is_zero(x.second.get()); });
  return e;
}

std::vector<std::size_t> reached(const Equations& e) {
  std::vector<std::vector<std::size_t>> to(e.m.size());
  for (std::size_t row = 0; row < e.m.size(); ++row) {
    for (const auto& [column, z] : e.m[row]) to[column].push_back(row);
  }
  std::vector<std::size_t> order;
  std::vector<bool> seen(e.m.size(), false);
  for (std::size_t j = 0; j < e.m.size(); ++j) {
    if (!acb_is_zero(e.b[j].get())) {
      seen[j] = true;
      order.push_back(j);
    }
  }
  for (std::size_t k = 0; k < order.size(); ++k) {
    for (const std::size_t j : to[order[k]]) {
      if (!seen[j]) {
        seen[j] = true;
        order.push_back(j);
      }
    }
  }
  return order;
}

ScaledReal rounded(const arb_t x) {
  fmpz_t exponent;
  arf_t mantissa;
  fmpz_init(exponent);
  arf_init(mantissa);
  arf_frexp(mantissa, exponent, arb_midref(x));
  const ScaledReal result{arf_get_d(mantissa, ARF_RND_NEAR), fmpz_get_si(exponent)};
  arf_clear(mantissa);
  fmpz_clear(exponent);
  return result;
}

Reference reference(const Ball& z, slong bits) {
  Reference r;
  const ScaledReal re = rounded(acb_realref(z.get()));
  const ScaledReal im = rounded(acb_imagref(z.get()));
  r.amplitude = ScaledComplex({re.mantissa(), 0.0}, re.exponent()) +
                ScaledComplex({0.0, im.mantissa()}, im.exponent());
  arb_t energy;
  arb_t square;
  arb_init(energy);
  arb_init(square);
  arb_mul(energy, acb_realref(z.get()), acb_realref(z.get()), bits);
  arb_mul(square, acb_imagref(z.get()), acb_imagref(z.get()), bits);
  arb_add(energy, energy, square, bits);
  r.energy = rounded(energy);
  if (arb_is_zero(energy)) {
    r.log10_energy = -std::numeric_limits<double>::infinity();
  } else {
    arb_log_base_ui(energy, energy, 10, bits);
    r.log10_energy = arf_get_d(arb_midref(energy), ARF_RND_NEAR);
  }
  arb_clear(square);
  arb_clear(energy);
  return r;
}

namespace {

/// Gaussian elimination of the reached modes in the order given; no value if a pivot may be 0.
std::optional<Vector> solve(Equations e, const std::vector<std::size_t>& order, slong bits) {
  std::vector<std::size_t> place(e.m.size(), e.m.size());
  for (std::size_t k = 0; k < order.size(); ++k) place[order[k]] = k;
  std::vector<Row> rows(order.size());
  Vector x(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    x[k] = e.b[order[k]];
    for (const auto& [column, z] : e.m[order[k]]) {
      if (place[column] < order.size()) rows[k][place[column]] = z;
    }
  }
  std::vector<std::vector<std::size_t>> below(order.size());  // rows with an entry in a column
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (const auto& [column, z] : rows[row]) {
      if (column < row) below[column].push_back(row);
    }
  }
  Ball factor;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto pivot = rows[k].find(k);
    if (pivot == rows[k].end() || acb_contains_zero(pivot->second.get())) return std::nullopt;
    for (const std::size_t row : below[k]) {
      acb_div(factor.get(), rows[row][k].get(), pivot->second.get(), bits);
      for (auto entry = std::next(pivot); entry != rows[k].end(); ++entry) {
        const auto [place_in_row, added] = rows[row].try_emplace(entry->first);
        if (added && entry->first < row) below[entry->first].push_back(row);
        acb_submul(place_in_row->second.get(), factor.get(), entry->second.get(), bits);
      }
      acb_submul(x[row].get(), factor.get(), x[k].get(), bits);
      rows[row].erase(k);
    }
  }
  for (std::size_t k = rows.size(); k-- > 0;) {
    for (auto entry = rows[k].upper_bound(k); entry != rows[k].end(); ++entry) {
      acb_submul(x[k].get(), entry->second.get(), x[entry->first].get(), bits);
    }
    acb_div(x[k].get(), x[k].get(), rows[k].at(k).get(), bits);
  }
  Vector v(e.m.size());
  for (std::size_t k = 0; k < order.size(); ++k) v[order[k]] = x[k];
  return v;
}

/// Amplitudes of the steady state, every one of them good, and the bits it took.
std::pair<Vector, slong> steady_balls(const Network& network) {
  for (slong bits = 256; bits <= most_bits; bits *= 2) {
    Equations e = equations(network, bits);
    std::vector<std::size_t> order = reached(e);
    std::reverse(order.begin(), order.end());  // leaves first: less fill
    const std::optional<Vector> v = solve(std::move(e), order, bits);
    if (!v) continue;
    bool all = true;
    for (const std::size_t j : order) all = all && good((*v)[j]);
    if (all) return {*v, bits};
  }
  throw std::runtime_error("the twin found no steady state");
}

}  // namespace

std::vector<Reference> steady(const Network& network) {
  const auto [v, bits] = steady_balls(network);
  std::vector<Reference> result;
  for (const Ball& z : v) result.push_back(reference(z, bits));
  return result;
}

Balance balance(const Network& network) {
  const auto [v, bits] = steady_balls(network);
  const Equations e = equations(network, bits);
  Ball input;
  Ball lost;
  Ball left;
  Ball term;
  for (std::size_t j = 0; j < network.size(); ++j) {
    acb_conj(left.get(), v[j].get());
    acb_addmul(input.get(), left.get(), e.b[j].get(), bits);
    for (const auto& [column, z] : e.m[j]) {
      acb_mul(term.get(), left.get(), z.get(), bits);
      acb_addmul(lost.get(), term.get(), v[column].get(), bits);
    }
  }
  // v^+ (M + M^+) v = 2 Re v^+ M v
  return {2 * arf_get_d(arb_midref(acb_realref(input.get())), ARF_RND_NEAR),
          2 * arf_get_d(arb_midref(acb_realref(lost.get())), ARF_RND_NEAR)};
}

double relative_error(const ScaledReal& a, const ScaledReal& reference) {
  if (reference.is_zero()) return a.is_zero() ? 0 : std::numeric_limits<double>::infinity();
  return std::abs(((a - reference) / reference).value());
}

double relative_error(const ScaledComplex& a, const ScaledComplex& reference) {
  if (reference.is_zero()) return a.is_zero() ? 0 : std::numeric_limits<double>::infinity();
  return std::abs(((a - reference) / reference).value());
}

std::vector<double> doubling_times(double t0, std::size_t count) {
  std::vector<double> times(count);
  for (std::size_t k = 0; k < count; ++k) times[k] = std::ldexp(t0, static_cast<int>(k));
  return times;
}

}  // namespace qbnet::twin
