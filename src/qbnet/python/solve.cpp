// Steady states, charging in time, normal modes.
#include <fmt/format.h>
#include <pybind11/stl.h>

#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "qbnet/base/memory.hpp"
#include "qbnet/measure/energy.hpp"
#include "qbnet/measure/steady_energy.hpp"
#include "qbnet/measure/winding.hpp"
#include "qbnet/python/call.hpp"
#include "qbnet/python/module.hpp"
#include "qbnet/python/network.hpp"
#include "qbnet/python/results.hpp"
#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/certified_steady.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/spectrum.hpp"

namespace py = pybind11;

namespace qbnet::python {
namespace {

using Modes = std::vector<std::size_t>;

Modes modes_or_all(const Held& held, std::optional<Modes> some) {
  if (some) return std::move(*some);
  Modes all(held.network().size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

// Everything that is told of a steady state, kept together while Python's lock is free.
struct Answer {
  CertifiedSteady found;
  std::optional<SteadyEnergy> stored;
  Modes modes;
};

std::shared_ptr<Answer> solve(const Held& held, Modes modes, bool certify,
                              const SteadyOptions& options = {}) {
  auto answer = std::make_shared<Answer>();
  if (certify) {
    answer->found = certified_steady(held.constant());
  } else {
    answer->found.steady = held.resolvent != nullptr && held.network().size() > 0
                               ? steady(*held.resolvent, options)
                               : steady(held.constant(), options);
  }
  answer->modes = std::move(modes);
  answer->stored.emplace(held.network(), answer->found.steady, answer->modes);
  return answer;
}

struct Parts {
  ScaledReal coherent;
  Fluctuations rest;
};

constexpr std::array parts_keys = {"coherent_energies", "thermal_energies", "squeezed_energies",
                                   "ergotropies"};

// of(i): the Parts of each of `count`; their sum is "energies".
template <class Of>
void put_parts(py::dict& result, std::size_t count, const Of& of) {
  put_energies(result, "coherent_energies", count, [&](std::size_t i) { return of(i).coherent; });
  put_energies(result, "thermal_energies", count,
               [&](std::size_t i) { return of(i).rest.thermal; });
  put_energies(result, "squeezed_energies", count,
               [&](std::size_t i) { return of(i).rest.squeezed; });
  put_energies(result, "ergotropies", count, [&](std::size_t i) {
    const Parts parts = of(i);
    return parts.coherent + parts.rest.squeezed;
  });
}

void put_radii(py::dict& result, const Answer& answer) {
  const CertifiedSteady& proof = answer.found;
  const std::size_t count = answer.modes.size();
  const auto radius = [&](const std::vector<ScaledReal>& of) {
    return array_of<double>(count,
                            [&](std::size_t i) { return column_radius(of[answer.modes[i]]); });
  };
  result["amplitude_radius"] = radius(proof.amplitude_radius);
  result["energy_radius"] = radius(proof.energy_radius);
  result["log10_energy_radius"] = array_of<double>(
      count, [&](std::size_t i) { return proof.log10_energy_radius[answer.modes[i]]; });
}

py::dict steady_answer(const HeldNetwork& held, std::optional<Modes> some, bool certify) {
  Modes modes = modes_or_all(*held, std::move(some));
  // Small networks take less than a thread does, and less than anyone waits.
  constexpr std::size_t small = 200;
  std::shared_ptr<Answer> found;
  if (!certify && held->resolvent != nullptr && held->network().size() <= small &&
      stays_coherent(held->network())) {
    SteadyOptions in_doubles;
    in_doubles.max_precision = 64;
    const py::gil_scoped_release release;
    found = solve(*held, modes, certify, in_doubles);
    const Steady& tried = found->found.steady;
    if (tried.status == Status::inaccurate || tried.arithmetic.starts_with("balls")) {
      found = nullptr;
    }
  }
  if (found == nullptr) {
    found = stoppable([=] { return solve(*held, modes, certify); });
  }
  const Steady& steady = found->found.steady;
  const SteadyEnergy& stored = *found->stored;
  py::dict result = answer(stored.status(), stored.message());
  result["method"] = steady.arithmetic;
  if (steady.amplitude.empty()) return result;
  const Modes& at = found->modes;
  result["amplitudes"] = array_of<std::complex<double>>(
      at.size(), [&](std::size_t i) { return number(steady.amplitude[at[i]]); });
  put_energies(result, "energies", at.size(), [&](std::size_t i) { return stored.total(at[i]); });
  if (stored.has_parts()) {
    put_parts(result, at.size(), [&](std::size_t i) {
      return Parts{stored.coherent(at[i]), {stored.thermal(at[i]), stored.squeezed(at[i])}};
    });
  }
  result["errors"] =
      array_of<double>(at.size(), [&](std::size_t i) { return steady.error[at[i]]; });
  result["backward_error"] = steady.backward_error;
  result["input_power"] = steady.input_power.value();
  result["lost_power"] = steady.lost_power.value();
  if (!found->found.amplitude_radius.empty()) put_radii(result, *found);
  return result;
}

// An amplitude takes 24 bytes, and as much again in the arrays that Python gets.
void check_size(std::size_t times, std::size_t modes) {
  constexpr double bytes_each = 2 * sizeof(ScaledComplex);
  require_memory(
      bytes_each * static_cast<double>(times) * static_cast<double>(modes),
      [&] { return fmt::format("{} times of {} modes", times, modes); },
      "; fewer modes or times would help");
}

py::dict evolve_answer(const HeldNetwork& held, const py::array_t<double>& times,
                       std::optional<Modes> some, int threads, bool supply) {
  Modes modes = modes_or_all(*held, std::move(some));
  check_size(static_cast<std::size_t>(times.size()), modes.size());
  EvolveOptions options;
  options.modes = std::move(modes);
  options.threads = threads;
  options.supply = supply;
  const auto found = stoppable([held, options, at = vector_of<double>(times)] {
    return evolve(held->network(), at, options, held->file.protocol);
  });
  py::dict result = answer(found.status, found.message);
  result["method"] = found.arithmetic;
  if (found.amplitude.empty() && !options.modes.empty()) return result;
  const std::size_t count = static_cast<std::size_t>(times.size());
  const auto each = [&](std::size_t i) -> const ScaledComplex& {
    return found.amplitude[i / count][i % count];
  };
  const std::size_t all = count * found.amplitude.size();
  const auto shape = [&](const py::object& flat) {
    return flat.attr("reshape")(options.modes.size(), count);
  };
  result["amplitudes"] =
      shape(array_of<std::complex<double>>(all, [&](std::size_t i) { return number(each(i)); }));
  put_energies(result, "energies", all,
               [&](std::size_t i) { return found.energy(i / count, i % count); });
  std::vector<std::string> tables = {"energies"};
  if (!found.parts.empty()) {
    put_parts(result, all, [&](std::size_t i) {
      return Parts{norm(each(i)), found.parts[i / count][i % count]};
    });
    tables.insert(tables.end(), parts_keys.begin(), parts_keys.end());
  }
  for (const std::string& key : tables) {
    for (const std::string& each_key : {key, "log10_" + key}) {
      result[each_key.c_str()] = shape(result[each_key.c_str()]);
    }
  }
  if (supply) {
    put_energies(result, "supplied", count, [&](std::size_t i) { return found.supplied[i]; });
    result["efficiencies"] = shape(array_of<double>(all, [&](std::size_t i) {
      return found.efficiency(i / count, i % count)
          .value_or(std::numeric_limits<double>::quiet_NaN());
    }));
  }
  result["error_bound"] = found.error_bound;
  return result;
}

py::dict where(const Network& network, const std::vector<NormalMode>& modes,
               Localisation NormalMode::*side) {
  py::dict all;
  all["participation"] =
      array_of<double>(modes.size(), [&](std::size_t k) { return (modes[k].*side).participation; });
  all["centre"] =
      array_of<double>(modes.size(), [&](std::size_t k) { return (modes[k].*side).centre; });
  py::list most;
  for (const NormalMode& mode : modes) most.append(network.name((mode.*side).most));
  all["most"] = py::tuple(most);
  return all;
}

py::dict spectrum_answer(const HeldNetwork& held, std::optional<std::complex<double>> base) {
  const auto [found, winding] = stoppable([held, base] {
    Spectrum modes = spectrum(held->constant());
    return std::pair{std::move(modes), winding_number(bulk_of(held->network()), base)};
  });
  py::dict result = answer(found.status, found.message);
  result["method"] = found.arithmetic;
  if (found.modes.empty() && held->network().size() > 0) return result;
  const std::vector<NormalMode>& modes = found.modes;
  const auto column = [&](const char* key, auto of) {
    using T = decltype(of(NormalMode{}));
    result[key] = array_of<T>(modes.size(), [&](std::size_t k) { return of(modes[k]); });
  };
  column("eigenvalues", [](const NormalMode& mode) { return mode.eigenvalue; });
  column("errors", [](const NormalMode& mode) { return mode.error; });
  column("conditions", [](const NormalMode& mode) { return mode.condition; });
  column("clusters",
         [](const NormalMode& mode) { return static_cast<std::int64_t>(mode.cluster); });
  column("defective", [](const NormalMode& mode) { return mode.defective; });
  result["right"] = where(held->network(), modes, &NormalMode::right);
  result["left"] = where(held->network(), modes, &NormalMode::left);
  result["proven"] = found.proven;
  result["slowest_decay"] = found.slowest_decay;
  result["vector_condition"] = found.vector_condition;
  result["exceptional_distance"] = found.exceptional_distance;
  result["winding"] = winding.number;
  result["winding_base"] = winding.base;
  result["winding_reason"] = winding.reason;
  return result;
}

}  // namespace

void add_solve(py::module_& m) {
  m.def("steady", &steady_answer);
  m.def("evolve", &evolve_answer);
  m.def("spectrum", &spectrum_answer);
}

}  // namespace qbnet::python
