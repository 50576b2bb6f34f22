#include "qbnet/paper/paper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/files/atomic_file.hpp"
#include "qbnet/files/draw.hpp"
#include "qbnet/paper/paper_pictures.hpp"
#include "qbnet/paper/report.hpp"
#include "qbnet/paper/study_text.hpp"

namespace qbnet {
namespace {

namespace fs = std::filesystem;

/// Where each part of the work ends, as a share of the whole; measured once on two cores.
constexpr double data_end = 0.3;
constexpr double pictures_end = 0.6;

class Run {
 public:
  explicit Run(const PaperOptions& options) : options_(options), directory_(options.out) {
    result_.directory = options.out;
  }

  PaperResult whole();

 private:
  void report(std::string_view doing, double share) const {
    if (options_.progress) options_.progress(doing, share);
  }
  void write(const std::string& name, std::string_view contents) {
    write_file(directory_ / name, contents, Existing::replace);
    result_.files.push_back(name);
  }
  void make_directory() const;
  void compute(const std::vector<Panel>& panels, double end);
  void draw(const std::vector<Panel>& panels);
  void draw_schematics();
  void judge();

  const PaperOptions& options_;
  fs::path directory_;
  PaperResult result_;
  Findings findings_;
  std::optional<Error> missing_;
};

void Run::make_directory() const {
  std::error_code error;
  fs::create_directories(directory_, error);
  if (!error && !fs::is_directory(directory_, error)) {
    error = std::make_error_code(std::errc::not_a_directory);
  }
  if (error) {
    throw Error(Refusal::io, fmt::format("{}: directory must be writable, but cannot be made: {}",
                                         printable(directory_.string()), error.message()));
  }
}

void Run::compute(const std::vector<Panel>& panels, double end) {
  double done = 0;
  for (const Panel& panel : panels) {
    const double width = end / static_cast<double>(panels.size());
    const std::string doing = fmt::format("computing panel {}", panel.id);
    report(doing, done);
    PanelData data = compute_panel(panel, options_.threads,
                                   [&](double share) { report(doing, done + width * share); });
    write(fmt::format("fig{}.csv", panel.id), panel_csv(panel, data));
    findings_.panels.push_back({panel, std::move(data), ""});
    done += width;
  }
}

/// What is missing is kept for later; a file that cannot be written ends the run.
void Run::draw(const std::vector<Panel>& panels) {
  try {
    for (std::string& name : draw_pictures(directory_, panels, options_.threads)) {
      result_.files.push_back(std::move(name));
    }
  } catch (const Error& error) {
    if (error.refusal() == Refusal::io) throw;
    missing_ = error;
    findings_.no_pictures = error.what();
    return;
  }
  for (DrawnPanel& drawn : findings_.panels) {
    const fs::path path = directory_ / fmt::format("fig{}.svg", drawn.panel.id);
    std::ifstream file(path, std::ios::binary);
    drawn.svg.assign(std::istreambuf_iterator<char>(file), {});
    if (!file || drawn.svg.empty()) {
      throw Error(Refusal::io,
                  fmt::format("{}: must be readable, but is not", printable(path.string())));
    }
  }
}

void Run::draw_schematics() {
  for (const Schematic& schematic : schematics()) {
    std::string svg = draw_svg(schematic_network(schematic));
    write(fmt::format("fig{}.svg", schematic.id), svg);
    findings_.schematics.push_back({schematic, std::move(svg)});
  }
}

void Run::judge() {
  report("judging the claims", pictures_end);
  findings_.claims = judge_claims(options_.threads, [&](double share) {
    report("judging the claims", pictures_end + (1 - pictures_end) * share);
  });
  result_.claims = findings_.claims.size();
  for (const Claim& claim : findings_.claims) {
    if (claim.verdict == Verdict::holds) ++result_.holds;
    if (claim.verdict == Verdict::holds_for) ++result_.holds_for;
    if (claim.verdict == Verdict::does_not_hold) ++result_.does_not_hold;
  }
  write("claims.csv", claims_csv(findings_.claims));
  write("report.html", report_html(findings_));
}

PaperResult Run::whole() {
  const auto start = std::chrono::steady_clock::now();
  const std::vector<Panel> panels = find_panels(options_.only);
  make_directory();
  const bool all = options_.only.empty();
  if (all) draw_schematics();
  compute(panels, data_end);
  report("drawing", data_end);
  draw(panels);
  if (all) judge();
  if (missing_) throw Error(*missing_);
  report("done", 1);
  result_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result_;
}

}  // namespace

PaperResult run_paper(const PaperOptions& options) { return Run(options).whole(); }

}  // namespace qbnet
