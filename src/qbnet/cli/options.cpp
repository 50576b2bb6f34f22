#include "qbnet/cli/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <ostream>
#include <thread>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/suggest.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/files/load_text.hpp"
#include "qbnet/files/range.hpp"

namespace qbnet::cli {
namespace {

constexpr int most_threads = 1024;

// A wrong name on the command line is the caller's mistake, not the file's.
std::size_t named_mode(const NetworkOptions& options, const Network& network,
                       const std::string& name) {
  if (const auto mode = network.find(name)) return *mode;
  throw Error(Refusal::usage, fmt::format("--mode must name a mode of {}, but {} is none{}",
                                          display_name(options.file), in_quotes(name),
                                          did_you_mean(name, network.names())));
}

}  // namespace

std::vector<Setting> parse_settings(const std::vector<std::string>& typed) {
  std::vector<Setting> settings;
  for (const std::string& text : typed) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      throw Error(Refusal::usage,
                  fmt::format("--set must be NAME=EXPRESSION, but is {}", in_quotes(text)));
    }
    settings.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  return settings;
}

void declare_file_options(Parser& parser, NetworkOptions& options) {
  parser.argument("FILE", options.file, "network file, TOML or JSON; - reads standard input",
                  Parser::required);
  parser.values("--set", options.settings, "NAME=EXPRESSION",
                "give a parameter of the file another value; repeatable");
  parser.flag("--json", options.json, "print JSON with 17 significant digits");
  parser.value("--threads", options.threads, "N", "use N threads (default: all processors)");
  parser.flag("-q,--quiet", options.quiet, "no warnings");
  parser.flag("-v,--verbose", options.verbose, "say on standard error how the answer was found");
}

void declare_network_options(Parser& parser, NetworkOptions& options) {
  declare_file_options(parser, options);
  parser.values("--mode", options.modes, "NAME",
                "only this mode in the output; repeatable, in the order typed");
}

void declare_solver_options(Parser& parser, NetworkOptions& options) {
  declare_network_options(parser, options);
  declare_accuracy_option(parser, options);
}

void declare_accuracy_option(Parser& parser, NetworkOptions& options) {
  parser.flag("--allow-inaccurate", options.allow_inaccurate,
              "print values that miss the promised accuracy, with status \"inaccurate\"");
}

int thread_count(const std::string& threads) {
  if (threads.empty()) {
    const int processors = static_cast<int>(std::thread::hardware_concurrency());
    return std::clamp(processors, 1, most_threads);
  }
  int count = 0;
  const char* const end = threads.data() + threads.size();
  const auto parsed = std::from_chars(threads.data(), end, count);
  if (parsed.ec != std::errc() || parsed.ptr != end || count < 1 || count > most_threads) {
    throw Error(Refusal::usage,
                fmt::format("--threads must be a whole number from 1 to {}, but is {}",
                            most_threads, in_quotes(threads)));
  }
  return count;
}

std::vector<double> parse_times(const std::string& text) {
  const Range range = parse_range(text, "--times");
  if (range.start < 0 || range.stop < 0) {
    throw Error(Refusal::usage,
                fmt::format("--times must be at least 0 throughout, but is \"{}\"", text));
  }
  return points(range);
}

std::size_t top_count(const std::string& top, std::size_t all) {
  if (top.empty()) return all;
  std::size_t count = 0;
  const char* const end = top.data() + top.size();
  const auto parsed = std::from_chars(top.data(), end, count);
  if (parsed.ec != std::errc() || parsed.ptr != end || count == 0) {
    throw Error(Refusal::usage, fmt::format("--top must be a whole number of at least 1, but is {}",
                                            in_quotes(top)));
  }
  return std::min(count, all);
}

NetworkFile load_file(const NetworkOptions& options, Streams& streams, std::string* text,
                      InTime in_time) {
  thread_count(options.threads);  // what was typed is checked before any file is opened
  if (options.file.empty()) throw Error(Refusal::usage, "FILE must not be empty, but is");
  const std::vector<Setting> settings = parse_settings(options.settings);
  std::string read = load_text(options.file);
  std::optional<std::string> folder;
  if (in_time == InTime::computed) folder = folder_of(options.file);
  NetworkFile file = read_network_text(read, display_name(options.file), settings, {}, folder);
  if (text != nullptr) *text = std::move(read);
  if (!options.quiet) {
    for (const std::string& warning : file.warnings) warn(streams, warning);
  }
  return file;
}

Network load_network(const NetworkOptions& options, Streams& streams) {
  return load_file(options, streams).network;
}

std::vector<std::size_t> selected_modes(const NetworkOptions& options, const Network& network,
                                        std::vector<std::size_t> otherwise) {
  if (options.modes.empty()) return otherwise;
  std::vector<std::size_t> selected;
  for (const std::string& name : options.modes) {
    const std::size_t mode = named_mode(options, network, name);
    if (std::find(selected.begin(), selected.end(), mode) == selected.end()) {
      selected.push_back(mode);
    }
  }
  return selected;
}

std::vector<std::size_t> all_modes(const Network& network) {
  std::vector<std::size_t> modes(network.size());
  std::iota(modes.begin(), modes.end(), std::size_t{0});
  return modes;
}

std::vector<std::size_t> all_batteries(const NetworkOptions& options, const Network& network) {
  std::vector<std::size_t> batteries = network.with_role(Role::battery);
  if (batteries.empty() && options.modes.empty()) {
    throw Error(Refusal::input,
                fmt::format("{}: at least one mode must have role \"battery\", but none has; "
                            "--mode names any other",
                            display_name(options.file)));
  }
  return batteries;
}

Verdict judge(Status status, const std::string& message, const NetworkOptions& options,
              Streams& streams) {
  const bool allowed = status == Status::inaccurate && options.allow_inaccurate;
  if (status != Status::ok && !allowed) {
    std::string advice;
    if (status == Status::inaccurate)
      advice = "; --allow-inaccurate prints the values all the same";
    streams.err << printable(fmt::format("qbnet: {}: {}: {}{}", display_name(options.file),
                                         to_string(status), message, advice))
                << '\n';
    return {false, exit_code(status)};
  }
  if (allowed) {
    if (!options.quiet) warn(streams, "inaccurate: " + message);
  } else if (options.verbose && !message.empty()) {
    streams.err << printable("qbnet: " + message) << '\n';
  }
  return {};
}

void warn(Streams& streams, const std::string& sentence) {
  streams.err << printable("qbnet: warning: " + sentence) << '\n';
}

void begin_result(JsonWriter& json, std::string_view command, Status status) {
  json.begin_object();
  json.key("format");
  json.value(fmt::format("qbnet-{}/1", command));
  json.key("status");
  json.value(to_string(status));
}

std::string title(std::string_view what, const NetworkOptions& options, Status status) {
  return fmt::format("# {} of {}: {}\n", what, display_name(options.file), to_string(status));
}

}  // namespace qbnet::cli
