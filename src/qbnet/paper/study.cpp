#include "qbnet/paper/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <mutex>
#include <numbers>
#include <utility>

#include "qbnet/base/parallel.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/measure/gain.hpp"
#include "qbnet/measure/power.hpp"
#include "qbnet/paper/curves.hpp"
#include "qbnet/paper/study_backed.hpp"
#include "qbnet/paper/study_text.hpp"
#include "qbnet/resolvent/tiles.hpp"
#include "qbnet/theory/approximations.hpp"

namespace qbnet {
namespace {

constexpr std::size_t case_count = std::size(cases);
using Row = std::vector<double>;

/// E/omega of the last battery in the steady state.
ScaledReal steady_energy(const Panel& panel, const Network& network, Evidence& evidence) {
  return backed_energy(network, last_battery(network), panel.id, evidence);
}

/// Work on one panel: its pieces in parallel, their evidence put together, progress reported.
class Work {
 public:
  Work(const Panel& panel, int threads, const std::function<void(double)>& progress)
      : panel_(panel), threads_(threads), progress_(progress) {}

  PanelData phase_map() const;
  PanelData over_coupling() const;
  PanelData optimum() const;
  PanelData over_time() const;
  PanelData power_gain() const;

 private:
  using Piece = std::function<void(std::size_t, Evidence&)>;
  void for_each(std::size_t count, PanelData& data, const Piece& piece) const {
    std::vector<Evidence> evidence(count);
    std::mutex reporting;
    std::size_t done = 0;
    parallel_for(count, threads_, [&](std::size_t i) {
      piece(i, evidence[i]);
      const std::lock_guard<std::mutex> lock(reporting);
      ++done;
      if (progress_) progress_(static_cast<double>(done) / static_cast<double>(count));
    });
    for (const Evidence& part : evidence) data.evidence.add(part);
  }
  Network network(Charging charging, double coupling_ratio) const {
    return panel_network(panel_, charging, panel_.batteries, coupling_ratio * panel_.loss);
  }
  double mapped_energy(double theta1, double theta2, Evidence& evidence) const {
    const Network network = panel_network(panel_, Charging::nonreciprocal, panel_.batteries,
                                          panel_.coupling * panel_.loss,
                                          {theta1 * std::numbers::pi, theta2 * std::numbers::pi});
    return steady_energy(panel_, network, evidence).value();
  }

  // What a sweep's points have been proved to.
  static void backed(std::size_t points, PanelData& data) {
    Evidence own;
    own.solutions = points;
    own.energy_error = 2 * tile_accuracy;
    own.arithmetic = {"double"};
    data.evidence.add(own);
  }
  // Points of a sweep are solved again, one in so many, for their balances and to be compared.
  static constexpr std::size_t check_every = 8;
  void agree(double swept, double alone, double accuracy = 1e-12) const {
    if (std::abs(swept - alone) <= accuracy * std::abs(alone)) return;
    throw Error(Refusal::accuracy,
                fmt::format("panel {}: a swept number must agree with the one solved alone, but "
                            "{:.17g} does not with {:.17g}",
                            panel_.id, swept, alone));
  }

  const Panel& panel_;
  int threads_;
  const std::function<void(double)>& progress_;
};

PanelData Work::phase_map() const {
  PanelData data;
  data.columns = {"theta1", "theta2", "energy"};
  const std::vector<double> theta = axis(panel_);
  const std::size_t n = theta.size();
  const std::vector<double> energy =
      swept(panel_, qbnet::over_phases(panel_), Measure::Kind::energy, {theta, theta}, threads_);
  std::vector<Row> grid(n, Row(n));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) grid[i][j] = energy[i * n + j];
  }
  backed(n * n, data);
  for_each(n, data, [&](std::size_t i, Evidence& evidence) {
    const std::size_t j = (i * 37) % n;
    agree(grid[i][j], mapped_energy(theta[i], theta[j], evidence));
  });
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) data.rows.push_back({theta[i], theta[j], grid[i][j]});
  }
  data.maxima = highest_phases(theta, grid, [&](double theta1, double theta2) {
    return mapped_energy(theta1, theta2, data.evidence);
  });
  return data;
}

PanelData Work::over_coupling() const {
  const bool gains = panel_.shows == Shows::energy_gain;
  const std::string n = gains ? "energy_" : "";
  PanelData data;
  data.columns = {"g_over_gamma"};
  if (gains) data.columns.insert(data.columns.end(), {"G1", "G2"});
  for (const Case& c : cases) data.columns.push_back(n + std::string(c.name));
  const std::vector<double> ratio = axis(panel_);
  data.rows.resize(ratio.size());
  std::array<std::vector<double>, case_count> energy;
  for (std::size_t k = 0; k < case_count; ++k) {
    energy[k] = swept(panel_, qbnet::over_coupling(panel_, cases[k].charging),
                      Measure::Kind::energy, {ratio}, threads_);
    backed(ratio.size(), data);
  }
  for (std::size_t i = 0; i < ratio.size(); ++i) {
    Row& row = data.rows[i];
    row = {ratio[i]};
    if (gains) row.insert(row.end(), {energy[0][i] / energy[1][i], energy[0][i] / energy[2][i]});
    for (const std::vector<double>& e : energy) row.push_back(e[i]);
  }
  for_each((ratio.size() + check_every - 1) / check_every, data,
           [&](std::size_t piece, Evidence& evidence) {
             const std::size_t i = piece * check_every;
             for (std::size_t k = 0; k < case_count; ++k) {
               agree(energy[k][i],
                     steady_energy(panel_, network(cases[k].charging, ratio[i]), evidence).value());
             }
           });
  return data;
}

PanelData Work::optimum() const {
  PanelData data;
  data.columns = {"N",         "g_opt_over_gamma", "ratio", "fit", "g_r1_over_gamma",
                  "energy_nr", "energy_r1"};
  const std::vector<double> batteries = axis(panel_);
  std::vector<std::array<double, 2>> best_ratio(batteries.size());
  std::vector<std::array<ScaledReal, 2>> best_energy(batteries.size());
  for_each(2 * batteries.size(), data, [&](std::size_t piece, Evidence& evidence) {
    const std::size_t i = batteries.size() - 1 - piece / 2;  // the long ones first
    const std::size_t k = piece % 2;
    const auto depth = [&](double log_ratio) {
      const auto n = static_cast<std::size_t>(batteries[i]);
      const double coupling = std::exp(log_ratio) * panel_.loss;
      return -log(
          steady_energy(panel_, panel_network(panel_, cases[k].charging, n, coupling), evidence));
    };
    // One maximum (docs/closed-forms.md): go uphill in octaves until it lies between two of them.
    constexpr double octave = std::numbers::ln2;
    constexpr int half_digits = 26;
    double at = std::log(batteries[i] / 4);
    double lowest = depth(at);
    for (const double step : {octave, -octave}) {
      for (double next = depth(at + step); next < lowest; next = depth(at + step)) {
        at += step;
        lowest = next;
      }
    }
    const auto best =
        boost::math::tools::brent_find_minima(depth, at - octave, at + octave, half_digits);
    best_ratio[i][k] = std::exp(best.first);
    best_energy[i][k] = scaled_exp(-best.second);
  });
  for (std::size_t i = 0; i < batteries.size(); ++i) {
    const auto& energy = best_energy[i];
    data.rows.push_back({batteries[i], best_ratio[i][0], (energy[0] / energy[1]).value(),
                         theory::maximum_ratio_fit(static_cast<std::size_t>(batteries[i])),
                         best_ratio[i][1], energy[0].value(), energy[1].value()});
  }
  return data;
}

PanelData Work::over_time() const {
  const bool power = panel_.shows == Shows::power_course;
  PanelData data;
  data.columns = {"t"};
  const std::vector<double> times = axis(panel_);
  for (const double t : times) data.rows.push_back({t});
  std::array<Evolution, case_count> course;
  std::array<std::string, case_count> finding;
  for_each(case_count, data, [&](std::size_t k, Evidence& evidence) {
    const Network network = this->network(cases[k].charging, panel_.coupling);
    course[k] = backed_course(network, times, panel_.id, evidence);
    if (power) {
      const MaximalPower most = maximal_power(network, {last_battery(network)});
      require_ok(most.status, most.message, panel_.id);
      Evidence own;
      own.solutions = 1;
      own.arithmetic = {course[k].arithmetic};
      own.energy_error = PowerOptions().accuracy;
      evidence.add(own);
      finding[k] = maximal_power_finding(panel_, cases[k], most.peaks.front());
    } else {
      const double full = steady_energy(panel_, network, evidence).value();
      finding[k] = charged_finding(panel_, cases[k], times.back(),
                                   norm(course[k].amplitude[0].back()).value(), full);
    }
  });
  for (std::size_t k = 0; k < case_count; ++k) {
    data.columns.emplace_back(cases[k].name);
    for (std::size_t i = 0; i < times.size(); ++i) {
      const double energy = norm(course[k].amplitude[0][i]).value();
      // E(t) starts as a power of t beyond the first: the power starts at 0.
      data.rows[i].push_back(!power ? energy : times[i] == 0 ? 0 : energy / times[i]);
    }
  }
  data.findings.assign(finding.begin(), finding.end());
  return data;
}

PanelData Work::power_gain() const {
  PanelData data;
  data.columns = {"g_over_gamma", "eta1", "eta2"};
  const std::vector<double> ratio = axis(panel_);
  data.rows.resize(ratio.size());
  std::array<std::vector<double>, case_count> power;
  for (std::size_t k = 0; k < case_count; ++k) {
    power[k] = swept(panel_, qbnet::over_coupling(panel_, cases[k].charging),
                     Measure::Kind::max_power, {ratio}, threads_);
  }
  for (std::size_t i = 0; i < ratio.size(); ++i) {
    data.rows[i] = {ratio[i], power[0][i] / power[1][i], power[0][i] / power[2][i]};
  }
  Evidence own;
  own.solutions = case_count * ratio.size();
  own.energy_error = PowerOptions().accuracy;
  data.evidence.add(own);
  // The search for a gain by itself, at both ends of the curve.
  for (const std::size_t i : {std::size_t{0}, ratio.size() - 1}) {
    const Network network = this->network(Charging::nonreciprocal, ratio[i]);
    const Gains gains = gain(network, {last_battery(network)});
    require_ok(gains.status, gains.message, panel_.id);
    const ModeGain& mode = gains.modes.front();
    agree(data.rows[i][1], mode.power[direct].value(), 4 * PowerOptions().accuracy);
    agree(data.rows[i][2], mode.power[mediated].value(), 4 * PowerOptions().accuracy);
  }
  return data;
}

}  // namespace

void Evidence::add(const Evidence& other) {
  solutions += other.solutions;
  steady_states += other.steady_states;
  energy_error = std::max(energy_error, other.energy_error);
  backward_error = std::max(backward_error, other.backward_error);
  imbalance = std::max(imbalance, other.imbalance);
  arithmetic.insert(other.arithmetic.begin(), other.arithmetic.end());
}

PanelData compute_panel(const Panel& panel, int threads,
                        const std::function<void(double)>& progress) {
  const Work work(panel, threads, progress);
  PanelData data;
  switch (panel.shows) {
    case Shows::phase_map:
      data = work.phase_map();
      break;
    case Shows::steady_energy:
    case Shows::energy_gain:
      data = work.over_coupling();
      break;
    case Shows::optimum:
      data = work.optimum();
      break;
    case Shows::energy_rise:
    case Shows::power_course:
      data = work.over_time();
      break;
    case Shows::power_gain:
      data = work.power_gain();
      break;
  }
  for (std::string& finding : table_findings(panel, data)) {
    data.findings.push_back(std::move(finding));
  }
  return data;
}

}  // namespace qbnet
