#include "qbnet/measure/currents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "qbnet/cli/column_output.hpp"
#include "qbnet/cli/options.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/files/text_table.hpp"

namespace qbnet::cli {
namespace {

struct CurrentsCommand : NetworkOptions {
  std::string times;
};

struct Part {
  const char* name;
  ScaledReal ModeCurrents::*value;
};
constexpr std::array parts = {
    Part{"energy", &ModeCurrents::energy},       Part{"drive", &ModeCurrents::drive},
    Part{"pump", &ModeCurrents::pump},           Part{"gain", &ModeCurrents::gain},
    Part{"loss", &ModeCurrents::loss},           Part{"shared", &ModeCurrents::shared},
    Part{"passed_on", &ModeCurrents::passed_on}, Part{"change", &ModeCurrents::change}};

// What is to be told, and of which modes.
struct Answer {
  const Network& network;
  const CurrentsCommand& options;
  const std::vector<std::size_t>& modes;
  const std::vector<double>& times;  // empty: the steady state
  const Currents& result;
  bool show;
  bool steady() const { return times.empty(); }
};

// A number of the steady state, or a list with one for each time.
template <class Of>
void put(JsonWriter& json, const char* key, const Answer& answer, const Of& of) {
  json.key(key);
  if (answer.steady()) {
    answer.show ? json.value(of(answer.result.at.front())) : json.null();
    return;
  }
  json.begin_array(JsonWriter::Layout::line);
  for (std::size_t i = 0; i < answer.times.size(); ++i) {
    answer.show ? json.value(of(answer.result.at[i])) : json.null();
  }
  json.end_array();
}

void put_modes(JsonWriter& json, const Answer& answer) {
  json.key("modes");
  json.begin_array();
  for (const std::size_t j : answer.modes) {
    json.begin_object(answer.steady() ? JsonWriter::Layout::line : JsonWriter::Layout::block);
    json.key("name");
    json.value(answer.network.name(j));
    json.key("role");
    json.value(to_string(answer.network.rates(j).role));
    for (const Part& part : parts) {
      put(json, part.name, answer,
          [&](const NetworkCurrents& now) { return now.modes[j].*part.value; });
    }
    json.end_object();
  }
  json.end_array();
}

// One entry a coupling or squeezer, between two modes.
template <class Ends>
void put_links(JsonWriter& json, const char* key, const Answer& answer, std::size_t count,
               std::vector<ScaledReal> NetworkCurrents::*values, const Ends& ends) {
  json.key(key);
  json.begin_array();
  for (std::size_t k = 0; k < count; ++k) {
    const auto [from, to] = ends(k);
    json.begin_object(JsonWriter::Layout::line);
    json.key("from");
    json.value(answer.network.name(from));
    json.key("to");
    json.value(answer.network.name(to));
    put(json, "current", answer, [&](const NetworkCurrents& now) { return (now.*values)[k]; });
    json.end_object();
  }
  json.end_array();
}

void put_dissipators(JsonWriter& json, const Answer& answer) {
  json.key("dissipators");
  json.begin_array();
  for (std::size_t d = 0; d < answer.network.dissipators().size(); ++d) {
    const auto& weights = answer.network.dissipators()[d].weights;
    json.begin_object();
    for (std::size_t k = 0; k < weights.size(); ++k) {
      put(json, answer.network.name(weights[k].first).c_str(), answer,
          [&](const NetworkCurrents& now) { return now.dissipators[d][k]; });
    }
    json.end_object();
  }
  json.end_array();
}

void print_json(const Answer& answer, std::ostream& out) {
  const Network& network = answer.network;
  JsonWriter json([&](std::string_view piece) { write_output(out, piece); });
  begin_result(json, "currents", answer.result.status);
  if (!answer.steady()) {
    json.key("times");
    json.begin_array(JsonWriter::Layout::line);
    for (const double t : answer.times) json.value(t);
    json.end_array();
  }
  put_modes(json, answer);
  put_links(
      json, "couplings", answer, network.data().links.size(), &NetworkCurrents::couplings,
      [&](std::size_t k) { return std::pair(network.coupling(k).from, network.coupling(k).to); });
  put_links(json, "squeezings", answer, network.squeezers().size(), &NetworkCurrents::squeezers,
            [&](std::size_t k) {
              return std::pair(network.squeezers()[k].first, network.squeezers()[k].second);
            });
  put_dissipators(json, answer);
  json.key("together");
  json.begin_object();
  put(json, "energy", answer, [](const NetworkCurrents& now) { return now.together.energy; });
  put(json, "work", answer, [](const NetworkCurrents& now) { return now.together.work(); });
  put(json, "heat", answer, [](const NetworkCurrents& now) { return now.together.heat(); });
  put(json, "change", answer, [](const NetworkCurrents& now) { return now.together.change; });
  json.end_object();
  json.key("error");
  answer.show ? json.value(answer.result.error) : json.null();
  json.end_object();
  json.finish();
}

// Columns of what the network has; change where there is any.
std::vector<Part> shown_parts(const Answer& answer) {
  const auto wanted = [&](const Part& part) {
    if (part.value == &ModeCurrents::pump) return !answer.network.squeezers().empty();
    if (part.value == &ModeCurrents::shared) return !answer.network.dissipators().empty();
    if (part.value == &ModeCurrents::change) return !answer.steady();
    if (part.value != &ModeCurrents::gain) return true;
    return std::ranges::any_of(answer.network.data().mode_kinds,
                               [](const ModeRates& rates) { return rates.gain > 0; });
  };
  std::vector<Part> shown;
  std::ranges::copy_if(parts, std::back_inserter(shown), wanted);
  return shown;
}

std::string links_text(const Answer& answer) {
  const NetworkCurrents& now = answer.result.at.front();
  TextTable table;
  table.add_column("from", TextTable::Align::left);
  table.add_column("to", TextTable::Align::left);
  table.add_column("current");
  const auto listed = [&](std::size_t j) {
    return std::ranges::find(answer.modes, j) != answer.modes.end();
  };
  const auto add = [&](std::size_t from, std::size_t to, const ScaledReal& current) {
    if (!listed(from) && !listed(to)) return;
    table.add_row({answer.network.name(from), answer.network.name(to), table_number(current)});
  };
  for (std::size_t k = 0; k < now.couplings.size(); ++k) {
    const Coupling coupling = answer.network.coupling(k);
    add(coupling.from, coupling.to, now.couplings[k]);
  }
  std::string text = table.text();
  for (std::size_t d = 0; d < now.dissipators.size(); ++d) {
    const auto& weights = answer.network.dissipators()[d].weights;
    text += fmt::format("# dissipator {} takes", d + 1);
    for (std::size_t k = 0; k < weights.size(); ++k) {
      text += fmt::format("{} {} from {}", k == 0 ? "" : ",", table_number(now.dissipators[d][k]),
                          answer.network.name(weights[k].first));
    }
    text += '\n';
  }
  return text;
}

std::string to_text(const Answer& answer) {
  TextTable table;
  const std::vector<Part> shown = shown_parts(answer);
  if (!answer.steady()) table.add_column("time");
  table.add_column("mode", TextTable::Align::left);
  for (const Part& part : shown) table.add_column(part.name);
  for (std::size_t i = 0; i < answer.result.at.size(); ++i) {
    for (const std::size_t j : answer.modes) {
      std::vector<std::string> row;
      if (!answer.steady()) row.push_back(table_number(answer.times[i]));
      row.push_back(answer.network.name(j));
      for (const Part& part : shown) {
        row.push_back(table_number(answer.result.at[i].modes[j].*part.value));
      }
      table.add_row(std::move(row));
    }
  }
  const char* const what =
      answer.steady() ? "currents (omega * rate) of the steady state" : "currents (omega * rate)";
  std::string text = title(what, answer.options, answer.result.status) + table.text();
  if (!answer.steady()) return text;
  const ModeCurrents& together = answer.result.at.front().together;
  return text + links_text(answer) +
         fmt::format("# together: work {}, heat {}\n", table_number(together.work()),
                     table_number(together.heat()));
}

Action declare(Parser& parser) {
  auto options = std::make_shared<CurrentsCommand>();
  declare_solver_options(parser, *options);
  parser.value("--times", options->times, "START:STOP:COUNT[:log]",
               "at COUNT times from START to STOP after the vacuum, instead of the steady state");
  return [options](Streams& streams) {
    const bool steady = options->times.empty();
    const std::vector<double> times = steady ? std::vector<double>() : parse_times(options->times);
    const NetworkFile file =
        load_file(*options, streams, nullptr, steady ? InTime::refused : InTime::computed);
    const Network& network = file.network;
    std::vector<std::size_t> modes = selected_modes(*options, network, all_modes(network));
    const Currents result =
        steady ? steady_currents(network)
               : currents_at(network, times, file.protocol, thread_count(options->threads));
    const Verdict verdict = judge(result.status, result.message, *options, streams);
    const bool show = verdict.show && !result.at.empty();
    const bool cut = !options->json && show && options->modes.empty() && modes.size() > most_rows;
    if (cut) {
      keep_fullest(modes, rows_shown,
                   [&](std::size_t j) { return result.at.back().modes[j].energy; });
    }
    const Answer answer{network, *options, modes, times, result, show};
    if (options->json) {
      print_json(answer, streams.out);
    } else if (show) {
      std::string table = to_text(answer);
      if (cut) table += cut_note(network.size(), "the fullest", "--mode or --json show others");
      write_output(streams.out, table);
    }
    return verdict.exit_code;
  };
}

}  // namespace

Command currents_command() {
  return {
      "currents",
      "FILE [options]",
      "where energy goes: work, heat and what couplings pass on",
      "For every mode what its drives, pumps ([[squeezing]]) and gain put in, what its own bath "
      "(loss) and shared baths take, and what it passes on through couplings, in units of omega "
      "times rate: dE/dt = drive + pump + gain - loss - shared - passed_on, 0 in the steady state. "
      "Below 0, a bath heats the mode, or others pass energy to it. Work is drive + pump, heat "
      "loss + shared - gain. Then the current through each coupling, from its first mode to its "
      "second, and what each shared dissipator takes from each mode.\n"
      "\n"
      "With --times the same from the vacuum, under the pulses and switches of the file, too; "
      "couplings and dissipators are then in --json alone. Networks whose states stay coherent "
      "may be of any size, others of up to 128 modes (64 where something is squeezed).",
      {{"qbnet currents examples/cascade/network.toml", "where the charger's energy goes"},
       {"qbnet currents examples/squeezed/network.toml --json", "with heat, squeezing and gain"},
       {"qbnet currents examples/pulse/network.toml --times 0:120:13 --mode b2",
        "what a pulse brings to one battery"}},
      declare};
}

}  // namespace qbnet::cli
