#include "qbnet/solve/spectrum.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <ostream>

#include "qbnet/base/quote.hpp"
#include "qbnet/cli/column_output.hpp"
#include "qbnet/cli/options.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/files/text_table.hpp"
#include "qbnet/measure/winding.hpp"

namespace qbnet::cli {
namespace {

struct SpectrumCommand : NetworkOptions {
  std::string base, top;
};

// RE,IM
std::optional<std::complex<double>> parse_base(const std::string& text) {
  if (text.empty()) return std::nullopt;
  double re = 0, im = 0;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, re);
  const bool comma = first.ec == std::errc() && first.ptr != end && *first.ptr == ',';
  const auto second = comma ? std::from_chars(first.ptr + 1, end, im) : first;
  if (!comma || second.ec != std::errc() || second.ptr != end || !std::isfinite(re) ||
      !std::isfinite(im)) {
    throw Error(Refusal::usage,
                fmt::format("--base must be two numbers RE,IM, but is {}", in_quotes(text)));
  }
  return std::complex<double>(re, im);
}

void put_localisation(JsonWriter& json, const char* name, const Network& network,
                      const Localisation& where) {
  json.key(name);
  json.begin_object();
  json.key("participation");
  json.value(where.participation);
  json.key("centre");
  json.value(where.centre);
  json.key("most");
  json.value(network.name(where.most));
  json.end_object();
}

void put_mode(JsonWriter& json, const Network& network, const NormalMode& mode) {
  json.begin_object(JsonWriter::Layout::line);
  json.key("decay");
  json.value(mode.eigenvalue.real());
  json.key("frequency");
  json.value(mode.eigenvalue.imag());
  json.key("error");
  json.value(mode.error);
  json.key("condition");
  json.value(mode.condition);
  json.key("cluster");
  json.value(mode.cluster);
  json.key("defective");
  json.value(mode.defective);
  put_localisation(json, "right", network, mode.right);
  put_localisation(json, "left", network, mode.left);
  json.end_object();
}

void put_winding(JsonWriter& json, const Winding& winding) {
  json.key("winding");
  json.begin_object(JsonWriter::Layout::line);
  json.key("number");
  winding.number ? json.value(static_cast<double>(*winding.number)) : json.null();
  json.key("base");
  json.value(winding.base);
  json.key("reason");
  winding.reason.empty() ? json.null() : json.value(winding.reason);
  json.end_object();
}

void print_json(const Network& network, const Spectrum& result, const Winding& winding,
                std::size_t count, bool show, std::ostream& out) {
  JsonWriter json([&](std::string_view piece) { write_output(out, piece); });
  begin_result(json, "spectrum", result.status);
  json.key("proven");
  json.value(result.proven);
  json.key("slowest_decay");
  show && !result.modes.empty() ? json.value(result.slowest_decay) : json.null();
  json.key("vector_condition");
  show ? json.value(result.vector_condition) : json.null();
  json.key("exceptional_distance");
  show ? json.value(result.exceptional_distance) : json.null();
  put_winding(json, winding);
  json.key("modes");
  if (show) {
    json.begin_array();
    for (std::size_t k = 0; k < count; ++k) put_mode(json, network, result.modes[k]);
    json.end_array();
  } else {
    json.null();
  }
  json.end_object();
  json.finish();
}

std::string number_or_infinite(double x) { return std::isinf(x) ? "infinite" : table_number(x); }

std::string winding_text(const Winding& winding) {
  if (!winding.number) {
    return "# no winding number: " + winding.reason + "\n";
  }
  const char* const meaning = *winding.number > 0
                                  ? "modes pile up away from the charger (skin effect)"
                              : *winding.number < 0 ? "modes pile up at the charger (skin effect)"
                                                    : "no skin effect of this origin";
  return fmt::format("# winding number {} around {},{}: {}\n", *winding.number,
                     table_number(winding.base.real()), table_number(winding.base.imag()), meaning);
}

std::string to_text(const Network& network, const Spectrum& result, const Winding& winding,
                    std::size_t count) {
  TextTable table;
  for (const char* header : {"decay", "frequency", "error", "condition"}) table.add_column(header);
  for (const char* side : {"right", "left"}) {
    table.add_column(fmt::format("{} on", side));
    table.add_column("centre");
    table.add_column("most", TextTable::Align::left);
  }
  for (std::size_t k = 0; k < count; ++k) {
    const NormalMode& mode = result.modes[k];
    std::vector<std::string> row = {
        table_number(mode.eigenvalue.real()), table_number(mode.eigenvalue.imag()),
        fmt::format("{:.1e}", mode.error), number_or_infinite(mode.condition)};
    for (const Localisation* where : {&mode.right, &mode.left}) {
      row.push_back(fmt::format("{:.2f}", where->participation));
      row.push_back(fmt::format("{:.2f}", where->centre));
      row.push_back(network.name(where->most));
    }
    table.add_row(std::move(row));
  }
  std::string text = table.text();
  text += fmt::format("# errors are {}; eigenvectors have condition {}\n",
                      result.proven ? "proven" : "estimated",
                      number_or_infinite(result.vector_condition));
  std::size_t defective = 0;
  for (const NormalMode& mode : result.modes) defective += mode.defective ? 1 : 0;
  text += defective > 0
              ? fmt::format("# exceptional point: {} eigenvalues merge, and their eigenvectors\n",
                            defective)
              : fmt::format("# distance to an exceptional point (estimate): {}\n",
                            number_or_infinite(result.exceptional_distance));
  return text + winding_text(winding);
}

int run_spectrum(const SpectrumCommand& options, Streams& streams) {
  top_count(options.top, 1);  // what was typed is checked before any file is opened
  const auto base = parse_base(options.base);
  const Network network = load_network(options, streams);
  const Spectrum result = spectrum(network);
  const Winding winding = winding_number(bulk_of(network), base);
  const Verdict verdict = judge(result.status, result.message, options, streams);
  std::size_t count = top_count(options.top, result.modes.size());
  if (options.json) {
    print_json(network, result, winding, count, verdict.show, streams.out);
  } else if (verdict.show) {
    const bool cut = options.top.empty() && count > most_rows;
    if (cut) count = rows_shown;
    std::string text =
        title("spectrum", options, result.status) + to_text(network, result, winding, count);
    if (cut) text += cut_note(result.modes.size(), "the slowest", "--top or --json show others");
    write_output(streams.out, text);
  }
  return verdict.exit_code;
}

Action declare(Parser& parser) {
  auto options = std::make_shared<SpectrumCommand>();
  declare_file_options(parser, *options);
  declare_accuracy_option(parser, *options);
  parser.value("--top", options->top, "K", "only the K modes that decay most slowly");
  parser.value("--base", options->base, "RE,IM",
               "the point around which the winding number is taken (default: the middle of the "
               "slower band)");
  return [options](Streams& streams) { return run_spectrum(*options, streams); };
}

}  // namespace

Command spectrum_command() {
  return {
      "spectrum",
      "FILE [options]",
      "normal modes: decay, frequency, where they live, how nearly they merge",
      "Eigenvalues of M, slowest decay first: a normal mode goes as exp(-lambda t), its amplitude "
      "decays at Re lambda (the energy at twice that) and turns at Im lambda, relative to the "
      "drive's frame. Up to 64 modes, and up to 100 where doubles do not tell, every error is "
      "proven, in balls of as many bits as it takes; at most 2000 modes are tried.\n"
      "\n"
      "Nonreciprocal networks can be close to exceptional points, where eigenvalues and "
      "eigenvectors merge and double precision loses most or all digits. The condition of an "
      "eigenvalue says "
      "how "
      "far it moves over how far the network does; the distance to an exceptional point is the "
      "smallest |lambda_i - lambda_j| / (condition_i + condition_j), an estimate of the smallest "
      "change of M that makes two merge. \"on\" is the number of modes that an eigenvector lives "
      "on "
      "(1 / sum p^2), \"centre\" the mean of their numbers, counted from 0 in the file's order. "
      "Right eigenvectors are what oscillates, left ones what excites it.\n"
      "\n"
      "Uniform cascades get the winding number of det(M(k) - z0) of their bulk: not 0 where modes "
      "pile up at one end.",
      {{"qbnet spectrum examples/cascade/network.toml", "every normal mode"},
       {"qbnet spectrum examples/cascade/network.toml --top 1", "the slowest decay"},
       {"qbnet spectrum examples/cascade/network.toml --base 0.07,0",
        "winding around another point"},
       {"qbnet spectrum examples/cascade/network.toml --json", "every digit"}},
      declare};
}

}  // namespace qbnet::cli
