#include "qbnet/paper/claims.hpp"

#include <mutex>

#include "qbnet/base/parallel.hpp"
#include "qbnet/paper/claims_judges.hpp"

namespace qbnet {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "holds";
    case Verdict::holds_for:
      return "holds for";
    case Verdict::does_not_hold:
      return "does not hold";
  }
  return "unknown";
}

std::vector<Claim> judge_claims(std::span<const Judge> judges, int threads,
                                const std::function<void(double)>& progress) {
  std::vector<std::vector<Claim>> judged(judges.size());
  std::mutex reporting;
  std::size_t done = 0;
  // The last ones take longest: they go first.
  parallel_for(judges.size(), threads, [&](std::size_t piece) {
    const std::size_t i = judges.size() - 1 - piece;
    judged[i] = judges[i]();
    const std::lock_guard<std::mutex> lock(reporting);
    ++done;
    if (progress) progress(static_cast<double>(done) / static_cast<double>(judges.size()));
  });
  std::vector<Claim> all;
  for (auto& part : judged) all.insert(all.end(), part.begin(), part.end());
  return all;
}

std::vector<Claim> judge_claims(int threads, const std::function<void(double)>& progress) {
  using namespace claims;
  constexpr Judge judges[] = {
      judge_nonreciprocity,     judge_parity,
      judge_cascade_equations,  judge_cascade_gains,
      judge_cascade_crossings,  judge_matched_coupling,
      judge_cascade_phases,     judge_optimum,
      judge_parallel_equations, judge_parallel_phases,
      judge_parallel_gains,     judge_charging_in_time,
      judge_cascade_power,      judge_parallel_power,
      judge_power_bounds,
  };
  return judge_claims(judges, threads, progress);
}

}  // namespace qbnet
