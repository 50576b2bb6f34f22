#include "qbnet/paper/other_papers.hpp"

#include <fmt/format.h>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/base/suggest.hpp"
#include "qbnet/paper/claims_tools.hpp"
#include "qbnet/paper/network_laws.hpp"
#include "qbnet/paper/reservoir.hpp"

namespace qbnet {
namespace {

constexpr PaperName ours = {
    "multi-battery", "Enhanced Charging in Multi-Battery Systems by Nonreciprocity",
    "H.-W. Zhao, Y. Xie, X. Huang, G.-F. Zhang", "2503.22187", "every figure and every claim"};

OtherPaper shared_reservoir() {
  OtherPaper paper;
  paper.name = {"shared-reservoir", "Nonreciprocal Quantum Batteries",
                "B. Ahmadi, P. Mazurek, P. Horodecki, S. Barzanjeh", "2401.05090",
                "one-way charging by a shared reservoir, the fourfold energy and where it holds"};
  paper.source =
      "Phys. Rev. Lett. 132, 210402 (2024). Only its abstract and the condition J = −iμΓ/2, as "
      "cited in the literature, were at hand; everything else is derived.";
  paper.networks = {
      {"network", "Charger and battery with a coherent coupling and a shared bath", [] {
         return reservoir::pair({0.1, 0.1, 0.1}, reservoir::Bath::shared);
       }}};
  paper.charts = reservoir::charts();
  paper.judges = {reservoir::judge_one_way, reservoir::judge_energy, reservoir::judge_fourfold,
                  reservoir::judge_condition, reservoir::judge_timing};
  return paper;
}

OtherPaper network_laws() {
  OtherPaper paper;
  paper.name = {"network-laws",
                "Connection-topology-dependent energy transport and ergotropy in quantum battery "
                "networks with reciprocal and nonreciprocal couplings",
                "B.-B. Liu, R. Chen, J.-L. Wu, G. Chen, S.-L. Su", "2603.23009",
                "optimal couplings over N, the odd-even effect, warm and squeezed baths"};
  paper.source =
      "Only its abstract was at hand; the laws are derived and tested on the networks of the "
      "multi-battery paper.";
  paper.networks = {{"network", "Nonreciprocal cascade, N = 4",
                     [] { return claims::network_of(Topology::cascade, claims::nr, 4, 0.5); }}};
  paper.charts = laws::charts();
  paper.judges = {laws::judge_couplings, laws::judge_parity, laws::judge_heat,
                  laws::judge_squeezing};
  return paper;
}

}  // namespace

const std::vector<OtherPaper>& other_papers() {
  static const std::vector<OtherPaper> all = {shared_reservoir(), network_laws()};
  return all;
}

std::vector<PaperName> paper_names() {
  std::vector<PaperName> names = {ours};
  for (const OtherPaper& paper : other_papers()) names.push_back(paper.name);
  return names;
}

const OtherPaper* find_paper(std::string_view key) {
  std::vector<std::string_view> known;
  for (const PaperName& name : paper_names()) known.push_back(name.key);
  for (const OtherPaper& paper : other_papers()) {
    if (paper.name.key == key) return &paper;
  }
  if (key == ours.key) return nullptr;
  throw Error(Refusal::usage,
              fmt::format("paper must be one that qbnet paper --list names, but is {}{}",
                          in_quotes(key), did_you_mean(key, known)));
}

}  // namespace qbnet
