// The report: one HTML page that needs nothing beside itself.
#pragma once

#include <string>
#include <vector>

#include "qbnet/paper/claims.hpp"
#include "qbnet/paper/figures.hpp"
#include "qbnet/paper/page.hpp"
#include "qbnet/paper/study.hpp"

namespace qbnet {

struct DrawnPanel {
  Panel panel;
  PanelData data;
  std::string svg;  ///< the picture, a standalone document; empty if it could not be drawn
};

struct DrawnSchematic {
  Schematic schematic;
  std::string svg;
};

/// What was found in one run.
struct Findings {
  std::vector<DrawnSchematic> schematics;
  std::vector<DrawnPanel> panels;
  std::vector<Claim> claims;
  std::string no_pictures;            ///< why the panels could not be drawn; empty if they were
  std::vector<PageLink> others = {};  ///< reports of other papers
};

/// A page without scripts, frames or anything to load. It opens with the verdicts; then the
/// figures, the table of claims, and how it was computed. The same findings give the same bytes.
std::string report_html(const Findings& findings);

}  // namespace qbnet
