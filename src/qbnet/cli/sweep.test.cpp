#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sweep_cases.hpp"

namespace qbnet::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

TEST_F(SweepCommand, TableToTheLetter) {
  const Outcome result = sweep({"--vary", "kappa=4,1", "--vary", "xi=1:2:2", "--measure",
                                "energy(c)", "--measure", "amplitude(c)"});
  EXPECT_EQ(result.out,
            "kappa,xi,energy(c),re amplitude(c),im amplitude(c),status\n"
            "4,1,0.25,0,-0.5,ok\n"
            "4,2,1,0,-1,ok\n"
            "1,1,4,0,-2,ok\n"
            "1,2,16,0,-4,ok\n");
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.code, 0);
}

TEST_F(SweepCommand, ReversedAxesKeepTheirOrder) {
  EXPECT_EQ(sweep({"--vary", "kappa=4:2:2"}).out, "kappa,energy(c),status\n4,0.25,ok\n2,1,ok\n");
  EXPECT_EQ(sweep({"--vary", "kappa=4:1:3:log"}).code, 0);
  EXPECT_EQ(sweep({"--vary", "kappa=2:7:1"}).out, "kappa,energy(c),status\n2,1,ok\n");
}

TEST_F(SweepCommand, JsonToTheLetter) {
  const Outcome result = sweep({"--vary", "kappa=0,1", "--json", "--plain"});
  EXPECT_EQ(result.out,
            "{\n"
            "  \"format\": \"qbnet-sweep/1\",\n"
            "  \"status\": \"ok\",\n"
            "  \"points\": 2,\n"
            "  \"done\": 2,\n"
            "  \"ok\": 1,\n"
            "  \"method\": \"plain\",\n"
            "  \"output\": null,\n"
            "  \"axes\": [\n"
            "    {\n"
            "      \"name\": \"kappa\",\n"
            "      \"values\": [0, 1]\n"
            "    }\n"
            "  ],\n"
            "  \"measures\": [\n"
            "    {\n"
            "      \"name\": \"energy(c)\",\n"
            "      \"unit\": \"omega\",\n"
            "      \"values\": [null, 4]\n"
            "    }\n"
            "  ],\n"
            "  \"point_status\": [\"singular\", \"ok\"]\n"
            "}\n");
  EXPECT_EQ(result.code, 10);
}

TEST_F(SweepCommand, CsvFileIsTheTable) {
  const std::string output = folder_.path("out.csv");
  const Outcome result = sweep({"--vary", "kappa=1,2,4", "-o", output});
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(Folder::read(output), sweep({"--vary", "kappa=1,2,4"}).out);
  const auto summary =
      sweep({"--vary", "kappa=1,2,4", "-o", output, "--overwrite", "--json"}).json();
  EXPECT_EQ(summary["output"], output);
  EXPECT_EQ(summary["ok"], 3);
  EXPECT_FALSE(summary.contains("measures"));
  EXPECT_EQ(folder_.entries(), 2U) << "neither lock nor state is left";
}

TEST_F(SweepCommand, NpyHasAnAxisForEachVaryAndOneInFrontForMeasures) {
  const std::string output = folder_.path("out.npy");
  EXPECT_EQ(sweep({"--vary", "kappa=1,2", "--vary", "xi=0:4:3", "-o", output}).code, 0);
  std::string bytes = Folder::read(output);
  EXPECT_THAT(bytes, StartsWith(std::string("\x93NUMPY\x01\x00", 8)));
  EXPECT_THAT(bytes.substr(0, 128),
              HasSubstr("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"));
  EXPECT_THAT(doubles(bytes.substr(128)), ElementsAre(0, 16, 64, 0, 4, 16));
  EXPECT_EQ(sweep({"--vary", "kappa=1,2", "--measure", "energy(c)", "--measure", "input_power",
                   "-o", output, "--overwrite"})
                .code,
            0);
  bytes = Folder::read(output);
  EXPECT_THAT(bytes.substr(0, 128), HasSubstr("'shape': (2, 2), "));
  EXPECT_THAT(doubles(bytes.substr(128)), ElementsAre(4, 1, 4, 2));
}

TEST_F(SweepCommand, Hdf5HasTheSameBytesForAnyThreads) {
  const std::string output = folder_.path("out.h5");
  const auto bytes = [&](const char* threads) {
    EXPECT_EQ(
        sweep({"--vary", "kappa=1:2:1000", "-o", output, "--overwrite", "--threads", threads}).code,
        0);
    return Folder::read(output);
  };
  const std::string one = bytes("1");
  EXPECT_THAT(one, StartsWith("\x89HDF\r\n\x1a\n"));
  EXPECT_THAT(one, HasSubstr("--vary kappa=1:2:1000 --measure 'energy(c)' -o"));
  EXPECT_TRUE(bytes("3") == one);
}

TEST_F(SweepCommand, PointsThatAreRefusedKeepTheirPlace) {
  const Outcome result = sweep({"--vary", "kappa=-1:1:3"});
  EXPECT_EQ(result.out, "kappa,energy(c),status\n-1,,failed\n0,,singular\n1,4,ok\n");
  EXPECT_EQ(
      result.err,
      "qbnet: 2 of 3 points are not ok (1 singular, 1 failed), the first at kappa=-1: loss of "
      "mode \"c\" must be at least 0, but is -1; their values are left out\n");
  EXPECT_EQ(result.code, 10);
  EXPECT_EQ(sweep({"--vary", "kappa=0,1"}).err,
            "qbnet: 1 of 2 points is not ok (1 singular), the first at kappa=0: mode \"c\" never "
            "decays (resonant with the drive); their values are left out\n");
  // Where no point at all is lawful there are still that many points.
  EXPECT_EQ(sweep({"--vary", "kappa=-2,-1", "-o", folder_.path("none.csv")}).code, 10);
  EXPECT_EQ(Folder::read(folder_.path("none.csv")),
            "kappa,energy(c),status\n-2,,failed\n-1,,failed\n");
}

TEST_F(SweepCommand, SettingsMayFollowWhatIsVaried) {
  EXPECT_EQ(sweep({"--vary", "kappa=1,2", "--set", "xi=kappa"}).out,
            "kappa,energy(c),status\n1,4,ok\n2,4,ok\n");
  EXPECT_EQ(refusal(2, {"--vary", "kappa=1,2", "--set", "kappa=1"}),
            "parameter kappa must be set or varied, but is both");
}

TEST_F(SweepCommand, AVariedDriveIsADrive) {
  const Outcome result = sweep({"--vary", "xi=0,1"});
  EXPECT_EQ(result.out, "xi,energy(c),status\n0,0,ok\n1,1,ok\n");
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(sweep({"--vary", "kappa=1,2", "--set", "xi=0"}).err,
              HasSubstr("no mode has a drive"));
  EXPECT_EQ(sweep({"--vary", "kappa=1,2", "--set", "xi=0", "-q"}).err, "");
}

TEST_F(SweepCommand, VerboseSaysHow) {
  EXPECT_THAT(sweep({"--vary", "kappa=1,2", "-v"}).err,
              MatchesRegex("qbnet: 2 points, compiled, " + lane_target() + ", .* s\n"));
  EXPECT_THAT(sweep({"--vary", "kappa=1,2", "-v", "--plain"}).err,
              StartsWith("qbnet: 2 points, plain, "));
}

TEST_F(SweepCommand, BadAxes) {
  EXPECT_EQ(refusal(2, {}),
            "--vary must be given at least once, as in --vary g=0:1:101, but is not");
  EXPECT_EQ(refusal(2, {"--vary", "kappa=1:2:0"}),
            "COUNT of --vary kappa must be a whole number of at least 1, but is \"0\"");
  EXPECT_EQ(refusal(2, {"--vary", "kappa="}),
            "--vary kappa must have values (NAME=START:STOP:COUNT[:log] or NAME=VALUE,VALUE,...), "
            "but has none");
  EXPECT_EQ(refusal(2, {"--vary", "kappa=2:2:3"}),
            "points of --vary kappa must differ, but 3 points from 2 to 2 do not");
  EXPECT_EQ(refusal(2, {"--vary", "kappa=0:1:5:log"}),
            "START of --vary kappa must be above 0 for equal ratios (log), but is 0");
  EXPECT_EQ(refusal(2, {"--vary", "kappa=1:-1:5:log"}),
            "STOP of --vary kappa must be above 0 for equal ratios (log), but is -1");
  EXPECT_EQ(refusal(2, {"--vary", "kappa=1", "--vary", "kappa=1,2"}),
            "--vary must name each parameter once, but names \"kappa\" twice");
  EXPECT_EQ(refusal(2, {"--vary", "kapa=1"}),
            "--vary kapa: must name a parameter of the file, but \"kapa\" is none; did you mean "
            "\"kappa\"?");
}

TEST_F(SweepCommand, TheNumberOfBatteriesIsNoAxis) {
  const std::string file = folder_.write(
      "n.toml",
      "qbnet = 1\n[parameters]\nn = 2\n[cascade]\nbatteries = \"n + 1\"\n"
      "charging = \"reciprocal-direct\"\ncoupling = 1\ncharger_loss = 1\nbattery_loss = 1\n"
      "drive = 1\n");
  EXPECT_EQ(one_line(qbnet({"sweep", file, "--vary", "n=1,2", "--measure", "energy(b2)"}), 2),
            file +
                ":5:13: batteries of [cascade] must stay as they are in a sweep, but follow a "
                "parameter that is varied");
}

TEST_F(SweepCommand, BadMeasures) {
  const auto with = [&](const std::string& measure) {
    return refusal(2, {"--vary", "kappa=1", "--measure", measure});
  };
  EXPECT_EQ(with("enrgy(c)"),
            "measure must be energy, log10_energy, amplitude, input_power, gain, log10_gain, "
            "max_power, log10_max_power, max_power_time, ergotropy, log10_ergotropy, "
            "thermal_energy, half_life, transmission, isolation, energy_at, log10_energy_at, "
            "ergotropy_at, log10_ergotropy_at, "
            "thermal_energy_at or efficiency_at, but is "
            "\"enrgy(c)\"; did you mean \"energy\"?");
  EXPECT_EQ(with("energy(b4)"),
            "mode of energy(b4) must be one of the network, but \"b4\" is none");
  EXPECT_EQ(with("energy_at(c, -1)"), "time of energy_at(c, -1) must be at least 0, but is -1");
  EXPECT_EQ(qbnet({"sweep", file_, "--vary", "kappa=1"}).err,
            "qbnet: --measure must be given at least once, as in --measure 'energy(b1)', but is "
            "not\n");
}

TEST_F(SweepCommand, Threads) {
  for (const char* threads : {"0", "-1", "1025", "many"}) {
    EXPECT_EQ(
        refusal(2, {"--vary", "kappa=1", "--threads", threads}),
        fmt::format("--threads must be a whole number from 1 to 1024, but is \"{}\"", threads));
  }
  const std::string table = sweep({"--vary", "kappa=1:2:5000", "--threads", "1"}).out;
  for (const char* threads : {"2", "3", "8", "1000"}) {
    EXPECT_TRUE(sweep({"--vary", "kappa=1:2:5000", "--threads", threads}).out == table) << threads;
  }
}

TEST_F(SweepCommand, WhatCannotFitIsRefusedWithItsEstimate) {
  const std::vector<std::vector<std::string>> runs = {
      {"--vary", "kappa=1:2:1e12"},
      {"--vary", "kappa=1:2:1e6", "--vary", "xi=1:2:1e6"},
      {"--vary", "kappa=1:2:1e12", "--dry-run"},
      {"--vary", "kappa=1:2:1e12", "-o", folder_.path("out.csv")}};
  for (const auto& run : runs) {
    EXPECT_THAT(refusal(7, run),
                MatchesRegex("run must fit into 80 % of this machine's memory \\(.*B\\), but would "
                             "take 1e12 points, 9 TB of memory, 24 TB of output, about .+"));
  }
  EXPECT_EQ(refusal(7, {"--vary", "kappa=1:2:1e20"}),
            "COUNT of --vary kappa must be at most 9007199254740992, but is 1e20: its points alone "
            "would need 800 EB");
  EXPECT_EQ(folder_.entries(), 1U);
}

TEST_F(SweepCommand, DryRunOnlyEstimates) {
  const std::string output = folder_.path("out.npy");
  const Outcome text = sweep({"--vary", "kappa=1:2:1000", "--vary", "xi=1:2:50", "--dry-run"});
  EXPECT_EQ(text.code, 0);
  EXPECT_THAT(text.out, MatchesRegex("50000 points, 450 kB of memory, 1.2 MB of output, about .+ "
                                     "\\(compiled, .+\\)\n"));
  const auto json =
      sweep({"--vary", "kappa=1:2:1000", "-o", output, "--dry-run", "--plain", "--json"}).json();
  EXPECT_EQ(json["format"], "qbnet-estimate/1");
  EXPECT_EQ(json["points"], 1000);
  EXPECT_EQ(json["memory_bytes"], 9000);
  EXPECT_EQ(json["output_bytes"], 8000);
  EXPECT_GT(json["seconds"].get<double>(), 0);
  EXPECT_EQ(json["method"], "plain");
  EXPECT_EQ(folder_.entries(), 1U);
}

TEST_F(SweepCommand, OutputsThatCannotBe) {
  const auto to = [&](int code, const std::string& output) {
    return refusal(code, {"--vary", "kappa=1", "-o", output});
  };
  EXPECT_EQ(to(2, "out"), "output file must end in .csv, .npy or .h5 (.hdf5), but is \"out\"");
  EXPECT_EQ(to(2, ".csv"), "output file must end in .csv, .npy or .h5 (.hdf5), but is \".csv\"");
  const std::string nowhere = folder_.path("nowhere/out.csv");
  EXPECT_EQ(to(6, nowhere), nowhere +
                                ": file must be writable, but is not: No such file or "
                                "directory");
  const std::string folder = folder_.path("out.csv");
  std::filesystem::create_directory(folder);
  EXPECT_EQ(to(6, folder), folder + ": file must be writable, but is not: Is a directory");
  const std::string lengthy = folder_.path(std::string(300, 'x') + ".csv");
  EXPECT_EQ(to(6, lengthy), lengthy + ": file must be writable, but is not: File name too long");
  EXPECT_EQ(to(6, file_ + "/out.csv"),
            file_ + "/out.csv: file must be writable, but is not: Not a directory");
  for (const char* name : {"full.csv", "full.npy", "full.h5"}) {
    const std::string full = folder_.path(name);
    std::filesystem::create_symlink("/dev/full", full);
    EXPECT_EQ(to(6, full), full + ": file must be writable, but is not: No space left on device");
  }
  const std::string named = folder_.write("status.toml",
                                          "qbnet = 1\n[parameters]\nstatus = 1\n[[mode]]\n"
                                          "name = \"c\"\nrole = \"charger\"\nloss = \"status\"\n"
                                          "drive = 1\n");
  EXPECT_EQ(qbnet({"sweep", named, "--vary", "status=1,2", "--measure", "energy(c)", "-o",
                   folder_.path("s.npy")})
                .err,
            "qbnet: axes and measures of one output file must have different names, none of them "
            "\"status\", but \"status\" is taken\n");
}

}  // namespace
}  // namespace qbnet::test
