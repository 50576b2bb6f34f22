#include "qbnet/paper/study_backed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "qbnet/base/status.hpp"

namespace qbnet {

void require_ok(Status status, const std::string& message, std::string_view panel) {
  if (status == Status::ok) return;
  throw Error(
      Refusal::accuracy,
      fmt::format("every number of panel {} must be backed by its solver, but one is {}: {}", panel,
                  to_string(status), message));
}

std::size_t last_battery(const Network& network) { return network.with_role(Role::battery).back(); }

ScaledReal backed_energy(const Network& network, std::size_t mode, std::string_view panel,
                         Evidence& evidence) {
  const Steady settled = steady(network);
  require_ok(settled.status, settled.message, panel);
  Evidence own;
  own.solutions = 1;
  own.steady_states = 1;
  own.energy_error = 2 * *std::max_element(settled.error.begin(), settled.error.end());
  own.backward_error = settled.backward_error;
  own.imbalance = (abs(settled.input_power - settled.lost_power) / settled.input_power).value();
  own.arithmetic = {settled.arithmetic};
  evidence.add(own);
  return norm(settled.amplitude[mode]);
}

Evolution backed_course(const Network& network, const std::vector<double>& times,
                        std::string_view panel, Evidence& evidence) {
  EvolveOptions options;
  options.modes = {last_battery(network)};
  Evolution course = evolve(network, times, options);
  require_ok(course.status, course.message, panel);
  Evidence own;
  own.solutions = 1;
  own.energy_error = course.error_bound;
  own.arithmetic = {course.arithmetic};
  evidence.add(own);
  return course;
}

}  // namespace qbnet
