#include "qbnet/theory/other_papers.hpp"

#include <cmath>

namespace qbnet::theory {
namespace {

double squared(double x) { return x * x; }

/// mu Gamma and (kappa_a + Gamma p_a^2)(kappa_b + Gamma p_b^2).
struct Products {
  double way, losses;
};
Products products(const SharedReservoir& pair) {
  return {pair.charger_weight * pair.battery_weight * pair.rate,
          (pair.charger_loss + pair.rate * squared(pair.charger_weight)) *
              (pair.battery_loss + pair.rate * squared(pair.battery_weight))};
}

}  // namespace

double one_way_energy(const SharedReservoir& pair) {
  const auto [way, losses] = products(pair);
  return squared(4 * way * pair.drive / losses);
}

double coherent_energy(const SharedReservoir& pair) {
  const double way = products(pair).way;
  return squared(2 * way * pair.drive / (pair.charger_loss * pair.battery_loss + squared(way)));
}

double same_losses_energy(const SharedReservoir& pair) {
  const auto [way, losses] = products(pair);
  return squared(2 * way * pair.drive / (losses + squared(way)));
}

double parallel_optimal_coupling(std::size_t batteries, double battery_loss, double charger_loss) {
  return std::sqrt(battery_loss * charger_loss / static_cast<double>(batteries)) / 2;
}

double squeezed_part(double share, double r) {
  const double all = squared(std::sinh(r));
  const double mixed = 4 * share * (1 - share) * all;
  return share * all - mixed / (std::sqrt(1 + mixed) + 1) / 2;
}

}  // namespace qbnet::theory
