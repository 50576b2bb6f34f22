#include "qbnet/cli/statistics_output.hpp"

#include <fmt/format.h>

#include <cmath>

#include "qbnet/base/number_text.hpp"
#include "qbnet/cli/options.hpp"
#include "qbnet/files/text_table.hpp"

namespace qbnet::cli {
namespace {

void interval(JsonWriter& json, const char* name, const IntervalEstimate& e) {
  json.key(name);
  json.begin_object(JsonWriter::Layout::line);
  json.key("value");
  json.value(e.value);
  json.key("low");
  json.value(e.interval.low);
  json.key("high");
  json.value(e.interval.high);
  json.end_object();
}

std::string bound(double x) { return std::isfinite(x) ? table_number(x) : "unbounded"; }

}  // namespace

std::string to_json(const StatisticsReport& report, const std::string& method) {
  JsonWriter json;
  begin_result(json, "disorder", Status::ok);
  json.key("samples");
  json.value(report.samples);
  json.key("seed");
  json.value(std::to_string(report.seed));
  json.key("confidence");
  json.value(report.how.confidence);
  json.key("method");
  json.value(method);
  json.key("measures");
  json.begin_array();
  for (std::size_t m = 0; m < report.names.size(); ++m) {
    const Statistics& s = report.all[m];
    json.begin_object();
    json.key("name");
    json.value(report.names[m].name);
    json.key("unit");
    json.value(report.names[m].unit);
    json.key("ok");
    json.value(s.ok);
    json.key("failed");
    json.value(s.failed);
    json.key("minimum");
    json.value(s.minimum);
    json.key("maximum");
    json.value(s.maximum);
    interval(json, "mean", s.mean);
    interval(json, "standard_deviation", s.deviation);
    json.key("quantiles");
    json.begin_array();
    for (const Quantile& q : s.quantiles) {
      json.begin_object(JsonWriter::Layout::line);
      json.key("probability");
      json.value(q.probability);
      json.key("value");
      json.value(q.estimate.value);
      json.key("low");
      json.value(q.estimate.interval.low);
      json.key("high");
      json.value(q.estimate.interval.high);
      json.end_object();
    }
    json.end_array();
    if (s.yield) {
      json.key("yield");
      json.begin_object(JsonWriter::Layout::line);
      json.key("threshold");
      json.value(s.yield->threshold);
      json.key("passed");
      json.value(s.yield->passed);
      json.key("value");
      json.value(s.yield->fraction.value);
      json.key("low");
      json.value(s.yield->fraction.interval.low);
      json.key("high");
      json.value(s.yield->fraction.interval.high);
      json.end_object();
    }
    json.key("histogram");
    json.begin_object();
    json.key("edges");
    json.begin_array(JsonWriter::Layout::line);
    for (const double edge : s.histogram.edges) json.value(edge);
    json.end_array();
    json.key("counts");
    json.begin_array(JsonWriter::Layout::line);
    for (const std::size_t count : s.histogram.counts) json.value(count);
    json.end_array();
    json.end_object();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string to_text(const StatisticsReport& report, const std::string& file) {
  std::string text = fmt::format("# {} sample{} of {}, seed {}; intervals at {} % confidence\n",
                                 report.samples, report.samples == 1 ? "" : "s", file, report.seed,
                                 shortest_text(100 * report.how.confidence));
  for (std::size_t m = 0; m < report.names.size(); ++m) {
    const Statistics& s = report.all[m];
    TextTable table;
    table.add_column(report.names[m].name, TextTable::Align::left);
    table.add_column("value");
    table.add_column("from");
    table.add_column("to");
    const auto row = [&](const std::string& what, const IntervalEstimate& e) {
      table.add_row({what, std::isnan(e.value) ? "unknown" : table_number(e.value),
                     bound(e.interval.low), bound(e.interval.high)});
    };
    row("mean", s.mean);
    row("standard deviation", s.deviation);
    for (const Quantile& q : s.quantiles) {
      row(fmt::format("quantile {}", shortest_text(q.probability)), q.estimate);
    }
    if (s.yield) {
      row(fmt::format("yield at {}", shortest_text(s.yield->threshold)), s.yield->fraction);
    }
    if (s.ok > 0) {
      table.add_row({"all samples", "", table_number(s.minimum), table_number(s.maximum)});
    }
    text += '\n' + table.text();
  }
  return text;
}

}  // namespace qbnet::cli
