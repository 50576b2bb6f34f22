#include "qbnet/solve/steady.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <memory>
#include <ostream>

#include "qbnet/cli/column_output.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/files/steady_columns.hpp"
#include "qbnet/files/text_table.hpp"
#include "qbnet/measure/steady_energy.hpp"
#include "qbnet/solve/certified_steady.hpp"

namespace qbnet::cli {
namespace {

struct SteadyCommand : ColumnOptions {
  std::string top;
  bool certify = false;
};

// What is to be told: of which modes, and with what proof.
struct Answer {
  const Network& network;
  const std::vector<std::size_t>& modes;
  const Steady& result;
  const SteadyEnergy& stored;
  const CertifiedSteady* certificate = nullptr;  // null: none was asked for, or none was found
  bool show = true;
};

void put_radius(JsonWriter& json, const Answer& answer, std::size_t mode) {
  const CertifiedSteady& proof = *answer.certificate;
  json.key("radius");
  json.begin_object();
  json.key("amplitude");
  json.value(column_radius(proof.amplitude_radius[mode]));
  json.key("energy");
  json.value(std::isnan(column_energy(energy(answer.result.amplitude[mode])))
                 ? std::numeric_limits<double>::infinity()
                 : column_radius(proof.energy_radius[mode]));
  json.key("log10_energy");
  answer.result.amplitude[mode].is_zero() ? json.null()
                                          : json.value(proof.log10_energy_radius[mode]);
  json.end_object();
  json.key("certified");
  json.value(true);
}

void put_modes(JsonWriter& json, const Answer& answer) {
  const Steady& result = answer.result;
  json.key("modes");
  json.begin_array();
  for (const std::size_t j : answer.modes) {
    json.begin_object(JsonWriter::Layout::line);
    json.key("name");
    json.value(answer.network.name(j));
    json.key("role");
    json.value(to_string(answer.network.rates(j).role));
    json.key("amplitude");
    answer.show ? json.value(result.amplitude[j]) : json.null();
    json.key("energy");
    answer.show ? json.value(answer.stored.total(j)) : json.null();
    json.key("log10_energy");
    answer.show ? json.log10_value(answer.stored.total(j)) : json.null();
    if (answer.stored.has_parts()) {
      json.key("coherent_energy");
      answer.show ? json.value(answer.stored.coherent(j)) : json.null();
      json.key("thermal_energy");
      answer.show ? json.value(answer.stored.thermal(j)) : json.null();
      json.key("squeezed_energy");
      answer.show ? json.value(answer.stored.squeezed(j)) : json.null();
      json.key("ergotropy");
      answer.show ? json.value(answer.stored.ergotropy(j)) : json.null();
    }
    if (answer.show && answer.certificate != nullptr) put_radius(json, answer, j);
    json.end_object();
  }
  json.end_array();
}

// With -o the modes are in the file.
void print_json(const Answer& answer, const SteadyCommand& options, std::ostream& out) {
  const Steady& result = answer.result;
  JsonWriter json([&](std::string_view piece) { write_output(out, piece); });
  begin_result(json, "steady", answer.stored.status());
  if (options.output.empty()) {
    put_modes(json, answer);
  } else {
    json.key("output");
    answer.show ? json.value(options.output) : json.null();
  }
  json.key("backward_error");
  answer.show ? json.value(result.backward_error) : json.null();
  json.key("input_power");
  answer.show ? json.value(result.input_power) : json.null();
  json.key("lost_power");
  answer.show ? json.value(result.lost_power) : json.null();
  json.key("log10_input_power");
  answer.show ? json.log10_value(result.input_power) : json.null();
  json.key("log10_lost_power");
  answer.show ? json.log10_value(result.lost_power) : json.null();
  if (options.certify) {
    json.key("certified");
    json.value(answer.certificate != nullptr);
  }
  json.end_object();
  json.finish();
}

// A bound in two digits, rounded up: 6 % are more than rounding takes away.
std::string bound_text(double bound) { return fmt::format("{:.1e}", 1.06 * bound); }

std::string proof_text(const Answer& answer, std::size_t mode) {
  const ScaledReal radius = answer.certificate->energy_radius[mode];
  if (radius.is_zero()) return "exact";
  const ScaledReal stored = energy(answer.result.amplitude[mode]);
  if (stored.is_zero()) return fmt::format("below 10^{:.0f}", std::ceil(log10(radius)));
  return bound_text((radius / stored).value());
}

std::string to_text(const Answer& answer, const NetworkOptions& options) {
  const Steady& result = answer.result;
  TextTable table;
  table.add_column("mode", TextTable::Align::left);
  table.add_column("role", TextTable::Align::left);
  table.add_column("energy/omega");
  if (answer.certificate != nullptr) table.add_column("proven to");
  if (answer.stored.has_parts()) {
    for (const char* part : {"coherent", "thermal", "squeezed"}) table.add_column(part);
  }
  table.add_column("re amplitude");
  table.add_column("im amplitude");
  for (const std::size_t j : answer.modes) {
    const ScaledComplex& v = result.amplitude[j];
    // Below the amplitude's own error a part is rounding, and 0 says more.
    const ScaledReal noise = abs(v) * ScaledReal(result.error[j]);
    const auto part = [&](const ScaledReal& x) {
      return table_number(x < noise && -noise < x ? ScaledReal() : x);
    };
    std::vector<std::string> row = {answer.network.name(j),
                                    std::string(to_string(answer.network.rates(j).role)),
                                    table_number(answer.stored.total(j))};
    if (answer.certificate != nullptr) row.push_back(proof_text(answer, j));
    if (answer.stored.has_parts()) {
      row.push_back(table_number(answer.stored.coherent(j)));
      row.push_back(table_number(answer.stored.thermal(j)));
      row.push_back(table_number(answer.stored.squeezed(j)));
    }
    row.push_back(part(real(v)));
    row.push_back(part(imag(v)));
    table.add_row(std::move(row));
  }
  return title("steady state", options, answer.stored.status()) + table.text() +
         fmt::format("# input power {}, lost power {} (omega * rate); backward error {:.1e}\n",
                     table_number(result.input_power), table_number(result.lost_power),
                     result.backward_error) +
         (answer.stored.has_parts()
              ? "# all but the thermal part is the ergotropy: what a unitary on the mode alone can "
                "extract\n"
              : "") +
         (answer.certificate == nullptr
              ? ""
              : fmt::format("# proven to: relative, in balls of {} bits; the digits shown are "
                            "rounded\n",
                            answer.certificate->precision));
}

int run_steady(const SteadyCommand& options, Streams& streams) {
  top_count(options.top, 1);  // what was typed is checked before any file is opened
  check_column_output(options);
  std::string text;
  const Network network = load_file(options, streams, &text).network;
  std::vector<std::size_t> modes = selected_modes(options, network, all_modes(network));
  CertifiedSteady certified;
  if (options.certify) {
    certified = certified_steady(network);
  } else {
    certified.steady = steady(network);
  }
  const Steady& result = certified.steady;
  const SteadyEnergy stored(network, result, modes);
  const bool proven = !certified.amplitude_radius.empty();
  const bool as_table = !options.json && options.output.empty();
  const bool cut =
      as_table && options.top.empty() && options.modes.empty() && modes.size() > most_rows;
  if (!options.top.empty() || cut) {
    const std::size_t count = cut ? rows_shown : top_count(options.top, modes.size());
    if (result.amplitude.empty()) {
      modes.resize(count);
    } else {
      keep_fullest(modes, count, [&](std::size_t j) { return stored.total(j); });
    }
  }
  const Verdict verdict = judge(stored.status(), stored.message(), options, streams);
  const Answer answer{network, modes, result, stored, proven ? &certified : nullptr, verdict.show};
  if (!options.output.empty() && verdict.show) {
    std::vector<std::string> own;
    if (options.certify) own.emplace_back("--certify");
    if (!options.top.empty()) own.insert(own.end(), {"--top", options.top});
    const GridOrigin origin = column_origin(options, "steady", std::move(text), own);
    write_column_output(options,
                        steady_columns(network, modes, result, stored, answer.certificate, origin));
  }
  if (options.json) {
    print_json(answer, options, streams.out);
  } else if (as_table && verdict.show) {
    std::string table = to_text(answer, options);
    if (cut) {
      table += cut_note(network.size(), "the fullest", "--top, --mode, --json or -o show others");
    }
    write_output(streams.out, table);
  }
  return verdict.exit_code;
}

Action declare(Parser& parser) {
  auto options = std::make_shared<SteadyCommand>();
  declare_column_options(parser, *options);
  parser.value("--top", options->top, "K", "only the K modes that store most, largest first");
  parser.flag("--certify", options->certify,
              "prove every digit: a ball around each amplitude that surely holds it");
  return [options](Streams& streams) { return run_steady(*options, streams); };
}

}  // namespace

Command steady_command() {
  return {
      "steady",
      "FILE [options]",
      "steady state: amplitude and energy of every mode",
      "The steady state of dv/dt = -M v - i conj(xi), mode by mode. Energies are in units of "
      "omega: E/omega = |v|^2, and with warm or squeezed baths, gain or [[squeezing]] |v|^2 + n + "
      "s "
      "with thermal and squeezed energies; all but n is the ergotropy, what can be extracted. An "
      "energy too small or too large for a double prints as a power of ten, such as "
      "10^-3000.1235.\n"
      "\n"
      "Input power and lost power are equal in truth. The backward error is the largest "
      "relative change of any rate for which the answer printed is the exact one.\n"
      "\n"
      "-o writes columns in place of a table: name, role, energy, log10_energy, re, im, "
      "exponent, error; the amplitude is (re + i im) 2^exponent, with exponent 0 wherever "
      "doubles hold it. An energy too small for a double is 0 there, one too large NaN, and "
      "log10_energy is right for both. A table of more than 1000 modes is cut to the 20 "
      "fullest.\n"
      "\n"
      "--certify solves in balls (Arb), whose radius is a proof, and adds the radii to every "
      "output. It is meant for small networks and refuses what would take too long.",
      {{"qbnet steady examples/cascade/network.toml", "every mode's energy and amplitude"},
       {"qbnet steady examples/cascade/network.toml --mode b4", "one battery alone"},
       {"qbnet steady examples/cascade/network.toml --top 3", "the three fullest modes"},
       {"qbnet steady examples/cascade/network.toml -o steady.h5",
        "columns for h5py; .npy and .csv work too"},
       {"qbnet steady examples/cascade/network.toml --certify", "every energy with a proven error"},
       {"qbnet steady examples/cascade/network.toml --set gamma=0.05 --set 'g=gamma/20'",
        "the same network with other parameters; quotes keep the shell away from brackets and "
        "stars"},
       {"qbnet steady examples/cascade/network.toml --json > steady.json",
        "numbers for a script, right whatever their size"}},
      declare};
}

}  // namespace qbnet::cli
