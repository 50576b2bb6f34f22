#include "qbnet/resolvent/lanes.hpp"

#include <cmath>

// AVX-512, AVX2 with FMA, and portable code for everything else: what lies between gains little.
#define HWY_DISABLED_TARGETS (HWY_AVX3_DL | HWY_SSE4 | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "qbnet/resolvent/lanes.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "qbnet/resolvent/lanes_kernels-inl.hpp"

#if HWY_ONCE
namespace qbnet {

HWY_EXPORT(run_code);

void run_lanes(std::span<const Instruction> code, const Tile& tile, bool twice) {
  HWY_DYNAMIC_DISPATCH(run_code)(code.data(), code.size(), tile, twice);
}

std::vector<std::string> lane_targets() {
  std::vector<std::string> names;
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    names.emplace_back(hwy::TargetName(target));
  }
  return names;
}

bool force_lane_target(const std::string& name) {
  hwy::SetSupportedTargetsForTest(0);
  if (name.empty()) return true;
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    if (name != hwy::TargetName(target)) continue;
    hwy::SetSupportedTargetsForTest(target);
    return true;
  }
  return false;
}

std::string lane_target() { return hwy::TargetName(hwy::SupportedAndGeneratedTargets().front()); }

}  // namespace qbnet
#endif
