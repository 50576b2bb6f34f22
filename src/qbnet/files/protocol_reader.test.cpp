#include "qbnet/files/protocol_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <limits>

#include "qbnet/files/read_network.hpp"
#include "tests/command_line.hpp"
#include "tests/network_text.hpp"

namespace qbnet {
namespace {

NetworkFile read(const std::string& text, const std::vector<Setting>& set = {},
                 const std::string& folder = "") {
  return read_network_text(text, "f", set, {}, folder);
}

std::string refused(const std::string& text) {
  try {
    read(text);
  } catch (const Error& error) {
    return std::to_string(error.exit_code()) + " " + error.what();
  }
  return "accepted";
}

// Lines from 12 on; g and h are parameters, and the loss of b1 is g.
std::string with_parameters(const std::string& rest) {
  return "qbnet = 1\n[parameters]\ng = 0.5\nh = \"2*g\"\n[[mode]]\nname = \"c\"\nrole = "
         "\"charger\"\n"
         "loss = \"h\"\n[[mode]]\nname = \"b1\"\nrole = \"battery\"\nloss = \"g\"\n" +
         rest;
}

TEST(Drive, IsReadInEveryShape) {
  const Protocol protocol =
      read(
          with_two_modes(
              "[[drive]]\nmode = 'c'\namplitude = {re = 1, im = 2}\ndetuning = \"1/2\"\nstop = 9\n"
              "[[drive]]\nmode = 'b1'\namplitude = 1\nshape = 'gaussian'\ncenter = 30\nwidth = 2\n"
              "[[drive]]\nmode = 'c'\namplitude = 1\nshape = 'exponential'\nrate = 0.5\nstart = 3\n"
              "[[drive]]\nmode = 'c'\namplitude = 1\nshape = 'raised-cosine'\nstart = 3\nstop = 4\n"
              "[[drive]]\nmode = 'c'\namplitude = 1\nshape = 'sampled'\n"
              "samples = [[0, 1], [1, 2, 3], [\"1 + 1\", 0]]\n"))
          .protocol;
  const std::vector<Pulse>& all = protocol.pulses;
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(all[0].amplitude, std::complex<double>(1, 2));
  EXPECT_EQ(all[0].detuning, 0.5);
  EXPECT_EQ(all[0].stop, 9);
  EXPECT_EQ(all[1].mode, 1U);
  EXPECT_EQ(all[1].start, 10);
  EXPECT_EQ(all[1].stop, 50);
  EXPECT_EQ(all[2].rate, 0.5);
  EXPECT_EQ(all[2].stop, std::numeric_limits<double>::infinity());
  EXPECT_EQ(all[3].shape, PulseShape::raised_cosine);
  EXPECT_EQ(all[4].samples, (std::vector<PulseSample>{{0, 1}, {1, {2, 3}}, {2, 0}}));
  EXPECT_EQ(all[4].stop, 2);
}

TEST(Drive, ComesFromAFileBesideTheNetwork) {
  const test::Folder folder;
  folder.write("pulse.csv", "# measured\ntime,amplitude\n\n0, 0\n1.5,+2e0\r\n3,1\n");
  const std::string text = with_two_modes(
      "[[drive]]\nmode = 'c'\namplitude = 1\nshape = 'sampled'\nfile = 'pulse.csv'\n");
  const NetworkFile file = read(text, {}, folder.path(""));
  EXPECT_EQ(file.protocol.pulses[0].samples, (std::vector<PulseSample>{{0, 0}, {1.5, 2}, {3, 1}}));
  EXPECT_THAT(file.warnings, testing::IsEmpty());
  const std::string path = folder.write("network.toml", text);
  EXPECT_EQ(read_network_file(path).protocol.pulses, file.protocol.pulses);
  const test::Outcome out = test::qbnet({"evolve", path, "--times", "0:5:3", "--json"});
  EXPECT_EQ(out.code, 0) << out.err;
  EXPECT_GT(out.json()["modes"][0]["energy"][1].get<double>(), 0);
}

// A pipe gives its samples once: whoever asked again would find none.
TEST(Drive, ReadsItsFileOnceForAllSwitches) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const std::string samples = "0,1\n2,3\n";
  ASSERT_EQ(::write(ends[1], samples.data(), samples.size()), static_cast<ssize_t>(samples.size()));
  ::close(ends[1]);
  const std::string drive = "[[drive]]\nmode = 'c'\namplitude = 1\nshape = 'sampled'\nfile = '" +
                            ("/dev/fd/" + std::to_string(ends[0])) + "'\n";
  const Protocol protocol =
      read(with_parameters(drive + drive + "[[switch]]\ntime = 1\nset = {g = 0}\n" +
                           "[[switch]]\ntime = 2\nset = {g = 1}\n"))
          .protocol;
  ::close(ends[0]);
  ASSERT_EQ(protocol.pulses.size(), 2U);
  for (const Pulse& pulse : protocol.pulses) {
    EXPECT_EQ(pulse.samples, (std::vector<PulseSample>{{0, 1}, {2, 3}}));
  }
  EXPECT_EQ(protocol.switches.size(), 2U);
}

TEST(Drive, RefusesBadSamples) {
  const auto sentence = [](const std::string& text) {
    try {
      parse_samples(text, "p.csv");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_EQ(sentence(""), "p.csv: a pulse must have at least 2 samples, but has 0");
  EXPECT_EQ(sentence("time,re,im\n0,1,2\n"),
            "p.csv: a pulse must have at least 2 samples, but has 1");
  EXPECT_EQ(sentence("0,1\n2,1\n1,1\n"), "p.csv:3: times must ascend, but 1 follows 2");
  EXPECT_EQ(sentence("0,1\n0,1\n"), "p.csv:2: times must ascend, but 0 follows 0");
  EXPECT_EQ(sentence("0,1\n1,\n2,1\n"),
            "p.csv:2: a sample must be of finite numbers, but has a gap");
  EXPECT_EQ(sentence("0,1\n1,nan\n"),
            "p.csv:2: a sample must be of finite numbers, but has \"nan\"");
  EXPECT_EQ(sentence("nan,nan\n1,1\n"),
            "p.csv:1: a sample must be of finite numbers, but has \"nan\"");
  EXPECT_EQ(sentence("0,1\n1,1e999\n"),
            "p.csv:2: a sample must be of finite numbers, but has \"1e999\"");
  EXPECT_EQ(sentence("0,1\n1,1,1\n"),
            "p.csv:2: a sample must be time, value or time, re, im, as those before it, but is "
            "\"1,1,1\"");
  EXPECT_EQ(sentence("0 1\n1 1\n"),
            "p.csv:1: a sample must be time, value or time, re, im, as those before it, but is "
            "\"0 1\"");
}

TEST(Drive, WarnsOfAGapInItsSamples) {
  std::vector<PulseSample> samples;
  for (int k = 0; k < 20; ++k) samples.push_back({k < 10 ? 0.5 * k : 0.5 * k + 7, 1});
  EXPECT_EQ(gap_in(samples),
            "samples leave a gap from time 4.5 to 12, 15.0 times the usual step: a straight line "
            "is drawn across it");
  samples.resize(10);
  EXPECT_EQ(gap_in(samples), "");
  EXPECT_EQ(gap_in({{0, 1}, {1e9, 1}}), "");
}

TEST(Drive, RefusesWhatIsWrong) {
  const auto drive = [](const std::string& lines) {
    return refused(with_two_modes("[[drive]]\n" + lines));
  };
  EXPECT_EQ(drive("mode = 'd'\namplitude = 1\n"),
            "3 f:13:8: mode of [[drive]] must be a mode of the network, but \"d\" is not");
  EXPECT_EQ(drive("mode = 'c'\n"), "3 f:12:1: [[drive]] must have the key amplitude, but has not");
  EXPECT_EQ(drive("mode = 'c'\namplitude = 1\nshape = 'gausian'\n"),
            "3 f:15:9: shape of [[drive]] must be square, gaussian, exponential, raised-cosine or "
            "sampled, but is \"gausian\"; did you mean \"gaussian\"?");
  EXPECT_EQ(drive("mode = 'c'\namplitude = 1\nwidth = 1\n"),
            "3 f:15:1: key of [[drive]] of shape square must be one of mode, shape, amplitude, "
            "detuning, start, stop, but is \"width\"");
  EXPECT_EQ(drive("mode = 'c'\namplitude = 1\nshape = 'gaussian'\ncenter = 1\n"),
            "3 f:12:1: [[drive]] must have the key width, but has not");
  EXPECT_EQ(drive("mode = 'c'\namplitude = 1\nshape = 'gaussian'\ncenter = 1\nwidth = -1\n"),
            "3 f:12:1: width of the drive of \"c\" must be above 0, but is -1");
  EXPECT_EQ(drive("mode = 'c'\namplitude = 1\nstart = 2\nstop = 1\n"),
            "3 f:12:1: stop of the drive of \"c\" must be after its start, 2, but is 1");
  EXPECT_EQ(drive("mode = 'c'\namplitude = 1\nshape = 'sampled'\n"),
            "3 f:12:1: [[drive]] of shape sampled must have file or samples, but has neither");
  EXPECT_EQ(drive("mode = 'c'\namplitude = 1\nshape = 'sampled'\nsamples = [[0, 1], [1]]\n"),
            "3 f:16:20: samples of [[drive]] must be lists [time, value] or [time, re, im], but "
            "one is a list");
  EXPECT_EQ(drive("mode = 'c'\namplitude = 1\nshape = 'sampled'\nsamples = [[1, 1], [0, 1]]\n"),
            "3 f:12:1: time of sample 2 of the drive of \"c\" must be after the one before, 1, but "
            "is 0");
  EXPECT_EQ(drive("mode = 'c'\namplitude = 1\nshape = 'sampled'\nfile = '/none.csv'\n"),
            "6 f:16:8: /none.csv: file must be readable, but is not: No such file or directory");
}

TEST(Drive, IsRefusedWhereNothingChangesInTime) {
  const std::string text = with_two_modes("[[drive]]\nmode = 'c'\namplitude = 1\n");
  const std::string sentence =
      "f:12:1: [[drive]] makes the network change in time, which only check, evolve, sweep, "
      "disorder, covariance --time and currents --times compute";
  EXPECT_EQ(refusal(text), "3 " + sentence);
  const test::Folder folder;
  const std::string path = folder.write("f", text);
  for (const std::vector<std::string>& command : {std::vector<std::string>{"steady"},
                                                  {"power"},
                                                  {"gain"},
                                                  {"spectrum"},
                                                  {"covariance"},
                                                  {"sensitivity", "--of", "energy(b1)"},
                                                  {"response", "--from", "c", "--to", "b1"}}) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.begin() + 1, path);
    const test::Outcome out = test::qbnet(arguments);
    EXPECT_EQ(out.code, 3) << command[0];
    EXPECT_NE(out.err.find("[[drive]] makes the network change"), std::string::npos) << out.err;
    EXPECT_EQ(out.out, "");
  }
}

TEST(Switch, ReadsTheFileAgainWithWhatItSets) {
  const Protocol protocol = read(with_parameters("[[switch]]\ntime = 2\nset = {g = 0.25}\n"
                                                 "[[switch]]\ntime = 3\nset = {h = \"g/2\"}\n"))
                                .protocol;
  ASSERT_EQ(protocol.switches.size(), 2U);
  EXPECT_EQ(protocol.switches[0].network.rates(0).loss, 0.5);
  EXPECT_EQ(protocol.switches[0].network.rates(1).loss, 0.25);
  EXPECT_EQ(protocol.switches[1].network.rates(0).loss, 0.125);
  EXPECT_EQ(protocol.switches[1].network.rates(1).loss, 0.25);
  EXPECT_EQ(protocol.switches[1].set, (std::vector<std::pair<std::string, double>>{{"h", 0.125}}));
}

TEST(Switch, TakesPrecedenceOverSettings) {
  const NetworkFile file =
      read(with_parameters("[[switch]]\ntime = 2\nset = {g = 0}\n"), {{"g", "7"}, {"h", "9"}});
  EXPECT_EQ(file.network.rates(1).loss, 7);
  EXPECT_EQ(file.protocol.switches[0].network.rates(1).loss, 0);
  EXPECT_EQ(file.protocol.switches[0].network.rates(0).loss, 9);
}

TEST(Switch, RefusesWhatIsWrong) {
  const auto change = [](const std::string& lines) {
    return refused(with_parameters("[[switch]]\n" + lines));
  };
  EXPECT_EQ(change("set = {g = 0}\n"), "3 f:13:1: [[switch]] must have the key time, but has not");
  EXPECT_EQ(change("time = -1\nset = {g = 0}\n"),
            "3 f:14:8: time of [[switch]] must be at least 0, but is -1");
  EXPECT_EQ(change("time = 1\nset = {gg = 0}\n"),
            "3 f:15:8: set of [[switch]] must name parameters of the file, but \"gg\" is none; did "
            "you mean \"g\"?");
  EXPECT_EQ(
      change("time = 1\nset = {g = -1}\n"),
      "3 f:8:8: loss of mode \"c\" must be at least 0, but is -2 (from time 1 on, at line 13)");
  EXPECT_EQ(change("time = 1\nset = {g = 1}\n[[switch]]\ntime = 1\nset = {g = 0}\n"),
            "3 f:16:1: time of [[switch]] must be after the one before, 1, but is 1");
  EXPECT_EQ(
      change("time = 1\nset = {g = 1}\n[[drive]]\nmode = 'c'\namplitude = \"g\"\n"),
      "3 f:13:1: [[switch]] must leave every [[drive]] as it is, but sets a parameter of one: "
      "start and stop turn drives on and off (from time 1 on, at line 13)");
  EXPECT_EQ(refused("qbnet = 1\n[parameters]\nn = 2\n[cascade]\nbatteries = \"n\"\ncoupling = 1\n"
                    "charging = 'nonreciprocal'\ncharger_loss = 1\nbattery_loss = 1\n"
                    "mediator_loss = 1\ndrive = 1\n[[switch]]\ntime = 1\nset = {n = 3}\n"),
            "3 f:12:1: switch 1 must leave the modes as they are, but changes them");
}

TEST(Switch, DecidesWhetherAnythingIsDriven) {
  const std::string text = with_parameters("drive = \"g - h/2\"\n");
  EXPECT_THAT(read(text).warnings, testing::ElementsAre(testing::HasSubstr("no mode has a drive")));
  EXPECT_THAT(read(text + "[[switch]]\ntime = 2\nset = {h = 0}\n").warnings, testing::IsEmpty());
  EXPECT_THAT(read(text + "[[drive]]\nmode = 'c'\namplitude = 1\n").warnings, testing::IsEmpty());
}

}  // namespace
}  // namespace qbnet
