// The paper's claims, each judged by computing with the solvers on network descriptions.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace qbnet {

enum class Verdict { holds, holds_for, does_not_hold };
/// "holds", "holds for", "does not hold".
std::string_view to_string(Verdict verdict);

/// One claim and what became of it. Every text is made in the run that judges: UTF-8, one line
/// each, never empty (what does not apply says why).
struct Claim {
  std::string id;           ///< lower case, words joined by '-', unique
  std::string claim;        ///< in words
  std::string formula;      ///< plain Unicode text
  std::string where;        ///< in the paper: "Eq. (2)", "p. 3, text after Eq. (3)", "Fig. 2(d)"
  std::string paper_value;  ///< what the paper says
  std::string our_value;    ///< what the solvers say
  std::string difference;   ///< between the two, with the threshold the verdict rests on
  Verdict verdict = Verdict::does_not_hold;
  std::string range_or_truth;  ///< holds for: the range; does not hold: what does hold
};

/// Computes, and returns finished claims on one theme.
using Judge = std::vector<Claim> (*)();

/// The claims of all judges, in their order. `progress`, if set, is called with the share done, 0
/// to 1, from several threads but never twice at once. Throws Error(Refusal::accuracy) if a solver
/// does not back a number that a verdict needs.
std::vector<Claim> judge_claims(std::span<const Judge> judges, int threads,
                                const std::function<void(double)>& progress = {});
/// Every claim of the paper this program starts from, in the order of the paper.
std::vector<Claim> judge_claims(int threads, const std::function<void(double)>& progress = {});

}  // namespace qbnet
