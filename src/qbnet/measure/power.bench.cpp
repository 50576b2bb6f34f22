// The maximal charging power of the terminal battery, to a relative error below 1e-10 and global;
// the peer looks only where it is told to.
#include "qbnet/measure/power.hpp"

#include <cmath>

#include "bench/peers_in_time.hpp"
#include "bench/report.hpp"

namespace qbnet::bench {
namespace {

constexpr std::size_t batteries = 4;
constexpr std::size_t terminal = batteries;  // mode b4

double whole(benchmark::State& state, const Network& network) {
  MaximalPower found;
  for (auto _ : state) {
    found = maximal_power(network, {terminal});
    benchmark::DoNotOptimize(found.peaks.data());
  }
  if (found.status != Status::ok) state.SkipWithError(found.message.c_str());
  return PowerOptions{}.accuracy;
}

double peer(benchmark::State& state, const Network& network) {
  constexpr Course course = {80, 1000};  // the axis of Fig. 4(a)
  Peak peak;
  for (auto _ : state) {
    peak = peak_by_exponential(network, terminal, course);
    benchmark::DoNotOptimize(&peak);
  }
  const double truth = maximal_power(network, {terminal}).peaks.front().power.value();
  return std::abs(peak.power / truth - 1);
}

// Goal: 10 ms a maximum. Rate: maxima.
const bool registered = [] {
  const Network network = cascade(rates_of_fig4(batteries));
  add("maximal power", "cascade, Fig. 4(a)", 1, 0,
      {{"qbnet", 10e6, [=](benchmark::State& state) { return whole(state, network); }},
       {"Eigen expm and Brent", 0, [=](benchmark::State& state) { return peer(state, network); }}});
  return true;
}();

}  // namespace
}  // namespace qbnet::bench
