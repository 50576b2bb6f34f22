#include "qbnet/paper/paper.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <utility>

#include "qbnet/base/status.hpp"
#include "qbnet/files/draw.hpp"
#include "qbnet/paper/other_report.hpp"
#include "qbnet/paper/paper_folder.hpp"
#include "qbnet/paper/paper_pictures.hpp"
#include "qbnet/paper/report.hpp"
#include "qbnet/paper/study_text.hpp"

namespace qbnet {
namespace {

/// Where each part of the work ends, as a share of the whole; measured once on two cores.
constexpr double data_end = 0.3;
constexpr double pictures_end = 0.6;

/// What the runs of all papers share.
class Run {
 public:
  Run(const PaperOptions& options, std::string_view key) : options_(options), folder_(options.out) {
    result_.paper = key;
    result_.directory = options.out;
  }
  const std::optional<Error>& missing() const { return missing_; }

 protected:
  void report(std::string_view doing, double share) const {
    if (options_.progress) options_.progress(doing, share);
  }
  bool whole() const { return options_.only.empty(); }

  /// One panel after another.
  template <class Panels, class Name, class Compute>
  void compute(const Panels& panels, Name name, Compute compute) {
    const double width = data_end / static_cast<double>(panels.size());
    double done = 0;
    for (const auto& panel : panels) {
      const std::string doing = fmt::format("computing panel {}", name(panel));
      report(doing, done);
      compute(panel, [&](double share) { report(doing, done + width * share); });
      done += width;
    }
  }

  /// What is missing is kept for later, and said; a file that cannot be written ends the run.
  template <class Draw>
  std::string draw(Draw pictures) {
    report("drawing", data_end);
    try {
      folder_.add(pictures());
    } catch (const Error& error) {
      if (error.refusal() == Refusal::io) throw;
      missing_ = error;
      return error.what();
    }
    return "";
  }

  std::vector<Claim> judge(
      const std::function<std::vector<Claim>(const std::function<void(double)>&)>& judges) {
    constexpr std::string_view doing = "judging the claims";
    report(doing, pictures_end);
    std::vector<Claim> claims =
        judges([&](double share) { report(doing, pictures_end + (1 - pictures_end) * share); });
    result_.claims = claims.size();
    for (const Claim& claim : claims) {
      if (claim.verdict == Verdict::holds) ++result_.holds;
      if (claim.verdict == Verdict::holds_for) ++result_.holds_for;
      if (claim.verdict == Verdict::does_not_hold) ++result_.does_not_hold;
    }
    folder_.write("claims.csv", claims_csv(claims));
    return claims;
  }

  PaperResult finish() {
    report("done", 1);
    result_.files = folder_.files();
    result_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    return std::move(result_);
  }

  const PaperOptions& options_;
  PaperFolder folder_;
  PaperResult result_;

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::optional<Error> missing_;
};

/// The paper this program starts from.
class OurRun : Run {
 public:
  using Run::missing;
  explicit OurRun(const PaperOptions& options) : Run(options, paper_names().front().key) {}

  PaperResult run(const std::vector<Panel>& panels, std::vector<PageLink> others) {
    if (whole()) draw_schematics();
    compute(
        panels, [](const Panel& panel) { return panel.id; },
        [&](const Panel& panel, const std::function<void(double)>& progress) {
          PanelData data = compute_panel(panel, options_.threads, progress);
          folder_.write(fmt::format("fig{}.csv", panel.id), panel_csv(panel, data));
          findings_.panels.push_back({panel, std::move(data), ""});
        });
    findings_.no_pictures =
        draw([&] { return draw_pictures(folder_.path(), panels, options_.threads); });
    if (!missing()) {
      for (DrawnPanel& drawn : findings_.panels) {
        drawn.svg = folder_.read(fmt::format("fig{}.svg", drawn.panel.id));
      }
    }
    if (whole()) {
      findings_.claims =
          judge([&](const auto& progress) { return judge_claims(options_.threads, progress); });
      findings_.others = std::move(others);
      folder_.write("report.html", report_html(findings_));
    }
    return finish();
  }

 private:
  void draw_schematics() {
    for (const Schematic& schematic : schematics()) {
      std::string svg = draw_svg(schematic_network(schematic));
      folder_.write(fmt::format("fig{}.svg", schematic.id), svg);
      findings_.schematics.push_back({schematic, std::move(svg)});
    }
  }

  Findings findings_;
};

class OtherRun : Run {
 public:
  using Run::missing;
  OtherRun(const PaperOptions& options, const OtherPaper& paper)
      : Run(options, paper.name.key), paper_(paper) {}

  PaperResult run(const std::vector<Chart>& charts, std::vector<PageLink> links) {
    OtherFindings findings;
    for (const NetworkPicture& picture : paper_.networks) {
      if (!whole()) break;
      findings.networks.push_back(draw_svg(picture.network()));
      folder_.write(fmt::format("fig{}.svg", picture.id), findings.networks.back());
    }
    std::vector<std::string> names;
    compute(
        charts, [](const Chart& chart) { return chart.id; },
        [&](const Chart& chart, const std::function<void(double)>&) {
          names.emplace_back(chart.id);
          findings.charts.push_back({chart, chart.compute(options_.threads), ""});
          folder_.write(fmt::format("fig{}.csv", chart.id),
                        chart_csv(chart, findings.charts.back().data));
        });
    findings.no_pictures =
        draw([&] { return draw_charts(folder_.path(), names, options_.threads); });
    if (!missing()) {
      for (DrawnChart& drawn : findings.charts) {
        drawn.svg = folder_.read(fmt::format("fig{}.svg", drawn.chart.id));
      }
    }
    if (whole()) {
      findings.claims = judge([&](const auto& progress) {
        return judge_claims(paper_.judges, options_.threads, progress);
      });
      findings.links = std::move(links);
      folder_.write("report.html", other_report_html(paper_, findings));
    }
    return finish();
  }

 private:
  const OtherPaper& paper_;
};

/// The same run as part of a longer one.
PaperOptions part(const PaperOptions& options, const std::string& out, double from, double to) {
  PaperOptions result = options;
  result.out = out;
  if (options.progress) {
    result.progress = [&options, from, to](std::string_view doing, double share) {
      options.progress(doing, from + (to - from) * share);
    };
  }
  return result;
}

/// Ours, and a folder for each other paper.
PaperResult run_all(const PaperOptions& options) {
  constexpr double ours_end = 0.7;
  std::vector<PageLink> links;
  for (const OtherPaper& paper : other_papers()) {
    links.push_back({fmt::format("{}/report.html", paper.name.key), std::string(paper.name.title)});
  }
  const PaperOptions first = part(options, options.out, 0, ours_end);
  OurRun ours(first);
  PaperResult result = ours.run(panels(), links);
  std::optional<Error> missing = ours.missing();
  double done = ours_end;
  const double width = (1 - ours_end) / static_cast<double>(other_papers().size());
  for (const OtherPaper& paper : other_papers()) {
    const std::string key(paper.name.key);
    const PaperOptions own =
        part(options, (std::filesystem::path(options.out) / key).string(), done, done + width);
    OtherRun run(own, paper);
    result.others.push_back(
        run.run(paper.charts, {{"../report.html", std::string(paper_names().front().title)}}));
    if (run.missing()) missing = run.missing();
    for (const std::string& file : result.others.back().files) {
      result.files.push_back(fmt::format("{}/{}", key, file));
    }
    result.seconds += result.others.back().seconds;
    done += width;
  }
  if (missing) throw Error(*missing);
  return result;
}

}  // namespace

PaperResult run_paper(const PaperOptions& options) {
  const OtherPaper* other = options.paper.empty() ? nullptr : find_paper(options.paper);
  if (other != nullptr) {
    const std::vector<Chart> charts = find_charts(other->charts, options.only);
    OtherRun run(options, *other);
    PaperResult result = run.run(charts, {});
    if (run.missing()) throw Error(*run.missing());
    return result;
  }
  if (options.paper.empty() && options.only.empty()) return run_all(options);
  const std::vector<Panel> panels = find_panels(options.only);
  OurRun run(options);
  PaperResult result = run.run(panels, {});
  if (run.missing()) throw Error(*run.missing());
  return result;
}

}  // namespace qbnet
