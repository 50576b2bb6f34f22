// The examples of the Python package, by the library alone: the same expected file.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "qbnet/files/read_network.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/study/plain_point.hpp"
#include "qbnet/study/points.hpp"
#include "qbnet/study/statistics.hpp"

namespace qbnet {
namespace {

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

double computed(const nlohmann::json& row) {
  std::vector<Setting> settings;
  for (const auto& [name, value] : row.at("set").items()) settings.push_back({name, value});
  const std::string source = QBNET_SOURCE_DIR;
  const NetworkFile file =
      read_network_file(source + "/" + row.at("network").get<std::string>(), settings);
  const std::string measure = row.at("measure");
  const std::size_t of = measure.find(" of ");
  if (of != std::string::npos) {
    return of_samples(file, measure.substr(0, of), measure.substr(of + 4));
  }
  if (!file.protocol.empty()) {
    const Measure at = parse_measure(measure, file.network);
    EvolveOptions options;
    options.modes = {file.network.index_of(at.mode)};
    return evolve(file.network, {at.time}, options, file.protocol).energy(0, 0).value();
  }
  double value = 0;
  EXPECT_EQ(plain_point(file.network, {parse_measure(measure, file.network)}, std::span(&value, 1)),
            Status::ok);
  return value;
}

TEST(PythonExamples, HaveTheNumbersOfTheLibrary) {
  std::ifstream text(std::string(QBNET_SOURCE_DIR) + "/examples/python/expected.json");
  const auto rows = nlohmann::json::parse(text);
  EXPECT_GT(rows.size(), 15u);
  for (const nlohmann::json& row : rows) {
    const double expected = row.at("value");
    EXPECT_NEAR(computed(row), expected, 1e-12 * std::abs(expected) + 1e-40) << row;
  }
}

}  // namespace
}  // namespace qbnet
