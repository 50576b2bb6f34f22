#include "qbnet/solve/agreement.hpp"

#include <algorithm>
#include <limits>

namespace qbnet {

double Agreed::worst() const {
  double worst = 0;
  for (const double each : error) worst = each <= worst ? worst : each;
  return worst;
}

Agreed in_agreement(const std::function<std::vector<Quantified>()>& compute, double accuracy,
                    int max_precision) {
  constexpr int first_bits = 128;
  constexpr double in_hand = 3, rounding = 0x1p-52;  // rounding: to what is given out
  Agreed result;
  std::vector<Quantified> before;
  for (int bits = first_bits; bits <= max_precision; bits += bits / 2) {
    const Ball::Precision precision(bits);
    std::vector<Quantified> now = compute();
    result.ended = !now.empty();
    result.bits = bits;
    if (now.empty()) return result;
    result.value.clear();
    result.error.clear();
    result.scale.clear();
    ScaledReal largest;
    for (const Quantified& each : now) largest = std::max(largest, each.value.upper_bound());
    const bool last = bits + bits / 2 > max_precision;
    for (std::size_t k = 0; k < now.size(); ++k) {
      const ScaledReal size = now[k].value.upper_bound();
      const ScaledReal beside = std::max(size, now[k].scale);
      double error = std::numeric_limits<double>::infinity();
      if (!before.empty()) {
        const ScaledReal moved = (now[k].value - before[k].value).upper_bound();
        error = moved.is_zero() ? 0 : (moved * ScaledReal(in_hand) / beside).value();
        const bool nothing = last && size < largest * ScaledReal(1, -3 * bits / 4) &&
                             size < before[k].value.upper_bound() * ScaledReal(1, -bits / 8);
        if (nothing) {
          now[k].value = Ball();
          error = 0;
        }
      }
      result.value.push_back(now[k].value.midpoint());
      result.scale.push_back(now[k].scale);
      result.error.push_back(now[k].value.is_zero() ? error : error + rounding);
    }
    if (result.worst() <= accuracy) return result;
    before = std::move(now);
  }
  return result;
}

}  // namespace qbnet
