// The report of another paper: one HTML page that needs nothing beside itself.
#pragma once

#include <string>
#include <vector>

#include "qbnet/paper/other_papers.hpp"
#include "qbnet/paper/page.hpp"

namespace qbnet {

struct DrawnChart {
  Chart chart;
  PanelData data;
  std::string svg;  ///< a standalone document; empty if it could not be drawn
};

struct OtherFindings {
  std::vector<std::string> networks;  ///< pictures of the paper's networks, in their order
  std::vector<DrawnChart> charts;
  std::vector<Claim> claims;
  std::string no_pictures;      ///< why the charts could not be drawn; empty if they were
  std::vector<PageLink> links;  ///< to other reports
};

std::string other_report_html(const OtherPaper& paper, const OtherFindings& findings);

}  // namespace qbnet
