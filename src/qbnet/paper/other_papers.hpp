// Papers other than the one this program starts from: what of them is computed, drawn and judged.
// The derivations are in docs/other-papers.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "qbnet/network/network.hpp"
#include "qbnet/paper/charts.hpp"
#include "qbnet/paper/claims.hpp"

namespace qbnet {

/// A paper as `qbnet paper --list` names it.
struct PaperName {
  std::string_view key;    ///< "shared-reservoir"
  std::string_view title;  ///< the paper's
  std::string_view authors;
  std::string_view arxiv;       ///< the number
  std::string_view reproduced;  ///< what is computed here, half a sentence
};

struct NetworkPicture {
  std::string_view id;  ///< "network"; the file is fignetwork.svg
  std::string_view title;
  Network (*network)() = nullptr;
};

struct OtherPaper {
  PaperName name;
  std::string_view source;  ///< what of the paper was at hand, a sentence
  std::vector<NetworkPicture> networks;
  std::vector<Chart> charts;
  std::vector<Judge> judges;
};

/// Ours first.
std::vector<PaperName> paper_names();
const std::vector<OtherPaper>& other_papers();
/// Throws Error(Refusal::usage) with the nearest key for one that is none. Null for ours.
const OtherPaper* find_paper(std::string_view key);

}  // namespace qbnet
