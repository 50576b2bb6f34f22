#include "qbnet/paper/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "qbnet/files/draw.hpp"
#include "qbnet/paper/report_markup.hpp"

namespace qbnet {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<Claim> three_claims() {
  const auto claim = [](const char* id, Verdict verdict, const char* truth) {
    return Claim{id,
                 "What " + std::string(id) + " says",
                 "E_N^nr = 2^(2N)",
                 "Eq. (3)",
                 "1",
                 "2",
                 "50 %",
                 verdict,
                 truth};
  };
  return {claim("first", Verdict::holds, "everywhere"),
          claim("second", Verdict::holds_for, "g_b < γ & more"),
          claim("third", Verdict::does_not_hold, "the <opposite>")};
}

/// As matplotlib writes them.
std::string plot(const std::string& id) {
  return "<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\"\n  "
         "\"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n"
         "<svg xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"244.8pt\" height=\"190.8pt\" "
         "viewBox=\"0 0 244.8 190.8\" xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\">\n"
         " <metadata>\n  <rdf:RDF xmlns:dc=\"http://purl.org/dc/elements/1.1/\"/>\n </metadata>\n"
         " <defs>\n  <style type=\"text/css\">*{stroke-linejoin: round}</style>\n </defs>\n"
         " <g id=\"" +
         id + "-axes\"><use xlink:href=\"#" + id + "-axes\"/></g>\n</svg>\n";
}

Findings some_findings(bool drawn) {
  Findings findings;
  for (const Schematic& schematic : schematics()) {
    findings.schematics.push_back({schematic, draw_svg(schematic_network(schematic))});
  }
  for (const Panel& panel : find_panels({"2b", "3c", "4a"})) {
    PanelData data;
    data.findings = {"E_3^r1 is largest at g_b/γ = -0.5."};
    data.evidence = {7, 1e-11, 7, 2e-16, 3e-16, {"double"}};
    findings.panels.push_back({panel, data, drawn ? plot("fig" + std::string(panel.id)) : ""});
  }
  findings.claims = three_claims();
  if (!drawn) findings.no_pictures = "python3 must be <there>, but is not";
  return findings;
}

std::vector<std::string> matches(const std::string& text, const char* pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it) {
    found.push_back((*it)[1]);
  }
  return found;
}

TEST(Report, LoadsNothing) {
  for (const bool drawn : {true, false}) {
    const std::string page = report_html(some_findings(drawn));
    EXPECT_THAT(page, Not(HasSubstr("http:")));
    EXPECT_THAT(page, Not(HasSubstr("https:")));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("<link")));
    EXPECT_THAT(page, Not(HasSubstr("@import")));
    EXPECT_THAT(page, Not(HasSubstr("src=")));
    for (const std::string& target : matches(page, "href=\"([^\"]*)\"")) {
      EXPECT_THAT(target, testing::StartsWith("#"));
    }
  }
}

TEST(Report, NamesEveryPartOnceAndPointsAtParts) {
  const std::string page = report_html(some_findings(true));
  const std::vector<std::string> ids = matches(page, " id=\"([^\"]*)\"");
  const std::set<std::string> distinct(ids.begin(), ids.end());
  EXPECT_EQ(ids.size(), distinct.size());
  const auto targets = matches(page, "href=\"#([^\"]*)\"");
  EXPECT_GE(targets.size(), 4u + 2u + 3u);
  for (const std::string& target : targets) EXPECT_EQ(distinct.count(target), 1u) << target;
}

TEST(Report, PointsToOtherPapers) {
  Findings findings = some_findings(true);
  const std::string alone = report_html(findings);
  findings.others = {{"a/report.html", "Salt & light"}};
  const std::string page = report_html(findings);
  const std::string link =
      "<nav class=\"papers\"><a href=\"a/report.html\">Salt &amp; light</a></nav>\n";
  const std::size_t at = page.find(link);
  ASSERT_NE(at, std::string::npos);
  EXPECT_LT(at, page.find("</header>"));
  EXPECT_EQ(std::string(page).erase(at, link.size()), alone) << "nothing else changes";
}

TEST(Report, OpensWithTheVerdicts) {
  const std::string page = report_html(some_findings(true));
  EXPECT_THAT(page, HasSubstr("3 claims of the paper"));
  EXPECT_THAT(page, HasSubstr("✓ 1</span> hold<"));
  EXPECT_THAT(page, HasSubstr("◐ 1</span> hold only in a range"));
  EXPECT_THAT(page, HasSubstr("✗ 1</span> do not hold"));
  const std::size_t fails = page.find("What does not hold");
  const std::size_t partly = page.find("What holds only in a range");
  EXPECT_LT(fails, partly);
  EXPECT_LT(partly, page.find("id=\"figures\""));
  EXPECT_LT(page.find("id=\"figures\""), page.find("id=\"claims\""));
  EXPECT_LT(page.find("id=\"claims\""), page.find("id=\"method\""));
  const std::string opening = page.substr(0, page.find("id=\"figures\""));
  EXPECT_THAT(opening, HasSubstr("the &lt;opposite&gt;"));
  EXPECT_THAT(opening, HasSubstr("g<sub>b</sub> &lt; γ &amp; more"));
  EXPECT_THAT(opening, Not(HasSubstr("everywhere"))) << "what holds needs no words here";
}

TEST(Report, SaysHowItWasComputed) {
  const std::string page = report_html(some_findings(true));
  EXPECT_THAT(page, HasSubstr(QBNET_VERSION));
  EXPECT_THAT(page,
              HasSubstr("<td>3c</td><td class=\"number\">7</td><td class=\"number\">1×10⁻¹¹<"));
  EXPECT_THAT(page, HasSubstr("<b>all</b></td><td class=\"number\">21</td>"));
}

TEST(Report, SaysWhyThereAreNoPictures) {
  const std::string page = report_html(some_findings(false));
  EXPECT_THAT(page, HasSubstr("python3 must be &lt;there&gt;, but is not"));
  EXPECT_THAT(page, HasSubstr("<code>fig3c.csv</code>"));
  EXPECT_EQ(matches(page, "(<svg)").size(), 3u) << "the schematics need no python";
  EXPECT_EQ(matches(report_html(some_findings(true)), "(<svg)").size(), 6u);
}

TEST(Report, KeepsTheStylesOfAPictureInside) {
  const std::string svg = inline_svg(plot("fig2b"), "here", "a \"b\"");
  EXPECT_THAT(svg,
              testing::StartsWith("<svg id=\"here\" role=\"img\" aria-label=\"a &quot;b&quot;\" "
                                  "viewBox=\"0 0 244.8 190.8\">"));
  EXPECT_THAT(svg, HasSubstr("<style>#here *{stroke-linejoin"));
  EXPECT_THAT(svg, Not(HasSubstr("metadata")));
  EXPECT_EQ(inline_svg("no picture", "a", "b"), "");
  EXPECT_EQ(svg_width("<svg height=\"3\" width=\"412\"><rect width=\"9\"/></svg>"), 412);
  EXPECT_EQ(svg_width("<svg><rect width=\"9\"/></svg>"), 0);
}

TEST(Report, SetsFormulas) {
  EXPECT_EQ(html_text("E_4^nr"), "E<sub>4</sub><sup>nr</sup>");
  EXPECT_EQ(html_text("E_{N+1}"), "E<sub>N+1</sub>");
  EXPECT_EQ(html_text("2^(2N)"), "2<sup>2N</sup>");
  EXPECT_EQ(html_text("γ_b^(k)"), "γ<sub>b</sub><sup>(k)</sup>");
  EXPECT_EQ(html_text("√(g_bΓ/2)"), "√(g<sub>b</sub>Γ/2)");
  EXPECT_EQ(html_text("P_4,max, x"), "P<sub>4,max</sub>, x");
  EXPECT_EQ(html_text("10^-5"), "10<sup>−5</sup>");
  EXPECT_EQ(html_text("x in (-π/2, -1], a-1"), "x in (−π/2, −1], a-1");
  EXPECT_EQ(html_text("a = b"), "a\u00A0= b");
  EXPECT_EQ(html_text("N = 3, x = -1"), "N\u00A0=\u00A03, x\u00A0=\u00A0−1");
  EXPECT_EQ(html_text("a _ b ^ c_ d^"), "a _ b ^ c_ d^");
  EXPECT_EQ(html_text("f_(x"), "f_(x") << "a bracket that is never closed";
  EXPECT_EQ(html_text("<b> & 'c'"), "&lt;b&gt; &amp; &#39;c&#39;");
  EXPECT_EQ(html_text(""), "");
}

TEST(Report, WritesClaimsAsCsv) {
  std::vector<Claim> claims = three_claims();
  claims[0].claim = "says \"yes\", twice";
  const std::string text = claims_csv(claims);
  EXPECT_THAT(text,
              testing::StartsWith("id,claim,formula,where,paper_value,our_value,difference,"
                                  "verdict,range_or_truth\nfirst,\"says \"\"yes\"\", twice\","
                                  "\"E_N^nr = 2^(2N)\",\"Eq. (3)\",\"1\",\"2\",\"50 %\",holds,"
                                  "\"everywhere\"\n"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
}

}  // namespace
}  // namespace qbnet
