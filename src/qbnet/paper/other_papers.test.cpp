#include "qbnet/paper/other_papers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>
#include <set>

#include "qbnet/base/status.hpp"
#include "qbnet/paper/network_laws.hpp"
#include "qbnet/paper/reservoir.hpp"
#include "qbnet/theory/approximations.hpp"
#include "qbnet/theory/closed_forms.hpp"

namespace qbnet {
namespace {

using testing::HasSubstr;
constexpr double pi = std::numbers::pi;

std::string refusal_of(std::string_view key) {
  try {
    find_paper(key);
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::usage);
    return error.what();
  }
  return "";
}

TEST(OtherPapers, AreFoundByTheirKeys) {
  ASSERT_EQ(paper_names().size(), other_papers().size() + 1);
  EXPECT_EQ(find_paper(paper_names().front().key), nullptr);
  for (const OtherPaper& paper : other_papers()) {
    EXPECT_EQ(find_paper(paper.name.key), &paper);
    EXPECT_THAT(std::string(paper.name.arxiv), testing::MatchesRegex("[0-9]{4}\\.[0-9]{5}"));
  }
  EXPECT_EQ(refusal_of("shared-resevoir"),
            "paper must be one that qbnet paper --list names, but is \"shared-resevoir\"; did you "
            "mean \"shared-reservoir\"?");
  EXPECT_EQ(refusal_of("zzz"), "paper must be one that qbnet paper --list names, but is \"zzz\"");
}

TEST(OtherPapers, ClaimsAreJudgedAsComputed) {
  constexpr Verdict yes = Verdict::holds;
  constexpr Verdict range = Verdict::holds_for;
  const std::map<std::string, Verdict> expected = {
      {"one-way", yes},
      {"steady-energy", yes},
      {"fourfold-same-losses", range},
      {"fourfold-alone", range},
      {"optimal-condition", range},
      {"no-timing", yes},
      {"cascade-coupling", yes},
      {"parallel-coupling", yes},
      {"odd-even", range},
      {"no-odd-even", yes},
      {"thermal-passive", yes},
      {"thermal-passive-together", range},
      {"squeezing-ergotropy", yes},
      {"useful-fraction", range},
  };
  std::set<std::string> ids;
  for (const OtherPaper& paper : other_papers()) {
    for (const Claim& c : judge_claims(paper.judges, 2)) {
      EXPECT_TRUE(ids.insert(c.id).second) << c.id;
      ASSERT_TRUE(expected.contains(c.id)) << c.id;
      EXPECT_EQ(to_string(c.verdict), to_string(expected.at(c.id))) << c.id << ": " << c.our_value;
      for (const auto field : {&Claim::claim, &Claim::formula, &Claim::where, &Claim::paper_value,
                               &Claim::our_value, &Claim::difference, &Claim::range_or_truth}) {
        EXPECT_FALSE((c.*field).empty()) << c.id;
        for (const char* bad : {"\n", " nan", "inf ", "{}"}) {
          EXPECT_THAT(c.*field, testing::Not(HasSubstr(bad))) << c.id;
        }
      }
    }
  }
  EXPECT_EQ(ids.size(), expected.size());
}

TEST(OtherPapers, EveryChartHasItsCurvesAndSaysHowToDrawThem) {
  for (const OtherPaper& paper : other_papers()) {
    std::string id = "a";
    for (const Chart& chart : paper.charts) {
      EXPECT_EQ(chart.id, id) << paper.name.key;
      ++id[0];
      const PanelData data = chart.compute(2);
      EXPECT_GT(data.evidence.solutions, 0u);
      ASSERT_GE(data.rows.size(), 10u) << chart.title;
      for (const auto& row : data.rows) {
        ASSERT_EQ(row.size(), data.columns.size()) << chart.title;
        for (const double value : row) EXPECT_TRUE(std::isfinite(value)) << chart.title;
      }
      const std::string text = chart_csv(chart, data);
      const std::size_t at = text.find("# draw: ");
      ASSERT_NE(at, std::string::npos);
      const auto spec = nlohmann::json::parse(text.substr(at + 8, text.find('\n', at) - at - 8));
      ASSERT_EQ(spec["curves"].size() + 1, data.columns.size()) << chart.title;
      for (const auto& curve : spec["curves"]) {
        EXPECT_THAT(data.columns, testing::Contains(curve["column"].get<std::string>()));
      }
      EXPECT_EQ(spec["x"]["log"], chart.x.logarithmic);
    }
  }
}

TEST(Reservoir, IsTheExampleNetworkAtItsRates) {
  const theory::SharedReservoir rates{0.1, 0.1, 0.1, 1, 1, 1};
  EXPECT_NEAR(theory::one_way_energy(rates), 100, 1e-11) << "examples/shared-reservoir";
  EXPECT_EQ(reservoir::pair(rates, reservoir::Bath::shared).dissipators().size(), 1u);
  EXPECT_EQ(reservoir::pair(rates, reservoir::Bath::own).dissipators().size(), 2u);
  EXPECT_EQ(reservoir::pair(rates, reservoir::Bath::none).dissipators().size(), 0u);
}

TEST(Reservoir, ClaimsThatAreWrongDoNotHold) {
  EXPECT_EQ(reservoir::one_way(-pi / 2).verdict, Verdict::holds);
  EXPECT_EQ(reservoir::one_way(-pi / 2 + 1e-6).verdict, Verdict::does_not_hold);
  EXPECT_EQ(reservoir::one_way(pi / 2).verdict, Verdict::does_not_hold);
  const Claim fivefold = reservoir::gain_over(reservoir::Bath::none, 5);
  EXPECT_EQ(fivefold.verdict, Verdict::does_not_hold);
  EXPECT_THAT(fivefold.range_or_truth, HasSubstr("3.9984 times"));
  EXPECT_EQ(reservoir::gain_over(reservoir::Bath::own, 4).verdict, Verdict::holds_for);
}

TEST(Reservoir, RangesOfTheFourfoldEnergyAreThoseOfTheClosedForm) {
  // 4 [1 + (x/(1+x))^2]^2 = 4.04 and [(1+x^2)/(1+x)^2]^2 = 0.99.
  const double y = std::sqrt(std::sqrt(1.01) - 1);
  char same[64];
  std::snprintf(same, sizeof same, "≤ %.3f with", y / (1 - y));
  EXPECT_THAT(reservoir::gain_over(reservoir::Bath::own, 4).range_or_truth, HasSubstr(same));
  EXPECT_THAT(reservoir::gain_over(reservoir::Bath::none, 4).range_or_truth,
              HasSubstr("Γ/κ ≤ 0.00252 or Γ/κ ≥ 397"));
}

PanelData data_of(const std::vector<Chart>& charts, const char* id) {
  return find_charts(charts, {id}).front().compute(1);
}

void expect_relative(double value, const ScaledReal& expected, double tolerance) {
  EXPECT_NEAR(value / expected.value(), 1, tolerance);
}

TEST(Reservoir, ChartsAreThoseOfTheClosedForms) {
  using testing::ElementsAre;
  const PanelData energies = data_of(reservoir::charts(), "a");
  EXPECT_THAT(energies.columns, ElementsAre("Gamma_over_kappa", "nr", "alone", "same"));
  for (const auto& row : energies.rows) {
    const theory::SharedReservoir rates{0.1, 0.1, 0.1 * row[0], 1, 1, 1};
    expect_relative(row[1], theory::one_way_energy(rates), 1e-12);
    expect_relative(row[2], theory::coherent_energy(rates), 1e-12);
    expect_relative(row[3], theory::same_losses_energy(rates), 1e-12);
  }
  for (const auto& row : data_of(reservoir::charts(), "b").rows) {
    const theory::SharedReservoir rates{0.1, 0.1, 0.1 * row[0], 1, 1, 1};
    expect_relative(row[1], theory::one_way_energy(rates) / theory::coherent_energy(rates), 1e-12);
    expect_relative(row[2], theory::one_way_energy(rates) / theory::same_losses_energy(rates),
                    1e-12);
  }
  const PanelData course = data_of(reservoir::charts(), "c");
  EXPECT_THAT(course.rows.front(), testing::Each(0));
  const theory::SharedReservoir rates{0.1, 0.1, 1, 1, 1, 1};
  EXPECT_EQ(course.rows.back()[0], 12);
  expect_relative(course.rows.back()[1], theory::one_way_energy(rates), 1e-9);
  expect_relative(course.rows.back()[2], theory::coherent_energy(rates), 0.02);
  expect_relative(course.rows.back()[3], theory::same_losses_energy(rates), 1e-9);
}

TEST(NetworkLaws, ChartsOverNAreThoseOfTheClosedForms) {
  for (const auto& row : data_of(laws::charts(), "a").rows) {
    const auto n = static_cast<std::size_t>(row[0]);
    expect_relative(row[1], theory::cascade_optimal_coupling(n, 1), 1e-8);
    expect_relative(row[2], theory::parallel_optimal_coupling(n, 1, 1), 1e-8);
    expect_relative(row[3], theory::parallel_optimal_coupling(n, 1, 1), 1e-8);
  }
  for (const auto& row : data_of(laws::charts(), "b").rows) {
    const auto n = static_cast<std::size_t>(row[0]);
    expect_relative(row[1], theory::cascade_r1_energy(n, 0.5, 0.1), 1e-12);
    expect_relative(row[2], theory::cascade_nr_energy(n, 0.5, 0.1), 1e-12);
    expect_relative(row[3], theory::parallel_nr_energies(theory::equal_rates(n, 0.5, 0.1)).back(),
                    1e-12);
  }
}

TEST(NetworkLaws, SpectraHaveAResonanceOrNoneInTheMiddle) {
  const PanelData data = data_of(laws::charts(), "c");
  const std::size_t middle = data.rows.size() / 2;
  EXPECT_EQ(data.rows[middle][0], 0);
  expect_relative(data.rows[middle][1], theory::cascade_r1_energy(3, 0.5, 0.1), 1e-12);
  expect_relative(data.rows[middle][2], theory::cascade_r1_energy(4, 0.5, 0.1), 1e-12);
  EXPECT_GT(data.rows[middle + 1][1], data.rows[middle][1]) << "N = 3";
  EXPECT_LT(data.rows[middle + 1][2], data.rows[middle][2]) << "N = 4";
  for (std::size_t k : {1, 2}) {
    EXPECT_NEAR(data.rows.front()[k] / data.rows.back()[k], 1, 1e-9) << "even in the detuning";
  }
}

TEST(NetworkLaws, HeatIsPassiveAndSqueezingIsNot) {
  const ScaledReal coherent = theory::cascade_nr_energy(4, 0.05, 0.1);
  const PanelData heat = data_of(laws::charts(), "d");
  for (const auto& row : heat.rows) {
    expect_relative(row[1], coherent + ScaledReal(row[0]), 1e-12);
    expect_relative(row[3], coherent, 1e-12);
  }
  const double share = (heat.rows.back()[2] - heat.rows.back()[3]) / heat.rows.back()[0];
  for (const auto& row : data_of(laws::charts(), "e").rows) {
    EXPECT_NEAR(row[1], share * std::pow(std::sinh(row[0]), 2), 1e-9);
    EXPECT_NEAR(row[2], theory::squeezed_part(share, row[0]), 1e-9);
    EXPECT_LE(row[4], row[3]);
  }
}

TEST(NetworkLaws, WrongExponentsDoNotHold) {
  const laws::Law found = laws::law(Topology::parallel, Charging::nonreciprocal, {2, 4, 8});
  EXPECT_NEAR(found.exponent, -0.5, 1e-9);
  Claim claim;
  laws::judge_exponent(claim, found, -0.5, 1e-6);
  EXPECT_EQ(claim.verdict, Verdict::holds);
  laws::judge_exponent(claim, found, -0.501, 1e-6);
  EXPECT_EQ(claim.verdict, Verdict::does_not_hold);
}

TEST(NetworkLaws, BathsGoToBatteriesOrToAll) {
  const Network network = reservoir::pair({0.1, 0.1, 0.1, 1, 1, 1}, reservoir::Bath::none);
  const Network some = laws::with_baths(network, {.thermal = 2, .r = 0.3, .all = false});
  EXPECT_EQ(some.mode(0).thermal, 0);
  EXPECT_EQ(some.mode(1).thermal, 2);
  EXPECT_EQ(some.mode(1).squeezing.r, 0.3);
  EXPECT_EQ(laws::with_baths(network, {.thermal = 2, .r = 0, .all = true}).mode(0).thermal, 2);
}

}  // namespace
}  // namespace qbnet
