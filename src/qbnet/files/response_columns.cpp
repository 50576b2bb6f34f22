#include "qbnet/files/response_columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "qbnet/files/steady_columns.hpp"

namespace qbnet {
namespace {

void add_number(ColumnTable& table, const char* name, const char* unit, const char* about,
                Column::Number cell) {
  table.columns.push_back({name, unit, about, std::move(cell)});
}

double or_nan(const std::optional<double>& value) {
  return value.value_or(std::numeric_limits<double>::quiet_NaN());
}

void add_band(ColumnTable& table, const std::string& name, const Band& band) {
  table.facts.push_back({name + "_lower", or_nan(band.lower)});
  table.facts.push_back({name + "_upper", or_nan(band.upper)});
  table.facts.push_back({name + "_width", or_nan(band.width)});
  table.facts.push_back({name + "_reason", band.reason});
}

// |S|^2 as the nearest double, and its logarithm.
template <class Pick>
void add_transmission(ColumnTable& table, const std::string& name, const char* about,
                      const Pick& pick) {
  add_number(table, name.c_str(), "1", about,
             [pick](std::size_t row) { return column_energy(transmitted(pick(row))); });
  add_number(table, ("log10_" + name).c_str(), "1",
             "its log10, whatever its size; -inf for exactly 0",
             [pick](std::size_t row) { return log10(transmitted(pick(row))); });
}

}  // namespace

ScaledReal transmitted(const Amplitude& s) { return norm(s.value); }
double phase_of(const Amplitude& s) { return std::arg(s.value.mantissa()); }

ColumnTable transmission_columns(const Port& from, const Port& to,
                                 std::span<const double> frequencies, const Transmission& result,
                                 const GridOrigin& origin) {
  ColumnTable table;
  table.rows = frequencies.size();
  add_number(table, "frequency", "rate", "in the rotating frame",
             [frequencies](std::size_t row) { return frequencies[row]; });
  const auto& points = result.points;
  add_transmission(table, "transmission", "|S_to,from|^2",
                   [&points](std::size_t row) { return points[row].forward; });
  add_number(table, "phase", "rad", "of S_to,from",
             [&points](std::size_t row) { return phase_of(points[row].forward); });
  add_transmission(table, "reverse_transmission", "|S_from,to|^2",
                   [&points](std::size_t row) { return points[row].reverse; });
  add_number(table, "isolation_db", "dB",
             "10 log10 of transmission over reverse transmission; infinite where one is 0, NaN "
             "where both are",
             [&points](std::size_t row) { return isolation_db(points[row]); });
  add_number(table, "added_noise", "quanta",
             "what warm baths add, referred to the input; NaN where nothing passes",
             [&points](std::size_t row) {
               const auto& noise = points[row].added_noise;
               return noise ? column_energy(*noise) : std::numeric_limits<double>::quiet_NaN();
             });
  add_column_facts(table, "qbnet-response/1", result.status, result.message, origin);
  table.facts.push_back({"from", from.name});
  table.facts.push_back({"to", to.name});
  table.facts.push_back({"error_bound", result.error_bound});
  if (result.bands) {
    table.facts.push_back({"transmission_peak", result.bands->transmission.at});
    table.facts.push_back({"transmission_peak_db", result.bands->transmission.level});
    table.facts.push_back({"isolation_peak", result.bands->isolation.at});
    table.facts.push_back({"isolation_peak_db", result.bands->isolation.level});
    add_band(table, "transmission_3db", result.bands->transmission_3db);
    add_band(table, "isolation_3db", result.bands->isolation_3db);
    add_band(table, "isolation_20db", result.bands->isolation_20db);
  }
  return table;
}

ColumnTable scattering_columns(std::span<const Port> ports, std::span<const double> frequencies,
                               const std::vector<Scattering>& result, const GridOrigin& origin) {
  ColumnTable table;
  const std::size_t n = ports.size();
  table.rows = frequencies.size() * n * n;
  const auto element = [&result, n](std::size_t row) -> const Amplitude& {
    return result[row / (n * n)].s[row % (n * n)];
  };
  add_number(table, "frequency", "rate", "in the rotating frame",
             [frequencies, n](std::size_t row) { return frequencies[row / (n * n)]; });
  table.columns.push_back({"to", "", "port where it comes out",
                           Column::Text([ports, n](auto row) { return ports[row / n % n].name; })});
  table.columns.push_back({"from", "", "port where it goes in",
                           Column::Text([ports, n](auto row) { return ports[row % n].name; })});
  add_transmission(table, "transmission", "|S_to,from|^2", element);
  add_number(table, "re", "1", "S_to,from is (re + i im) 2^exponent",
             [element](std::size_t row) { return column_amplitude(element(row).value).re; });
  add_number(table, "im", "1", "S_to,from is (re + i im) 2^exponent",
             [element](std::size_t row) { return column_amplitude(element(row).value).im; });
  table.columns.push_back({"exponent", "1",
                           "S_to,from is (re + i im) 2^exponent; 0 wherever doubles hold it",
                           Column::Integer([element](std::size_t row) {
                             return column_amplitude(element(row).value).exponent;
                           })});
  std::vector<std::string> names;
  for (const Port& port : ports) names.push_back(port.name);
  double defect = 0;
  Status status = Status::ok;
  std::string message;
  for (const Scattering& each : result) {
    defect = std::max(defect, each.unitarity_defect);
    if (each.status != Status::ok) status = each.status, message = each.message;
  }
  add_column_facts(table, "qbnet-response/1", status, message, origin);
  table.facts.push_back({"ports", names});
  table.facts.push_back({"complete", result.empty() || result[0].complete ? 1.0 : 0.0});
  table.facts.push_back({"unitarity_defect", defect});
  return table;
}

}  // namespace qbnet
