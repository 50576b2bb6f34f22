#include <complex>
#include <optional>

#include "qbnet/cli/description.hpp"
#include "qbnet/files/json_output.hpp"

namespace qbnet::cli {
namespace {

void put_names(JsonWriter& json, const std::vector<std::string>& names) {
  json.key("modes");
  json.begin_array(JsonWriter::Layout::line);
  for (const std::string& name : names) json.value(name);
  json.end_array();
}

std::vector<std::string> names_of(const Network& network, const std::vector<std::size_t>& modes) {
  std::vector<std::string> names;
  for (const std::size_t j : modes) names.push_back(network.mode(j).name);
  return names;
}

void put_modes(JsonWriter& json, const Description& what) {
  json.key("modes");
  json.begin_array();
  for (std::size_t k = 0; k < what.modes.size(); ++k) {
    const Mode mode = what.file.network.mode(what.modes[k]);
    json.begin_object(JsonWriter::Layout::line);
    json.key("name");
    json.value(mode.name);
    json.key("role");
    json.value(to_string(mode.role));
    json.key("loss");
    json.value(mode.loss);
    json.key("detuning");
    json.value(mode.detuning);
    json.key("thermal");
    json.value(mode.thermal);
    json.key("drive");
    json.value(mode.drive);
    json.key("gain");
    json.value(mode.gain);
    json.key("squeezing");
    json.begin_object(JsonWriter::Layout::line);
    json.key("r");
    json.value(mode.squeezing.r);
    json.key("phase");
    json.value(mode.squeezing.phase);
    json.end_object();
    const std::optional<double> limit = what.limits[k];
    json.key("energy_limit");
    limit ? json.value(*limit) : json.null();
    json.end_object();
  }
  json.end_array();
}

void put_links(JsonWriter& json, const Description& what) {
  const Network& network = what.file.network;
  json.key("couplings");
  json.begin_array();
  for (const Coupling& link : what.couplings) {
    json.begin_object(JsonWriter::Layout::line);
    json.key("from");
    json.value(network.mode(link.from).name);
    json.key("to");
    json.value(network.mode(link.to).name);
    json.key("strength");
    json.value(link.strength);
    json.key("phase");
    json.value(link.phase);
    json.end_object();
  }
  json.end_array();
  json.key("dissipators");
  json.begin_array();
  for (const Dissipator& bath : what.dissipators) {
    json.begin_object(JsonWriter::Layout::line);
    json.key("rate");
    json.value(bath.rate);
    json.key("thermal");
    json.value(bath.thermal);
    json.key("weights");
    json.begin_object();
    for (const auto& [mode, weight] : bath.weights) {
      json.key(network.name(mode));
      json.value(weight);
    }
    json.end_object();
    json.end_object();
  }
  json.end_array();
  json.key("squeezings");
  json.begin_array();
  for (const Squeezer& pair : what.squeezers) {
    json.begin_object(JsonWriter::Layout::line);
    json.key("from");
    json.value(network.name(pair.first));
    json.key("to");
    json.value(network.name(pair.second));
    json.key("strength");
    json.value(pair.strength);
    json.key("phase");
    json.value(pair.phase);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void print_json(const Description& what, std::ostream& out) {
  using Layout = JsonWriter::Layout;
  const Network& network = what.file.network;
  JsonWriter json([&](std::string_view piece) { write_output(out, piece); });
  begin_result(json, "check", Status::ok);
  json.key("parameters");
  json.begin_object();
  for (const auto& [name, value] : what.file.parameters) {
    json.key(name);
    json.value(value);
  }
  json.end_object();
  put_modes(json, what);
  put_links(json, what);
  put_protocol(json, what.file);
  json.key("loops");
  json.begin_array();
  for (const Loop& loop : what.loops) {
    json.begin_object(Layout::line);
    put_names(json, node_names(network, loop));
    json.key("flux");
    json.value(loop.flux);
    json.end_object();
  }
  json.end_array();
  json.key("stability");
  json.begin_object();
  json.key("status");
  json.value(to_string(what.stability.status));
  json.key("reason");
  json.value(what.stability.reason);
  json.key("dark");
  json.begin_array();
  for (const DarkMode& dark : what.stability.dark) {
    json.begin_object(Layout::line);
    json.key("frequency");
    json.value(dark.frequency);
    put_names(json, names_of(network, dark.modes));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.end_object();
  json.finish();
}

}  // namespace qbnet::cli
