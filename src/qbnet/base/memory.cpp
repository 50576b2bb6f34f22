#include "qbnet/base/memory.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <sstream>

#include "qbnet/base/size_text.hpp"
#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

double page_size() { return static_cast<double>(::sysconf(_SC_PAGESIZE)); }

// Pages of this process: all of its address space, and that which counts as data.
struct Mapped {
  double all = 0;
  double data = 0;
};

Mapped mapped_now() {
  std::ifstream file("/proc/self/statm");
  double all = 0, resident = 0, shared = 0, text = 0, library = 0, data = 0;
  if (!(file >> all >> resident >> shared >> text >> library >> data)) return {};
  return {all * page_size(), data * page_size()};
}

double limit_of(__rlimit_resource resource, double taken) {
  rlimit limit = {};
  if (::getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return INFINITY;
  return std::max(0.0, static_cast<double>(limit.rlim_cur) - taken);
}

double limit_in(const std::filesystem::path& file) {
  std::ifstream stream(file);
  double bytes = 0;
  return stream >> bytes && bytes > 0 ? bytes : INFINITY;  // "max" is no number
}

// In the group of this path and all those above it.
double limit_along(const std::filesystem::path& root, std::filesystem::path group,
                   const char* file) {
  double least = INFINITY;
  for (;;) {
    least = std::min(least, limit_in(root / group.relative_path() / file));
    if (!group.has_relative_path()) return least;
    group = group.parent_path();
  }
}

}  // namespace

double control_group_memory(const std::string& membership, const std::filesystem::path& mounted) {
  double least = INFINITY;
  std::istringstream lines(membership);
  for (std::string line; std::getline(lines, line);) {
    // NUMBER:CONTROLLERS:PATH; version 2 has number 0 and names no controllers.
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const std::string group = line.substr(second + 1);
    if (controllers == ",,") {
      least = std::min(least, limit_along(mounted, group, "memory.max"));
    } else if (controllers.find(",memory,") != std::string::npos) {
      least = std::min(least, limit_along(mounted / "memory", group, "memory.limit_in_bytes"));
    }
  }
  return least;
}

double usable_memory() {
  static const Mapped at_start = mapped_now();
  static const double group = [] {
    std::ifstream file("/proc/self/cgroup");
    return control_group_memory({std::istreambuf_iterator<char>(file), {}});
  }();
  const double machine = static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * page_size();
  return std::min(
      {machine, group, limit_of(RLIMIT_AS, at_start.all), limit_of(RLIMIT_DATA, at_start.data)});
}

void require_memory(double bytes, const std::function<std::string()>& what,
                    const std::string& advice, double memory) {
  if (bytes <= usable_part * memory) return;
  throw Error(
      Refusal::too_large,
      fmt::format("{} must fit into {:.0f} % of the memory there is ({}), but would take "
                  "about {}{}",
                  what(), 100 * usable_part, bytes_text(memory), bytes_text(bytes), advice));
}

}  // namespace qbnet
