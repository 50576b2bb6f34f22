#include "qbnet/paper/study_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

#include "qbnet/base/number_text.hpp"

namespace qbnet {
namespace {

std::string superscript(int number) {
  static constexpr std::string_view digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string result = number < 0 ? "⁻" : "";
  for (const char c : std::to_string(std::abs(number))) {
    result += digits[static_cast<std::size_t>(c - '0')];
  }
  return result;
}

/// "E₃ⁿʳ": the symbol, the last battery and the case, as the paper writes them.
std::string symbol(std::string_view letter, std::size_t batteries, std::string_view which) {
  return fmt::format("{}_{}^{}", letter, batteries, which);
}

std::string family_name(const Panel& panel) {
  return panel.topology == Topology::cascade ? "cascade" : "parallel network";
}

/// The last x up to which `holds` holds in every row from the first on; none if it fails at once.
const std::vector<double>* last_row(const PanelData& data, std::size_t first,
                                    const std::function<bool(const std::vector<double>&)>& holds) {
  const std::vector<double>* last = nullptr;
  for (std::size_t i = first; i < data.rows.size() && holds(data.rows[i]); ++i) {
    last = &data.rows[i];
  }
  return last;
}

/// "up to g_b/γ = 0.12" or "at every point" or "at no point".
std::string up_to(const PanelData& data, std::size_t first,
                  const std::function<bool(const std::vector<double>&)>& holds) {
  const std::vector<double>* last = last_row(data, first, holds);
  if (last == nullptr) return "at no point of the axis";
  if (last == &data.rows.back()) return "at every point of the axis";
  return fmt::format("from the weak end up to g_b/γ = {}", brief_number((*last)[0]));
}

std::vector<std::string> map_findings(const Panel& panel, const PanelData& data) {
  std::string places;
  for (const PhaseMaximum& maximum : data.maxima) {
    // Adding 0 turns -0 into 0.
    places += fmt::format("{}θ_1 = {:.4g}π, θ_2 = {:.4g}π", places.empty() ? "" : " and at ",
                          std::round(maximum.theta1 * 1e6) / 1e6 + 0.0,
                          std::round(maximum.theta2 * 1e6) / 1e6 + 0.0);
  }
  return {fmt::format("The highest energy, E_{}/ω = {}, lies at {}.", panel.batteries,
                      brief_number(data.maxima.front().energy), places)};
}

std::vector<std::string> energy_findings(const Panel& panel, const PanelData& data) {
  std::string tops;
  for (std::size_t k = 1; k < data.columns.size(); ++k) {
    const auto top = std::max_element(data.rows.begin(), data.rows.end(),
                                      [&](const auto& a, const auto& b) { return a[k] < b[k]; });
    const bool rising = top + 1 == data.rows.end();
    tops += fmt::format("{}{}/ω = {} {} g_b/γ = {}", tops.empty() ? "" : ", ",
                        symbol("E", panel.batteries, data.columns[k]), brief_number((*top)[k]),
                        rising ? "(still rising) at" : "at", brief_number((*top)[0]));
  }
  const std::string ahead = up_to(data, data.rows.front()[1] > 0 ? 0 : 1, [](const auto& row) {
    return row[1] > row[2] && row[1] > row[3];
  });
  return {fmt::format("Largest on this axis: {}.", tops),
          fmt::format("Nonreciprocal charging stores most {}.", ahead)};
}

std::vector<std::string> gain_findings(const Panel& panel, const PanelData& data) {
  const std::string n = std::to_string(panel.batteries);
  const std::vector<double>& weak = data.rows.front();
  return {fmt::format("At g_b/γ = {}: G_{{{}1}} = {}, G_{{{}2}} = {}.", brief_number(weak[0]), n,
                      brief_number(weak[1]), n, brief_number(weak[2])),
          fmt::format("G_{{{0}1}} > G_{{{0}2}} {1}.", n,
                      up_to(data, 0, [](const auto& row) { return row[1] > row[2]; })),
          fmt::format("Both gains exceed 1 {}.",
                      up_to(data, 0, [](const auto& row) { return row[1] > 1 && row[2] > 1; }))};
}

std::vector<std::string> optimum_findings(const PanelData& data) {
  const std::vector<double>& last = data.rows.back();
  return {fmt::format(
      "At N = {}: g_b^opt/γ = {}, E_max^nr/E_max^r1 = {}, where 1 + 0.062 ln N "
      "would be {}.",
      brief_number(last[0]), brief_number(last[1]), brief_number(last[2]), brief_number(last[3]))};
}

std::vector<std::string> power_gain_findings(const Panel& panel, const PanelData& data) {
  const std::string n = std::to_string(panel.batteries);
  const std::vector<double>& weak = data.rows.front();
  const std::vector<double>& strong = data.rows.back();
  return {fmt::format("From g_b/γ = {} to {}: η_{{{}1}} from {} to {}, η_{{{}2}} from {} to {}.",
                      brief_number(weak[0]), brief_number(strong[0]), n, brief_number(weak[1]),
                      brief_number(strong[1]), n, brief_number(weak[2]), brief_number(strong[2]))};
}

}  // namespace

std::string brief_number(double value) {
  const std::string plain = fmt::format("{:.5g}", value + 0.0);
  const std::size_t e = plain.find('e');
  if (e == std::string::npos && (value == 0 || std::abs(value) >= 1e-3)) return plain;
  const std::string scientific = fmt::format("{:.4e}", value);
  const std::size_t mark = scientific.find('e');
  if (mark == std::string::npos) return plain;
  std::string mantissa = scientific.substr(0, mark);
  mantissa.erase(mantissa.find_last_not_of('0') + 1);
  if (mantissa.back() == '.') mantissa.pop_back();
  return mantissa + "×10" + superscript(std::stoi(scientific.substr(mark + 1)));
}

std::string panel_title(const Panel& panel) {
  const std::string battery = panel.batteries == 0
                                  ? ""
                                  : fmt::format("battery b{} of a {} with N = {}", panel.batteries,
                                                family_name(panel), panel.batteries);
  switch (panel.shows) {
    case Shows::phase_map:
      return fmt::format("Steady energy of {} over the phases θ_1 and θ_2", battery);
    case Shows::steady_energy:
      return fmt::format("Steady energy of {} over the coupling", battery);
    case Shows::energy_gain:
      return fmt::format("Energy gain of {} over the coupling (inset: energies)", battery);
    case Shows::optimum:
      return fmt::format(
          "Coupling that stores most in the last battery of a nonreciprocal {}, and what it gains, "
          "over odd N",
          family_name(panel));
    case Shows::energy_rise:
      return fmt::format("Energy E(t) of {}, charged from the vacuum", battery);
    case Shows::power_course:
      return fmt::format("Charging power P(t) = E(t)/t of {}", battery);
    case Shows::power_gain:
      return fmt::format("Gain in maximal charging power of {} over the coupling", battery);
  }
  return "";
}

std::string panel_coupling(const Panel& panel) {
  return panel.coupling > 0 ? fmt::format("g_b = {}γ.", brief_number(panel.coupling)) : "";
}

std::string panel_rates(const Panel& panel) {
  const auto in_omega = [](double rate) { return rate == 1 ? "ω" : brief_number(rate) + "ω"; };
  return fmt::format("γ_c = γ_b = γ = {}, Γ = {}, ξ = ω, g_1 = g_2 = √(g_b Γ/2).",
                     in_omega(panel.loss), in_omega(panel.mediator_loss));
}

std::string panel_cases(const Panel& panel) {
  if (panel.shows == Shows::phase_map) return "";
  const std::string two =
      "nr: nonreciprocal, every θ_k = -π/2; r1: reciprocal case I, no mediators";
  return two + (panel.shows == Shows::optimum ? "." : "; r2: reciprocal case II, every θ_k = 0.");
}

std::string evidence_text(const Evidence& evidence) {
  std::string kinds;
  for (const std::string& kind : evidence.arithmetic) kinds += (kinds.empty() ? "" : ", ") + kind;
  std::string text = fmt::format(
      "{} solutions, each with status ok; relative error of an energy or power at most "
      "{} (estimated).",
      evidence.solutions, brief_number(evidence.energy_error));
  if (!kinds.empty()) text += fmt::format(" Arithmetic: {}.", kinds);
  if (evidence.steady_states > 0) {
    text += fmt::format(
        " Steady states: backward error at most {}; input and lost power differ by at most {} of "
        "either.",
        brief_number(evidence.backward_error), brief_number(evidence.imbalance));
  }
  return text;
}

std::vector<std::string> table_findings(const Panel& panel, const PanelData& data) {
  switch (panel.shows) {
    case Shows::phase_map:
      return map_findings(panel, data);
    case Shows::steady_energy:
      return energy_findings(panel, data);
    case Shows::energy_gain:
      return gain_findings(panel, data);
    case Shows::optimum:
      return optimum_findings(data);
    case Shows::power_gain:
      return power_gain_findings(panel, data);
    case Shows::energy_rise:
    case Shows::power_course:
      break;
  }
  return {};
}

std::string maximal_power_finding(const Panel& panel, const Case& which, const PeakPower& peak) {
  return fmt::format("The maximal power {}/ω² = {} is reached at ωt = {}.",
                     symbol("P", panel.batteries, which.name), brief_number(peak.power.value()),
                     brief_number(peak.time));
}

std::string charged_finding(const Panel& panel, const Case& which, double time, double energy,
                            double steady_energy) {
  return fmt::format("At ωt = {}, {}/ω = {}, {} % of its steady value.", brief_number(time),
                     symbol("E", panel.batteries, which.name), brief_number(energy),
                     brief_number(100 * energy / steady_energy));
}

std::string data_csv(const std::vector<std::string>& said, const PanelData& data) {
  std::string text;
  for (const std::string& line : said) text += "# " + line + "\n";
  for (const std::string& line : data.findings) text += "# " + line + "\n";
  for (const PhaseMaximum& maximum : data.maxima) {
    text += fmt::format("# maximum: theta1={:.6f} theta2={:.6f} energy={}\n", maximum.theta1,
                        maximum.theta2, shortest_text(maximum.energy));
  }
  text += fmt::format("# Computed by qbnet {}: {}\n", QBNET_VERSION, evidence_text(data.evidence));
  for (std::size_t k = 0; k < data.columns.size(); ++k) {
    text += (k == 0 ? "" : ",") + data.columns[k];
  }
  text += '\n';
  for (const std::vector<double>& row : data.rows) {
    for (std::size_t k = 0; k < row.size(); ++k) {
      if (k > 0) text += ',';
      text += shortest_text(row[k]);
    }
    text += '\n';
  }
  return text;
}

std::string panel_csv(const Panel& panel, const PanelData& data) {
  std::vector<std::string> said = {
      fmt::format("Fig. {}({}): {}.", panel.id[0], panel.id.substr(1), panel_title(panel))};
  for (const std::string& line : {panel_coupling(panel), panel_rates(panel), panel_cases(panel)}) {
    if (!line.empty()) said.push_back(line);
  }
  return data_csv(said, data);
}

}  // namespace qbnet
