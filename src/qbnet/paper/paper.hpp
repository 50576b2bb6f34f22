// A paper in one run: the data of every panel, the pictures, the claims, the report.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace qbnet {

struct PaperOptions {
  /// A key of paper_names(); empty: the first of them, and each other one in a folder of its own
  /// below `out`.
  std::string paper;
  std::string out = "results/paper";  ///< made if missing; files of an earlier run are replaced
  /// Panels as 2b, 2(b) or fig2b; empty: all. With it only the data and pictures of these panels
  /// are written: claims and report, and other papers, belong to the whole run.
  std::vector<std::string> only;
  int threads = 1;
  /// Called with what is being done and the share done, 0 to 1; never twice at once.
  std::function<void(std::string_view doing, double share)> progress;
};

struct PaperResult {
  std::string paper;               ///< its key
  std::string directory;           ///< as asked for
  std::vector<std::string> files;  ///< written, in this order, relative to `directory`
  std::size_t claims = 0;          ///< judged; 0 with `only`
  std::size_t holds = 0;
  std::size_t holds_for = 0;  ///< only in a range
  std::size_t does_not_hold = 0;
  double seconds = 0;               ///< wall-clock time
  std::vector<PaperResult> others;  ///< whose files are among `files` too
};

/// Writes fig1a.svg .. fig1c.svg (schematics), fig2a.csv .. fig4d.csv, their .svg and .png, fig2,
/// fig3, fig4 .svg and .png, claims.csv and report.html; of another paper fignetwork.svg, figa.csv
/// and so on. The same build gives the same bytes, whatever the number of threads. Every file
/// appears whole or not at all.
///
/// Errors: Refusal::usage for an unknown paper or panel; Refusal::io if a file cannot be written;
/// Refusal::accuracy if a solver does not back a number; Refusal::missing_part, after everything
/// else was written, if the pictures need a part that is missing (python3 with matplotlib;
/// QBNET_PYTHON names another interpreter than /usr/bin/python3).
PaperResult run_paper(const PaperOptions& options);

}  // namespace qbnet
