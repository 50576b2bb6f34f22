#include "qbnet/files/read_network.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "qbnet/base/expression.hpp"
#include "qbnet/base/memory.hpp"
#include "qbnet/base/quote.hpp"
#include "qbnet/base/size_text.hpp"
#include "qbnet/base/suggest.hpp"
#include "qbnet/files/disorder_reader.hpp"
#include "qbnet/files/load_text.hpp"
#include "qbnet/files/network_builder.hpp"
#include "qbnet/files/value_reader.hpp"
#include "qbnet/network/footprint.hpp"
#include "qbnet/resolvent/matrix.hpp"

namespace qbnet {
namespace {

[[noreturn]] void refuse_setting(const std::string& sentence) {
  throw Error(Refusal::usage, sentence);
}

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

class SettingList {
 public:
  SettingList(const std::vector<Setting>& settings, const Parameters& parameters)
      : settings_(settings) {
    for (const Setting& setting : settings) {
      if (!parameters.declared(setting.name)) {
        refuse_setting(fmt::format("--set {}: must name a parameter of the file, but {} is none{}",
                                   printable(setting.name), in_quotes(setting.name),
                                   did_you_mean(setting.name, parameters.names())));
      }
      if (std::ranges::count(settings, setting.name, &Setting::name) > 1) {
        refuse_setting(fmt::format("--set {}: must be given at most once, but is given again",
                                   printable(setting.name)));
      }
    }
  }
  const Setting* find(const std::string& name) const {
    const auto found = std::ranges::find(settings_, name, &Setting::name);
    return found == settings_.end() ? nullptr : &*found;
  }

 private:
  const std::vector<Setting>& settings_;
};

Quantity setting_value(const Setting& setting, ValueReader& reader) {
  try {
    return evaluate(setting.expression, reader.parameters(), reader.formulas());
  } catch (const ExpressionError& error) {
    refuse_setting(
        fmt::format("--set {}={}: {}", setting.name, printable(setting.expression), error.what()));
  }
}

// The values of those that vary, as they are set.
std::vector<Quantity> read_parameters(ValueReader& reader, const Table& root,
                                      const std::vector<Setting>& settings,
                                      const std::vector<std::string>& vary) {
  Parameters& parameters = reader.parameters();
  const Entry* const section = ValueReader::find(root, "parameters");
  static const Table none;
  const Table& entries =
      section == nullptr ? none : reader.table(section->value, [] { return "[parameters]"; });
  for (const Entry& entry : entries) {
    reader.at(entry.position, [&] { parameters.declare(entry.key); });
  }
  std::vector<Quantity> inputs;
  for (const std::string& name : vary) {
    if (!parameters.declared(name)) {
      refuse_setting(fmt::format("--vary {}: must name a parameter of the file, but {} is none{}",
                                 printable(name), in_quotes(name),
                                 did_you_mean(name, parameters.names())));
    }
    inputs.push_back(reader.formulas().input());
  }
  std::vector<Quantity> varied(vary.size());
  const SettingList set(settings, parameters);
  for (const Entry& entry : entries) {
    const Setting* const setting = set.find(entry.key);
    Quantity value =
        setting != nullptr
            ? setting_value(*setting, reader)
            : reader.number(entry.value, [&] { return fmt::format("parameter {}", entry.key); });
    const auto axis = std::ranges::find(vary, entry.key);
    if (axis != vary.end()) {
      const auto number = static_cast<std::size_t>(axis - vary.begin());
      varied[number] = value;
      value.node = inputs[number].node;
    }
    parameters.define(entry.key, value);
  }
  return varied;
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

}  // namespace

NetworkFile read_network_text(std::string_view text, const std::string& file_name,
                              const std::vector<Setting>& set,
                              const std::vector<std::string>& vary) {
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
                     "squeezing", "cascade", "parallel", "disorder"});
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
  file.formulas = reader.formulas();
  file.parameters = reader.parameters().defined();
  file.warnings = reader.warnings();
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
  if (!file.network.driven() && stays_coherent(file.network) && !source_varies) {
    file.warnings.push_back(
        fmt::format("{}: no mode has a drive: every energy is 0", source.name()));
  }
  return file;
}

NetworkFile read_network_file(const std::string& path, const std::vector<Setting>& set,
                              const std::vector<std::string>& vary) {
  return read_network_text(load_text(path), display_name(path), set, vary);
}

}  // namespace qbnet
