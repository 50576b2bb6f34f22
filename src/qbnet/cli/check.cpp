#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "qbnet/base/quote.hpp"
#include "qbnet/cli/description.hpp"
#include "qbnet/cli/options.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/files/atomic_file.hpp"
#include "qbnet/files/draw.hpp"

namespace qbnet::cli {
namespace {

struct CheckCommand : NetworkOptions {
  std::optional<std::string> draw;
  bool overwrite = false;
};

Action declare(Parser& parser) {
  auto options = std::make_shared<CheckCommand>();
  declare_network_options(parser, *options);
  parser.value("--draw", options->draw, "OUT.svg", "draw the network as an SVG picture");
  parser.flag("--overwrite", options->overwrite, "let --draw replace an existing file");
  return [options](Streams& streams) {
    const auto existing = options->overwrite ? Existing::replace : Existing::refuse;
    if (options->draw) {
      if (options->draw->empty())
        throw Error(Refusal::usage, "--draw must name a file, but is empty");
      const std::string kind = std::filesystem::path(*options->draw).extension();
      if (!kind.empty() && kind != ".svg") {
        throw Error(Refusal::usage,
                    fmt::format("--draw must name a file that ends in .svg, but is {}",
                                in_quotes(*options->draw)));
      }
      refuse_existing(*options->draw, existing);
    }
    const NetworkFile file = load_file(*options, streams, nullptr, InTime::computed);
    const Description what =
        describe(file, selected_modes(*options, file.network, all_modes(file.network)));
    if (options->draw) write_file(*options->draw, draw_svg(file.network), existing);
    if (options->json) {
      print_json(what, streams.out);
    } else {
      write_output(streams.out, to_text(what, *options));
    }
    return 0;
  };
}

}  // namespace

Command check_command() {
  return {
      "check",
      "FILE [options]",
      "read a network and describe it: modes, couplings, loop fluxes, stability",
      "Reads the file, solves nothing. The energy limit of a mode is what no passive network "
      "with these losses and drives can store in it. Whether the network settles is told in "
      "one sentence; a network that does not is no error here, only in steady.\n"
      "\n"
      "A coupling \"from i to j\" adds strength exp(i phase) o_i o_j^+ + h.c. to the "
      "Hamiltonian. Only the flux around a loop is physical: for the triangle of a direct "
      "coupling and a lossy mediator, flux -pi/2 sends energy from i to j, +pi/2 back.",
      {{"qbnet check examples/cascade/network.toml", "what the file describes, with every warning"},
       {"qbnet check examples/cascade/network.toml --draw network.svg", "a picture of it as well"},
       {"qbnet check examples/ab-triangle/network.toml --set theta=pi/2 --mode b",
        "one mode and what touches it, with another parameter"},
       {"qbnet check - --json < examples/cascade/network.toml", "from standard input, as JSON"}},
      declare};
}

}  // namespace qbnet::cli
