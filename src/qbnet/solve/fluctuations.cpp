#include "qbnet/solve/fluctuations.hpp"

#include <utility>

namespace qbnet {

std::vector<Quantified> fluctuations_of(const MomentView& state, std::size_t mode) {
  const slong bits = Ball::precision();
  const Ball x = state.number(mode, mode), y = state.anomalous(mode, mode);
  const ScaledReal scale = x.upper_bound();
  if (y.is_zero()) return {{x, scale}, {Ball(), scale}};
  // (nu^2 - 1)/4 = X + X^2 - |Y|^2
  const Ball excess = x + x * x - y.squared_size();
  Ball nu = Ball(1.0) + Ball(4.0) * excess;
  acb_sqrt(nu.get(), nu.get(), bits);
  Ball thermal = Ball(2.0) * excess / (nu + Ball(1.0));
  // Both are real.
  arb_zero(acb_imagref(thermal.get()));
  acb_get_mid(thermal.get(), thermal.get());
  return {{thermal, scale}, {x - thermal, scale}};
}

SteadyFluctuations steady_fluctuations(const Network& network,
                                       const std::vector<std::size_t>& modes) {
  Moments found = steady_moments(network, [&](const MomentView& state) {
    std::vector<Quantified> all;
    for (const std::size_t mode : modes) {
      for (Quantified& part : fluctuations_of(state, mode)) all.push_back(std::move(part));
    }
    return all;
  });
  SteadyFluctuations result{found.status, std::move(found.message), {}};
  for (std::size_t k = 0; 2 * k < found.numbers.value.size(); ++k) {
    result.of_mode.push_back(
        {real(found.numbers.value[2 * k]), real(found.numbers.value[2 * k + 1])});
  }
  return result;
}

}  // namespace qbnet
