// Answers that a panel may show: with status ok, and with what backs them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "qbnet/paper/study.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/steady.hpp"

namespace qbnet {

/// Throws Error(Refusal::accuracy) unless `status` is ok.
void require_ok(Status status, const std::string& message, std::string_view panel);

/// The last mode with the role of a battery.
std::size_t last_battery(const Network& network);

/// E/omega of one mode in the steady state of a network with vacuum baths. What backs it is added
/// to `evidence`.
ScaledReal backed_energy(const Network& network, std::size_t mode, std::string_view panel,
                         Evidence& evidence);
/// E(t) of the last battery.
Evolution backed_course(const Network& network, const std::vector<double>& times,
                        std::string_view panel, Evidence& evidence);

}  // namespace qbnet
