// What happens in time, out of a network file: [[drive]] and [[switch]].
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qbnet/files/value_reader.hpp"
#include "qbnet/network/protocol.hpp"

namespace qbnet {

/// The files in a folder that sampled drives name, each read once: a drive is the same after every
/// switch, and what a pipe holds comes once.
class SampleFiles {
 public:
  explicit SampleFiles(std::string folder) : folder_(std::move(folder)) {}
  const std::vector<PulseSample>& read(const Node& name, const ValueReader& reader);

 private:
  std::string folder_;
  std::map<std::string, std::vector<PulseSample>> of_path_;
};

/// Reads one [[drive]] for a network.
Pulse read_drive(const Node& node, const Network& network, ValueReader& reader, SampleFiles& files);

/// The time of a [[switch]], and the parameters it sets.
struct SwitchTable {
  double time = 0;
  const Table* set = nullptr;
};
SwitchTable read_switch(const Node& node, ValueReader& reader);

/// Samples of a CSV text: lines of time, value and, if complex, its imaginary part. Lines that are
/// empty or begin with # are passed over, and one line of names before the numbers. `name` is for
/// messages. Throws Error(Refusal::input) with FILE:LINE: where a line is something else, and where
/// times do not ascend.
std::vector<PulseSample> parse_samples(std::string_view text, const std::string& name);
/// A sentence where samples lie so far apart that some seem to be lost, or nothing.
std::string gap_in(const std::vector<PulseSample>& samples);

}  // namespace qbnet
