// A panel of curves that says by itself how it is drawn: those of other papers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "qbnet/paper/study.hpp"

namespace qbnet {

struct Curve {
  std::string_view column;
  std::string_view label;  ///< as matplotlib sets it: formulas between $
  std::string_view style;  ///< one of plot.py's STYLE
  bool dots = false;
};

struct ChartAxis {
  std::string_view label;
  bool logarithmic = false;
  double from = 0, to = 0;  ///< equal: what the data ask for
};

struct Chart {
  std::string_view id;     ///< "a"; the files are figa.csv, figa.svg, figa.png
  std::string_view title;  ///< one line, without rates
  std::string_view rates;  ///< what is the same in the whole panel, a sentence
  std::string_view above;  ///< stands above the picture
  ChartAxis x, y;
  std::vector<Curve> curves;                    ///< over the first column
  std::vector<double> levels;                   ///< horizontal lines
  std::string_view legend = "best";             ///< where, in matplotlib's words
  PanelData (*compute)(int threads) = nullptr;  ///< as compute_panel()
};

/// Throws Error(Refusal::usage) with the nearest id for a word that is none. In their order, each
/// once; all of them if there are no words.
std::vector<Chart> find_charts(const std::vector<Chart>& charts,
                               const std::vector<std::string>& words);

/// The data file: as data_csv(), with a comment "draw: {...}" for plot.py.
std::string chart_csv(const Chart& chart, const PanelData& data);

}  // namespace qbnet
