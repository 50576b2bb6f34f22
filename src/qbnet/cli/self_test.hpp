// Does this build on this machine give the paper's closed forms?
#pragma once

#include <string>
#include <vector>

namespace qbnet::cli {

struct SelfTest {
  std::string name;  ///< what was compared
  double error = 0;  ///< largest relative difference; infinite where a solver had no answer
  double allowed = 0;
  bool passed() const { return error <= allowed; }
};

/// The steady-state solver against Eqs. (2), (3) and (5), at the rates of Figs. 2 to 4.
std::vector<SelfTest> self_test();

}  // namespace qbnet::cli
