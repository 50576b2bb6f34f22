#include "bench/growth.hpp"

#include <fmt/format.h>
#include <malloc.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>

#include "bench/fastest.hpp"
#include "bench/peers.hpp"
#include "bench/systems.hpp"
#include "qbnet/measure/energy.hpp"
#include "qbnet/solve/steady.hpp"

namespace qbnet::bench {
namespace {

constexpr const char* flag = "--growth-of";

// Of "VmHWM", the peak, or "VmRSS", from /proc/self/status.
double resident_bytes(const std::string& what) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(what + ":")) return 1024 * std::stod(line.substr(what.size() + 1));
  }
  throw std::runtime_error("/proc/self/status does not hold " + what);
}

void forget_peak() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << 5;
}

struct Point {
  double seconds = 0, bytes = 0, log10_energy = 0;
};

// Memory is that of the first run.
void measure(Point& point, double idle, const std::function<double()>& run) {
  point.seconds = fastest([&] { point.log10_energy = run(); },
                          [&] { point.bytes = resident_bytes("VmHWM") - idle; });
}

Point point_of(const std::string& who, Family family, std::size_t batteries) {
  forget_peak();
  const double idle = resident_bytes("VmRSS");
  Point point;
  if (who == "qbnet") {
    measure(point, idle, [&] {
      const Steady found = steady(large_network(family, batteries));
      if (found.status != Status::ok) throw std::runtime_error(found.message);
      return log10(energy(found.amplitude[batteries]));
    });
    return point;
  }
  Sparse m;
  Eigen::VectorXcd b;
  {
    const Network network = large_network(family, batteries);
    m = sparse_drift(network);
    b = drive_of(network);
  }
  forget_peak();
  const auto last = static_cast<Eigen::Index>(batteries);
  const auto energy_of = [&](const Eigen::VectorXcd& x) { return std::log10(std::norm(x[last])); };
  if (who == "KLU") {
    measure(point, idle, [&] { return energy_of(klu_solve(m, b)); });
  } else if (who == "KLU, analysis kept") {
    Klu solver(m);
    solver.factor();
    measure(point, idle, [&] {
      solver.refactor();
      return energy_of(solver.solve(b));
    });
  } else if (who == "Eigen SparseLU") {
    measure(point, idle, [&] { return energy_of(sparse_lu_solve(m, b)); });
  } else {
    throw std::runtime_error("nobody is called " + who);
  }
  return point;
}

}  // namespace

std::optional<int> growth_job(int argc, char** argv) {
  if (argc != 5 || std::string(argv[1]) != flag) return {};
  const std::string who = argv[2], family = argv[3];
  for (const Family each : {Family::cascade, Family::parallel, Family::tree, Family::ladder}) {
    if (name_of(each) != family) continue;
    const Point point = point_of(who, each, std::stoul(argv[4]));
    fmt::print("{{\"seconds\": {:.6g}, \"bytes\": {:.0f}, \"log10_energy\": {:.15g}}}\n",
               point.seconds, point.bytes, point.log10_energy);
    return 0;
  }
  throw std::runtime_error("no family is called " + family);
}

}  // namespace qbnet::bench
