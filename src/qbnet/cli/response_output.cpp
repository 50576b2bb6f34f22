#include "qbnet/cli/response_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "qbnet/cli/command.hpp"
#include "qbnet/cli/options.hpp"
#include "qbnet/files/response_columns.hpp"
#include "qbnet/files/text_table.hpp"

namespace qbnet::cli {
namespace {

using Layout = JsonWriter::Layout;

// One entry a frequency, each null where values are withheld.
template <class Put>
void put_array(JsonWriter& json, const char* name, std::size_t count, bool show, const Put& put) {
  json.key(name);
  json.begin_array(Layout::line);
  for (std::size_t k = 0; k < count; ++k) show ? put(k) : json.null();
  json.end_array();
}

void put_or_null(JsonWriter& json, const char* name, const std::optional<double>& value) {
  json.key(name);
  value ? json.value(*value) : json.null();
}

void put_band(JsonWriter& json, const char* name, const Band& band) {
  json.key(name);
  json.begin_object(Layout::line);
  put_or_null(json, "lower", band.lower);
  put_or_null(json, "upper", band.upper);
  put_or_null(json, "width", band.width);
  json.key("reason");
  band.reason.empty() ? json.null() : json.value(band.reason);
  json.end_object();
}

void put_peak(JsonWriter& json, const char* name, const Peak& peak) {
  json.key(name);
  json.begin_object(Layout::line);
  json.key("frequency");
  json.value(peak.at);
  json.key("db");
  json.value(peak.level);
  json.end_object();
}

void put_bands(JsonWriter& json, const TransmissionAnswer& answer) {
  json.key("bands");
  if (!answer.show || !answer.result.bands) return json.null();
  const TransmissionBands& bands = *answer.result.bands;
  json.begin_object();
  put_peak(json, "transmission_peak", bands.transmission);
  put_peak(json, "isolation_peak", bands.isolation);
  put_band(json, "transmission_3db", bands.transmission_3db);
  put_band(json, "isolation_3db", bands.isolation_3db);
  put_band(json, "isolation_20db", bands.isolation_20db);
  json.end_object();
}

// Why an isolation is null, if one is.
std::string isolation_reason(const TransmissionAnswer& answer) {
  std::size_t none = 0, dark = 0;
  for (const TransmissionPoint& point : answer.result.points) {
    const double value = isolation_db(point);
    if (std::isnan(value)) ++dark;
    if (std::isinf(value)) ++none;
  }
  const std::size_t count = answer.frequencies.size();
  if (dark > 0)
    return fmt::format("nothing passes either way at {} of {} frequencies", dark, count);
  if (none == 0) return "";
  const bool back = answer.result.points.front().reverse.value.is_zero() ||
                    std::ranges::any_of(answer.result.points, [](const TransmissionPoint& point) {
                      return point.reverse.value.is_zero();
                    });
  return fmt::format("exactly nothing {} at {} of {} frequencies", back ? "comes back" : "passes",
                     none, count);
}

std::string band_text(const char* what, const Band& band) {
  if (!band.width) return fmt::format("# {}: no width: {}\n", what, band.reason);
  return fmt::format("# {}: width {}, from {} to {}\n", what, table_number(*band.width),
                     table_number(*band.lower), table_number(*band.upper));
}

std::string decibel_text(double level) {
  if (std::isnan(level)) return "-";
  if (std::isinf(level)) return level > 0 ? "infinite" : "-infinite";
  return table_number(level);
}

}  // namespace

void print_json(const TransmissionAnswer& answer, const std::string& output, std::ostream& out) {
  const Transmission& result = answer.result;
  JsonWriter json([&](std::string_view piece) { write_output(out, piece); });
  begin_result(json, "response", result.status);
  json.key("from");
  json.value(answer.from.name);
  json.key("to");
  json.value(answer.to.name);
  const std::size_t count = answer.frequencies.size();
  const bool show = answer.show;
  if (output.empty()) {
    const auto& points = result.points;
    put_array(json, "frequencies", count, true,
              [&](std::size_t k) { json.value(answer.frequencies[k]); });
    put_array(json, "transmission", count, show,
              [&](std::size_t k) { json.value(transmitted(points[k].forward)); });
    put_array(json, "log10_transmission", count, show,
              [&](std::size_t k) { json.log10_value(transmitted(points[k].forward)); });
    put_array(json, "phase", count, show,
              [&](std::size_t k) { json.value(phase_of(points[k].forward)); });
    put_array(json, "reverse_transmission", count, show,
              [&](std::size_t k) { json.value(transmitted(points[k].reverse)); });
    put_array(json, "log10_reverse_transmission", count, show,
              [&](std::size_t k) { json.log10_value(transmitted(points[k].reverse)); });
    put_array(json, "isolation_db", count, show,
              [&](std::size_t k) { json.value(isolation_db(points[k])); });
    put_array(json, "added_noise", count, show, [&](std::size_t k) {
      points[k].added_noise ? json.value(*points[k].added_noise) : json.null();
    });
  } else {
    json.key("output");
    show ? json.value(output) : json.null();
  }
  json.key("isolation_reason");
  const std::string reason = show ? isolation_reason(answer) : "";
  reason.empty() ? json.null() : json.value(reason);
  put_bands(json, answer);
  json.key("error_bound");
  show ? json.value(result.error_bound) : json.null();
  json.end_object();
  json.finish();
}

void print_json(const ScatteringAnswer& answer, const std::string& output, std::ostream& out) {
  JsonWriter json([&](std::string_view piece) { write_output(out, piece); });
  begin_result(json, "response", answer.status);
  json.key("ports");
  json.begin_array(Layout::line);
  for (const Port& port : answer.ports) json.value(port.name);
  json.end_array();
  json.key("complete");
  json.value(answer.result.front().complete);
  if (!output.empty()) {
    json.key("output");
    answer.show ? json.value(output) : json.null();
    json.end_object();
    json.finish();
    return;
  }
  const std::size_t n = answer.ports.size();
  json.key("scattering");
  json.begin_array();
  for (std::size_t k = 0; k < answer.frequencies.size(); ++k) {
    const Scattering& each = answer.result[k];
    const auto put_matrix = [&](const char* name, const auto& put) {
      json.key(name);
      if (!answer.show) return json.null();
      json.begin_array(Layout::line);
      for (std::size_t to = 0; to < n; ++to) {
        json.begin_array(Layout::line);
        for (std::size_t from = 0; from < n; ++from) put(each.s[to * n + from]);
        json.end_array();
      }
      json.end_array();
    };
    json.begin_object();
    json.key("frequency");
    json.value(answer.frequencies[k]);
    put_matrix("re", [&](const Amplitude& s) { json.value(real(s.value)); });
    put_matrix("im", [&](const Amplitude& s) { json.value(imag(s.value)); });
    put_matrix("log10_transmission", [&](const Amplitude& s) { json.log10_value(transmitted(s)); });
    json.key("unitarity_defect");
    answer.show ? json.value(each.unitarity_defect) : json.null();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.finish();
}

std::string to_text(const TransmissionAnswer& answer) {
  const Transmission& result = answer.result;
  const bool warm = std::ranges::any_of(result.points, [](const TransmissionPoint& point) {
    return point.added_noise && !point.added_noise->is_zero();
  });
  TextTable table;
  for (const char* header : {"frequency", "transmission", "reverse", "isolation/dB"}) {
    table.add_column(header);
  }
  if (warm) table.add_column("added noise");
  for (std::size_t k = 0; k < answer.frequencies.size(); ++k) {
    const TransmissionPoint& point = result.points[k];
    std::vector<std::string> row = {
        table_number(answer.frequencies[k]), table_number(transmitted(point.forward)),
        table_number(transmitted(point.reverse)), decibel_text(isolation_db(point))};
    if (warm) row.push_back(point.added_noise ? table_number(*point.added_noise) : "-");
    table.add_row(std::move(row));
  }
  std::string text = table.text();
  if (const std::string reason = isolation_reason(answer); !reason.empty()) {
    text += "# isolation: " + reason + "\n";
  }
  if (!result.bands || std::isinf(result.bands->transmission.level)) return text;
  const TransmissionBands& bands = *result.bands;
  text += fmt::format("# transmission peaks at {} with {} dB, isolation at {} with {} dB\n",
                      table_number(bands.transmission.at), decibel_text(bands.transmission.level),
                      table_number(bands.isolation.at), decibel_text(bands.isolation.level));
  text += band_text("transmission within 3 dB of its peak", bands.transmission_3db);
  text += band_text("isolation within 3 dB of its peak", bands.isolation_3db);
  return text + band_text("isolation of at least 20 dB", bands.isolation_20db);
}

std::string to_text(const ScatteringAnswer& answer) {
  TextTable table;
  table.add_column("frequency");
  table.add_column("to", TextTable::Align::left);
  table.add_column("from", TextTable::Align::left);
  table.add_column("|S|^2");
  table.add_column("phase");
  const std::size_t n = answer.ports.size();
  double defect = 0;
  for (std::size_t k = 0; k < answer.frequencies.size(); ++k) {
    const Scattering& each = answer.result[k];
    defect = std::max(defect, each.unitarity_defect);
    for (std::size_t to = 0; to < n; ++to) {
      for (std::size_t from = 0; from < n; ++from) {
        const Amplitude& s = each.s[to * n + from];
        table.add_row({table_number(answer.frequencies[k]), answer.ports[to].name,
                       answer.ports[from].name, table_number(transmitted(s)),
                       table_number(phase_of(s))});
      }
    }
  }
  const char* const meaning =
      answer.result.front().complete
          ? "rounding: these are all ports"
          : "what leaves by other ports, or is fed in by gain and squeezers";
  return table.text() + fmt::format("# |S S^+ - 1| at most {:.1e}: {}\n", defect, meaning);
}

}  // namespace qbnet::cli
