#include "qbnet/measure/winding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <tuple>
#include <vector>

namespace qbnet {
namespace {

using Complex = std::complex<double>;
using Rates = std::tuple<double, double>;

constexpr Complex i(0, 1);

Bulk none(std::string reason) {
  Bulk bulk;
  bulk.reason = std::move(reason);
  return bulk;
}

Rates rates_of(const Network& network, std::size_t mode) {
  return {network.rates(mode).loss, network.rates(mode).detuning};
}

// M[to, from] of every coupling, both ways.
std::map<std::pair<std::size_t, std::size_t>, Complex> entries(const Network& network) {
  std::map<std::pair<std::size_t, std::size_t>, Complex> m;
  for (const Coupling& each : network.couplings()) {
    if (each.strength == 0) continue;
    const Complex z =
        std::polar(std::abs(each.strength), each.phase) * (each.strength < 0 ? -1.0 : 1.0);
    m[{each.to, each.from}] = i * z;
    m[{each.from, each.to}] = i * std::conj(z);
  }
  return m;
}

Complex determinant(const Bulk& bulk, double k, Complex z0) {
  const Complex forward = std::polar(1.0, k), back = std::polar(1.0, -k);
  const auto at = [&](std::size_t r, std::size_t c) {
    return bulk.cell[r][c] + bulk.next[r][c] * forward + bulk.previous[r][c] * back -
           (r == c ? z0 : 0.0);
  };
  if (bulk.modes == 1) return at(0, 0);
  return at(0, 0) * at(1, 1) - at(0, 1) * at(1, 0);
}

// The change of the argument from a to b, in steps so short that each is told from its end points.
double turned(const std::function<Complex(double)>& f, double a, Complex fa, double b, Complex fb,
              int depth) {
  constexpr double quarter = std::numbers::pi / 4;
  const double step = std::arg(fb / fa);
  if (depth == 0 || (std::abs(step) < quarter && std::abs(fb - fa) < std::abs(fa) / 2)) return step;
  const double middle = (a + b) / 2;
  const Complex value = f(middle);
  return turned(f, a, fa, middle, value, depth - 1) + turned(f, middle, value, b, fb, depth - 1);
}

}  // namespace

Bulk bulk_of(const Network& network) {
  std::vector<std::size_t> battery, mediator;
  for (std::size_t k = 1;; ++k) {
    const auto found = network.find(fmt::format("b{}", k));
    if (!found) break;
    battery.push_back(*found);
  }
  const std::size_t count = battery.size();
  if (count < 3) return none("there are no three batteries b1, b2, b3 in a row");
  if (!network.dissipators().empty()) return none("there are shared dissipators");
  for (std::size_t k = 2; k <= count; ++k) {
    const auto found = network.find(fmt::format("a{}", k));
    if (found) mediator.push_back(*found);
  }
  if (!mediator.empty() && mediator.size() != count - 1) {
    return none("some links have a mediator and others have none");
  }
  const bool mediated = !mediator.empty();
  for (std::size_t k = 0; k < count; ++k) {
    if (rates_of(network, battery[k]) != rates_of(network, battery[0])) {
      return none("the batteries differ");
    }
    if (mediated && k > 0 && rates_of(network, mediator[k - 1]) != rates_of(network, mediator[0])) {
      return none("the mediators differ");
    }
  }
  const auto m = entries(network);
  const auto entry = [&](std::size_t row, std::size_t column) {
    const auto found = m.find({row, column});
    return found == m.end() ? Complex(0) : found->second;
  };
  const auto diagonal = [&](std::size_t mode) {
    return Complex(network.rates(mode).loss / 2, network.rates(mode).detuning);
  };
  // Cell n: battery[n] and the mediator between battery[n - 1] and battery[n].
  std::map<std::size_t, std::size_t> cell_of;
  for (std::size_t k = 1; k < count; ++k) {
    cell_of[battery[k]] = k;
    if (mediated) cell_of[mediator[k - 1]] = k;
  }
  for (const auto& [place, value] : m) {
    const auto row = cell_of.find(place.first), column = cell_of.find(place.second);
    if (row == cell_of.end()) continue;
    const std::size_t there = row->second;
    const std::size_t other = column != cell_of.end()      ? column->second
                              : place.second == battery[0] ? 0
                                                           : count + 1;
    if (other > there + 1 || there > other + 1) {
      return none("other couplings than those between neighbours touch the batteries");
    }
  }
  Bulk bulk;
  bulk.modes = mediated ? 2 : 1;
  for (std::size_t k = 1; k < count; ++k) {
    Bulk here;
    here.modes = bulk.modes;
    const std::size_t b = battery[k], before = battery[k - 1];
    here.cell[0][0] = diagonal(b);
    here.next[0][0] = entry(b, before);
    here.previous[0][0] = entry(before, b);
    if (mediated) {
      const std::size_t a = mediator[k - 1];
      here.cell[1][1] = diagonal(a);
      here.cell[0][1] = entry(b, a);
      here.cell[1][0] = entry(a, b);
      here.next[1][0] = entry(a, before);
      here.previous[0][1] = entry(before, a);
    }
    if (k > 1 &&
        (here.cell != bulk.cell || here.next != bulk.next || here.previous != bulk.previous)) {
      return none("the links differ");
    }
    bulk = here;
  }
  return bulk;
}

std::array<Complex, 2> bands(const Bulk& bulk, double k) {
  // The two roots of x^2 - trace x + det.
  const Complex det = determinant(bulk, k, 0);
  if (bulk.modes == 1) return {det, det};
  const Complex diagonal = bulk.cell[0][0] + bulk.next[0][0] * std::polar(1.0, k) +
                           bulk.previous[0][0] * std::polar(1.0, -k);
  const Complex half = (diagonal + bulk.cell[1][1]) / 2.0;
  const Complex root = std::sqrt(half * half - det);
  std::array<Complex, 2> found = {half - root, half + root};
  if (found[1].real() < found[0].real()) std::swap(found[0], found[1]);
  return found;
}

Winding winding_number(const Bulk& bulk, std::optional<Complex> base) {
  constexpr int steps = 1024, depth = 40;
  constexpr double turn = 2 * std::numbers::pi, close = 1e-12;
  Winding result;
  if (!bulk.reason.empty()) {
    result.reason = bulk.reason;
    return result;
  }
  if (base) {
    result.base = *base;
  } else {
    for (int n = 0; n < steps; ++n) result.base += bands(bulk, turn * n / steps)[0];
    result.base /= steps;
  }
  const auto f = [&](double k) { return determinant(bulk, k, result.base); };
  double largest = 0, least = std::abs(f(0)), sum = 0;
  for (int n = 0; n < steps; ++n) {
    const double size = std::abs(f(turn * n / steps));
    largest = std::max(largest, size);
    least = std::min(least, size);
  }
  result.reason = "the base point lies on the spectrum of the infinite chain";
  if (!(least > close * largest)) return result;
  for (int n = 0; n < steps; ++n) {
    const double a = turn * n / steps, b = turn * (n + 1) / steps;
    sum += turned(f, a, f(a), b, f(b), depth);
  }
  const double turns = sum / turn;
  // On the curve between two steps the argument jumps, and no whole number comes out.
  if (!(std::abs(turns - std::nearbyint(turns)) < 1e-6)) return result;
  result.reason.clear();
  result.number = std::lround(turns);
  return result;
}

}  // namespace qbnet
