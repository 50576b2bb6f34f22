// Drives in time and switches, as check tells them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

#include "qbnet/base/number_text.hpp"
#include "qbnet/cli/description.hpp"
#include "qbnet/files/text_table.hpp"

namespace qbnet::cli {
namespace {

bool ends(const Pulse& pulse) { return pulse.stop != std::numeric_limits<double>::infinity(); }

std::string shape_text(const Pulse& pulse) {
  const std::string shape(to_string(pulse.shape));
  if (pulse.shape == PulseShape::gaussian) {
    return fmt::format("{}, center {}, width {}", shape, table_number(pulse.center),
                       table_number(pulse.width));
  }
  if (pulse.shape == PulseShape::exponential) {
    return fmt::format("{}, rate {}", shape, table_number(pulse.rate));
  }
  if (pulse.shape == PulseShape::sampled) {
    return fmt::format("{}, {} samples", shape, pulse.samples.size());
  }
  return shape;
}

std::string settings_text(const Switch& change) {
  std::vector<std::string> each;
  for (const auto& [name, value] : change.set) {
    each.push_back(fmt::format("{} = {}", name, shortest_text(value)));
  }
  return fmt::format("{}", fmt::join(each, ", "));
}

}  // namespace

std::string protocol_text(const NetworkFile& file) {
  std::string text;
  if (!file.protocol.pulses.empty()) {
    TextTable table;
    table.add_column("drive in time of", TextTable::Align::left);
    table.add_column("shape", TextTable::Align::left);
    for (const char* header : {"amplitude", "detuning", "start", "stop"}) table.add_column(header);
    for (const Pulse& pulse : file.protocol.pulses) {
      table.add_row({file.network.name(pulse.mode), shape_text(pulse),
                     table_number(pulse.amplitude), table_number(pulse.detuning),
                     table_number(pulse.start), ends(pulse) ? table_number(pulse.stop) : "-"});
    }
    text += "\n" + table.text();
  }
  if (!file.protocol.switches.empty()) {
    TextTable table;
    table.add_column("from time");
    table.add_column("on", TextTable::Align::left);
    for (const Switch& change : file.protocol.switches) {
      table.add_row({table_number(change.time), settings_text(change)});
    }
    text += "\n" + table.text();
  }
  return text;
}

void put_protocol(JsonWriter& json, const NetworkFile& file) {
  json.key("drives");
  json.begin_array();
  for (const Pulse& pulse : file.protocol.pulses) {
    json.begin_object(JsonWriter::Layout::line);
    const auto put = [&](const char* key, const auto& value) {
      json.key(key);
      json.value(value);
    };
    put("mode", file.network.name(pulse.mode));
    put("shape", to_string(pulse.shape));
    put("amplitude", pulse.amplitude);
    put("detuning", pulse.detuning);
    put("start", pulse.start);
    json.key("stop");
    ends(pulse) ? json.value(pulse.stop) : json.null();
    if (pulse.shape == PulseShape::exponential) put("rate", pulse.rate);
    if (pulse.shape == PulseShape::gaussian) {
      put("center", pulse.center);
      put("width", pulse.width);
    }
    if (pulse.shape == PulseShape::sampled) {
      put("samples", pulse.samples.size());
    }
    json.end_object();
  }
  json.end_array();
  json.key("switches");
  json.begin_array();
  for (const Switch& change : file.protocol.switches) {
    json.begin_object(JsonWriter::Layout::line);
    json.key("time");
    json.value(change.time);
    json.key("set");
    json.begin_object();
    for (const auto& [name, value] : change.set) {
      json.key(name);
      json.value(value);
    }
    json.end_object();
    json.end_object();
  }
  json.end_array();
}

}  // namespace qbnet::cli
