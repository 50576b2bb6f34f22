// Who computes what the paper's Fig. 4 would need at larger N?
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace qbnet::bench {

struct Accuracy {
  std::size_t batteries = 0;
  std::vector<std::pair<std::string, double>> error;  ///< who, relative error of E_N
};

/// Relative error of the terminal battery's steady energy against Eq. (3), cascades of N = 4, 16,
/// 32, 64, 128 batteries at the rates of Fig. 4.
std::vector<Accuracy> accuracy_at_fig4_rates();
/// As a Markdown table.
std::string text_of(const std::vector<Accuracy>& table);
nlohmann::ordered_json json_of(const std::vector<Accuracy>& table);

}  // namespace qbnet::bench
