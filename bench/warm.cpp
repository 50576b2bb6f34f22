#include "bench/warm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "bench/fastest.hpp"
#include "bench/systems.hpp"
#include "qbnet/solve/number_moments.hpp"
#include "qbnet/solve/occupations.hpp"

namespace qbnet::bench {
namespace {

// The cascade of bench/systems.hpp, no two neighbours equally warm.
Network warm_cascade(std::size_t modes) {
  NetworkParts parts = cascade(rates_of_fig2(modes / 2)).parts();
  for (std::size_t j = 0; j < parts.modes.size(); ++j) {
    parts.modes[j].thermal = 0.1 * static_cast<double>(1 + j * 7919 % 13);
  }
  return Network(std::move(parts));
}

}  // namespace

std::optional<int> warm_job(int argc, char** argv) {
  if (argc != 4 || std::string(argv[1]) != "--warm-of") return {};
  const std::string work = argv[2];
  const Network network = warm_cascade(std::stoul(argv[3]));
  const std::size_t middle = network.size() / 4;  // a battery half way
  double value = 0, error = 0;
  const auto occupied = [&](const std::vector<std::size_t>& modes, bool plain) {
    OccupationOptions options;
    options.plain = plain;
    const Occupations found = occupations(network, modes, options);
    if (found.status != Status::ok) throw std::runtime_error(found.message);
    value = found.occupation[modes.empty() ? middle : 0].value();
    error = *std::ranges::max_element(found.error);
  };
  const double seconds = fastest([&] {
    if (work == "one") {
      occupied({middle}, false);
    } else if (work == "one in many bits") {
      occupied({middle}, true);
    } else if (work == "all") {
      occupied({}, false);
    } else if (work == "covariance") {
      const NumberMoments found = number_moments(Resolvent(network));
      if (found.x.empty()) throw std::runtime_error("nothing is proven");
      value = found.at(middle, middle).real();
      error = found.error;
    } else {
      throw std::runtime_error("no work is called " + work);
    }
  });
  fmt::print("{{\"seconds\": {:.6g}, \"value\": {:.17g}, \"error\": {:.3g}}}\n", seconds, value,
             error);
  return 0;
}

}  // namespace qbnet::bench
