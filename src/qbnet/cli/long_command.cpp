#include "qbnet/cli/long_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <csignal>
#include <iostream>
#include <thread>

#include "qbnet/base/number_text.hpp"
#include "qbnet/base/quote.hpp"
#include "qbnet/cli/interrupt.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/files/load_text.hpp"
#include "qbnet/study/progress.hpp"

namespace qbnet::cli {
namespace {

// Bytes a number takes in a file.
double bytes_each(const std::string& output) {
  return output.ends_with(".csv") || output.empty() ? 24 : 8;
}

std::string quoted(const std::string& word) {
  constexpr std::string_view harmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%";
  if (!word.empty() && word.find_first_not_of(harmless) == std::string::npos) return word;
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

}  // namespace

void declare_long_options(Parser& parser, LongOptions& options) {
  declare_file_options(parser, options);
  parser.values(
      "--measure", options.measures, "MEASURE",
      "what to compute at every point; repeatable: energy(M), amplitude(M), input_power, gain(M, "
      "REFERENCE), max_power(M), max_power_time(M), ergotropy(M), thermal_energy(M), energy_at(M, "
      "T), ergotropy_at(M, T), thermal_energy_at(M, T), efficiency_at(M, T), half_life(M), "
      "transmission(M, M, W), isolation(M, M, W); log10_energy(M), log10_gain, log10_max_power, "
      "log10_ergotropy, log10_energy_at, log10_ergotropy_at for what no double holds");
  parser.value("-o,--output", options.output, "OUT",
               "write this file; it must end in .csv, .npy or .h5");
  parser.flag("--overwrite", options.overwrite,
              "replace an output, or begin an unfinished run again");
  parser.flag("--resume", options.resume, "go on with an unfinished run");
  parser.flag("--dry-run", options.dry_run, "only say what the run would take");
  parser.flag("--plain", options.plain,
              "solve every point by itself, without compiling the network");
}

void keep_command(LongOptions& options, std::string_view command,
                  const std::vector<std::string>& own) {
  options.typed = {"qbnet", std::string(command), options.file};
  options.typed.insert(options.typed.end(), own.begin(), own.end());
  for (const std::string& m : options.measures) {
    options.typed.insert(options.typed.end(), {"--measure", m});
  }
  for (const std::string& s : options.settings) {
    options.typed.insert(options.typed.end(), {"--set", s});
  }
  if (!options.output.empty()) options.typed.insert(options.typed.end(), {"-o", options.output});
  if (options.plain) options.typed.emplace_back("--plain");
}

LongInput read_input(const LongOptions& options) {
  thread_count(options.threads);
  if (options.file.empty()) throw Error(Refusal::usage, "FILE must not be empty, but is");
  if (options.measures.empty()) {
    throw Error(Refusal::usage,
                "--measure must be given at least once, as in --measure 'energy(b1)', but is not");
  }
  if (options.resume && options.output.empty()) {
    throw Error(Refusal::usage, "--resume must come with -o, but does not");
  }
  return {load_text(options.file), parse_settings(options.settings)};
}

std::string samples_text(const Protocol& protocol) {
  std::string text;
  for (const Pulse& pulse : protocol.pulses) {
    for (const PulseSample& s : pulse.samples) {
      text += fmt::format("sample {} {} {}\n", s.time, s.value.real(), s.value.imag());
    }
  }
  return text;
}

void check_long_output(const LongOptions& options, const std::vector<Axis>& axes,
                       const std::vector<MeasureName>& columns) {
  if (options.output.empty()) return;
  check_grid_file(options.output, axes, columns,
                  options.overwrite ? Existing::replace : Existing::refuse);
}

namespace {

// With what does not change the results, too.
std::string command_again(const LongOptions& options, bool kept) {
  std::vector<std::string> words = options.typed;
  words.insert(words.end(), options.shown.begin(), options.shown.end());
  if (!options.threads.empty()) words.insert(words.end(), {"--threads", options.threads});
  if (options.json) words.emplace_back("--json");
  if (options.overwrite) words.emplace_back("--overwrite");
  if (kept) words.emplace_back("--resume");
  return command_text(words);
}

}  // namespace

LongRun run_points(const Points& points, const std::string& identity, const LongOptions& options,
                   Streams& streams, int& exit_code) {
  const GracefulStop stop;
  LongRunOptions how;
  how.threads = thread_count(options.threads);
  how.output = options.output;
  how.resume = options.resume;
  how.overwrite = options.overwrite;
  how.stop = stop.flag();
  if (!options.quiet && &streams.err == &std::cerr && ::isatty(STDERR_FILENO) == 1) {
    how.progress = &streams.err;
  }
  LongRun run = run_long(work_of(points, identity), how);
  exit_code = 0;
  for (const std::string& warning : run.warnings) warn(streams, warning);
  if (run.status == Status::interrupted) {
    const int signal = stop.signal() == 0 ? SIGINT : stop.signal();
    exit_code = 128 + signal;
    const bool kept = run.stored > 0;
    streams.err << fmt::format("qbnet: interrupted: {} of {} points are done{}; {} with: {}\n",
                               run.done, points.count(), kept ? " and kept" : "",
                               kept ? "go on" : "begin again", command_again(options, kept));
  }
  return run;
}

Estimate estimate_size(const RunSize& size, const LongOptions& options) {
  return estimate_run(size.points, size.held, size.written * bytes_each(options.output), NAN);
}

Estimate estimate_points(const RunSize& size, const Points& part, const LongOptions& options) {
  const double threads =
      std::min<double>(thread_count(options.threads), std::thread::hardware_concurrency());
  Estimate estimate = estimate_size(size, options);
  estimate.seconds = size.points * seconds_per_item(work_of(part)) / std::max(1.0, threads);
  return estimate;
}

void check_size(const RunSize& size, const LongOptions& options,
                const std::function<Estimate()>& estimate) {
  // The time is measured only where it is told.
  try {
    refuse_too_large(estimate_size(size, options));
  } catch (const Error&) {
    refuse_too_large(estimate());
    throw;
  }
}

void print_estimate(const Estimate& estimate, const std::string& method, const LongOptions& options,
                    Streams& streams) {
  if (!options.json) {
    write_output(streams.out, fmt::format("{} ({})\n", estimate_text(estimate), method));
    return;
  }
  JsonWriter json;
  begin_result(json, "estimate", Status::ok);
  json.key("points");
  json.value(estimate.points);
  json.key("memory_bytes");
  json.value(estimate.memory);
  json.key("output_bytes");
  json.value(estimate.output);
  json.key("seconds");
  json.value(estimate.seconds);
  json.key("method");
  json.value(method);
  json.end_object();
  write_output(streams.out, json.take());
}

std::string describe_failures(const Results<std::uint8_t>& status, std::string_view points) {
  const auto ok = static_cast<std::uint8_t>(Status::ok);
  const auto good = static_cast<std::size_t>(std::count(status.begin(), status.end(), ok));
  const std::size_t bad = status.size() - good;
  if (bad == 0) return "";
  std::array<std::size_t, 8> count = {};
  for (const std::uint8_t s : status) ++count[s];
  std::string parts;
  for (std::size_t s = 0; s < count.size(); ++s) {
    if (count[s] == 0 || static_cast<Status>(s) == Status::ok) continue;
    parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", count[s],
                         to_string(static_cast<Status>(s)));
  }
  return fmt::format("{} of {} {} {} not ok ({})", bad, status.size(), points,
                     bad == 1 ? "is" : "are", parts);
}

std::string first_failure(const std::vector<Axis>& axes, const Results<std::uint8_t>& status,
                          const Points& points) {
  std::size_t point = 0;
  while (status[point] == static_cast<std::uint8_t>(Status::ok)) ++point;
  std::string text;
  std::size_t stride = points.count();
  for (const Axis& axis : axes) {
    stride /= axis.values.size();
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", axis.name,
                        shortest_text(axis.values[point / stride % axis.values.size()]));
  }
  const std::string reason = points.refusal_at(point);
  return fmt::format(", the first at {}{}{}", text, reason.empty() ? "" : ": ", reason);
}

std::string command_text(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + quoted(word);
  return text;
}

}  // namespace qbnet::cli
