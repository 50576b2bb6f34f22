#include "qbnet/files/protocol_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/suggest.hpp"
#include "qbnet/files/load_text.hpp"

namespace qbnet {
namespace {

std::string owner() { return "[[drive]]"; }

PulseShape shape_of(const Table& table, const ValueReader& reader) {
  const Entry* const entry = ValueReader::find(table, "shape");
  if (entry == nullptr) return PulseShape::square;
  const std::string& text = reader.text(entry->value, [] { return "shape of " + owner(); });
  constexpr std::array shapes = {PulseShape::square, PulseShape::gaussian, PulseShape::exponential,
                                 PulseShape::raised_cosine, PulseShape::sampled};
  std::vector<std::string> words;
  for (const PulseShape shape : shapes) {
    if (to_string(shape) == text) return shape;
    words.emplace_back(to_string(shape));
  }
  reader.source().fail(entry->value.position,
                       fmt::format("shape of {} must be square, gaussian, exponential, "
                                   "raised-cosine or sampled, but is {}{}",
                                   owner(), in_quotes(text), did_you_mean(text, words)));
}

void check_keys_of(PulseShape shape, const Table& table, const ValueReader& reader) {
  const What what = [shape] { return fmt::format("{} of shape {}", owner(), to_string(shape)); };
  switch (shape) {
    case PulseShape::square:
    case PulseShape::raised_cosine:
      reader.check_keys(table, what, {"mode", "shape", "amplitude", "detuning", "start", "stop"});
      break;
    case PulseShape::exponential:
      reader.check_keys(table, what,
                        {"mode", "shape", "amplitude", "detuning", "start", "stop", "rate"});
      break;
    case PulseShape::gaussian:
      reader.check_keys(table, what, {"mode", "shape", "amplitude", "detuning", "center", "width"});
      break;
    case PulseShape::sampled:
      reader.check_keys(table, what, {"mode", "shape", "amplitude", "detuning", "file", "samples"});
      break;
  }
}

// [[time, value], ...] or [[time, re, im], ...]
std::vector<PulseSample> listed_samples(const Node& node, ValueReader& reader) {
  const auto* list = std::get_if<List>(&node.value);
  const auto refuse = [&](const Node& at) {
    reader.source().fail(at.position,
                         fmt::format("samples of {} must be lists [time, value] or [time, re, "
                                     "im], but one is {}",
                                     owner(), ValueReader::kind(at)));
  };
  if (list == nullptr) refuse(node);
  std::vector<PulseSample> samples;
  for (const Node& each : *list) {
    const auto* row = std::get_if<List>(&each.value);
    if (row == nullptr || row->size() < 2 || row->size() > 3) refuse(each);
    const std::vector<Quantity> numbers = reader.numbers(
        each, [&] { return fmt::format("sample {} of {}", samples.size() + 1, owner()); });
    samples.push_back(
        {numbers[0].value, {numbers[1].value, numbers.size() > 2 ? numbers[2].value : 0}});
  }
  return samples;
}

std::vector<PulseSample> samples_of(const Table& table, const Node& node, ValueReader& reader,
                                    SampleFiles& files) {
  const Entry* const file = ValueReader::find(table, "file");
  const Entry* const listed = ValueReader::find(table, "samples");
  if ((file == nullptr) == (listed == nullptr)) {
    reader.source().fail(node.position,
                         fmt::format("{} of shape sampled must have file or samples, but has {}",
                                     owner(), file == nullptr ? "neither" : "both"));
  }
  return listed != nullptr ? listed_samples(listed->value, reader)
                           : files.read(file->value, reader);
}

}  // namespace

const std::vector<PulseSample>& SampleFiles::read(const Node& name, const ValueReader& reader) {
  const std::string& text = reader.text(name, [] { return "file of " + owner(); });
  const std::string path = (std::filesystem::path(folder_) / text).string();
  const auto found = of_path_.find(path);
  if (found != of_path_.end()) return found->second;
  std::string csv;
  reader.at(name.position, [&] { csv = load_text(path); });
  return of_path_[path] = parse_samples(csv, display_name(path));
}

Pulse read_drive(const Node& node, const Network& network, ValueReader& reader,
                 SampleFiles& files) {
  const Table& table = reader.table(node, owner);
  Pulse pulse;
  pulse.shape = shape_of(table, reader);
  check_keys_of(pulse.shape, table, reader);
  pulse.mode = reader.mode(reader.required(table, "mode", node.position, owner), network,
                           [] { return "mode of " + owner(); });
  const std::string name = network.name(pulse.mode);
  const auto of = [&name](const char* key) {
    return [key, &name] { return fmt::format("{} of the drive of \"{}\"", key, name); };
  };
  pulse.amplitude = reader
                        .complex_number(reader.required(table, "amplitude", node.position, owner),
                                        of("amplitude"))
                        .value();
  const auto read = [&](const char* key, double& value, bool needed = false) {
    const Entry* const entry = ValueReader::find(table, key);
    if (entry == nullptr && !needed) return;
    value = reader.number(reader.required(table, key, node.position, owner), of(key)).value;
  };
  read("detuning", pulse.detuning);
  read("start", pulse.start);
  read("stop", pulse.stop, pulse.shape == PulseShape::raised_cosine);
  read("rate", pulse.rate, pulse.shape == PulseShape::exponential);
  read("center", pulse.center, pulse.shape == PulseShape::gaussian);
  read("width", pulse.width, pulse.shape == PulseShape::gaussian);
  if (pulse.shape == PulseShape::sampled) pulse.samples = samples_of(table, node, reader, files);
  reader.at(node.position, [&] { complete(pulse, fmt::format("the drive of \"{}\"", name)); });
  return pulse;
}

SwitchTable read_switch(const Node& node, ValueReader& reader) {
  const What what = [] { return "[[switch]]"; };
  const Table& table = reader.table(node, what);
  reader.check_keys(table, what, {"time", "set"});
  SwitchTable result;
  result.time = reader
                    .number_not_negative(reader.required(table, "time", node.position, what),
                                         [] { return "time of [[switch]]"; })
                    .value;
  result.set = &reader.table(reader.required(table, "set", node.position, what),
                             [] { return "set of [[switch]]"; });
  for (const Entry& entry : *result.set) {
    reader.at(entry.position, [&] {
      if (reader.parameters().declared(entry.key)) return;
      throw Error(
          Refusal::input,
          fmt::format("set of [[switch]] must name parameters of the file, but {} is "
                      "none{}",
                      in_quotes(entry.key), did_you_mean(entry.key, reader.parameters().names())));
    });
  }
  return result;
}

}  // namespace qbnet
