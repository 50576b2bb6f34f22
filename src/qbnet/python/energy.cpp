// Where energy goes, and how long it stays.
#include <pybind11/stl.h>

#include <array>
#include <limits>
#include <optional>
#include <vector>

#include "qbnet/measure/currents.hpp"
#include "qbnet/measure/half_life.hpp"
#include "qbnet/python/call.hpp"
#include "qbnet/python/module.hpp"
#include "qbnet/python/network.hpp"
#include "qbnet/python/results.hpp"

namespace py = pybind11;

namespace qbnet::python {
namespace {

using Modes = std::vector<std::size_t>;

struct CurrentColumn {
  const char* key;
  ScaledReal ModeCurrents::*of;
};
constexpr std::array current_columns = {CurrentColumn{"energies", &ModeCurrents::energy},
                                        CurrentColumn{"drives", &ModeCurrents::drive},
                                        CurrentColumn{"pumps", &ModeCurrents::pump},
                                        CurrentColumn{"gains", &ModeCurrents::gain},
                                        CurrentColumn{"losses", &ModeCurrents::loss},
                                        CurrentColumn{"shared", &ModeCurrents::shared},
                                        CurrentColumn{"passed_on", &ModeCurrents::passed_on},
                                        CurrentColumn{"changes", &ModeCurrents::change}};

// Numbers of the steady state, or arrays over times.
class CurrentArrays {
 public:
  CurrentArrays(const Currents& found, bool steady) : found_(found), steady_(steady) {}
  // of(now)
  template <class Of>
  py::object one(const Of& of) const {
    if (steady_) return py::float_(number(of(found_.at.front())));
    return array_of<double>(found_.at.size(),
                            [&](std::size_t i) { return number(of(found_.at[i])); });
  }
  // of(now, k) for each k below `count`
  template <class Of>
  py::object many(std::size_t count, const Of& of) const {
    const std::size_t across = found_.at.size();
    const py::object flat = array_of<double>(count * across, [&](std::size_t i) {
      return number(of(found_.at[i % across], i / across));
    });
    return steady_ ? flat : flat.attr("reshape")(count, across);
  }

 private:
  const Currents& found_;
  bool steady_;
};

py::dict currents_answer(const HeldNetwork& held, const Modes& modes,
                         const std::optional<py::array_t<double>>& given, int threads) {
  const std::vector<double> times = given ? vector_of<double>(*given) : std::vector<double>();
  const bool steady = !given;
  const auto found = stoppable([=] {
    return steady ? steady_currents(held->constant())
                  : currents_at(held->network(), times, held->file.protocol, threads);
  });
  py::dict result = answer(found.status, found.message);
  if (found.at.empty() && (steady || !times.empty())) return result;
  const CurrentArrays arrays(found, steady);
  for (const CurrentColumn& column : current_columns) {
    result[column.key] = arrays.many(modes.size(), [&](const NetworkCurrents& now, std::size_t k) {
      return now.modes[modes[k]].*column.of;
    });
  }
  const Network& network = held->network();
  result["through"] =
      arrays.many(network.data().links.size(),
                  [](const NetworkCurrents& now, std::size_t k) { return now.couplings[k]; });
  result["squeezed"] =
      arrays.many(network.squeezers().size(),
                  [](const NetworkCurrents& now, std::size_t k) { return now.squeezers[k]; });
  py::dict dissipators;
  for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
    py::dict taken;
    const auto& weights = network.dissipators()[d].weights;
    for (std::size_t k = 0; k < weights.size(); ++k) {
      taken[py::str(network.name(weights[k].first))] =
          arrays.one([&](const NetworkCurrents& now) { return now.dissipators[d][k]; });
    }
    dissipators[py::str("dissipator " + std::to_string(d + 1))] = taken;
  }
  result["dissipators"] = dissipators;
  result["work"] = arrays.one([](const NetworkCurrents& now) { return now.together.work(); });
  result["heat"] = arrays.one([](const NetworkCurrents& now) { return now.together.heat(); });
  result["error"] = found.error;
  return result;
}

py::dict half_life_answer(const HeldNetwork& held, const Modes& modes, bool isolated) {
  const auto found =
      stoppable([=] { return half_lives(held->constant(), modes, {.isolated = isolated}); });
  py::dict result = answer(found.status, found.message);
  if (found.modes.empty() && !modes.empty()) return result;
  result["method"] = found.message + "; steps whose bounds leave no crossing of half unseen";
  const std::size_t count = found.modes.size();
  put_energies(result, "energies", count, [&](std::size_t k) { return found.modes[k].energy; });
  put_energies(result, "ergotropies", count,
               [&](std::size_t k) { return found.modes[k].ergotropy; });
  const auto times = [&](const char* key, Halving HalfLife::*of,
                         std::optional<double> Halving::*which) {
    result[key] = array_of<double>(count, [&](std::size_t k) {
      return (found.modes[k].*of.*which).value_or(std::numeric_limits<double>::infinity());
    });
  };
  times("energy_half_lives", &HalfLife::of_energy, &Halving::first);
  times("last_energy_half_lives", &HalfLife::of_energy, &Halving::last);
  times("ergotropy_half_lives", &HalfLife::of_ergotropy, &Halving::first);
  times("last_ergotropy_half_lives", &HalfLife::of_ergotropy, &Halving::last);
  result["error"] = found.error;
  return result;
}

}  // namespace

void add_energy(py::module_& m) {
  m.def("currents", &currents_answer);
  m.def("half_life", &half_life_answer);
}

}  // namespace qbnet::python
