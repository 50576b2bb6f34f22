#include "qbnet/paper/charts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "qbnet/files/json_output.hpp"
#include "qbnet/paper/figures.hpp"
#include "qbnet/paper/study_text.hpp"

namespace qbnet {
namespace {

void write_axis(JsonWriter& json, std::string_view name, const ChartAxis& axis) {
  json.key(name);
  json.begin_object();
  json.key("label");
  json.value(axis.label);
  json.key("log");
  json.value(axis.logarithmic);
  if (axis.from < axis.to) {
    json.key("limits");
    json.begin_array();
    json.value(axis.from);
    json.value(axis.to);
    json.end_array();
  }
  json.end_object();
}

std::string drawing(const Chart& chart) {
  JsonWriter json;
  json.begin_object(JsonWriter::Layout::line);
  json.key("above");
  json.value(chart.above);
  write_axis(json, "x", chart.x);
  write_axis(json, "y", chart.y);
  json.key("curves");
  json.begin_array();
  for (const Curve& curve : chart.curves) {
    json.begin_object();
    json.key("column");
    json.value(curve.column);
    json.key("label");
    json.value(curve.label);
    json.key("style");
    json.value(curve.style);
    json.key("dots");
    json.value(curve.dots);
    json.end_object();
  }
  json.end_array();
  json.key("levels");
  json.begin_array();
  for (const double level : chart.levels) json.value(level);
  json.end_array();
  json.key("legend");
  json.value(chart.legend);
  json.end_object();
  std::string text = json.take();
  text.pop_back();  // the newline
  return text;
}

}  // namespace

std::vector<Chart> find_charts(const std::vector<Chart>& charts,
                               const std::vector<std::string>& words) {
  if (words.empty()) return charts;
  std::vector<std::string> known;
  for (const Chart& chart : charts) known.emplace_back(chart.id);
  const std::vector<std::string> wanted = panel_names(words, known);
  std::vector<Chart> found;
  for (const Chart& chart : charts) {
    if (std::find(wanted.begin(), wanted.end(), chart.id) != wanted.end()) found.push_back(chart);
  }
  return found;
}

std::string chart_csv(const Chart& chart, const PanelData& data) {
  return data_csv({fmt::format("({}) {}.", chart.id, chart.title), std::string(chart.rates),
                   "draw: " + drawing(chart)},
                  data);
}

}  // namespace qbnet
