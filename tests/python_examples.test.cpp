// The examples of the Python package, by the library alone and by the program: to the last digit
// the same numbers, and those expected. python/tests/test_examples.py holds Python to the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "qbnet/files/range.hpp"
#include "qbnet/files/read_network.hpp"
#include "qbnet/measure/gain.hpp"
#include "qbnet/measure/power.hpp"
#include "qbnet/measure/steady_energy.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/study/points.hpp"
#include "qbnet/study/statistics.hpp"
#include "tests/command_line.hpp"

namespace qbnet {
namespace {

using nlohmann::json;

std::string path_of(const json& row) {
  return std::string(QBNET_SOURCE_DIR) + "/" + row.at("network").get<std::string>();
}

// "mean of energy(b4)" and their like: of 20000 samples, seed 1.
double of_samples(const NetworkFile& file, const std::string& word, const std::string& measure) {
  constexpr std::size_t samples = 20000;
  PointsOptions options;
  options.plain = true;
  const Points points(file.network, file.disorder.value(), 1, samples,
                      parse_measures({measure}, file.network), options);
  std::vector<double> values(samples);
  std::vector<std::uint8_t> status(samples);
  points.compute(0, samples, values.data(), status.data());
  StatisticsOptions how;
  how.threshold = 0.01;
  const Statistics said = statistics_of(values, status, how);
  return word == "mean"        ? said.mean.value
         : word == "deviation" ? said.deviation.value
                               : said.yield.value().fraction.value;
}

double by_library(const json& row) {
  std::vector<Setting> settings;
  for (const auto& [name, value] : row.at("set").items()) settings.push_back({name, value});
  const NetworkFile file = read_network_file(path_of(row), settings);
  const Network& network = file.network;
  const std::string text = row.at("measure");
  const std::size_t of = text.find(" of ");
  if (of != std::string::npos) return of_samples(file, text.substr(0, of), text.substr(of + 4));
  const Measure measure = parse_measure(text, network);
  const std::vector<std::size_t> mode = {network.index_of(measure.mode)};
  using Kind = Measure::Kind;
  if (measure.kind == Kind::energy_at) {
    EvolveOptions options;
    options.modes = mode;
    const std::vector<double> times =
        points(parse_range(row.at("times").get<std::string>(), "times"));
    const auto at = std::ranges::find(times, measure.time);
    return evolve(network, times, options, file.protocol)
        .energy(0, static_cast<std::size_t>(at - times.begin()))
        .value();
  }
  if (measure.kind == Kind::max_power) return maximal_power(network, mode).peaks[0].power.value();
  if (measure.kind == Kind::gain)
    return gain(network, mode).modes[0].energy[measure.reference].value();
  const Steady state = steady(network);
  const SteadyEnergy energies(network, state, mode);
  const ScaledReal energy = measure.kind == Kind::ergotropy        ? energies.ergotropy(mode[0])
                            : measure.kind == Kind::thermal_energy ? energies.thermal(mode[0])
                                                                   : energies.total(mode[0]);
  return measure.log10 ? log10(energy) : energy.value();
}

double by_program(const json& row) {
  std::vector<std::string> words = {"", path_of(row), "--json", "-q"};
  for (const auto& [name, value] : row.at("set").items()) {
    words.insert(words.end(), {"--set", name + "=" + value.get<std::string>()});
  }
  const auto said = [&](const std::string& command, const std::vector<std::string>& more) {
    words[0] = command;
    words.insert(words.end(), more.begin(), more.end());
    return test::qbnet(words).json();
  };
  const std::string text = row.at("measure");
  const std::size_t of = text.find(" of ");
  if (of != std::string::npos) {
    const std::string word = text.substr(0, of);
    return said(
        "disorder",
        {"--samples", "20000", "--measure", text.substr(of + 4), "--threshold", "0.01",
         "--plain"})["measures"][0][word == "deviation" ? "standard_deviation" : word]["value"];
  }
  const std::string kind = text.substr(0, text.find('('));
  const std::string inside = text.substr(kind.size() + 1, text.size() - kind.size() - 2);
  const std::size_t comma = inside.find(", ");
  const std::string mode = inside.substr(0, comma);
  const std::string rest = comma == std::string::npos ? "" : inside.substr(comma + 2);
  if (kind == "max_power") return said("power", {"--mode", mode})["modes"][0]["max_power"];
  if (kind == "gain") return said("gain", {"--mode", mode})["modes"][0]["energy"][rest];
  if (kind == "energy_at") {
    const auto found = said("evolve", {"--mode", mode, "--times", row.at("times")});
    const std::vector<double> times = found["times"];
    const auto at = std::ranges::find(times, std::stod(rest));
    return found["modes"][0]["energy"][static_cast<std::size_t>(at - times.begin())];
  }
  return said("steady", {"--mode", mode})["modes"][0][kind];
}

TEST(PythonExamples, HaveTheNumbersOfLibraryAndProgram) {
  std::ifstream text(std::string(QBNET_SOURCE_DIR) + "/examples/python/expected.json");
  const auto rows = json::parse(text);
  EXPECT_GT(rows.size(), 15u);
  for (const json& row : rows) {
    const double computed = by_library(row);
    EXPECT_EQ(computed, by_program(row)) << row;
    // Other processors may round sines and exponentials in another way.
    const double expected = row.at("value");
    EXPECT_NEAR(computed, expected, 1e-12 * std::abs(expected) + 1e-40) << row;
  }
}

}  // namespace
}  // namespace qbnet
