#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <ostream>

#include "qbnet/cli/column_output.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/cli/response_output.hpp"
#include "qbnet/files/range.hpp"
#include "qbnet/files/response_columns.hpp"
#include "qbnet/files/text_table.hpp"

namespace qbnet::cli {
namespace {

struct ResponseCommand : ColumnOptions {
  std::string from, to, frequency;
  std::vector<std::string> ports;
  bool all_ports = false;
  bool matrix() const { return all_ports || !ports.empty(); }
};

void check_ways(const ResponseCommand& options) {
  if (options.matrix() ? !options.from.empty() || !options.to.empty()
                       : options.from.empty() || options.to.empty()) {
    const bool both = options.matrix();
    throw Error(Refusal::usage,
                fmt::format("response must be given either --from and --to, or --ports or --port, "
                            "but is given {}",
                            both                                         ? "both"
                            : options.from.empty() && options.to.empty() ? "neither"
                            : options.from.empty()                       ? "--to alone"
                                                                         : "--from alone"));
  }
}

// Empty if the network is to choose.
std::vector<double> parse_frequencies(const std::string& text) {
  if (text.empty()) return {};
  const Range range = parse_range(text, "--frequency");
  if (range.count > 1 && range.start == range.stop) {
    throw Error(Refusal::usage,
                fmt::format("START and STOP of --frequency must differ for more than one "
                            "frequency, but are both {}",
                            range.start));
  }
  return points(range);
}

std::vector<std::string> own_words(const ResponseCommand& options) {
  std::vector<std::string> words;
  if (!options.from.empty()) words.insert(words.end(), {"--from", options.from});
  if (!options.to.empty()) words.insert(words.end(), {"--to", options.to});
  if (!options.frequency.empty()) words.insert(words.end(), {"--frequency", options.frequency});
  if (options.all_ports) words.emplace_back("--ports");
  for (const std::string& port : options.ports) words.insert(words.end(), {"--port", port});
  return words;
}

int run_transmission(const ResponseCommand& options, const Network& network, std::string text,
                     std::span<const double> frequencies, Streams& streams) {
  const Port from = named_port(network, options.from, "--from");
  const Port to = named_port(network, options.to, "--to");
  if (same_port(from, to)) {
    throw Error(Refusal::usage, fmt::format("--from and --to must differ, but are both {}; "
                                            "--port {} shows what is reflected",
                                            from.name, from.name));
  }
  TransmissionOptions how;
  how.threads = thread_count(options.threads);
  const Transmission result = transmission(network, from, to, frequencies, how);
  const Verdict verdict = judge(result.status, result.message, options, streams);
  const bool show = verdict.show;
  if (!options.output.empty() && show) {
    const GridOrigin origin =
        column_origin(options, "response", std::move(text), own_words(options));
    write_column_output(options, transmission_columns(from, to, frequencies, result, origin));
  }
  const TransmissionAnswer answer{from, to, frequencies, result, show};
  if (options.json) {
    print_json(answer, options.output, streams.out);
  } else if (options.output.empty() && show) {
    write_output(streams.out, title(fmt::format("response from {} to {}", from.name, to.name),
                                    options, result.status) +
                                  to_text(answer));
  }
  return verdict.exit_code;
}

int run_scattering(const ResponseCommand& options, const Network& network, std::string text,
                   std::span<const double> frequencies, Streams& streams) {
  std::vector<Port> ports;
  if (options.ports.empty()) ports = all_ports(network);
  for (const std::string& name : options.ports) {
    Port port = named_port(network, name, "--port");
    const bool known =
        std::ranges::any_of(ports, [&](const Port& p) { return same_port(p, port); });
    if (!known) ports.push_back(std::move(port));
  }
  if (ports.empty()) {
    throw Error(Refusal::input, "a mode or dissipator must have loss to be a port, but none has");
  }
  const std::vector<Scattering> result =
      scattering(network, ports, frequencies, thread_count(options.threads));
  const auto worst = std::ranges::find_if(
      result, [](const Scattering& each) { return each.status != Status::ok; });
  const Scattering& telling = worst == result.end() ? result.front() : *worst;
  const Verdict verdict = judge(telling.status, telling.message, options, streams);
  if (!options.output.empty() && verdict.show) {
    const GridOrigin origin =
        column_origin(options, "response", std::move(text), own_words(options));
    write_column_output(options, scattering_columns(ports, frequencies, result, origin));
  }
  const ScatteringAnswer answer{ports, frequencies, result, telling.status, verdict.show};
  if (options.json) {
    print_json(answer, options.output, streams.out);
  } else if (options.output.empty() && verdict.show) {
    write_output(streams.out, title("scattering", options, telling.status) + to_text(answer));
  }
  return verdict.exit_code;
}

int run_response(const ResponseCommand& options, Streams& streams) {
  check_ways(options);
  std::vector<double> frequencies = parse_frequencies(options.frequency);
  check_column_output(options);
  std::string text;
  const Network network = load_file(options, streams, &text).network;
  if (frequencies.empty()) frequencies = chosen_frequencies(network);
  return options.matrix()
             ? run_scattering(options, network, std::move(text), frequencies, streams)
             : run_transmission(options, network, std::move(text), frequencies, streams);
}

Action declare(Parser& parser) {
  auto options = std::make_shared<ResponseCommand>();
  declare_file_options(parser, *options);
  declare_accuracy_option(parser, *options);
  declare_output_options(parser, *options);
  parser.value("--from", options->from, "NAME", "the port where it goes in: a mode with loss");
  parser.value("--to", options->to, "NAME", "the port where it comes out");
  parser.value("--frequency", options->frequency, "START:STOP:COUNT[:log]",
               "COUNT frequencies from START to STOP, relative to the frame of the drive (default: "
               "401 around 0 that hold every resonance)");
  parser.flag("--ports", options->all_ports,
              "the scattering matrix between all ports: every mode with loss, every dissipator");
  parser.values("--port", options->ports, "NAME",
                "the scattering matrix between these ports; repeatable");
  return [options](Streams& streams) { return run_response(*options, streams); };
}

}  // namespace

Command response_command() {
  return {
      "response",
      "FILE --from NAME --to NAME [options]",
      "what passes between two modes at each frequency: isolation, bandwidth, scattering",
      "A weak probe at frequency w (relative to the drive's frame) goes in by the loss of one mode "
      "and comes out by that of another: S = 1 - sqrt(K) (M - i w)^-1 sqrt(K). Transmission is "
      "|S_to,from|^2, reverse transmission |S_from,to|^2, isolation their ratio in dB. Bandwidths "
      "are those of the connected interval around the highest peak in the range: where the "
      "transmission, and where the isolation, is within 3 dB (a factor of 2) of its peak, and "
      "where the isolation is at least 20 dB. Added noise is what comes out without any input, "
      "from warm and squeezed baths of the other ports, gain and squeezers, in quanta referred to "
      "the input; 0 for passive networks with vacuum baths.\n"
      "\n"
      "--ports gives the whole matrix in place of that, with its unitarity defect: the largest "
      "entry of |S S^+ - 1|, which is rounding when every loss and every shared dissipator is a "
      "port. A shared dissipator is the port \"dissipator 1\", \"dissipator 2\", ...\n"
      "\n"
      "-o writes columns in place of a table: frequency, transmission, log10_transmission, phase, "
      "reverse_transmission, log10_reverse_transmission, isolation_db, added_noise; with --ports "
      "frequency, to, from, transmission, log10_transmission, re, im, exponent. Frequencies are in "
      "the file's unit of rates.",
      {{"qbnet response examples/cascade/network.toml --from c --to b4",
        "over every resonance of the network, with bandwidths"},
       {"qbnet response examples/cascade/network.toml --from c --to b4 --frequency -1:1:2001 -o "
        "response.h5",
        "columns for h5py; .npy and .csv work too"},
       {"qbnet response examples/cascade/network.toml --from c --to b4 --frequency 0:0:1 --json",
        "on resonance alone, every digit"},
       {"qbnet response examples/cascade/network.toml --port c --port b1 --frequency 0:0.1:11",
        "the scattering matrix between two ports"},
       {"qbnet response examples/shared-reservoir/network.toml --ports --frequency 0:0:1 --json",
        "between all ports: unitary"}},
      declare};
}

}  // namespace qbnet::cli
