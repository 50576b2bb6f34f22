#include "qbnet/solve/steady.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "qbnet/cli/options.hpp"
#include "qbnet/files/text_table.hpp"
#include "qbnet/measure/energy.hpp"

namespace qbnet::cli {
namespace {

ScaledReal real(const ScaledComplex& x) { return {x.mantissa().real(), x.exponent()}; }
ScaledReal imag(const ScaledComplex& x) { return {x.mantissa().imag(), x.exponent()}; }

std::string to_json(const Network& network, const std::vector<std::size_t>& modes,
                    const Steady& result, bool show) {
  JsonWriter json;
  begin_result(json, "steady", result.status);
  json.key("modes");
  json.begin_array();
  for (const std::size_t j : modes) {
    json.begin_object(JsonWriter::Layout::line);
    json.key("name");
    json.value(network.mode(j).name);
    json.key("role");
    json.value(to_string(network.mode(j).role));
    json.key("amplitude");
    if (show) {
      json.begin_object();
      json.key("re");
      json.value(real(result.amplitude[j]));
      json.key("im");
      json.value(imag(result.amplitude[j]));
      json.end_object();
    } else {
      json.null();
    }
    json.key("energy");
    show ? json.value(energy(result.amplitude[j])) : json.null();
    json.key("log10_energy");
    show ? json.log10_value(energy(result.amplitude[j])) : json.null();
    json.end_object();
  }
  json.end_array();
  json.key("backward_error");
  show ? json.value(result.backward_error) : json.null();
  json.key("input_power");
  show ? json.value(result.input_power) : json.null();
  json.key("lost_power");
  show ? json.value(result.lost_power) : json.null();
  json.end_object();
  return json.take();
}

std::string to_text(const Network& network, const std::vector<std::size_t>& modes,
                    const Steady& result, const NetworkOptions& options) {
  TextTable table;
  table.add_column("mode", TextTable::Align::left);
  table.add_column("role", TextTable::Align::left);
  table.add_column("energy/omega");
  table.add_column("re amplitude");
  table.add_column("im amplitude");
  for (const std::size_t j : modes) {
    const ScaledComplex& v = result.amplitude[j];
    // Below the amplitude's own error a part is rounding, and 0 says more.
    const ScaledReal noise = abs(v) * ScaledReal(result.error[j]);
    const auto part = [&](const ScaledReal& x) {
      return table_number(x < noise && -noise < x ? ScaledReal() : x);
    };
    table.add_row({network.mode(j).name, std::string(to_string(network.mode(j).role)),
                   table_number(energy(v)), part(real(v)), part(imag(v))});
  }
  return title("steady state", options, result.status) + table.text() +
         fmt::format("# input power {}, lost power {} (omega * rate); backward error {:.1e}\n",
                     table_number(result.input_power), table_number(result.lost_power),
                     result.backward_error);
}

struct SteadyCommand : NetworkOptions {
  std::string top;
};

// Those of the modes that store most, largest first; of equal ones the earlier.
void keep_largest(std::vector<std::size_t>& modes, const Steady& result, std::size_t count) {
  if (!result.amplitude.empty()) {
    std::partial_sort(modes.begin(), modes.begin() + static_cast<std::ptrdiff_t>(count),
                      modes.end(), [&](std::size_t a, std::size_t b) {
                        const ScaledReal x = energy(result.amplitude[a]);
                        const ScaledReal y = energy(result.amplitude[b]);
                        return y < x || (!(x < y) && a < b);
                      });
  }
  modes.resize(count);
}

Action declare(CLI::App& app) {
  auto options = std::make_shared<SteadyCommand>();
  declare_solver_options(app, *options);
  app.add_option("--top", options->top, "only the K modes that store most, largest first")
      ->type_name("K");
  return [options](Streams& streams) {
    top_count(options->top, 1);  // what was typed is checked before any file is opened
    const Network network = load_network(*options, streams);
    std::vector<std::size_t> modes = selected_modes(*options, network, all_modes(network));
    const Steady result = steady(network);
    if (!options->top.empty()) {
      keep_largest(modes, result, top_count(options->top, modes.size()));
    }
    const Verdict verdict = judge(result.status, result.message, *options, streams);
    if (options->json) {
      write_output(streams.out, to_json(network, modes, result, verdict.show));
    } else if (verdict.show) {
      write_output(streams.out, to_text(network, modes, result, *options));
    }
    return verdict.exit_code;
  };
}

}  // namespace

Command steady_command() {
  return {"steady",
          "FILE [options]",
          "steady state: amplitude and energy of every mode",
          "The steady state of dv/dt = -M v - i conj(xi), mode by mode. Energies are in units of "
          "omega: E/omega = |v|^2 for vacuum baths. An energy too small or too large for a double "
          "prints as a power of ten, such as 10^-3000.1235.\n"
          "\n"
          "Input power and lost power are equal in truth. The backward error is the largest "
          "relative change of any rate for which the answer printed is the exact one.",
          {{"qbnet steady examples/cascade/network.toml", "every mode's energy and amplitude"},
           {"qbnet steady examples/cascade/network.toml --mode b4", "one battery alone"},
           {"qbnet steady examples/cascade/network.toml --top 3", "the three fullest modes"},
           {"qbnet steady examples/cascade/network.toml --set gamma=0.05 --set 'g=gamma/20'",
            "the same network with other parameters; quotes keep the shell away from brackets and "
            "stars"},
           {"qbnet steady examples/cascade/network.toml --json > steady.json",
            "numbers for a script, right whatever their size"}},
          declare};
}

}  // namespace qbnet::cli
