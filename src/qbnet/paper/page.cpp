#include "qbnet/paper/page.hpp"

#include <fmt/format.h>

#include <algorithm>

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

}  // namespace

std::string paragraph(std::string_view html) { return fmt::format("<p>{}</p>\n", html); }

std::string page_head(std::string_view title, std::string_view lead,
                      const std::vector<PageLink>& links) {
  std::string other;
  for (const PageLink& link : links) {
    other += fmt::format("<a href=\"{}\">{}</a>", link.address, html_text(link.words));
  }
  if (!other.empty()) other = "<nav class=\"papers\">" + other + "</nav>\n";
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n"
      "<header>\n<h1>{0}</h1>\n<p class=\"lead\">{2}</p>\n"
      "<nav><a href=\"#verdicts\">Verdicts</a><a href=\"#figures\">Figures</a>"
      "<a href=\"#claims\">Claims</a><a href=\"#method\">How it was computed</a></nav>\n"
      "{3}</header>\n<main>\n",
      title, report_style, lead, other);
}

std::string page_end() { return "</main>\n</body>\n</html>\n"; }

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

std::string figure(std::string_view name, std::string_view mark, std::string_view svg,
                   std::string_view label, std::string_view caption, double width) {
  const std::string picture =
      svg.empty() ? fmt::format(
                        "<p class=\"missing\">Not drawn in this run; the data are in "
                        "<code>{}.csv</code>.</p>",
                        name)
                  : inline_svg(svg, fmt::format("{}-picture", name), label);
  const std::string style =
      width > 0
          ? fmt::format(" style=\"flex: 1 1 {:.0f}px; max-width: {:.0f}px\"", 0.85 * width, width)
          : "";
  return fmt::format(
      "<figure id=\"{}\"{}>\n{}\n<figcaption><b>({})</b> {}</figcaption>\n</figure>\n", name, style,
      picture, mark, caption);
}

std::string missing_pictures(std::string_view why) {
  return fmt::format("<p class=\"missing\">The pictures of the panels are missing: {}.</p>\n",
                     html_text(why));
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

std::string evidence_table(const std::vector<NamedEvidence>& panels) {
  std::string html =
      "<div class=\"scroll\"><table>\n<thead><tr><th>Panel</th><th class=\"number\">Solutions</th>"
      "<th class=\"number\">Error</th><th class=\"number\">Backward error</th>"
      "<th class=\"number\">Energy balance</th><th>Arithmetic</th></tr></thead>\n<tbody>\n";
  Evidence all;
  for (const NamedEvidence& panel : panels) {
    all.add(panel.evidence);
    html += evidence_row(panel.name, panel.evidence);
  }
  return html + evidence_row("<b>all</b>", all) + "</tbody>\n</table></div>\n";
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
