#include "bench/memory.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <stdexcept>

#include "bench/peers.hpp"
#include "bench/report.hpp"
#include "bench/systems.hpp"
#include "qbnet/solve/steady.hpp"

extern char** environ;

namespace qbnet::bench {
namespace {

constexpr const char* flag = "--peak-memory-of";
constexpr const char* idle = "idle";
constexpr const char* jobs[] = {"network", "qbnet", "KLU", "Eigen SparseLU"};

void work(const std::string& who, Family family, std::size_t batteries) {
  if (who == idle) return;
  const Network network = large_network(family, batteries);
  if (who == "qbnet") steady(network);
  if (who != "KLU" && who != "Eigen SparseLU") return;
  Sparse m = sparse_drift(network);
  who == "KLU" ? klu_solve(m, drive_of(network)) : sparse_lu_solve(m, drive_of(network));
}

double peak_bytes(std::string who, Family family, std::size_t batteries) {
  std::string program = "/proc/self/exe", option = flag;
  std::string which = std::to_string(static_cast<int>(family));
  std::string size = std::to_string(batteries);
  char* arguments[] = {program.data(), option.data(), who.data(),
                       which.data(),   size.data(),   nullptr};
  pid_t child = 0;
  int status = 0;
  rusage usage{};
  if (posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environ) != 0 ||
      wait4(child, &status, 0, &usage) != child || status != 0) {
    throw std::runtime_error("a process to measure memory in did not succeed");
  }
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

}  // namespace

std::optional<int> memory_job(int argc, char** argv) {
  if (argc != 5 || std::string(argv[1]) != flag) return {};
  work(argv[2], static_cast<Family>(std::stoi(argv[3])), std::stoul(argv[4]));
  return 0;
}

std::vector<Memory> peak_memory() {
  std::vector<Memory> table;
  const double nothing = peak_bytes(idle, Family::cascade, 0);
  for (const Family family : families) {
    for (const char* who : jobs) {
      Memory memory{name_of(family), who, {}, {}};
      for (const std::size_t batteries : {10'000u, 100'000u, 1'000'000u}) {
        memory.batteries.push_back(static_cast<double>(batteries));
        memory.bytes.push_back(peak_bytes(who, family, batteries) - nothing);
      }
      table.push_back(std::move(memory));
    }
  }
  return table;
}

std::string text_of(const std::vector<Memory>& table) {
  std::vector<std::vector<std::string>> rows = {{"system", "who"}};
  for (const double n : table.front().batteries) rows[0].push_back(fmt::format("N = {:g}", n));
  rows[0].push_back("grows as N^");
  for (const Memory& memory : table) {
    rows.push_back({memory.system, memory.who});
    for (std::size_t i = 0; i < memory.bytes.size(); ++i) {
      rows.back().push_back(fmt::format("{:.0f} B", memory.bytes[i] / memory.batteries[i]));
    }
    rows.back().push_back(fmt::format("{:.2f}", growth_exponent(memory.batteries, memory.bytes)));
  }
  return markdown(rows);
}

nlohmann::ordered_json json_of(const std::vector<Memory>& table) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Memory& memory : table) {
    list.push_back({{"system", memory.system},
                    {"who", memory.who},
                    {"batteries", memory.batteries},
                    {"peak_bytes", memory.bytes}});
  }
  return list;
}

}  // namespace qbnet::bench
