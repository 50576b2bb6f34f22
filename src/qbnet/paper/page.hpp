// The parts of which the report of every paper is made. Whatever is called html is HTML, all else
// plain Unicode text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "qbnet/paper/claims.hpp"
#include "qbnet/paper/study.hpp"

namespace qbnet {

struct PageLink {
  std::string address;  ///< relative
  std::string words;
};

/// From the first byte to the opening of the main part. `lead`: one paragraph of HTML.
std::string page_head(std::string_view title, std::string_view lead,
                      const std::vector<PageLink>& links);
std::string page_end();

std::string paragraph(std::string_view html);
/// The section that tells how many claims hold, and names those that do not or not everywhere.
std::string verdicts(const std::vector<Claim>& claims);
/// `name`: of the file without its ending, "fig2b"; `mark`: "b"; `caption`: HTML. `width`: of the
/// picture at its own size, in pixels; 0: as wide as there is room.
std::string figure(std::string_view name, std::string_view mark, std::string_view svg,
                   std::string_view label, std::string_view caption, double width = 0);
std::string missing_pictures(std::string_view why);
std::string claims_table(const std::vector<Claim>& claims);

struct NamedEvidence {
  std::string_view name;
  Evidence evidence;
};
/// A row a panel, and one for all of them.
std::string evidence_table(const std::vector<NamedEvidence>& panels);

/// The claims as CSV (RFC 4180, UTF-8): a header row, then one claim a row.
std::string claims_csv(const std::vector<Claim>& claims);

}  // namespace qbnet
