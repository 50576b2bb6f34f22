#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>

#include "qbnet/base/number_text.hpp"
#include "qbnet/base/quote.hpp"
#include "qbnet/cli/long_command.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/cli/statistics_output.hpp"
#include "qbnet/files/load_text.hpp"
#include "qbnet/resolvent/lanes.hpp"

namespace qbnet::cli {
namespace {

struct DisorderCommand : LongOptions {
  std::string samples;
  std::string seed = "1";
  std::string confidence = "0.95";
  std::string bins = "0";
  std::string threshold;
  std::vector<std::string> quantiles;
};

template <class T>
std::optional<T> number(const std::string& text) {
  T value{};
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end || text.empty()) return std::nullopt;
  return value;
}

std::uint64_t whole(const std::string& option, const std::string& text, std::uint64_t most) {
  const auto value = number<std::uint64_t>(text);
  if (!value || *value > most) {
    throw Error(Refusal::usage, fmt::format("{} must be a whole number from 0 to {}, but is {}",
                                            option, most, in_quotes(text)));
  }
  return *value;
}

double real(const std::string& option, const std::string& text) {
  const auto value = number<double>(text);
  if (!value || !std::isfinite(*value)) {
    throw Error(Refusal::usage,
                fmt::format("{} must be a finite number, but is {}", option, in_quotes(text)));
  }
  return *value;
}

double samples_asked(const std::string& text) {
  const auto value = number<double>(text);
  if (!value || !(*value >= 1) || !std::isfinite(*value) || *value != std::trunc(*value)) {
    throw Error(
        Refusal::usage,
        fmt::format("--samples must be a whole number of at least 1, but is {}", in_quotes(text)));
  }
  return *value;
}

StatisticsOptions statistics_options(const DisorderCommand& options) {
  StatisticsOptions how;
  how.confidence = real("--confidence", options.confidence);
  if (!(how.confidence > 0 && how.confidence < 1)) {
    throw Error(Refusal::usage, fmt::format("--confidence must be above 0 and below 1, but is {}",
                                            options.confidence));
  }
  if (!options.quantiles.empty()) how.quantiles.clear();
  for (const std::string& text : options.quantiles) {
    how.quantiles.push_back(real("--quantile", text));
    if (!(how.quantiles.back() > 0 && how.quantiles.back() < 1)) {
      throw Error(Refusal::usage,
                  fmt::format("--quantile must be above 0 and below 1, but is {}", text));
    }
  }
  how.bins = whole("--bins", options.bins, most_bins);
  if (!options.threshold.empty()) how.threshold = real("--threshold", options.threshold);
  return how;
}

std::string identity(const DisorderCommand& options, const LongInput& input,
                     const Protocol& protocol) {
  std::string text =
      fmt::format("qbnet {}\ndisorder, {}\nsamples {}\nseed {}\n", QBNET_VERSION,
                  options.plain ? "plain" : lane_target(), options.samples, options.seed);
  for (const std::string& setting : options.settings) text += "set " + setting + '\n';
  for (const std::string& measure : options.measures) text += "measure " + measure + '\n';
  return text + samples_text(protocol) + input.text;
}

std::vector<std::string> shown_options(const DisorderCommand& options) {
  std::vector<std::string> words;
  if (!options.threshold.empty()) words.insert(words.end(), {"--threshold", options.threshold});
  for (const std::string& p : options.quantiles) words.insert(words.end(), {"--quantile", p});
  if (options.bins != "0") words.insert(words.end(), {"--bins", options.bins});
  if (options.confidence != "0.95") {
    words.insert(words.end(), {"--confidence", options.confidence});
  }
  return words;
}

int run_disorder(DisorderCommand& options, Streams& streams) {
  const double asked = samples_asked(options.samples);
  const std::uint64_t seed =
      whole("--seed", options.seed, std::numeric_limits<std::uint64_t>::max());
  const StatisticsOptions how = statistics_options(options);
  const LongInput input = read_input(options);
  const NetworkFile file = read_network_text(input.text, display_name(options.file), input.settings,
                                             {}, folder_of(options.file));
  if (!options.quiet) {
    for (const std::string& warning : file.warnings) warn(streams, warning);
  }
  if (!file.disorder) {
    throw Error(Refusal::input,
                fmt::format("{}: file must have a [disorder] table with spreads, but has none",
                            display_name(options.file)));
  }
  const std::vector<Measure> measures = parse_measures(options.measures, file.network);
  Grid grid;
  grid.measures = columns(measures);
  PointsOptions points_options;
  points_options.plain = options.plain;
  const auto part = [&] {
    return Points(file.network, *file.disorder, seed,
                  static_cast<std::size_t>(std::min(asked, 16384.0)), measures, points_options,
                  file.protocol);
  };
  const auto column_count = static_cast<double>(grid.measures.size());
  // In memory: a copy, which statistics sort, and the numbers of the samples.
  const RunSize size{asked, 2 * column_count + 1, options.output.empty() ? 0 : column_count};
  const auto estimate = [&] { return estimate_points(size, part(), options); };
  check_size(size, options, estimate);
  if (options.dry_run) {
    print_estimate(estimate(), part().method(), options, streams);
    return 0;
  }
  const auto samples = static_cast<std::size_t>(asked);
  check_long_output(options, {{"sample", {}}}, grid.measures);
  const Points points(file.network, *file.disorder, seed, samples, measures, points_options,
                      file.protocol);
  keep_command(options, "disorder", {"--samples", options.samples, "--seed", options.seed});
  options.shown = shown_options(options);

  int exit_code = 0;
  LongRun run =
      run_points(points, identity(options, input, file.protocol), options, streams, exit_code);
  if (exit_code != 0) return exit_code;
  std::vector<Statistics> all;
  for (std::size_t m = 0; m < grid.measures.size(); ++m) {
    all.push_back(
        statistics_of(std::span(run.values).subspan(m * samples, samples), run.item_status, how));
  }
  const std::string failures = describe_failures(run.item_status, "samples");
  if (!options.output.empty()) {
    grid.values.swap(run.values);
    grid.status.swap(run.item_status);
    grid.axes.push_back({"sample", std::vector<double>(samples)});
    std::iota(grid.axes[0].values.begin(), grid.axes[0].values.end(), 0.0);
    write_grid(options.output, grid,
               {input.text, QBNET_VERSION, options.settings, command_text(options.typed)},
               options.overwrite ? Existing::replace : Existing::refuse);
    remove_state(run, options.output);
  }
  const StatisticsReport report{grid.measures, all, how, samples, seed};
  write_output(streams.out, options.json ? to_json(report, points.method())
                                         : to_text(report, display_name(options.file)));
  if (options.verbose) {
    streams.err << fmt::format("qbnet: {} samples, {}, {:.3g} s\n", samples, points.method(),
                               run.seconds);
  }
  if (failures.empty()) return 0;
  streams.err << fmt::format("qbnet: {}; they are left out of the statistics\n", failures);
  return 10;
}

Action declare(Parser& parser) {
  auto options = std::make_shared<DisorderCommand>();
  declare_long_options(parser, *options);
  parser.value("--samples", options->samples, "M", "how many samples", Parser::required);
  parser.value("--seed", options->seed, "S", "another seed, other samples (default 1)");
  parser.value("--threshold", options->threshold, "X",
               "the yield: fraction of samples at or above this value");
  parser.values("--quantile", options->quantiles, "P",
                "a probability in place of 0.05, 0.25, 0.5, 0.75, 0.95; repeatable");
  parser.value("--bins", options->bins, "N", "bins of the histogram (default: by the samples)");
  parser.value("--confidence", options->confidence, "C", "of the intervals (default 0.95)");
  return [options](Streams& streams) { return run_disorder(*options, streams); };
}

}  // namespace

Command disorder_command() {
  return {
      "disorder",
      "FILE --samples M --measure MEASURE ... [--seed S] [-o OUT] [options]",
      "what fabrication disorder does: mean, quantiles, yield",
      "The [disorder] table of the file says which numbers vary from sample to sample and by how "
      "much (docs/disorder.md). Sample k is the same whatever the number of threads. Printed are "
      "mean, standard deviation, quantiles and, with --threshold, the yield, each with its "
      "confidence interval; --json adds the histogram, -o keeps every sample.",
      {{"qbnet disorder examples/disorder/network.toml --samples 1e5 --measure 'energy(b4)'",
        "mean, deviation and quantiles over a hundred thousand fabricated cascades"},
       {"qbnet disorder examples/disorder/network.toml --samples 1e4 --measure 'energy(b4)' --json",
        "every digit, and a histogram"},
       {"qbnet disorder examples/disorder/network.toml --samples 9 --measure 'energy(b4)' -o e.h5",
        "every sample, to look at correlations"}},
      declare};
}

}  // namespace qbnet::cli
