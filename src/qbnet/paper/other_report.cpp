#include "qbnet/paper/other_report.hpp"

#include <fmt/format.h>

#include "qbnet/paper/report_markup.hpp"

namespace qbnet {
namespace {

std::string head(const OtherPaper& paper, const OtherFindings& findings) {
  const PaperName& name = paper.name;
  return page_head(
      html_text(name.title),
      fmt::format("<cite>{}</cite> ({}), arXiv:{}: {}, computed and judged by qbnet {}. {}",
                  html_text(name.title), html_text(name.authors), name.arxiv,
                  html_text(name.reproduced), QBNET_VERSION, html_text(paper.source)),
      findings.links);
}

std::string figures(const OtherPaper& paper, const OtherFindings& findings) {
  std::string html = "<section id=\"figures\">\n<h2>Figures</h2>\n";
  if (!findings.no_pictures.empty()) html += missing_pictures(findings.no_pictures);
  html += "<div class=\"schematics\">\n";
  for (std::size_t k = 0; k < paper.networks.size(); ++k) {
    const NetworkPicture& picture = paper.networks[k];
    const std::string& svg = findings.networks[k];
    html += figure(fmt::format("fig{}", picture.id), "network", svg, picture.title,
                   html_text(picture.title) + ". Rates are in units of ω.", svg_width(svg));
  }
  html += "</div>\n<div class=\"panels\">\n";
  for (const DrawnChart& drawn : findings.charts) {
    const Chart& chart = drawn.chart;
    std::string caption = html_text(chart.title) + ". " + html_text(chart.rates);
    for (const std::string& finding : drawn.data.findings) caption += " " + html_text(finding);
    html += figure(fmt::format("fig{}", chart.id), chart.id, drawn.svg, chart.title, caption);
  }
  return html + "</div>\n</section>\n";
}

std::string method(const OtherFindings& findings) {
  std::string html = "<section id=\"method\">\n<h2>How it was computed</h2>\n";
  html += paragraph(fmt::format(
      "By qbnet {}, in one run; no result on this page was typed in. Each network is described by "
      "its modes, couplings, baths and rates, and solved from its equations of motion; no closed "
      "form enters a figure. The derivations are in <code>docs/other-papers.md</code>.",
      QBNET_VERSION));
  html += paragraph(
      "Every number was returned with status <b>ok</b>. The columns give the largest value over "
      "everything a panel solved: the estimated relative error of an energy; the backward error of "
      "a steady state; and the relative difference of input and lost power.");
  std::vector<NamedEvidence> evidence;
  for (const DrawnChart& drawn : findings.charts) {
    evidence.push_back({drawn.chart.id, drawn.data.evidence});
  }
  html += evidence_table(evidence);
  html += paragraph(
      "Beside this page: <code>claims.csv</code>, and for each panel its data "
      "(<code>figa.csv</code>) and its picture as SVG and PNG.");
  return html + "</section>\n";
}

}  // namespace

std::string other_report_html(const OtherPaper& paper, const OtherFindings& findings) {
  return head(paper, findings) + verdicts(findings.claims) + figures(paper, findings) +
         claims_table(findings.claims) + method(findings) + page_end();
}

}  // namespace qbnet
