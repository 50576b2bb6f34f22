#include <algorithm>
#include <cmath>
#include <limits>

#include "qbnet/base/stop.hpp"
#include "qbnet/study/plain_point.hpp"
#include "qbnet/study/points_work.hpp"

namespace qbnet {

void Points::compute_at(std::size_t some, std::span<const double* const> inputs, double* values,
                        std::uint8_t* status, bool plain_too) const {
  const Plan& plan = *plan_;
  std::vector<double> out(plan.columns), point(inputs.size());
  const auto plainly = [&](std::size_t i) {
    stop_if_asked();
    Status s = Status::failed;
    for (std::size_t k = 0; k < inputs.size(); ++k) point[k] = inputs[k][i];
    try {
      if (plain_too) s = plain_point(plan.network.at(point), plan.measures, out);
    } catch (const Error& error) {
      if (error.refusal() != Refusal::input) throw;
    }
    for (std::size_t c = 0; c < plan.columns; ++c) {
      values[c * some + i] = s == Status::ok ? out[c] : std::numeric_limits<double>::quiet_NaN();
    }
    status[i] = static_cast<std::uint8_t>(s);
  };
  // What is measured in time needs a contour for each point.
  if (!plan.compiled || !plan.timed.empty()) {
    for (std::size_t i = 0; i < some; ++i) plainly(i);
    return;
  }
  std::unique_ptr<Work> work = take_work();
  std::vector<const double*> from(inputs.begin(), inputs.end());
  for (std::size_t first = 0; first < some; first += tile_points) {
    stop_if_asked();
    const std::size_t points = std::min(tile_points, some - first);
    work->free_tile(from, points);
    for (std::size_t c = 0; c < plan.columns; ++c) {
      const Plan::Column& column = plan.column[c];
      const double* const plane = work->plane(0, column.plane);
      const double* const below =
          column.reference < 0
              ? nullptr
              : work->plane(static_cast<std::size_t>(column.reference), column.below);
      for (std::size_t i = 0; i < points; ++i) {
        double x = below == nullptr ? plane[i] : plane[i] / below[i];
        if (below != nullptr && !std::isnormal(x)) work->doubt(i);
        if (column.log10) {
          x = std::log10(plane[i]) - (below == nullptr ? 0 : std::log10(below[i]));
        }
        values[c * some + first + i] = x;
      }
    }
    std::fill_n(status + first, points, static_cast<std::uint8_t>(Status::ok));
    for (std::size_t i = work->next_uncertain(0, points); i < points;
         i = work->next_uncertain(i + 1, points)) {
      plainly(first + i);
    }
    for (const double*& each : from) each += points;
  }
  give_work(std::move(work));
}

}  // namespace qbnet
