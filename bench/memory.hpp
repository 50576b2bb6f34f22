// Peak memory of one job in a process of its own.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace qbnet::bench {

struct Memory {
  std::string system, who;
  std::vector<double> batteries;
  std::vector<double> bytes;  ///< peak resident size beyond that of an idle process
};

/// If this process was started as such a job, does it and gives the exit code.
std::optional<int> memory_job(int argc, char** argv);

/// Starts this program again for each job: the network alone, and steady states on top of it.
std::vector<Memory> peak_memory();
/// Bytes a battery and the growth exponent, as a Markdown table.
std::string text_of(const std::vector<Memory>& table);
nlohmann::ordered_json json_of(const std::vector<Memory>& table);

}  // namespace qbnet::bench
