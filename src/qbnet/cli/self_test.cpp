#include "qbnet/cli/self_test.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "qbnet/measure/energy.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/solve/steady.hpp"
#include "qbnet/theory/closed_forms.hpp"

namespace qbnet::cli {
namespace {

constexpr double allowed_error = 1e-12;

FamilyRates rates(std::size_t batteries, Charging charging, double loss) {
  FamilyRates result;
  result.batteries = batteries;
  result.charging = charging;
  result.coupling = {loss / 10};
  result.charger_loss = loss;
  result.battery_loss = {loss};
  result.mediator_loss = {1};
  return result;
}

double difference(const Steady& result, std::size_t mode, const ScaledReal& truth) {
  if (result.status != Status::ok) return std::numeric_limits<double>::infinity();
  return std::abs(((energy(result.amplitude[mode]) - truth) / truth).value());
}

double eq2_error() {
  double error = 0;
  for (const std::size_t batteries : {1, 2, 3, 4, 8, 63, 64}) {
    const FamilyRates these = rates(batteries, Charging::reciprocal_direct, 0.1);
    const Network network = cascade(these);
    error = std::max(error, difference(steady(network), batteries,
                                       theory::eq2_energy(batteries, these.coupling[0], 0.1)));
  }
  return error;
}

double eq3_error() {
  double error = 0;
  for (const std::size_t batteries : {1, 2, 3, 10, 128}) {
    for (const double loss : {0.1, 5e-4}) {
      const FamilyRates these = rates(batteries, Charging::nonreciprocal, loss);
      const Steady result = steady(cascade(these));
      for (std::size_t k = 1; k <= batteries; ++k) {
        const ScaledReal truth =
            theory::cascade_nr_battery_energy(batteries, k, these.coupling[0], loss);
        error = std::max(error, difference(result, k, truth));
      }
    }
  }
  return error;
}

double eq5_error() {
  double error = 0;
  for (const std::size_t batteries : {1, 2, 5, 50}) {
    FamilyRates these = rates(batteries, Charging::nonreciprocal, 0.1);
    theory::Rates same = theory::equal_rates(batteries, these.coupling[0], 0.1);
    // Unequal losses, so that a mixed-up index cannot pass.
    these.battery_loss.clear();
    for (std::size_t k = 1; k <= batteries; ++k) {
      these.battery_loss.push_back(0.1 + 0.01 * static_cast<double>(k));
    }
    same.battery_loss = these.battery_loss;
    const std::vector<ScaledReal> truth = theory::parallel_nr_energies(same);
    const Steady result = steady(parallel(these));
    for (std::size_t k = 1; k <= batteries; ++k) {
      error = std::max(error, difference(result, k, truth[k - 1]));
    }
  }
  return error;
}

}  // namespace

std::vector<SelfTest> self_test() {
  return {
      {"reciprocal cascade, N = 1 to 64, against Eq. (2)", eq2_error(), allowed_error},
      {"nonreciprocal cascade, N = 1 to 128, against Eq. (3)", eq3_error(), allowed_error},
      {"nonreciprocal parallel network, N = 1 to 50, against Eq. (5)", eq5_error(), allowed_error}};
}

}  // namespace qbnet::cli
