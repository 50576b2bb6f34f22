#include "qbnet/cli/description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <complex>
#include <iterator>
#include <limits>
#include <numbers>
#include <optional>
#include <span>
#include <utility>

#include "qbnet/base/number_text.hpp"
#include "qbnet/cli/column_output.hpp"
#include "qbnet/files/load_text.hpp"
#include "qbnet/files/text_table.hpp"
#include "qbnet/measure/energy.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/settling.hpp"

namespace qbnet::cli {
namespace {

std::string in_units_of_pi(double angle) { return table_number(angle / std::numbers::pi); }

std::string count(std::size_t number, std::string_view one, std::string_view many) {
  return number == 0 ? fmt::format("no {}", many)
                     : fmt::format("{} {}", number, number == 1 ? one : many);
}

std::string summary(const Description& what, const NetworkOptions& options) {
  const Network& network = what.file.network;
  return fmt::format(
      "{}: {} ({}, {}, {}), {}, {}\n", display_name(options.file),
      count(network.size(), "mode", "modes"),
      count(network.with_role(Role::charger).size(), "charger", "chargers"),
      count(network.with_role(Role::battery).size(), "battery", "batteries"),
      count(network.with_role(Role::mediator).size(), "mediator", "mediators"),
      count(network.couplings().size(), "coupling", "couplings"),
      count(network.dissipators().size(), "shared dissipator", "shared dissipators"));
}

// The first `most` of a list.
template <class T>
std::span<const T> some(const std::vector<T>& all, std::size_t most) {
  return std::span(all).first(std::min(all.size(), most));
}

std::string modes_text(const Description& what, std::size_t most) {
  TextTable table;
  table.add_column("mode", TextTable::Align::left);
  table.add_column("role", TextTable::Align::left);
  const bool fed = std::ranges::any_of(
      what.file.network.data().mode_kinds,
      [](const ModeRates& rates) { return rates.gain != 0 || rates.squeezing.r != 0; });
  for (const char* header : {"loss", "detuning", "thermal", "drive"}) table.add_column(header);
  if (fed) {
    for (const char* header : {"gain", "squeezing r", "phase/pi"}) table.add_column(header);
  }
  table.add_column("energy limit/omega");
  for (std::size_t k = 0; k < some(what.modes, most).size(); ++k) {
    const Mode mode = what.file.network.mode(what.modes[k]);
    const std::optional<double> limit = what.limits[k];
    std::vector<std::string> row = {mode.name,
                                    std::string(to_string(mode.role)),
                                    table_number(mode.loss),
                                    table_number(mode.detuning),
                                    table_number(mode.thermal),
                                    table_number(mode.drive)};
    if (fed) {
      row.push_back(table_number(mode.gain));
      row.push_back(table_number(mode.squeezing.r));
      row.push_back(in_units_of_pi(mode.squeezing.phase));
    }
    row.push_back(limit ? table_number(*limit) : "-");
    table.add_row(std::move(row));
  }
  return table.text();
}

std::string links_text(const Description& what, std::size_t most) {
  const Network& network = what.file.network;
  std::string text;
  if (!what.couplings.empty()) {
    TextTable table;
    table.add_column("from", TextTable::Align::left);
    table.add_column("to", TextTable::Align::left);
    table.add_column("strength");
    table.add_column("phase/pi");
    for (const Coupling& link : some(what.couplings, most)) {
      table.add_row({network.mode(link.from).name, network.mode(link.to).name,
                     table_number(link.strength), in_units_of_pi(link.phase)});
    }
    text += "\n" + table.text();
  }
  if (!what.squeezers.empty()) {
    TextTable table;
    table.add_column("squeezing of", TextTable::Align::left);
    table.add_column("and", TextTable::Align::left);
    table.add_column("strength");
    table.add_column("phase/pi");
    for (const Squeezer& pair : some(what.squeezers, most)) {
      table.add_row({network.name(pair.first), network.name(pair.second),
                     table_number(pair.strength), in_units_of_pi(pair.phase)});
    }
    text += "\n" + table.text();
  }
  if (!what.dissipators.empty()) {
    TextTable table;
    table.add_column("shared dissipator", TextTable::Align::left);
    table.add_column("rate");
    table.add_column("thermal");
    for (const Dissipator& bath : some(what.dissipators, most)) {
      std::string sum;
      for (const auto& [mode, weight] : bath.weights) {
        sum += fmt::format("{}({}) {}", sum.empty() ? "" : " + ", table_number(weight),
                           network.mode(mode).name);
      }
      table.add_row({sum, table_number(bath.rate), table_number(bath.thermal)});
    }
    text += "\n" + table.text();
  }
  return text;
}

std::string loops_text(const Description& what, std::size_t most) {
  if (what.loops.empty()) return "\nno loops: no phase in this network matters\n";
  TextTable table;
  table.add_column("loop", TextTable::Align::left);
  table.add_column("flux/pi");
  for (const Loop& loop : some(what.loops, most)) {
    const std::vector<std::string> names = node_names(what.file.network, loop);
    table.add_row({fmt::format("{} -> {}", fmt::join(names, " -> "), names.front()),
                   in_units_of_pi(loop.flux)});
  }
  return "\n" + table.text() + "# only the flux around a loop is physical, no single phase\n";
}

std::vector<std::optional<double>> limits(const Network& network,
                                          const std::vector<std::size_t>& modes) {
  constexpr std::size_t most_steps = 100'000'000;
  std::vector<std::optional<double>> result(modes.size());
  if (network.size() > most_steps / std::max<std::size_t>(1, modes.size())) return result;
  std::transform(modes.begin(), modes.end(), result.begin(),
                 [&](std::size_t mode) { return energy_limit(network, mode); });
  return result;
}

// Of a fed network, eigenvalues decide; dark modes are those of passive ones.
Stability verdict(const Network& network) {
  if (!is_active(network)) return stability(network);
  Settling settling = does_settle(network);
  return {settling.status, std::move(settling.reason), {}, {}};
}

}  // namespace

Description describe(const NetworkFile& file, std::vector<std::size_t> modes) {
  const Network& network = file.network;
  std::vector<bool> shown(network.size(), false);
  for (const std::size_t j : modes) shown[j] = true;
  std::vector<std::optional<double>> bounds(modes.size());
  if (file.protocol.empty()) bounds = limits(network, modes);
  Description result{file, std::move(modes), std::move(bounds), {}, {}, {}, {}, verdict(network)};
  const auto keep = [](const auto& from, auto& to, const auto& touches) {
    std::copy_if(from.begin(), from.end(), std::back_inserter(to), touches);
  };
  keep(network.couplings(), result.couplings,
       [&](const Coupling& link) { return shown[link.from] || shown[link.to]; });
  keep(network.dissipators(), result.dissipators, [&](const Dissipator& bath) {
    return std::any_of(bath.weights.begin(), bath.weights.end(),
                       [&](const auto& weight) { return shown[weight.first]; });
  });
  keep(network.squeezers(), result.squeezers,
       [&](const Squeezer& pair) { return shown[pair.first] || shown[pair.second]; });
  keep(loop_fluxes(network), result.loops, [&](const Loop& loop) {
    return std::any_of(loop.nodes.begin(), loop.nodes.end(),
                       [&](std::size_t node) { return node < shown.size() && shown[node]; });
  });
  return result;
}

std::string to_text(const Description& what, const NetworkOptions& options) {
  const bool cut = options.modes.empty() && what.modes.size() > most_rows;
  const std::size_t most = cut ? rows_shown : std::numeric_limits<std::size_t>::max();
  std::string text =
      summary(what, options) + "\n" + modes_text(what, most) + links_text(what, most);
  text += protocol_text(what.file);
  if (options.modes.empty() || !what.loops.empty()) text += loops_text(what, most);
  if (cut) {
    text += fmt::format(
        "\n# the first {} of {} modes, {} couplings and {} loops; --mode or --json show others\n",
        rows_shown, what.modes.size(), what.couplings.size(), what.loops.size());
  }
  if (!what.file.parameters.empty()) {
    std::vector<std::string> each;
    for (const auto& [name, value] : what.file.parameters) {
      each.push_back(fmt::format("{} = {}", name, shortest_text(value)));
    }
    text += fmt::format("\nparameters: {}\n", fmt::join(each, ", "));
  }
  const Stability& stable = what.stability;
  const std::string verdict =
      stable.status == Status::ok ? "" : fmt::format("{}: ", to_string(stable.status));
  return text + "\n" + verdict + stable.reason + "\n";
}

}  // namespace qbnet::cli
