#include "qbnet/paper/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "qbnet/paper/report_markup.hpp"
#include "qbnet/paper/report_style.hpp"
#include "qbnet/paper/study_text.hpp"

namespace qbnet {
namespace {

/// How a verdict looks; the sign tells it apart without colour.
struct Look {
  Verdict verdict;
  std::string_view style;
  std::string_view sign;
  std::string_view words;  ///< after a number of claims
};
constexpr Look looks[] = {
    {Verdict::holds, "holds", "✓", "hold"},
    {Verdict::holds_for, "holds-for", "◐", "hold only in a range"},
    {Verdict::does_not_hold, "does-not-hold", "✗", "do not hold"},
};

const Look& look(Verdict verdict) {
  return *std::find_if(std::begin(looks), std::end(looks),
                       [&](const Look& each) { return each.verdict == verdict; });
}

std::string paragraph(std::string_view html) { return fmt::format("<p>{}</p>\n", html); }

std::string head() {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>Nonreciprocal charging, recomputed</title>\n<style>{}</style>\n</head>\n<body>\n"
      "<header>\n<h1>Nonreciprocal charging, recomputed</h1>\n"
      "<p class=\"lead\">Every figure and every claim of <cite>Enhanced Charging in Multi-Battery "
      "Systems by Nonreciprocity</cite> (H.-W. Zhao, Y. Xie, X. Huang, G.-F. Zhang), computed and "
      "judged by qbnet {}.</p>\n"
      "<nav><a href=\"#verdicts\">Verdicts</a><a href=\"#figures\">Figures</a>"
      "<a href=\"#claims\">Claims</a><a href=\"#method\">How it was computed</a></nav>\n"
      "</header>\n",
      report_style, QBNET_VERSION);
}

std::string verdict_list(const std::vector<Claim>& claims, Verdict verdict,
                         std::string_view heading) {
  std::string items;
  for (const Claim& claim : claims) {
    if (claim.verdict != verdict) continue;
    items += fmt::format(
        "<li><a href=\"#claim-{}\">{}</a> <span class=\"where\">({})</span>: {}</li>\n", claim.id,
        html_text(claim.claim), html_text(claim.where), html_text(claim.range_or_truth));
  }
  if (items.empty()) return "";
  return fmt::format("<h3>{} {}</h3>\n<ul class=\"verdicts\">\n{}</ul>\n", look(verdict).sign,
                     heading, items);
}

std::string verdicts(const std::vector<Claim>& claims) {
  std::string tiles;
  for (const Look& each : looks) {
    const auto number = std::count_if(claims.begin(), claims.end(), [&](const Claim& claim) {
      return claim.verdict == each.verdict;
    });
    tiles += fmt::format("<li class=\"{}\"><span class=\"count\">{} {}</span> {}</li>\n",
                         each.style, each.sign, number, each.words);
  }
  return fmt::format(
             "<section id=\"verdicts\">\n<h2>Verdicts</h2>\n<p>{} claims of the paper were "
             "judged:</p>\n<ul class=\"counts\">\n{}</ul>\n",
             claims.size(), tiles) +
         verdict_list(claims, Verdict::does_not_hold, "What does not hold") +
         verdict_list(claims, Verdict::holds_for, "What holds only in a range") + "</section>\n";
}

/// `width`: of the picture at its own size, in pixels; 0: as wide as there is room.
std::string figure(std::string_view id, std::string_view svg, std::string_view label,
                   std::string_view caption, double width = 0) {
  const std::string name = fmt::format("fig{}", id);
  const std::string picture =
      svg.empty() ? fmt::format(
                        "<p class=\"missing\">Not drawn in this run; the data are in "
                        "<code>{}.csv</code>.</p>",
                        name)
                  : inline_svg(svg, name + "-picture", label);
  const std::string style =
      width > 0
          ? fmt::format(" style=\"flex: 1 1 {:.0f}px; max-width: {:.0f}px\"", 0.85 * width, width)
          : "";
  return fmt::format(
      "<figure id=\"{}\"{}>\n{}\n<figcaption><b>({})</b> {}</figcaption>\n</figure>\n", name, style,
      picture, id.substr(1), caption);
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
  return figure(drawn.panel.id, drawn.svg, title, caption);
}

std::string figures(const Findings& findings) {
  std::string html = "<section id=\"figures\">\n<h2>Figures</h2>\n";
  if (!findings.no_pictures.empty()) {
    html += fmt::format("<p class=\"missing\">The pictures of the panels are missing: {}.</p>\n",
                        html_text(findings.no_pictures));
  }
  html += "<h3>Figure 1. The networks</h3>\n<div class=\"schematics\">\n";
  for (const DrawnSchematic& drawn : findings.schematics) {
    html += figure(drawn.schematic.id, drawn.svg, drawn.schematic.title,
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

std::string claim_row(const Claim& claim) {
  const Look& seen = look(claim.verdict);
  return fmt::format(
      "<tr id=\"claim-{}\"><td>{} <span class=\"formula\">{}</span> <span class=\"where\">{}</span>"
      "</td>\n<td data-label=\"Paper\">{}</td>\n<td data-label=\"Computed\">{}</td>\n"
      "<td data-label=\"Difference\">{}</td>\n<td data-label=\"Verdict\"><span class=\"tag {}\">{} "
      "{}</span><br>{}</td></tr>\n",
      claim.id, html_text(claim.claim), html_text(claim.formula), html_text(claim.where),
      html_text(claim.paper_value), html_text(claim.our_value), html_text(claim.difference),
      seen.style, seen.sign, to_string(claim.verdict), html_text(claim.range_or_truth));
}

std::string claims_table(const std::vector<Claim>& claims) {
  std::string html =
      "<section id=\"claims\">\n<h2>Claims</h2>\n<table class=\"claims\">\n<colgroup>"
      "<col class=\"claim\"><col class=\"paper\"><col class=\"ours\"><col "
      "class=\"gap\"><col></colgroup>\n<thead><tr><th>Claim</th><th>Paper</th><th>Computed</th>"
      "<th>Difference</th><th>Verdict</th></tr></thead>\n<tbody>\n";
  for (const Claim& claim : claims) html += claim_row(claim);
  return html + "</tbody>\n</table>\n</section>\n";
}

std::string evidence_row(std::string_view name, const Evidence& evidence) {
  std::string kinds;
  for (const std::string& kind : evidence.arithmetic) kinds += (kinds.empty() ? "" : ", ") + kind;
  const bool steady = evidence.steady_states > 0;
  return fmt::format(
      "<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
      "<td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
      name, evidence.solutions, brief_number(evidence.energy_error),
      steady ? brief_number(evidence.backward_error) : "–",
      steady ? brief_number(evidence.imbalance) : "–", kinds.empty() ? "–" : kinds);
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
  html +=
      "<div class=\"scroll\"><table>\n<thead><tr><th>Panel</th><th class=\"number\">Solutions</th>"
      "<th class=\"number\">Error</th><th class=\"number\">Backward error</th>"
      "<th class=\"number\">Energy balance</th><th>Arithmetic</th></tr></thead>\n<tbody>\n";
  Evidence all;
  for (const DrawnPanel& drawn : findings.panels) {
    all.add(drawn.data.evidence);
    html += evidence_row(drawn.panel.id, drawn.data.evidence);
  }
  html += evidence_row("<b>all</b>", all) + "</tbody>\n</table></div>\n";
  html += paragraph(
      "Beside this page: <code>claims.csv</code>, and for each panel its data "
      "(<code>fig2b.csv</code>), whose first lines say the parameters, and its picture as SVG and "
      "PNG. <code>qbnet paper</code> makes all of it again, byte for byte.");
  return html + "</section>\n";
}

}  // namespace

std::string report_html(const Findings& findings) {
  return head() + "<main>\n" + verdicts(findings.claims) + figures(findings) +
         claims_table(findings.claims) + method(findings) + "</main>\n</body>\n</html>\n";
}

std::string claims_csv(const std::vector<Claim>& claims) {
  const auto quoted = [](std::string_view words) {
    std::string cell = "\"";
    for (const char c : words) cell += c == '"' ? "\"\"" : std::string(1, c);
    return cell + "\"";
  };
  std::string text =
      "id,claim,formula,where,paper_value,our_value,difference,verdict,range_or_truth\n";
  for (const Claim& c : claims) {
    text += fmt::format("{},{},{},{},{},{},{},{},{}\n", c.id, quoted(c.claim), quoted(c.formula),
                        quoted(c.where), quoted(c.paper_value), quoted(c.our_value),
                        quoted(c.difference), to_string(c.verdict), quoted(c.range_or_truth));
  }
  return text;
}

}  // namespace qbnet
