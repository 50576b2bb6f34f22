#include "qbnet/paper/study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "qbnet/paper/study_text.hpp"
#include "qbnet/theory/approximations.hpp"
#include "qbnet/theory/closed_forms.hpp"

namespace qbnet {
namespace {

/// The panel with a coarser or shorter axis: the same computation, sooner.
Panel coarse(std::string_view id, std::size_t points) {
  Panel panel = find_panels({std::string(id)}).front();
  panel.points = points;
  return panel;
}

void expect_relative(double value, double expected, double tolerance, std::string_view what) {
  EXPECT_NEAR(value, expected, tolerance * std::abs(expected)) << what;
}

/// E_N/omega in the three cases, from the closed forms.
std::array<double, 3> closed_form(const Panel& panel, double ratio) {
  const theory::Rates rates = theory::equal_rates(panel.batteries, ratio * panel.loss, panel.loss);
  if (panel.topology == Topology::cascade) {
    return {theory::cascade_nr_energies(rates).back().value(),
            theory::cascade_r1_energies(rates).back().value(),
            theory::cascade_r2_energies(rates).back().value()};
  }
  return {theory::parallel_nr_energies(rates).back().value(),
          theory::parallel_r1_energies(rates).back().value(),
          theory::parallel_r2_energies(rates).back().value()};
}

TEST(Study, EnergiesOverCouplingAreThoseOfTheClosedForms) {
  for (const char* id : {"2b", "2c", "3b"}) {
    const Panel panel = coarse(id, 6);
    const PanelData data = compute_panel(panel, 2);
    EXPECT_THAT(data.columns, testing::ElementsAre("g_over_gamma", "nr", "r1", "r2"));
    ASSERT_EQ(data.rows.size(), 6u);
    EXPECT_THAT(data.rows[0], testing::Each(0)) << "nothing is charged without a coupling";
    for (std::size_t i = 1; i < 6; ++i) {
      const auto expected = closed_form(panel, data.rows[i][0]);
      for (std::size_t k = 0; k < 3; ++k) {
        expect_relative(data.rows[i][k + 1], expected[k], 1e-13, id);
      }
    }
    EXPECT_LT(data.evidence.energy_error, 1e-12);
    EXPECT_LT(data.evidence.imbalance, 1e-12);
    EXPECT_EQ(data.evidence.solutions, 21u) << "18 points, 3 of them solved again alone";
    EXPECT_EQ(data.evidence.steady_states, 3u);
  }
}

TEST(Study, GainsAreRatiosOfTheEnergiesBesideThem) {
  for (const char* id : {"2d", "2e", "3c"}) {
    const Panel panel = coarse(id, 4);
    const PanelData data = compute_panel(panel, 1);
    EXPECT_THAT(data.columns, testing::ElementsAre("g_over_gamma", "G1", "G2", "energy_nr",
                                                   "energy_r1", "energy_r2"));
    for (const auto& row : data.rows) {
      const auto expected = closed_form(panel, row[0]);
      expect_relative(row[1], expected[0] / expected[1], 1e-13, id);
      expect_relative(row[2], expected[0] / expected[2], 1e-13, id);
      for (std::size_t k = 0; k < 3; ++k) expect_relative(row[k + 3], expected[k], 1e-13, id);
    }
  }
}

TEST(Study, MapsHaveTheirMaximaWhereThePaperSays) {
  const PanelData cascade = compute_panel(coarse("2a", 8), 2);  // -1/2 lies between grid points
  EXPECT_EQ(cascade.rows.size(), 64u);
  ASSERT_EQ(cascade.maxima.size(), 1u);
  EXPECT_NEAR(cascade.maxima[0].theta1, -0.5, 1e-6);
  EXPECT_NEAR(cascade.maxima[0].theta2, -0.5, 1e-6);
  expect_relative(cascade.maxima[0].energy, theory::cascade_nr_energy(2, 0.01, 0.1).value(), 1e-12,
                  "2a");
  const PanelData parallel = compute_panel(coarse("3a", 8), 2);
  ASSERT_EQ(parallel.maxima.size(), 2u);
  EXPECT_NEAR(parallel.maxima[0].theta1, -0.5, 1e-6);
  EXPECT_NEAR(parallel.maxima[1].theta1, 0.5, 1e-6);
  for (const PhaseMaximum& maximum : parallel.maxima) {
    EXPECT_NEAR(maximum.theta2, -0.5, 1e-6);
    expect_relative(maximum.energy,
                    theory::parallel_nr_energies(theory::equal_rates(2, 0.01, 0.1))[1].value(),
                    1e-12, "3a");
  }
}

TEST(Study, MapsRunOverTheta2Fastest) {
  const PanelData data = compute_panel(coarse("2a", 5), 1);
  ASSERT_EQ(data.rows.size(), 25u);
  EXPECT_EQ(data.rows[1][0], -1);
  EXPECT_EQ(data.rows[1][1], -0.5);
  EXPECT_EQ(data.rows[5][0], -0.5);
  // (-pi/2, -pi/2) against its mirror image: energy comes forward, or does not.
  EXPECT_GT(data.rows[6][2], 2.5);
  EXPECT_LT(data.rows[18][2], 1e-20);
}

TEST(Study, TheOptimumIsThatOfTheClosedForm) {
  Panel panel = coarse("2f", 4);
  panel.to = 7;
  const PanelData data = compute_panel(panel, 2);
  ASSERT_EQ(data.rows.size(), 4u);
  EXPECT_THAT(std::vector(data.columns.begin(), data.columns.begin() + 4),
              testing::ElementsAre("N", "g_opt_over_gamma", "ratio", "fit"));
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t n = 2 * i + 1;
    EXPECT_EQ(data.rows[i][0], static_cast<double>(n));
    expect_relative(data.rows[i][1], theory::cascade_optimal_coupling(n, 1), 1e-6, "coupling");
    expect_relative(data.rows[i][2], theory::maximum_ratio(n), 1e-12, "ratio");
    expect_relative(data.rows[i][3], 1 + 0.062 * std::log(n), 1e-14, "fit");
    expect_relative(data.rows[i][4], theory::cascade_r1_maximum(n, 1).coupling, 1e-6, "r1");
  }
}

TEST(Study, ChargingEndsInTheSteadyState) {
  Panel panel = coarse("3d", 3);
  panel.to = 1000;
  const PanelData data = compute_panel(panel, 2);
  EXPECT_THAT(data.columns, testing::ElementsAre("t", "nr", "r1", "r2"));
  EXPECT_THAT(data.rows[0], testing::Each(0));
  const auto expected = closed_form(panel, panel.coupling);
  for (std::size_t k = 0; k < 3; ++k) {
    expect_relative(data.rows[2][k + 1], expected[k], 1e-9, "steady");
    EXPECT_NE(data.findings[k].find("100 % of its steady value"), std::string::npos)
        << data.findings[k];
  }
}

TEST(Study, PowerIsEnergyOverTime) {
  for (const char* id : {"4a", "4b"}) {
    Panel panel = coarse(id, 3);
    panel.to = 1e6;
    const PanelData data = compute_panel(panel, 2);
    EXPECT_THAT(data.rows[0], testing::Each(0));
    const auto expected = closed_form(panel, panel.coupling);
    for (std::size_t k = 0; k < 3; ++k) {
      expect_relative(data.rows[2][k + 1] * 1e6, expected[k], 1e-9, id);
    }
    EXPECT_EQ(data.findings.size(), 3u);
  }
}

TEST(Study, PowerGainsReachTheLimitsOfWeakCoupling) {
  for (const auto& [id, first, second] : {std::tuple("4c", 256.0, 16.0), {"4d", 4.0, 2.0}}) {
    Panel panel = coarse(id, 1);
    panel.from = 1e-5;
    const PanelData data = compute_panel(panel, 1);
    EXPECT_THAT(data.columns, testing::ElementsAre("g_over_gamma", "eta1", "eta2"));
    ASSERT_EQ(data.rows.size(), 1u);
    expect_relative(data.rows[0][1], first, 1e-3, id);
    expect_relative(data.rows[0][2], second, 1e-3, id);
  }
}

TEST(Study, ReportsProgressToTheEnd) {
  std::vector<double> shares;
  compute_panel(coarse("2b", 10), 2, [&](double share) { shares.push_back(share); });
  ASSERT_FALSE(shares.empty());
  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  EXPECT_EQ(shares.back(), 1);
}

TEST(Study, DataFilesSayTheirParametersAndReadBack) {
  for (const char* id : {"2a", "2b", "3d", "4c"}) {
    Panel panel = coarse(id, 3);
    const PanelData data = compute_panel(panel, 2);
    const std::string text = panel_csv(panel, data);
    EXPECT_EQ(text, panel_csv(panel, compute_panel(panel, 1))) << "threads change the file";
    std::istringstream lines(text);
    std::string line;
    std::vector<std::string> comments;
    while (std::getline(lines, line) && line.starts_with("# ")) comments.push_back(line);
    EXPECT_THAT(comments.front(), testing::StartsWith("# Fig. "));
    EXPECT_THAT(comments, testing::Contains(testing::HasSubstr(
                              panel.loss == 0.1 ? "γ_c = γ_b = γ = 0.1ω, Γ = 0.1ω, ξ = ω"
                                                : "γ_c = γ_b = γ = 5×10⁻⁴ω, Γ = ω, ξ = ω")));
    EXPECT_THAT(comments, testing::Contains(testing::HasSubstr("each with status ok")));
    const auto is_maximum = testing::StartsWith("# maximum: theta1=");
    EXPECT_EQ(testing::Value(comments, testing::Contains(is_maximum)), !data.maxima.empty());
    std::string header = data.columns[0];
    for (std::size_t k = 1; k < data.columns.size(); ++k) header += "," + data.columns[k];
    EXPECT_EQ(line, header);
    for (const auto& row : data.rows) {
      ASSERT_TRUE(std::getline(lines, line));
      std::istringstream cells(line);
      for (const double value : row) {
        std::string cell;
        std::getline(cells, cell, ',');
        EXPECT_EQ(std::stod(cell), value);
      }
    }
    EXPECT_FALSE(std::getline(lines, line)) << line;
  }
}

TEST(Study, FindingsFollowTheData) {
  const PanelData even = compute_panel(coarse("2c", 21), 2);
  EXPECT_THAT(even.findings, testing::Contains("Nonreciprocal charging stores most from the weak "
                                               "end up to g_b/γ = 0.75."));
  const PanelData odd = compute_panel(coarse("2b", 21), 2);
  EXPECT_THAT(odd.findings,
              testing::Contains("Nonreciprocal charging stores most at every point of the axis."));
}

TEST(Study, WritesShortNumbers) {
  EXPECT_EQ(brief_number(0), "0");
  EXPECT_EQ(brief_number(-0.0), "0");
  EXPECT_EQ(brief_number(1), "1");
  EXPECT_EQ(brief_number(-2.5), "-2.5");
  EXPECT_EQ(brief_number(0.0013873), "0.0013873");
  EXPECT_EQ(brief_number(5e-4), "5×10⁻⁴");
  EXPECT_EQ(brief_number(-1.23456e-12), "-1.2346×10⁻¹²");
  EXPECT_EQ(brief_number(1e7), "1×10⁷");
  EXPECT_EQ(brief_number(99999.6), "1×10⁵");
  EXPECT_EQ(brief_number(HUGE_VAL), "inf");
}

}  // namespace
}  // namespace qbnet
