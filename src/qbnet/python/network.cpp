#include "qbnet/python/network.hpp"

#include <fmt/format.h>
#include <pybind11/complex.h>
#include <pybind11/stl.h>

#include <algorithm>

#include "qbnet/base/suggest.hpp"
#include "qbnet/files/load_text.hpp"
#include "qbnet/files/network_builder.hpp"
#include "qbnet/files/tree.hpp"
#include "qbnet/python/arrays.hpp"
#include "qbnet/python/call.hpp"
#include "qbnet/python/module.hpp"
#include "qbnet/resolvent/matrix.hpp"

namespace py = pybind11;

namespace qbnet::python {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

HeldNetwork read(std::string text, std::string name, const Settings& settings) {
  return stoppable([text = std::move(text), name = std::move(name), settings]() -> HeldNetwork {
    constexpr std::size_t most_kept = 1000;
    auto held = std::make_shared<Held>();
    for (const auto& [key, expression] : settings) held->settings.push_back({key, expression});
    held->file = read_network_text(text, name, held->settings, {}, folder_of(name));
    held->text = text;
    held->name = name;
    if (held->file.protocol.empty() && held->network().size() <= most_kept &&
        !is_active(held->network())) {
      held->resolvent = std::make_unique<Resolvent>(held->network());
    }
    return held;
  });
}

// Tables as they are added one by one, each checked at once, as the file that they make would be.
class Draft {
 public:
  Draft() : source_("network", "qbnet = 1"), reader_(source_), builder_(reader_) {}

  void add(const std::string& text) {
    const Node tree = parse_tree(SourceText("network", text));
    for (const Entry& entry : std::get<Table>(tree.value)) {
      if (entry.key == "parameters") {
        for (const Entry& each : std::get<Table>(entry.value.value)) define(each);
      } else if (entry.key == "cascade") {
        builder_.cascade(entry);
      } else if (entry.key == "parallel") {
        builder_.parallel(entry);
      } else {
        add_parts(entry);
      }
    }
  }

 private:
  void define(const Entry& entry) {
    reader_.at(entry.position, [&] { reader_.parameters().declare(entry.key); });
    reader_.parameters().define(entry.key, reader_.number(entry.value, [&] {
      return fmt::format("parameter {}", entry.key);
    }));
  }
  void add_parts(const Entry& entry) {
    for (const Node& node : std::get<List>(entry.value.value)) {
      if (entry.key == "mode") builder_.mode(node);
      if (entry.key == "coupling") builder_.coupling(node);
      if (entry.key == "triangle") builder_.triangle(node);
      if (entry.key == "dissipator") builder_.dissipator(node);
      if (entry.key == "squeezing") builder_.squeezer(node);
    }
  }

  SourceText source_;
  ValueReader reader_;
  NetworkBuilder builder_;
};

std::vector<std::string> roles(const Network& network) {
  std::vector<std::string> all;
  for (std::size_t j = 0; j < network.size(); ++j) {
    all.emplace_back(to_string(network.rates(j).role));
  }
  return all;
}

py::dict rates(const Network& network) {
  py::dict all;
  const auto column = [&](const char* key, auto of) {
    using T = decltype(of(network.rates(0)));
    all[key] = array_of<T>(network.size(), [&](std::size_t j) { return of(network.rates(j)); });
  };
  column("loss", [](const ModeRates& mode) { return mode.loss; });
  column("detuning", [](const ModeRates& mode) { return mode.detuning; });
  column("thermal", [](const ModeRates& mode) { return mode.thermal; });
  column("drive", [](const ModeRates& mode) { return mode.drive; });
  column("gain", [](const ModeRates& mode) { return mode.gain; });
  column("squeezing_r", [](const ModeRates& mode) { return mode.squeezing.r; });
  column("squeezing_phase", [](const ModeRates& mode) { return mode.squeezing.phase; });
  return all;
}

// Each = Coupling or Squeezer; start, end: their ends.
template <class Each>
py::dict links(const auto& range, std::size_t Each::*start, std::size_t Each::*end) {
  const auto column = [&](auto Each::*part) {
    using Part = std::remove_cvref_t<decltype(Each().*part)>;
    using T = std::conditional_t<std::is_same_v<Part, double>, double, std::int64_t>;
    return array_of<T>(std::size(range), [&](std::size_t k) {
      const Each each = range[k];
      return static_cast<T>(each.*part);
    });
  };
  py::dict all;
  all["from"] = column(start);
  all["to"] = column(end);
  all["strength"] = column(&Each::strength);
  all["phase"] = column(&Each::phase);
  return all;
}

}  // namespace

const Network& Held::constant() const {
  if (file.protocol.empty()) return file.network;
  throw Error(Refusal::input,
              name +
                  ": drives in time and switches are computed by evolve, sweep and disorder, and "
                  "by covariance and currents at times, only");
}

NetworkFile read_again(const Held& held, const std::vector<std::string>& vary) {
  return read_network_text(held.text, held.name, held.settings, vary);
}

void add_network(py::module_& m) {
  py::class_<Held, std::shared_ptr<Held>>(m, "Held")
      .def_property_readonly("size", [](const Held& held) { return held.network().size(); })
      .def_property_readonly("names", [](const Held& held) { return held.network().names(); })
      .def_property_readonly("roles", [](const Held& held) { return roles(held.network()); })
      .def_property_readonly("text", [](const Held& held) { return held.text; })
      .def_property_readonly("name", [](const Held& held) { return held.name; })
      .def_property_readonly("family", [](const Held& held) { return held.file.family; })
      .def_property_readonly("parameters", [](const Held& held) { return held.file.parameters; })
      .def_property_readonly("warnings", [](const Held& held) { return held.file.warnings; })
      .def_property_readonly("rates", [](const Held& held) { return rates(held.network()); })
      .def_property_readonly("couplings",
                             [](const Held& held) {
                               return links(held.network().couplings(), &Coupling::from,
                                            &Coupling::to);
                             })
      .def_property_readonly("squeezers",
                             [](const Held& held) {
                               return links(held.network().squeezers(), &Squeezer::first,
                                            &Squeezer::second);
                             })
      .def_property_readonly("dissipators",
                             [](const Held& held) {
                               py::list all;
                               for (const Dissipator& bath : held.network().dissipators()) {
                                 all.append(py::make_tuple(bath.rate, bath.weights, bath.thermal));
                               }
                               return all;
                             })
      .def_property_readonly("pulses", [](const Held& held) { return held.file.protocol.pulses; })
      .def_property_readonly("switches",
                             [](const Held& held) {
                               py::list all;
                               for (const Switch& change : held.file.protocol.switches) {
                                 all.append(py::make_tuple(change.time, change.set));
                               }
                               return all;
                             })
      .def("name_of", [](const Held& held, std::size_t j) { return held.network().name(j); })
      .def("role_of",
           [](const Held& held, std::size_t j) {
             return std::string(to_string(held.network().rates(j).role));
           })
      .def("with_role",
           [](const Held& held, const std::string& role) {
             for (const Role each : {Role::charger, Role::battery, Role::mediator}) {
               if (to_string(each) == role) return held.network().with_role(each);
             }
             return std::vector<std::size_t>();
           })
      .def("did_you_mean",
           [](const Held& held, const std::string& name) {
             return did_you_mean(name, held.network().names());
           })
      .def("find",
           [](const Held& held, const std::string& name) { return held.network().find(name); });
  py::class_<Pulse>(m, "Pulse")
      .def_readonly("mode", &Pulse::mode)
      .def_property_readonly("shape",
                             [](const Pulse& pulse) { return std::string(to_string(pulse.shape)); })
      .def_readonly("amplitude", &Pulse::amplitude)
      .def_readonly("detuning", &Pulse::detuning)
      .def_readonly("start", &Pulse::start)
      .def_readonly("stop", &Pulse::stop)
      .def_property_readonly("samples",
                             [](const Pulse& pulse) {
                               std::vector<std::vector<double>> rows;
                               for (const auto& [time, value] : pulse.samples) {
                                 rows.push_back({time, value.real(), value.imag()});
                               }
                               return rows;
                             })
      .def("at", [](const Pulse& pulse, const py::array_t<double>& times) {
        const std::vector<double> at = vector_of<double>(times);
        return array_of<std::complex<double>>(
            at.size(), [&](std::size_t k) { return drive_at(pulse, at[k]); });
      });
  py::class_<Draft>(m, "Draft").def(py::init<>()).def("add", &Draft::add);
  m.def("read", [](std::string text, std::string name, const Settings& settings) {
    return read(std::move(text), std::move(name), settings);
  });
  m.def("load_text", [](const std::string& path) { return py::str(load_text(path)); });
}

}  // namespace qbnet::python
