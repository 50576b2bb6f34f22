#include "bench/accuracy.hpp"

#include <fmt/format.h>

#include <cmath>

#include "bench/peers.hpp"
#include "bench/report.hpp"
#include "bench/systems.hpp"
#include "qbnet/solve/steady.hpp"
#include "qbnet/theory/closed_forms.hpp"

namespace qbnet::bench {

std::vector<Accuracy> accuracy_at_fig4_rates() {
  std::vector<Accuracy> table;
  for (const std::size_t batteries : {4u, 16u, 32u, 64u, 128u}) {
    const FamilyRates rates = rates_of_fig4(batteries);
    const Network network = cascade(rates);
    const ScaledReal truth =
        theory::cascade_nr_energy(batteries, rates.coupling.front(), rates.charger_loss);
    const auto error = [&](const ScaledComplex& amplitude) {
      return std::abs((norm(amplitude) / truth - ScaledReal(1)).value());
    };
    const auto last = static_cast<Eigen::Index>(batteries);  // mode b_N
    Sparse sparse = sparse_drift(network);
    const Eigen::MatrixXcd dense = dense_drift(network);
    const Eigen::VectorXcd b = drive_of(network);
    table.push_back(
        {batteries,
         {{"qbnet", error(steady(network).amplitude[batteries])},
          {"LAPACK zgesv", error(lapack_solve(dense, b)[last])},
          {"Eigen PartialPivLU", error(Eigen::VectorXcd(dense.partialPivLu().solve(b))[last])},
          {"Eigen FullPivLU", error(Eigen::VectorXcd(dense.fullPivLu().solve(b))[last])},
          {"Eigen HouseholderQR", error(Eigen::VectorXcd(dense.householderQr().solve(b))[last])},
          {"Eigen SparseLU", error(sparse_lu_solve(sparse, b)[last])},
          {"KLU", error(klu_solve(sparse, b)[last])}}});
  }
  return table;
}

std::string text_of(const std::vector<Accuracy>& table) {
  std::vector<std::vector<std::string>> rows = {{"relative error of E_N"}};
  for (const Accuracy& column : table) rows[0].push_back(fmt::format("N = {}", column.batteries));
  for (std::size_t k = 0; k < table.front().error.size(); ++k) {
    rows.push_back({table.front().error[k].first});
    for (const Accuracy& column : table) {
      rows.back().push_back(fmt::format("{:.0e}", column.error[k].second));
    }
  }
  return markdown(rows);
}

nlohmann::ordered_json json_of(const std::vector<Accuracy>& table) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Accuracy& column : table) {
    for (const auto& [who, error] : column.error) {
      nlohmann::ordered_json entry = {{"batteries", column.batteries}, {"who", who}};
      if (std::isfinite(error)) entry["error"] = error;
      list.push_back(std::move(entry));
    }
  }
  return list;
}

}  // namespace qbnet::bench
