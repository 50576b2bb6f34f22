#include "qbnet/files/read_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "qbnet/base/memory.hpp"
#include "qbnet/base/size_text.hpp"
#include "qbnet/files/disorder_reader.hpp"
#include "qbnet/files/load_text.hpp"
#include "qbnet/files/network_builder.hpp"
#include "qbnet/files/parameter_reader.hpp"
#include "qbnet/files/protocol_reader.hpp"
#include "qbnet/files/value_reader.hpp"
#include "qbnet/network/footprint.hpp"
#include "qbnet/resolvent/matrix.hpp"

namespace qbnet {
namespace {

void check_version(const ValueReader& reader, const Table& root) {
  const Entry* const entry = ValueReader::find(root, "qbnet");
  if (entry == nullptr) {
    reader.source().fail({}, "file must say its format version, qbnet = 1, but does not");
  }
  const auto* version = std::get_if<double>(&entry->value.value);
  if (version == nullptr || *version != 1) {
    reader.source().fail(entry->value.position,
                         fmt::format("format version qbnet must be the number 1, but is {}",
                                     ValueReader::kind(entry->value)));
  }
}

// The tables of an array such as [[mode]].
const List& tables(const ValueReader& reader, const Table& root, std::string_view key) {
  static const List none;
  const Entry* const entry = ValueReader::find(root, key);
  if (entry == nullptr) return none;
  const auto* list = std::get_if<List>(&entry->value.value);
  if (list == nullptr) {
    reader.source().fail(
        entry->position,
        fmt::format("{0} must be a list of tables, each written [[{0}]], but is {1}", key,
                    ValueReader::kind(entry->value)));
  }
  return *list;
}

void read_parts(const ValueReader& reader, const Table& root, NetworkBuilder& builder) {
  const Entry* const cascade = ValueReader::find(root, "cascade");
  const Entry* const parallel = ValueReader::find(root, "parallel");
  if (cascade != nullptr && parallel != nullptr) {
    const Entry& first = std::min(*cascade, *parallel, [](const Entry& a, const Entry& b) {
      return a.position < b.position;
    });
    const Entry& second = &first == cascade ? *parallel : *cascade;
    reader.source().fail(second.position,
                         fmt::format("file must have one family at most, but [{}] is at line {} "
                                     "already and both name their modes c, b1, a1, ...",
                                     first.key, first.position.line));
  }
  if (cascade != nullptr) builder.cascade(*cascade);
  if (parallel != nullptr) builder.parallel(*parallel);
  for (const Node& node : tables(reader, root, "mode")) builder.mode(node);
  for (const Node& node : tables(reader, root, "coupling")) builder.coupling(node);
  for (const Node& node : tables(reader, root, "triangle")) builder.triangle(node);
  for (const Node& node : tables(reader, root, "dissipator")) builder.dissipator(node);
  for (const Node& node : tables(reader, root, "squeezing")) builder.squeezer(node);
}

std::vector<Pulse> read_drives(ValueReader& reader, const Table& root, const Network& network,
                               SampleFiles& files) {
  std::vector<Pulse> pulses;
  for (const Node& node : tables(reader, root, "drive")) {
    pulses.push_back(read_drive(node, network, reader, files));
  }
  return pulses;
}

// [[switch]] after [[switch]]: the file again, with what they set in place of its parameters.
void read_switches(ValueReader& reader, const Table& root, const std::vector<Setting>& settings,
                   SampleFiles& files, NetworkFile& file) {
  std::vector<const Entry*> switched;
  for (const Node& node : tables(reader, root, "switch")) {
    const SwitchTable table = read_switch(node, reader);
    std::vector<Switch>& all = file.protocol.switches;
    if (!all.empty() && table.time <= all.back().time) {
      reader.source().fail(node.position,
                           fmt::format("time of [[switch]] must be after the one before, {}, but "
                                       "is {}",
                                       all.back().time, table.time));
    }
    for (const Entry& entry : *table.set) switched.push_back(&entry);
    ValueReader again(reader.source());
    Switch change{table.time, {}};
    try {
      read_parameters(again, root, settings, {}, switched);
      NetworkBuilder builder(again);
      read_parts(again, root, builder);
      change.network = builder.take();
      if (read_drives(again, root, change.network, files) != file.protocol.pulses) {
        again.source().fail(node.position,
                            "[[switch]] must leave every [[drive]] as it is, but sets "
                            "a parameter of one: start and stop turn drives on and "
                            "off");
      }
    } catch (const Error& error) {
      throw Error(error.refusal(), fmt::format("{} (from time {} on, at line {})", error.what(),
                                               table.time, node.position.line));
    }
    for (const Entry& entry : *table.set) {
      change.set.emplace_back(entry.key, again.parameters().use(entry.key)->value);
    }
    all.push_back(std::move(change));
    reader.at(node.position, [&] { check_switch(file.network, all, all.size() - 1); });
  }
}

void read_protocol(ValueReader& reader, const Table& root, const std::vector<Setting>& settings,
                   const std::optional<std::string>& folder, NetworkFile& file) {
  for (const char* key : {"drive", "switch"}) {
    const List& list = tables(reader, root, key);
    if (list.empty() || folder) continue;
    reader.source().fail(
        list.front().position,
        fmt::format("[[{}]] makes the network change in time, which only check, "
                    "evolve, sweep, disorder, covariance --time and currents --times "
                    "compute",
                    key));
  }
  if (!folder) return;
  SampleFiles files(*folder);
  file.protocol.pulses = read_drives(reader, root, file.network, files);
  for (const Pulse& pulse : file.protocol.pulses) {
    if (pulse.shape != PulseShape::sampled) continue;
    const std::string gap = gap_in(pulse.samples);
    if (gap.empty()) continue;
    file.warnings.push_back(fmt::format("{}: drive of \"{}\": {}", reader.source().name(),
                                        file.network.name(pulse.mode), gap));
  }
  read_switches(reader, root, settings, files, file);
}

bool stays_empty(const NetworkFile& file) {
  const auto fed = [](const Network& network) {
    return network.driven() || !stays_coherent(network);
  };
  return file.protocol.pulses.empty() &&
         std::ranges::none_of(stages(file.network, file.protocol), fed);
}

}  // namespace

std::string folder_of(const std::string& path) {
  return path == "-" ? std::string() : std::filesystem::path(path).parent_path().string();
}

NetworkFile read_network_text(std::string_view text, const std::string& file_name,
                              const std::vector<Setting>& set, const std::vector<std::string>& vary,
                              const std::optional<std::string>& folder) {
  // Text, the parser's tree and ours, for each byte of text: as measured with many small tables.
  constexpr double bytes_a_byte = 25;
  require_memory(bytes_a_byte * static_cast<double>(text.size()), [&] {
    return fmt::format("{}: reading {}", file_name, bytes_text(static_cast<double>(text.size())));
  });
  const SourceText source(file_name, std::string(text));
  const Node tree = parse_tree(source);
  ValueReader reader(source);
  const auto& root = std::get<Table>(tree.value);
  check_version(reader, root);
  reader.check_keys(root, [] { return "a network file"; },
                    {"qbnet", "parameters", "mode", "coupling", "triangle", "dissipator",
                     "squeezing", "cascade", "parallel", "disorder", "drive", "switch"});
  NetworkFile file;
  file.varied = read_parameters(reader, root, set, vary);
  NetworkBuilder builder(reader);
  read_parts(reader, root, builder);
  file.bindings = builder.take_bindings();
  if (builder.empty()) {
    source.fail({}, "network must have at least one mode, but has none");
  }

  for (const char* family : {"cascade", "parallel"}) {
    if (ValueReader::find(root, family) != nullptr) file.family = family;
  }
  try {
    file.network = builder.take();
    check_footprint(file.network);
  } catch (const Error& error) {
    throw Error(error.refusal(), fmt::format("{}: {}", source.name(), error.what()));
  }
  if (const Entry* const disorder = ValueReader::find(root, "disorder")) {
    file.disorder = read_disorder(disorder->value, file.network, reader);
  }
  read_protocol(reader, root, set, folder, file);
  file.formulas = reader.formulas();
  file.parameters = reader.parameters().defined();
  for (std::string& warning : reader.warnings()) file.warnings.push_back(std::move(warning));
  for (const std::string& name : reader.parameters().unused()) {
    const Entry& section = *ValueReader::find(root, "parameters");
    const Entry& entry = *ValueReader::find(std::get<Table>(section.value.value), name);
    file.warnings.push_back(
        source.message(entry.position, fmt::format("parameter {} is never used", name)));
  }
  const bool source_varies = std::ranges::any_of(file.bindings, [](const Binding& binding) {
    return binding.slot == Slot::drive_re || binding.slot == Slot::drive_im ||
           binding.slot == Slot::thermal || binding.slot == Slot::gain ||
           binding.slot == Slot::squeezing_r || binding.slot == Slot::dissipator_thermal ||
           binding.slot == Slot::squeezer_strength;
  });
  if (stays_empty(file) && !source_varies) {
    file.warnings.push_back(
        fmt::format("{}: no mode has a drive: every energy is 0", source.name()));
  }
  return file;
}

NetworkFile read_network_file(const std::string& path, const std::vector<Setting>& set,
                              const std::vector<std::string>& vary) {
  return read_network_text(load_text(path), display_name(path), set, vary, folder_of(path));
}

}  // namespace qbnet
