#include "bench/systems.hpp"

#include <cmath>
#include <numbers>
#include <optional>
#include <stdexcept>
#include <utility>

#include "qbnet/solve/steady.hpp"
#include "tests/uniform_rates.hpp"

namespace qbnet::bench {
namespace {

// A charger c and batteries b1, b2, ... of one loss, and triangles to battery k from mode
// parent(k).
template <class Parent>
NetworkData triangles(std::size_t batteries, const Parent& parent) {
  constexpr double loss = 0.1, coupling = 0.01;
  NetworkData parts;
  parts.add_mode("c", {.role = Role::charger, .loss = loss, .drive = 1.0});
  for (std::size_t k = 1; k <= batteries; ++k) {
    parts.add_mode("b" + std::to_string(k), {.loss = loss});
  }
  const double g = matched_mediator_coupling(coupling, loss);
  for (std::size_t k = 1; k <= batteries; ++k) {
    add_triangle(parts, {.from = parent(k),
                         .to = k,
                         .strength = coupling,
                         .phase = -std::numbers::pi / 2,
                         .mediator = "a" + std::to_string(k),
                         .mediator_loss = loss,
                         .g1 = g,
                         .g2 = g});
  }
  return parts;
}

Network tree(std::size_t batteries) {
  return Network(triangles(batteries, [](std::size_t k) { return k / 2; }));
}

Network ladder(std::size_t batteries) {
  NetworkData parts = triangles(batteries, [](std::size_t k) { return k < 2 ? 0 : k - 2; });
  for (std::size_t k = 2; k <= batteries; k += 2) parts.add_coupling(k - 1, k, 0.01, 0);
  return Network(std::move(parts));
}

// Calls entry(row, column, value) for every number of M.
template <class Entry>
void each_entry(const Network& network, const Entry& entry) {
  const Complex i(0, 1);
  for (std::size_t j = 0; j < network.size(); ++j) {
    entry(j, j, Complex(network.mode(j).loss / 2, network.mode(j).detuning));
  }
  for (const Coupling& coupling : network.couplings()) {
    const Complex z = std::polar(coupling.strength, coupling.phase);
    entry(coupling.to, coupling.from, i * z);
    entry(coupling.from, coupling.to, i * std::conj(z));
  }
}

Eigen::Index index(std::size_t j) { return static_cast<Eigen::Index>(j); }

}  // namespace

FamilyRates rates_of_fig2(std::size_t batteries) {
  return uniform_rates(batteries, 0.01, 0.1, 0.1);
}
FamilyRates rates_of_fig4(std::size_t batteries) { return uniform_rates(batteries, 5e-5, 5e-4, 1); }

std::string name_of(Family family) {
  switch (family) {
    case Family::cascade:
      return "cascade";
    case Family::faint_cascade:
      return "faint cascade";
    case Family::parallel:
      return "parallel";
    case Family::tree:
      return "tree";
    case Family::ladder:
      return "ladder";
  }
  return "unknown";
}

Network large_network(Family family, std::size_t batteries) {
  switch (family) {
    case Family::cascade: {
      // v_k falls by 4 g/(4 g + gamma) a battery.
      const double n = static_cast<double>(batteries);
      return cascade(uniform_rates(batteries, 0.1 * std::max(n / 100, 0.1), 0.1, 0.1));
    }
    case Family::faint_cascade:
      return cascade(rates_of_fig2(batteries));
    case Family::parallel:
      return parallel(rates_of_fig2(batteries));
    case Family::tree:
      return tree(batteries);
    case Family::ladder:
      return ladder(batteries);
  }
  return {};
}

Sparse sparse_drift(const Network& network) {
  std::vector<Eigen::Triplet<Complex>> entries;
  entries.reserve(network.size() + 2 * network.couplings().size());
  each_entry(network, [&](std::size_t row, std::size_t column, Complex value) {
    entries.emplace_back(static_cast<int>(row), static_cast<int>(column), value);
  });
  Sparse m(index(network.size()), index(network.size()));
  m.setFromTriplets(entries.begin(), entries.end());
  return m;
}

Eigen::MatrixXcd dense_drift(const Network& network) {
  Eigen::MatrixXcd m = Eigen::MatrixXcd::Zero(index(network.size()), index(network.size()));
  each_entry(network, [&](std::size_t row, std::size_t column, Complex value) {
    m(index(row), index(column)) += value;
  });
  return m;
}

Eigen::VectorXcd drive_of(const Network& network) {
  Eigen::VectorXcd b(index(network.size()));
  for (std::size_t j = 0; j < network.size(); ++j) {
    b[index(j)] = Complex(0, -1) * std::conj(network.mode(j).drive);
  }
  return b;
}

Solved::Solved(Network net) : network(std::move(net)) {
  Steady found = steady(network);
  if (found.status != Status::ok) throw std::runtime_error(found.message);
  amplitude = std::move(found.amplitude);
}

const Solved& solved(Family family, std::size_t batteries) {
  static std::optional<std::pair<Family, std::size_t>> kept;
  static std::optional<Solved> last;
  if (kept != std::pair(family, batteries)) {
    kept.reset();
    last.reset();  // before the next one is made: two large networks need not fit
    last.emplace(large_network(family, batteries));
    kept = {family, batteries};
  }
  return *last;
}

double largest_error(const Pages<ScaledComplex>& amplitude, const Pages<ScaledComplex>& truth) {
  double largest = 0;
  for (std::size_t j = 0; j < truth.size(); ++j) {
    const ScaledComplex difference = amplitude[j] - truth[j];
    if (difference.is_zero()) continue;
    const double error = (abs(difference) / abs(truth[j])).value();
    if (!(error <= largest)) largest = error;
  }
  return largest;
}

double largest_error(const Eigen::VectorXcd& amplitude, const Pages<ScaledComplex>& truth) {
  return largest_error(Pages<ScaledComplex>(amplitude.begin(), amplitude.end()), truth);
}

}  // namespace qbnet::bench
