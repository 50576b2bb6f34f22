#include "qbnet/files/grid_csv.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/files/csv_text.hpp"

namespace qbnet {
namespace {

std::string header_line(const Grid& grid) {
  std::string line;
  for (const Axis& axis : grid.axes) line += csv_field(axis.name) + ',';
  for (const MeasureName& measure : grid.measures) line += csv_field(measure.name) + ',';
  return line + "status\n";
}

// The first fields of a line. Those of the outer axes are kept while the last axis moves, those of
// the last axis from one run through it to the next.
class Coordinates {
 public:
  explicit Coordinates(const Grid& grid) : axes_(grid.axes), at_(grid.axes.size(), 0) {
    if (grid.points() == 0 || axes_.empty()) return;
    write_outer();
    constexpr std::size_t most_kept = 100'000;
    const std::vector<double>& last = axes_.back().values;
    if (axes_.size() < 2 || last.size() > most_kept) return;
    for (const double value : last) put_csv_number(inner_.emplace_back(), value);
  }
  void put(std::string& buffer) const {
    if (axes_.empty()) return;
    buffer += outer_;
    if (inner_.empty()) {
      put_csv_number(buffer, axes_.back().values[at_.back()]);
    } else {
      buffer += inner_[at_.back()];
    }
    buffer += ',';
  }
  void next() {
    for (std::size_t k = axes_.size(); k-- > 0;) {
      if (++at_[k] < axes_[k].values.size()) {
        if (k + 1 < axes_.size()) write_outer();
        return;
      }
      at_[k] = 0;
    }
  }

 private:
  void write_outer() {
    outer_.clear();
    for (std::size_t k = 0; k + 1 < axes_.size(); ++k) {
      put_csv_number(outer_, axes_[k].values[at_[k]]);
      outer_ += ',';
    }
  }

  const std::vector<Axis>& axes_;
  std::vector<std::size_t> at_;
  std::string outer_;
  std::vector<std::string> inner_;
};

}  // namespace

void write_csv(const Grid& grid, const Append& append) {
  std::string buffer = header_line(grid);
  buffer.reserve(full_csv_buffer + 4096);
  Coordinates coordinates(grid);
  for (std::size_t point = 0; point < grid.points(); ++point) {
    coordinates.put(buffer);
    coordinates.next();
    for (std::size_t measure = 0; measure < grid.measures.size(); ++measure) {
      put_csv_number(buffer, grid.at(measure, point));
      buffer += ',';
    }
    buffer += to_string(static_cast<Status>(grid.status[point]));
    buffer += '\n';
    if (buffer.size() >= full_csv_buffer) {
      append(buffer);
      buffer.clear();
    }
  }
  append(buffer);
}

}  // namespace qbnet
