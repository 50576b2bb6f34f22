// The data of a panel in words, and as a file.
#pragma once

#include <string>
#include <vector>

#include "qbnet/measure/power.hpp"
#include "qbnet/paper/figures.hpp"
#include "qbnet/paper/study.hpp"

namespace qbnet {

/// One line that says what the panel shows, without rates: "Steady energy of ...".
std::string panel_title(const Panel& panel);
/// Rates and cases, one sentence each; plain Unicode text. Empty where there is nothing to say: no
/// single coupling, or no cases compared.
std::string panel_coupling(const Panel& panel);
std::string panel_rates(const Panel& panel);
std::string panel_cases(const Panel& panel);
/// What backs the numbers, one sentence.
std::string evidence_text(const Evidence& evidence);

/// What can be read off the rows, in sentences.
std::vector<std::string> table_findings(const Panel& panel, const PanelData& data);
std::string maximal_power_finding(const Panel& panel, const Case& which, const PeakPower& peak);
std::string charged_finding(const Panel& panel, const Case& which, double time, double energy,
                            double steady_energy);

/// A data file: "# " lines with what is `said` of it, findings, maxima and evidence; a header row;
/// numbers with as many digits as are needed to read them back.
std::string data_csv(const std::vector<std::string>& said, const PanelData& data);
/// Of a panel: title and parameters are said. plot.py says which columns it needs.
std::string panel_csv(const Panel& panel, const PanelData& data);

}  // namespace qbnet
