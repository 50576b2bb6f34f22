#include "qbnet/solve/fluctuations.hpp"

#include <utility>

namespace qbnet {

FluctuationBalls::FluctuationBalls(const MomentView& state, std::size_t mode) {
  const Ball x = state.number(mode, mode), y = state.anomalous(mode, mode);
  const Ball one(1.0), two(2.0);
  // (nu^2 - 1)/4 = X + X^2 - |Y|^2
  const Ball excess = x + x * x - y.squared_size();
  nu = one + Ball(4.0) * excess;
  acb_sqrt(nu.get(), nu.get(), Ball::precision());
  thermal = two * excess / (nu + one);
  squeezed = two * y.squared_size() / (two * x + one + nu);
  for (Ball* each : {&nu, &thermal, &squeezed}) {
    *each = real_part(std::move(*each));
    acb_get_mid(each->get(), each->get());
  }
}

std::vector<Quantified> fluctuations_of(const MomentView& state, std::size_t mode) {
  FluctuationBalls parts(state, mode);
  const ScaledReal scale = state.number(mode, mode).upper_bound();
  return {{std::move(parts.thermal), scale}, {std::move(parts.squeezed), scale}};
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
