// Runs the benchmarks in rounds and sets every peer beside qbnet.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace qbnet::bench {

/// One program's way through a task: runs the loop of `state` and returns the largest relative
/// error of its answer. The one named "qbnet" is what the others are set against.
struct Way {
  std::string who;
  double goal = 0;  ///< ns a unit of work; 0: a peer, no goal
  std::function<double(benchmark::State& state)> run;
};

/// Registers "task/system/who" for each way, `units` of work an iteration, and its size, if any.
void add(const std::string& task, const std::string& system, double units, long size,
         const std::vector<Way>& ways);

/// Prints as the console does, and keeps every run.
class Collector : public benchmark::ConsoleReporter {
 public:
  Collector() : ConsoleReporter(OO_None) {}
  void ReportRuns(const std::vector<Run>& runs) override;

  /// The final tables as Markdown: times and ratios; growth with the number of batteries.
  std::string ratios() const;
  std::string growth() const;
  nlohmann::ordered_json json() const;
  bool failed() const { return failed_; }

 private:
  struct Measured {
    std::vector<double> times;  // ns a unit, one a round
    double goal = 0;
    double error = 0;
    double median() const;
    double least() const;
  };
  struct Case {
    std::string task, system;
    long size = 0;
    std::vector<std::string> order;
    std::map<std::string, Measured> by;
  };
  Case& find(const std::string& task, const std::string& system, long size);

  std::vector<Case> cases_;
  bool failed_ = false;
};

/// Columns padded to equal width.
std::string markdown(const std::vector<std::vector<std::string>>& rows);

/// The slope of log(y) over log(x): 1 is linear.
double growth_exponent(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace qbnet::bench
