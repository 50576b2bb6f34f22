#include "qbnet/paper/paper.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <ostream>
#include <string_view>

#include "qbnet/cli/options.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/paper/other_papers.hpp"

namespace qbnet::cli {
namespace {

struct PaperCommand : PaperOptions {
  std::optional<std::string> out_typed;
  std::string threads_typed;
  bool list = false;
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

void put_verdicts(JsonWriter& json, std::string_view name_of_all, const PaperResult& result) {
  json.key(name_of_all);
  json.value(result.claims);
  json.key("holds");
  json.value(result.holds);
  json.key("holds_for");
  json.value(result.holds_for);
  json.key("does_not_hold");
  json.value(result.does_not_hold);
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
  put_verdicts(json, "judged", result);
  json.end_object();
  if (!result.others.empty()) {
    json.key("others");
    json.begin_array();
    for (const PaperResult& other : result.others) {
      json.begin_object(JsonWriter::Layout::line);
      json.key("paper");
      json.value(other.paper);
      json.key("directory");
      json.value(other.directory);
      put_verdicts(json, "claims", other);
      json.end_object();
    }
    json.end_array();
  }
  json.key("seconds");
  json.value(result.seconds);
  json.end_object();
  return json.take();
}

std::string verdicts_line(const PaperResult& result) {
  if (result.claims == 0) return "";
  return fmt::format(
      "{} claims: {} hold, {} hold in a range, {} do not hold; read {}/report.html\n",
      result.claims, result.holds, result.holds_for, result.does_not_hold, result.directory);
}

std::string to_text(const PaperResult& result, bool verbose) {
  std::string text;
  if (verbose) {
    for (const std::string& file : result.files)
      text += fmt::format("{}/{}\n", result.directory, file);
  }
  text += verdicts_line(result);
  for (const PaperResult& other : result.others) {
    text += fmt::format("{}: {}", other.paper, verdicts_line(other));
  }
  return text + fmt::format("{} files in {}, {:.1f} s\n", result.files.size(), result.directory,
                            result.seconds);
}

std::string list_text() {
  std::string text;
  for (const PaperName& name : paper_names()) {
    text += fmt::format("{:<17} arXiv:{}  {}\n{:<17} {}: {}\n", name.key, name.arxiv, name.title,
                        "", name.authors, name.reproduced);
  }
  return text;
}

std::string list_json() {
  JsonWriter json;
  begin_result(json, "paper", Status::ok);
  json.key("papers");
  json.begin_array();
  for (const PaperName& name : paper_names()) {
    json.begin_object(JsonWriter::Layout::line);
    json.key("paper");
    json.value(name.key);
    json.key("title");
    json.value(name.title);
    json.key("authors");
    json.value(name.authors);
    json.key("arxiv");
    json.value(name.arxiv);
    json.key("reproduced");
    json.value(name.reproduced);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

/// Where a paper goes if nothing was said.
std::string usual_folder(const PaperOptions& options) {
  const bool other = !options.paper.empty() && find_paper(options.paper) != nullptr;
  return other ? fmt::format("{}/{}", options.out, options.paper) : options.out;
}

Action declare(Parser& parser) {
  auto options = std::make_shared<PaperCommand>();
  parser.argument("PAPER", options->paper,
                  "only this one of the papers that --list names (default: the first, and a page "
                  "for each other)");
  parser.flag("--list", options->list, "name the papers and what of them is computed");
  parser.value("--out", options->out_typed, "DIR",
               fmt::format("folder for the results (default: {0}, or {0}/PAPER)", options->out));
  parser.words("--only", options->only, "PANEL...",
               "only these panels, as 2b or 4d: data and pictures, no claims, no report");
  parser.flag("--json", options->json, "print what was written as JSON");
  parser.value("--threads", options->threads_typed, "N", "use N threads (default: all processors)");
  parser.flag("-q,--quiet", options->quiet, "no progress");
  parser.flag("-v,--verbose", options->verbose, "list every file written");
  return [options](Streams& streams) {
    options->threads = thread_count(options->threads_typed);
    if (options->list) {
      write_output(streams.out, options->json ? list_json() : list_text());
      return 0;
    }
    options->out = options->out_typed.value_or(usual_folder(*options));
    if (options->out.empty()) throw Error(Refusal::usage, "--out must name a folder, but is empty");
    const PaperResult result = run_with_progress(*options, !options->quiet, streams.err);
    write_output(streams.out, options->json ? to_json(result) : to_text(result, options->verbose));
    return 0;
  };
}

}  // namespace

Command paper_command() {
  return {"paper",
          "[PAPER] [options]",
          "the paper, reproduced: data, pictures, claims, report",
          "Computes every panel of Figs. 2 to 4 from network descriptions, draws them and Fig. 1, "
          "and judges every claim of the paper: holds, holds in a range, or does not hold, and "
          "what does. report.html is one page that needs no network. Files of an earlier run in "
          "the same folder are replaced, each one whole or not at all.\n"
          "\n"
          "Other papers are computed, drawn and judged the same way, each into a folder of its own "
          "below, which the report points to. PAPER asks for one paper alone.\n"
          "\n"
          "Pictures need python3 with matplotlib (QBNET_PYTHON names an interpreter other than "
          "/usr/bin/python3). Without it everything else is written, and the exit code is 9.",
          {{"qbnet paper", "everything, into results/paper"},
           {"qbnet paper --only 2b 2f", "two panels: data and pictures"},
           {"qbnet paper --list", "which papers there are"},
           {"qbnet paper shared-reservoir", "one of them, into results/paper/shared-reservoir"},
           {"qbnet paper --out /tmp/paper --threads 1", "elsewhere, on one processor"}},
          declare};
}

}  // namespace qbnet::cli
