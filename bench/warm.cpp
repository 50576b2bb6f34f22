#include "bench/warm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>

#include "bench/systems.hpp"
#include "qbnet/solve/number_moments.hpp"
#include "qbnet/solve/occupations.hpp"

namespace qbnet::bench {
namespace {

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// The cascade of bench/systems.hpp, no two neighbours equally warm.
Network warm_cascade(std::size_t modes) {
  NetworkParts parts = cascade(rates_of_fig2(modes / 2)).parts();
  for (std::size_t j = 0; j < parts.modes.size(); ++j) {
    parts.modes[j].thermal = 0.1 * static_cast<double>(1 + j * 7919 % 13);
  }
  return Network(std::move(parts));
}

struct Point {
  double seconds = std::numeric_limits<double>::infinity();
  double value = 0, error = 0;
};

// The fastest of some runs within a third of a second.
Point measure(const std::function<void(Point&)>& run) {
  constexpr double enough = 0.3;
  Point point;
  double spent = 0;
  for (int k = 0; k == 0 || (k < 1000 && spent < enough); ++k) {
    const double start = processor_seconds();
    run(point);
    const double took = processor_seconds() - start;
    point.seconds = std::min(point.seconds, took);
    spent += took;
  }
  return point;
}

}  // namespace

std::optional<int> warm_job(int argc, char** argv) {
  if (argc != 4 || std::string(argv[1]) != "--warm-of") return {};
  const std::string work = argv[2];
  const Network network = warm_cascade(std::stoul(argv[3]));
  const std::size_t middle = network.size() / 4;  // a battery half way
  const auto occupied = [&](Point& point, const std::vector<std::size_t>& modes, bool plain) {
    OccupationOptions options;
    options.plain = plain;
    const Occupations found = occupations(network, modes, options);
    if (found.status != Status::ok) throw std::runtime_error(found.message);
    point.value = found.occupation[modes.empty() ? middle : 0].value();
    point.error = *std::ranges::max_element(found.error);
  };
  const Point point = measure([&](Point& out) {
    if (work == "one") {
      occupied(out, {middle}, false);
    } else if (work == "one in many bits") {
      occupied(out, {middle}, true);
    } else if (work == "all") {
      occupied(out, {}, false);
    } else if (work == "covariance") {
      const NumberMoments found = number_moments(Resolvent(network));
      if (found.x.empty()) throw std::runtime_error("nothing is proven");
      out.value = found.at(middle, middle).real();
      out.error = found.error;
    } else {
      throw std::runtime_error("no work is called " + work);
    }
  });
  fmt::print("{{\"seconds\": {:.6g}, \"value\": {:.17g}, \"error\": {:.3g}}}\n", point.seconds,
             point.value, point.error);
  return 0;
}

}  // namespace qbnet::bench
