#include "qbnet/network/alike.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

namespace qbnet {
namespace {

// All that a mode's equation says of one neighbour or shared bath, or of the mode itself.
using Term = std::array<double, 4>;
using Signature = std::vector<Term>;

// The first mode of each signature.
std::vector<std::size_t> numbered(std::vector<Signature>& signatures) {
  std::map<Signature, std::size_t> first;
  std::vector<std::size_t> color;
  for (std::size_t j = 0; j < signatures.size(); ++j) {
    std::sort(signatures[j].begin(), signatures[j].end());
    color.push_back(first.emplace(std::move(signatures[j]), j).first->second);
  }
  return color;
}

std::size_t count_of(const std::vector<std::size_t>& color) {
  std::size_t count = 0;
  for (std::size_t j = 0; j < color.size(); ++j) count += color[j] == j ? 1 : 0;
  return count;
}

std::vector<Signature> signatures_of(const Network& network,
                                     const std::vector<std::size_t>& color) {
  const auto color_of = [&](std::size_t j) { return static_cast<double>(color[j]); };
  std::vector<Signature> result(network.size());
  for (std::size_t j = 0; j < network.size(); ++j) result[j].push_back({-1, color_of(j), 0, 0});
  for (const Coupling& c : network.couplings()) {
    result[c.from].push_back({0, color_of(c.to), c.strength, -c.phase});
    result[c.to].push_back({1, color_of(c.from), c.strength, c.phase});
  }
  double bath = 2;
  for (const Dissipator& dissipator : network.dissipators()) {
    // Members of different baths are never taken for alike.
    for (const auto& [mode, weight] : dissipator.weights) {
      result[mode].push_back({bath, weight.real(), weight.imag(), dissipator.rate});
    }
    ++bath;
  }
  return result;
}

}  // namespace

std::vector<std::size_t> alike_modes(const Network& network) {
  constexpr int most_rounds = 8;
  std::vector<Signature> rates(network.size());
  for (std::size_t j = 0; j < network.size(); ++j) {
    const ModeRates& mode = network.rates(j);
    rates[j] = {{mode.loss, mode.detuning, mode.drive.real(), mode.drive.imag()},
                {mode.thermal, 0, 0, 0}};
  }
  std::vector<std::size_t> color = numbered(rates);
  for (int round = 0; round < most_rounds; ++round) {
    std::vector<Signature> signatures = signatures_of(network, color);
    std::vector<std::size_t> finer = numbered(signatures);
    if (count_of(finer) == count_of(color)) return color;
    color = std::move(finer);
  }
  std::iota(color.begin(), color.end(), std::size_t{0});
  return color;
}

}  // namespace qbnet
