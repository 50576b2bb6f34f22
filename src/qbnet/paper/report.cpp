#include "qbnet/paper/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "qbnet/paper/page.hpp"
#include "qbnet/paper/report_markup.hpp"
#include "qbnet/paper/study_text.hpp"

namespace qbnet {
namespace {

std::string head(const std::vector<PageLink>& others) {
  return page_head("Nonreciprocal charging, recomputed",
                   fmt::format("Every figure and every claim of <cite>Enhanced Charging in "
                               "Multi-Battery Systems by Nonreciprocity</cite> (H.-W. Zhao, Y. "
                               "Xie, X. Huang, G.-F. Zhang), computed and judged by qbnet {}.",
                               QBNET_VERSION),
                   others);
}

/// `own_rates`: the rates are not those of the whole figure.
std::string panel_figure(const DrawnPanel& drawn, bool own_rates) {
  const std::string title = panel_title(drawn.panel);
  std::string caption = html_text(title) + ". " + html_text(panel_coupling(drawn.panel));
  if (own_rates) caption += " " + html_text(panel_rates(drawn.panel));
  for (const std::string& finding : drawn.data.findings) caption += " " + html_text(finding);
  if (drawn.panel.id == "2a") {
    caption +=
        " The dashed circle stands for the paper's, its mark of nonreciprocal charging: a "
        "guide to the eye, no computed border.";
  }
  const std::string_view id = drawn.panel.id;
  return figure(fmt::format("fig{}", id), id.substr(1), drawn.svg, title, caption);
}

std::string figures(const Findings& findings) {
  std::string html = "<section id=\"figures\">\n<h2>Figures</h2>\n";
  if (!findings.no_pictures.empty()) {
    html += missing_pictures(findings.no_pictures);
  }
  html += "<h3>Figure 1. The networks</h3>\n<div class=\"schematics\">\n";
  for (const DrawnSchematic& drawn : findings.schematics) {
    const std::string_view id = drawn.schematic.id;
    html += figure(fmt::format("fig{}", id), id.substr(1), drawn.svg, drawn.schematic.title,
                   html_text(drawn.schematic.title) + ".", svg_width(drawn.svg));
  }
  html += "</div>\n" + paragraph("Rates are in units of ω, those of Fig. 2(a).");
  constexpr std::string_view names[] = {"Cascaded charging", "Parallel charging", "Charging power"};
  char number = '2';
  for (const std::string_view name : names) {
    html += fmt::format("<h3>Figure {}. {}</h3>\n", number, name);
    std::string panels;
    std::string rates;
    std::string compared;
    for (const DrawnPanel& drawn : findings.panels) {
      if (drawn.panel.id[0] != number) continue;
      const std::string own = panel_rates(drawn.panel);
      if (rates.empty()) rates = own;
      panels += panel_figure(drawn, own != rates);
      compared = std::max(compared, panel_cases(drawn.panel),
                          [](const auto& a, const auto& b) { return a.size() < b.size(); });
    }
    html += paragraph(html_text(rates + " " + compared));
    html += "<div class=\"panels\">\n" + panels + "</div>\n";
    ++number;
  }
  return html + "</section>\n";
}

std::string method(const Findings& findings) {
  std::string html = "<section id=\"method\">\n<h2>How it was computed</h2>\n";
  html += paragraph(fmt::format(
      "By qbnet {}, in one run; no result on this page was typed in. Each network is described by "
      "its "
      "modes, couplings and rates, and solved from its equations of motion; no closed form of the "
      "paper enters a figure, except the dashed fit of Fig. 2(f). Steady states come from "
      "elimination without pivoting; E(t) from contour integrals of the resolvent; maximal powers "
      "from a search over all local maxima. In vacuum baths E/ω = |v|<sup>2</sup>.",
      QBNET_VERSION));
  html += paragraph(
      "Every number below was returned with status <b>ok</b>: its estimated error is within the "
      "promised accuracy. The columns give the largest value over everything a panel solved: the "
      "estimated relative error of an energy or power; the backward error of a steady state (the "
      "answer is exact for a network in which no rate differs by more than this relative amount); "
      "and the relative difference of input and lost power.");
  std::vector<NamedEvidence> evidence;
  for (const DrawnPanel& drawn : findings.panels) {
    evidence.push_back({drawn.panel.id, drawn.data.evidence});
  }
  html += evidence_table(evidence);
  html += paragraph(
      "Beside this page: <code>claims.csv</code>, and for each panel its data "
      "(<code>fig2b.csv</code>), whose first lines say the parameters, and its picture as SVG and "
      "PNG. <code>qbnet paper</code> makes all of it again, byte for byte.");
  return html + "</section>\n";
}

}  // namespace

std::string report_html(const Findings& findings) {
  return head(findings.others) + verdicts(findings.claims) + figures(findings) +
         claims_table(findings.claims) + method(findings) + page_end();
}

}  // namespace qbnet
