#include "qbnet/paper/paper.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "qbnet/cli/options.hpp"

namespace qbnet::cli {
namespace {

struct PaperCommand : PaperOptions {
  std::string threads_typed;
  bool json = false;
  bool quiet = false;
  bool verbose = false;
};

// One line that is written over and over, on a terminal only; wiped when done.
class ProgressLine {
 public:
  ProgressLine(std::ostream& out, bool wanted)
      : out_(out), shown_(wanted && ::isatty(STDERR_FILENO) == 1) {}
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() {
    if (shown_) out_ << '\r' << std::string(width, ' ') << '\r' << std::flush;
  }
  bool shown() const { return shown_; }
  void say(std::string_view doing, double share) {
    const int percent = static_cast<int>(100 * std::clamp(share, 0.0, 1.0));
    out_ << fmt::format("\r{:>3} %  {:<{}.{}}", percent, doing, width - 7, width - 7) << std::flush;
  }

 private:
  static constexpr std::size_t width = 60;
  std::ostream& out_;
  bool shown_;
};

PaperResult run_with_progress(PaperOptions options, bool wanted, std::ostream& err) {
  ProgressLine line(err, wanted);
  if (line.shown()) {
    options.progress = [&line](std::string_view doing, double share) { line.say(doing, share); };
  }
  return run_paper(options);
}

std::string to_json(const PaperResult& result) {
  JsonWriter json;
  begin_result(json, "paper", Status::ok);
  json.key("directory");
  json.value(result.directory);
  json.key("files");
  json.begin_array();
  for (const std::string& file : result.files) json.value(file);
  json.end_array();
  json.key("claims");
  json.begin_object(JsonWriter::Layout::line);
  json.key("judged");
  json.value(result.claims);
  json.key("holds");
  json.value(result.holds);
  json.key("holds_for");
  json.value(result.holds_for);
  json.key("does_not_hold");
  json.value(result.does_not_hold);
  json.end_object();
  json.key("seconds");
  json.value(result.seconds);
  json.end_object();
  return json.take();
}

std::string to_text(const PaperResult& result, bool verbose) {
  std::string text;
  if (verbose) {
    for (const std::string& file : result.files)
      text += fmt::format("{}/{}\n", result.directory, file);
  }
  if (result.claims > 0) {
    text += fmt::format(
        "{} claims: {} hold, {} hold in a range, {} do not hold; read {}/report.html\n",
        result.claims, result.holds, result.holds_for, result.does_not_hold, result.directory);
  }
  return text + fmt::format("{} files in {}, {:.1f} s\n", result.files.size(), result.directory,
                            result.seconds);
}

Action declare(CLI::App& app) {
  auto options = std::make_shared<PaperCommand>();
  app.add_option("--out", options->out,
                 fmt::format("folder for the results (default: {})", options->out))
      ->type_name("DIR");
  app.add_option("--only", options->only,
                 "only these panels, as 2b or 4d: data and pictures, no claims, no report")
      ->type_name("PANEL...");
  app.add_flag("--json", options->json, "print what was written as JSON");
  app.add_option("--threads", options->threads_typed, "use N threads (default: all processors)")
      ->type_name("N");
  app.add_flag("-q,--quiet", options->quiet, "no progress");
  app.add_flag("-v,--verbose", options->verbose, "list every file written");
  return [options](Streams& streams) {
    options->threads = thread_count(options->threads_typed);
    if (options->out.empty()) throw Error(Refusal::usage, "--out must name a folder, but is empty");
    const PaperResult result = run_with_progress(*options, !options->quiet, streams.err);
    write_output(streams.out, options->json ? to_json(result) : to_text(result, options->verbose));
    return 0;
  };
}

}  // namespace

Command paper_command() {
  return {"paper",
          "[options]",
          "the paper, reproduced: data, pictures, claims, report",
          "Computes every panel of Figs. 2 to 4 from network descriptions, draws them and Fig. 1, "
          "and judges every claim of the paper: holds, holds in a range, or does not hold, and "
          "what does. report.html is one page that needs no network. Files of an earlier run in "
          "the same folder are replaced, each one whole or not at all.\n"
          "\n"
          "Pictures need python3 with matplotlib (QBNET_PYTHON names an interpreter other than "
          "/usr/bin/python3). Without it everything else is written, and the exit code is 9.",
          {{"qbnet paper", "everything, into results/paper"},
           {"qbnet paper --only 2b 2f", "two panels: data and pictures"},
           {"qbnet paper --out /tmp/paper --threads 1", "elsewhere, on one processor"}},
          declare};
}

}  // namespace qbnet::cli
