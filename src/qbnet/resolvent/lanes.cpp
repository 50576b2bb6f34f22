#include "qbnet/resolvent/lanes.hpp"

#include <algorithm>
#include <cmath>

#include "qbnet/resolvent/lanes_table.hpp"

// AVX-512, AVX2 with FMA, and portable code for everything else: what lies between gains little.
#ifdef __SANITIZE_ADDRESS__  // one more would take minutes to compile
#define HWY_DISABLED_TARGETS (HWY_AVX3_DL | HWY_AVX3 | HWY_SSE4 | HWY_SSSE3)
#else
#define HWY_DISABLED_TARGETS (HWY_AVX3_DL | HWY_SSE4 | HWY_SSSE3)
#endif
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "qbnet/resolvent/lanes.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "qbnet/resolvent/lanes_kernels-inl.hpp"

#if HWY_ONCE
namespace qbnet {

HWY_EXPORT(run_steps);

std::vector<LaneStep> lane_steps(std::span<const Instruction> code, bool twice) {
  const std::size_t parts = twice ? 2 : 1;
  const auto moves = [](const Plane& p) { return p.base == Base::slot || p.base == Base::column; };
  std::vector<LaneStep> steps;
  for (const Instruction& s : code) {
    LaneStep step;
    std::size_t movement = 0;
    for (std::size_t k = 0; k < s.inputs; ++k) {
      const Plane& p = s.in[k];
      step.base[k] = p.base;
      switch (p.base) {
        case Base::slot:
          step.at[k] = static_cast<std::uint32_t>(p.index * plane_stride * parts);
          break;
        case Base::constant:
          step.at[k] = static_cast<std::uint32_t>(p.index * widest_lanes * 2);
          break;
        case Base::row:
          step.at[k] = static_cast<std::uint32_t>(p.index * widest_lanes);
          break;
        case Base::column:
          step.at[k] = static_cast<std::uint32_t>(p.index * plane_stride);
          break;
      }
      if (k < 3 && moves(p)) movement |= std::size_t{1} << k;
    }
    // Complex operands are taken as moving together, or one by one.
    if (s.inputs > 3) movement = std::all_of(s.in.begin(), s.in.begin() + s.inputs, moves) ? 7 : 0;
    for (std::size_t k = 0; k < 3; ++k) {
      step.out[k] = static_cast<std::uint32_t>(s.out[k] * plane_stride * parts);
    }
    step.measured = s.measured;
    step.number = s.number;
    const NumberType type = !twice   ? NumberType::plain
                            : s.rate ? NumberType::rate
                                     : NumberType::twice;
    step.function =
        static_cast<std::uint32_t>(function_index(type, s.kernel, movement, s.measured >= 0));
    steps.push_back(step);
  }
  return steps;
}

void run_lanes(std::span<const LaneStep> steps, const Tile& tile) {
  HWY_DYNAMIC_DISPATCH(run_steps)(steps.data(), steps.size(), tile);
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
