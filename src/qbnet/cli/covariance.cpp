#include "qbnet/measure/covariance.hpp"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <optional>

#include "qbnet/cli/options.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/files/text_table.hpp"
#include "qbnet/measure/energy.hpp"

namespace qbnet::cli {
namespace {

struct CovarianceCommand : NetworkOptions {
  std::optional<double> time;
};

class JsonAnswer {
 public:
  JsonAnswer(const Network& network, const CovarianceCommand& options, const Covariance& result,
             bool show)
      : network_(network), options_(options), result_(result), show_(show) {}

  std::string text() {
    begin_result(json_, "covariance", result_.status);
    json_.key("time");
    options_.time ? json_.value(*options_.time) : json_.null();
    json_.key("modes");
    json_.begin_array();
    for (std::size_t k = 0; k < result_.modes.size(); ++k) put_mode(k);
    json_.end_array();
    put_matrix("number", result_.number);
    put_matrix("anomalous", result_.anomalous);
    json_.key("together");
    json_.begin_object();
    put("energy", [&] { return result_.energy; });
    put("ergotropy", [&] { return result_.ergotropy; });
    put("ergotropy_bound", [&] { return result_.ergotropy_bound; });
    put("purity", [&] { return result_.purity_together; });
    json_.key("symplectic");
    json_.begin_array(JsonWriter::Layout::line);
    for (std::size_t k = 0; show_ && k < result_.symplectic.size(); ++k) {
      json_.value(result_.symplectic[k]);
    }
    json_.end_array();
    json_.end_object();
    put("error", [&] { return result_.error; });
    json_.end_object();
    return json_.take();
  }

 private:
  template <class Value>
  void put(const char* key, const Value& value) {
    json_.key(key);
    show_ ? json_.value(value()) : json_.null();
  }
  void put_mode(std::size_t k) {
    json_.begin_object(JsonWriter::Layout::line);
    json_.key("name");
    json_.value(network_.name(result_.modes[k]));
    json_.key("role");
    json_.value(to_string(network_.rates(result_.modes[k]).role));
    json_.key("amplitude");
    show_ ? json_.value(result_.amplitude[k]) : json_.null();
    put("energy", [&] { return result_.energy_of(k); });
    put("coherent_energy", [&] { return energy(result_.amplitude[k]); });
    put("thermal_energy", [&] { return result_.parts[k].thermal; });
    put("squeezed_energy", [&] { return result_.parts[k].squeezed; });
    put("ergotropy", [&] { return result_.ergotropy_of(k); });
    put("energy_variance", [&] { return result_.variance[k]; });
    put("purity", [&] { return result_.purity[k]; });
    json_.end_object();
  }

  void put_matrix(const char* key, const std::vector<ScaledComplex>& matrix) {
    const std::size_t s = result_.modes.size();
    json_.key(key);
    if (!show_) return json_.null();
    json_.begin_array();
    for (std::size_t i = 0; i < s; ++i) {
      json_.begin_array(JsonWriter::Layout::line);
      for (std::size_t j = 0; j < s; ++j) json_.value(matrix[i * s + j]);
      json_.end_array();
    }
    json_.end_array();
  }

  JsonWriter json_;
  const Network& network_;
  const CovarianceCommand& options_;
  const Covariance& result_;
  bool show_;
};

// x/y, or a dash where there is nothing.
std::string ratio_text(const ScaledReal& x, const ScaledReal& y) {
  return y.is_zero() ? "-" : table_number(x / y);
}

std::string to_text(const Network& network, const Covariance& result, const NetworkOptions& options,
                    const std::string& when) {
  TextTable table;
  table.add_column("mode", TextTable::Align::left);
  for (const char* header : {"energy/omega", "coherent", "thermal", "squeezed", "ergotropy",
                             "extractable", "signal/noise", "purity"}) {
    table.add_column(header);
  }
  for (std::size_t k = 0; k < result.modes.size(); ++k) {
    const ScaledReal stored = result.energy_of(k);
    table.add_row({network.name(result.modes[k]), table_number(stored),
                   table_number(energy(result.amplitude[k])), table_number(result.parts[k].thermal),
                   table_number(result.parts[k].squeezed), table_number(result.ergotropy_of(k)),
                   ratio_text(result.ergotropy_of(k), stored),
                   ratio_text(stored, sqrt(result.variance[k])), table_number(result.purity[k])});
  }
  return title(when, options, result.status) + table.text() +
         fmt::format(
             "# together: energy {}, ergotropy {} by Gaussian operations on all of them, at most "
             "{} by "
             "any, purity {}\n",
             table_number(result.energy), table_number(result.ergotropy),
             table_number(result.ergotropy_bound), table_number(result.purity_together));
}

Action declare(Parser& parser) {
  auto options = std::make_shared<CovarianceCommand>();
  declare_solver_options(parser, *options);
  parser.value("--time", options->time, "T",
               "so long after the vacuum, instead of the steady state");
  return [options](Streams& streams) {
    if (options->time && !(std::isfinite(*options->time) && *options->time >= 0)) {
      throw Error(Refusal::usage,
                  fmt::format("--time must be finite and at least 0, but is {}", *options->time));
    }
    const NetworkFile file =
        load_file(*options, streams, nullptr, options->time ? InTime::computed : InTime::refused);
    const Network& network = file.network;
    const std::vector<std::size_t> modes = selected_modes(*options, network, all_modes(network));
    const Covariance result = covariance(network, modes, options->time, file.protocol);
    const Verdict verdict = judge(result.status, result.message, *options, streams);
    const bool show = verdict.show && !result.amplitude.empty();
    if (options->json) {
      write_output(streams.out, JsonAnswer(network, *options, result, show).text());
    } else if (show) {
      const std::string when = options->time
                                   ? fmt::format("Gaussian state at time {}", *options->time)
                                   : std::string("Gaussian steady state");
      write_output(streams.out, to_text(network, result, *options, when));
    }
    return verdict.exit_code;
  };
}

}  // namespace

Command covariance_command() {
  return {
      "covariance",
      "FILE [options]",
      "Gaussian state: covariance, ergotropy, noise and purity",
      "The Gaussian state of the modes, steady or at one time after the vacuum (under the pulses "
      "and "
      "switches of the file, too). Energies are in "
      "units of omega: coherent |v|^2, thermal (nu - 1)/2 of the symplectic eigenvalue nu, and "
      "squeezed, the rest. All but the thermal part is ergotropy, for any operation on that mode; "
      "extractable is its share. signal/noise is the energy over its standard deviation. The last "
      "line treats all modes shown as one battery: at most is what is above thermal modes of the "
      "same entropy.\n"
      "\n"
      "--json adds the matrices number, X_ij = <do_j^+ do_i>, and anomalous, Y_ij = <do_i do_j>, "
      "and the symplectic occupations (nu_k - 1)/2 of all modes together.",
      {{"qbnet covariance examples/squeezed/network.toml", "every mode"},
       {"qbnet covariance examples/squeezed/network.toml --mode b1 --mode b2",
        "two batteries, alone and together"},
       {"qbnet covariance examples/squeezed/network.toml --time 20 --json",
        "matrices at one time"}},
      declare};
}

}  // namespace qbnet::cli
