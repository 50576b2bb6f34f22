// The data of one panel, computed by the solvers from network descriptions.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "qbnet/paper/figures.hpp"
#include "qbnet/paper/study_maxima.hpp"

namespace qbnet {

/// How far the numbers may be trusted: the worst over everything that was solved.
struct Evidence {
  std::size_t solutions = 0;         ///< networks solved, each with status ok
  double energy_error = 0;           ///< largest estimated relative error of an energy
  std::size_t steady_states = 0;     ///< of these; the two figures below are theirs
  double backward_error = 0;         ///< componentwise
  double imbalance = 0;              ///< |input power - lost power| / input power
  std::set<std::string> arithmetic;  ///< "double", "scaled", ...
  void add(const Evidence& other);
};

struct PanelData {
  std::vector<std::string> columns;
  std::vector<std::vector<double>> rows;
  std::vector<PhaseMaximum> maxima;   ///< phase maps: every one of the highest
  std::vector<std::string> findings;  ///< what can be read off, in sentences; plain Unicode text
  Evidence evidence;
};

/// Throws Error(Refusal::accuracy) if a solver does not back a number. `progress`, if set, is
/// called with the share done, 0 to 1, never twice at once. The result does not depend on
/// `threads`.
PanelData compute_panel(const Panel& panel, int threads,
                        const std::function<void(double)>& progress = {});

/// A number for people: five significant digits at most, "1.2×10⁻⁷" where it is small or large.
std::string brief_number(double value);

}  // namespace qbnet
