#include "bench/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace qbnet::bench {
namespace {

// Three digits, in the unit that suits.
std::string time_text(double ns) {
  if (ns < 1e3) return fmt::format("{:.3g} ns", ns);
  if (ns < 1e6) return fmt::format("{:.3g} us", ns / 1e3);
  return fmt::format("{:.3g} ms", ns / 1e6);
}

std::string ratio_text(double ratio) {
  return ratio < 100 ? fmt::format("{:.2g}", ratio) : fmt::format("{:.0f}", ratio);
}

// "task/system/who" and the size behind it, if any.
std::vector<std::string> parts_of(const std::string& name) {
  std::vector<std::string> parts(1);
  for (const char c : name) {
    if (c == '/') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

}  // namespace

void add(const std::string& task, const std::string& system, double units, long size,
         const std::vector<Way>& ways) {
  for (const Way& way : ways) {
    auto* registered = benchmark::RegisterBenchmark(
        (task + "/" + system + "/" + way.who).c_str(), [=](benchmark::State& state) {
          const double error = way.run(state);
          state.counters["units"] = units;
          state.counters["goal_ns"] = way.goal;
          state.counters["error"] = error;
          state.counters["rate"] =
              benchmark::Counter(units, benchmark::Counter::kIsIterationInvariantRate);
        });
    if (size > 0) registered->Arg(size);
  }
}

double Collector::Measured::median() const {
  std::vector<double> sorted = times;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t n = sorted.size();
  return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

double Collector::Measured::least() const { return *std::min_element(times.begin(), times.end()); }

Collector::Case& Collector::find(const std::string& task, const std::string& system, long size) {
  for (Case& known : cases_) {
    if (known.task == task && known.system == system && known.size == size) return known;
  }
  cases_.push_back({task, system, size, {}, {}});
  return cases_.back();
}

void Collector::ReportRuns(const std::vector<Run>& runs) {
  ConsoleReporter::ReportRuns(runs);
  for (const Run& run : runs) {
    if (run.error_occurred) failed_ = true;
    if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
    const std::vector<std::string> parts = parts_of(run.run_name.function_name);
    Case& found = find(parts.at(0), parts.at(1),
                       run.run_name.args.empty() ? 0 : std::stol(run.run_name.args));
    const std::string& who = parts.at(2);
    if (!found.by.contains(who)) found.order.push_back(who);
    Measured& measured = found.by[who];
    const double units = run.counters.at("units");
    // Processor time: the machine may have other work.
    measured.times.push_back(run.cpu_accumulated_time * 1e9 / static_cast<double>(run.iterations) /
                             units);
    measured.goal = run.counters.at("goal_ns");
    measured.error = run.counters.at("error");
  }
}

std::string Collector::ratios() const {
  std::vector<std::vector<std::string>> rows = {{"task", "system", "batteries", "who", "time",
                                                 "goal", "ratio (median)", "ratio (least)",
                                                 "largest error"}};
  for (const Case& each : cases_) {
    const auto own = each.by.find("qbnet");
    for (const std::string& who : each.order) {
      const Measured& measured = each.by.at(who);
      const bool compared = own != each.by.end();
      rows.push_back({each.task, each.system, each.size > 0 ? std::to_string(each.size) : "", who,
                      time_text(measured.median()),
                      measured.goal > 0 ? time_text(measured.goal) : "",
                      compared ? ratio_text(measured.median() / own->second.median()) : "",
                      compared ? ratio_text(measured.least() / own->second.least()) : "",
                      fmt::format("{:.0e}", measured.error)});
    }
  }
  return markdown(rows);
}

std::string Collector::growth() const {
  std::vector<std::vector<std::string>> rows = {
      {"task", "system", "who", "batteries", "time grows as N^"}};
  std::vector<std::vector<std::string>> done;
  for (const Case& first : cases_) {
    for (const std::string& who : first.order) {
      const std::vector<std::string> key = {first.task, first.system, who};
      if (first.size == 0 || std::find(done.begin(), done.end(), key) != done.end()) continue;
      done.push_back(key);
      std::vector<double> sizes, times;
      for (const Case& each : cases_) {
        if (each.task != first.task || each.system != first.system || !each.by.contains(who)) {
          continue;
        }
        const auto size = static_cast<double>(each.size);
        sizes.push_back(size);
        times.push_back(size * each.by.at(who).least());
      }
      if (sizes.size() < 2) continue;
      const auto [least, most] = std::minmax_element(sizes.begin(), sizes.end());
      rows.push_back({first.task, first.system, who, fmt::format("{:g} to {:g}", *least, *most),
                      fmt::format("{:.2f}", growth_exponent(sizes, times))});
    }
  }
  return markdown(rows);
}

nlohmann::ordered_json Collector::json() const {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Case& each : cases_) {
    for (const std::string& who : each.order) {
      const Measured& measured = each.by.at(who);
      nlohmann::ordered_json entry = {{"task", each.task},
                                      {"system", each.system},
                                      {"batteries", each.size},
                                      {"who", who},
                                      {"ns", measured.times}};
      if (measured.goal > 0) entry["goal_ns"] = measured.goal;
      if (std::isfinite(measured.error)) entry["error"] = measured.error;
      list.push_back(std::move(entry));
    }
  }
  return list;
}

std::string markdown(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> width(rows.front().size(), 3);
  for (const auto& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) width[c] = std::max(width[c], row[c].size());
  }
  std::string text;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < width.size(); ++c) {
      text += fmt::format("| {:<{}} ", rows[r][c], width[c]);
    }
    text += "|\n";
    if (r > 0) continue;
    for (const std::size_t w : width) text += "| " + std::string(w, '-') + " ";
    text += "|\n";
  }
  return text;
}

double growth_exponent(const std::vector<double>& x, const std::vector<double>& y) {
  double sx = 0, sy = 0, sxx = 0, sxy = 0;
  const auto n = static_cast<double>(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double u = std::log(x[i]), v = std::log(y[i]);
    sx += u;
    sy += v;
    sxx += u * u;
    sxy += u * v;
  }
  return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

}  // namespace qbnet::bench
