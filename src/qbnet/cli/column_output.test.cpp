// -o of steady and evolve, and what is printed of large networks.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <hdf5_hl.h>

#include <cmath>
#include <map>
#include <sstream>

#include "qbnet/theory/closed_forms.hpp"
#include "tests/command_line.hpp"

namespace qbnet::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string example = QBNET_SOURCE_DIR "/examples/cascade/network.toml";
// At g/gamma = 0.1.
std::string long_cascade(int batteries) {
  return fmt::format(
      "qbnet = 1\n[cascade]\nbatteries = {}\ncharging = \"nonreciprocal\"\ncoupling = 0.01\n"
      "charger_loss = 0.1\nbattery_loss = 0.1\nmediator_loss = 1\ndrive = 1\n",
      batteries);
}

// Rows of a CSV by the first field, fields by the names of the first line.
std::map<std::string, std::map<std::string, std::string>> rows_of(const std::string& csv) {
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  const auto fields = [](const std::string& text) {
    std::vector<std::string> result;
    std::istringstream stream(text + ",");
    for (std::string field; std::getline(stream, field, ',');) result.push_back(field);
    return result;
  };
  const std::vector<std::string> names = fields(line);
  std::map<std::string, std::map<std::string, std::string>> rows;
  while (std::getline(lines, line)) {
    const std::vector<std::string> values = fields(line);
    for (std::size_t k = 0; k < names.size(); ++k) rows[values[0]][names[k]] = values[k];
  }
  return rows;
}

TEST(ColumnOutput, SteadyCsvIsWhatJsonSays) {
  const Folder folder;
  const Outcome result = qbnet({"steady", example, "-o", folder.path("a.csv")});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out, "");
  auto rows = rows_of(Folder::read(folder.path("a.csv")));
  const auto json = qbnet({"steady", example, "--json"}).json();
  ASSERT_EQ(rows.size(), json["modes"].size());
  for (const auto& mode : json["modes"]) {
    auto& row = rows.at(mode["name"].get<std::string>());
    EXPECT_EQ(row["role"], mode["role"]);
    EXPECT_EQ(std::stod(row["energy"]), mode["energy"].get<double>());
    EXPECT_EQ(std::stod(row["log10_energy"]), mode["log10_energy"].get<double>());
    EXPECT_EQ(std::stod(row["re"]), mode["amplitude"]["re"].get<double>());
    EXPECT_EQ(std::stod(row["im"]), mode["amplitude"]["im"].get<double>());
    EXPECT_EQ(row["exponent"], "0");
    EXPECT_LT(std::stod(row["error"]), 1e-13);
  }
}

TEST(ColumnOutput, WhatNoDoubleHoldsKeepsItsLogarithm) {
  const Folder folder;
  const std::string file = folder.write("long.toml", long_cascade(1000));
  ASSERT_EQ(qbnet({"steady", file, "-o", folder.path("a.csv")}).code, 0);
  auto row = rows_of(Folder::read(folder.path("a.csv"))).at("b1000");
  const double truth = log10(theory::cascade_nr_energy(1000, 0.01, 0.1));
  EXPECT_NEAR(std::stod(row["log10_energy"]), truth, -1e-13 * truth);
  EXPECT_EQ(row["energy"], "0");
  const double re = std::stod(row["re"]), im = std::stod(row["im"]);
  EXPECT_NEAR(std::log10(re * re + im * im) + 2 * std::stod(row["exponent"]) * std::log10(2.0),
              truth, -1e-13 * truth);

  ASSERT_EQ(qbnet({"steady", file, "-o", folder.path("a.h5")}).code, 0);
  const hid_t h5 = H5Fopen(folder.path("a.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  ASSERT_GE(h5, 0);
  double below = 0, above = 9, input = 0;
  EXPECT_GE(H5LTget_attribute_double(h5, "/", "energies_below_double", &below), 0);
  EXPECT_GE(H5LTget_attribute_double(h5, "/", "energies_above_double", &above), 0);
  EXPECT_GE(H5LTget_attribute_double(h5, "/", "input_power", &input), 0);
  EXPECT_GT(below, 500);
  EXPECT_EQ(above, 0);
  EXPECT_GT(input, 0);
  std::vector<double> logs(2001), energies(2001);
  EXPECT_GE(H5LTread_dataset_double(h5, "log10_energy", logs.data()), 0);
  EXPECT_GE(H5LTread_dataset_double(h5, "energy", energies.data()), 0);
  EXPECT_NEAR(logs[1000], truth, -1e-13 * truth);
  EXPECT_EQ(energies[1000], 0);
  for (const char* fact : {"format", "status", "message", "network", "settings", "version",
                           "command", "backward_error", "lost_power"}) {
    EXPECT_GT(H5LTfind_attribute(h5, fact), 0) << fact;
  }
  H5Fclose(h5);
}

TEST(ColumnOutput, HotAndDarkModes) {
  const Folder folder;
  const std::string file = folder.write(
      "hot.toml",
      "qbnet = 1\n[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 2e-100\ndrive = 1e100\n"
      "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 1\n");
  ASSERT_EQ(qbnet({"steady", file, "-o", folder.path("a.csv")}).code, 0);
  auto rows = rows_of(Folder::read(folder.path("a.csv")));
  EXPECT_EQ(rows["c"]["energy"], "");
  EXPECT_NEAR(std::stod(rows["c"]["log10_energy"]), 400, 1e-12);
  EXPECT_EQ(rows["b"]["energy"], "0");
  EXPECT_EQ(rows["b"]["log10_energy"], "-inf");
}

TEST(ColumnOutput, ModesAndTopSelect) {
  const Folder folder;
  const auto names = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"steady", example, "-o", folder.path("a.csv"), "--overwrite"};
    words.insert(words.end(), more.begin(), more.end());
    EXPECT_EQ(qbnet(words).code, 0);
    std::string all;
    std::istringstream lines(Folder::read(folder.path("a.csv")));
    for (std::string line; std::getline(lines, line);) all += line.substr(0, line.find(',')) + ' ';
    return all;
  };
  EXPECT_EQ(names({"--mode", "b3", "--mode", "b1"}), "name b3 b1 ");
  EXPECT_EQ(names({"--top", "2"}), "name c a1 ");
}

TEST(ColumnOutput, JsonBesidesAFileIsASummary) {
  const Folder folder;
  const std::string out = folder.path("a.npy");
  const auto json = qbnet({"steady", example, "-o", out, "--json"}).json();
  EXPECT_EQ(json["status"], "ok");
  EXPECT_EQ(json["output"], out);
  EXPECT_FALSE(json.contains("modes"));
  EXPECT_GT(json["input_power"].get<double>(), 0);
}

TEST(ColumnOutput, IsRefusedBeforeItIsComputed) {
  const Folder folder;
  const std::string there = folder.write("a.csv", "mine");
  const auto code = [&](const std::string& out) {
    // The file is not even opened.
    return qbnet({"steady", folder.path("none.toml"), "-o", out}).code;
  };
  EXPECT_EQ(code(there), 8);
  EXPECT_EQ(code(folder.path("a.txt")), 2);
  EXPECT_EQ(code(folder.path("none/a.csv")), 6);
  std::filesystem::create_directory(folder.path("d.csv"));
  EXPECT_EQ(code(folder.path("d.csv")), 6);
  EXPECT_EQ(Folder::read(there), "mine");
}

TEST(ColumnOutput, WithoutAnAnswerThereIsNoFile) {
  const Folder folder;
  const std::string file =
      folder.write("dark.toml",
                   "qbnet = 1\n[[mode]]\nname = \"c\"\nrole = \"charger\"\nloss = 2\ndrive = 1\n"
                   "[[mode]]\nname = \"b\"\nrole = \"battery\"\nloss = 0\n");
  const Outcome result = qbnet({"steady", file, "-o", folder.path("a.csv"), "--json"});
  EXPECT_EQ(result.code, 4);
  EXPECT_TRUE(result.json()["output"].is_null());
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(ColumnOutput, EvolveHasARowAModeAndTime) {
  const Folder folder;
  const std::vector<std::string> command = {"evolve", example, "--times", "0:10:3",
                                            "--mode", "b1",    "--mode",  "c"};
  std::vector<std::string> words = command;
  words.insert(words.end(), {"-o", folder.path("a.csv")});
  ASSERT_EQ(qbnet(words).code, 0);
  words = command;
  words.emplace_back("--json");
  const auto json = qbnet(words).json();
  std::istringstream lines(Folder::read(folder.path("a.csv")));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "name,role,time,energy,log10_energy,re,im,exponent");
  for (const auto& mode : json["modes"]) {
    for (std::size_t i = 0; i < 3; ++i) {
      ASSERT_TRUE(std::getline(lines, line));
      EXPECT_THAT(line, StartsWith(fmt::format(
                            "{},{},{:.17g},{:.17g},", mode["name"].get<std::string>(),
                            mode["role"].get<std::string>(), json["times"][i].get<double>(),
                            mode["energy"][i].get<double>())));
    }
  }
  EXPECT_FALSE(std::getline(lines, line));
}

TEST(ColumnOutput, ALongTableIsCutWhereNoOneSaidWhatToShow) {
  const Folder folder;
  const std::string file = folder.write("long.toml", long_cascade(1000));
  const Outcome result = qbnet({"steady", file});
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 24);
  EXPECT_THAT(result.out, HasSubstr("# 20 of 2001 modes, the fullest; --top, --mode, --json or -o "
                                    "show others\n"));
  EXPECT_THAT(result.out, HasSubstr("\n  c  "));
  EXPECT_THAT(qbnet({"steady", file, "--top", "1500"}).out, Not(HasSubstr("fullest")));
  EXPECT_EQ(qbnet({"steady", file, "--json"}).json()["modes"].size(), 2001U);
  const std::string shorter = folder.write("short.toml", long_cascade(400));
  EXPECT_THAT(qbnet({"steady", shorter}).out, Not(HasSubstr("fullest")));
}

TEST(ColumnOutput, CertificatesAreInEveryOutput) {
  const Folder folder;
  const auto json = qbnet({"steady", example, "--certify", "--json"}).json();
  EXPECT_EQ(json["certified"], true);
  const auto plain = qbnet({"steady", example, "--json"}).json();
  ASSERT_EQ(qbnet({"steady", example, "--certify", "-o", folder.path("a.csv")}).code, 0);
  auto rows = rows_of(Folder::read(folder.path("a.csv")));
  for (std::size_t k = 0; k < json["modes"].size(); ++k) {
    const auto& mode = json["modes"][k];
    const double energy = mode["energy"].get<double>();
    EXPECT_EQ(mode["certified"], true);
    EXPECT_NEAR(energy, plain["modes"][k]["energy"].get<double>(), 1e-14 * energy);
    EXPECT_GT(mode["radius"]["energy"].get<double>(), 0);
    EXPECT_LT(mode["radius"]["energy"].get<double>(), 2e-15 * energy);
    auto& row = rows.at(mode["name"].get<std::string>());
    EXPECT_EQ(std::stod(row["energy_radius"]), mode["radius"]["energy"].get<double>());
    EXPECT_EQ(std::stod(row["amplitude_radius"]), mode["radius"]["amplitude"].get<double>());
    EXPECT_EQ(std::stod(row["log10_energy_radius"]), mode["radius"]["log10_energy"].get<double>());
  }
  const Outcome text = qbnet({"steady", example, "--certify"});
  EXPECT_THAT(text.out, HasSubstr("proven to"));
  EXPECT_THAT(text.out, HasSubstr("in balls of 128 bits"));
}

// A printed 0 that stands for 10^-2000 must not be given as proven exactly.
TEST(ColumnOutput, ARadiusHoldsForWhatUnderflows) {
  const Folder folder;
  const std::string file = folder.write("long.toml", long_cascade(1000));
  const auto mode =
      qbnet({"steady", file, "--certify", "--json", "--mode", "b1000"}).json()["modes"][0];
  EXPECT_EQ(mode["energy"], 0);
  EXPECT_GT(mode["radius"]["energy"].get<double>(), 0);
  EXPECT_GT(mode["radius"]["amplitude"].get<double>(), 0);
  EXPECT_LT(mode["radius"]["log10_energy"].get<double>(), 1e-12);
}

}  // namespace
}  // namespace qbnet::test
