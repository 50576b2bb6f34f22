// How much memory there is, and refusing what does not fit before it starts.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace qbnet {

/// The part of it that a computation may plan with: estimates are not exact.
constexpr double usable_part = 0.8;

/// Bytes of memory this process may use: what the machine has, or less where a control group or a
/// limit of the process says so (`ulimit -v`, `ulimit -d`). What the program itself takes of such a
/// limit before it has read anything is left out.
double usable_memory();

/// Throws Error(Refusal::too_large) for what needs more than 80 % of `memory`: "<what> must fit
/// into 80 % of the memory there is (1 GB), but would take about 3 GB<advice>". `what` is asked
/// only then. A NaN is refused.
void require_memory(double bytes, const std::function<std::string()>& what,
                    const std::string& advice = "", double memory = usable_memory());

/// The smallest limit of the control groups of a process and of those above them, infinite if there
/// is none. `membership`: what /proc/self/cgroup says; `mounted`: where the groups are. Versions 1
/// and 2.
double control_group_memory(const std::string& membership,
                            const std::filesystem::path& mounted = "/sys/fs/cgroup");

}  // namespace qbnet
