#include "qbnet/files/parameter_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "qbnet/base/expression.hpp"
#include "qbnet/base/quote.hpp"
#include "qbnet/base/suggest.hpp"

namespace qbnet {
namespace {

[[noreturn]] void refuse_setting(const std::string& sentence) {
  throw Error(Refusal::usage, sentence);
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

}  // namespace

std::vector<Quantity> read_parameters(ValueReader& reader, const Table& root,
                                      const std::vector<Setting>& settings,
                                      const std::vector<std::string>& vary,
                                      const std::vector<const Entry*>& switched) {
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
    const auto later = std::find_if(switched.rbegin(), switched.rend(),
                                    [&](const Entry* each) { return each->key == entry.key; });
    const Node& written = later == switched.rend() ? entry.value : (*later)->value;
    Quantity value =
        setting != nullptr && later == switched.rend()
            ? setting_value(*setting, reader)
            : reader.number(written, [&] { return fmt::format("parameter {}", entry.key); });
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

}  // namespace qbnet
