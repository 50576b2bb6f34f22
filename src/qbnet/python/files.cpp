// Drawings and descriptions.
#include <pybind11/stl.h>

#include <sstream>

#include "qbnet/cli/description.hpp"
#include "qbnet/files/draw.hpp"
#include "qbnet/files/draw_graph.hpp"
#include "qbnet/files/draw_layout.hpp"
#include "qbnet/files/range.hpp"
#include "qbnet/python/arrays.hpp"
#include "qbnet/python/call.hpp"
#include "qbnet/python/module.hpp"
#include "qbnet/python/network.hpp"

namespace py = pybind11;

namespace qbnet::python {
namespace {

std::string drawing(const HeldNetwork& held, const std::string& title, bool rates,
                    std::size_t largest) {
  return stoppable([=] {
    DrawOptions options;
    options.title = title;
    options.rates = rates;
    options.largest = largest;
    return draw_svg(held->network(), options);
  });
}

// "qbnet-check/1", as `qbnet check --json` prints it.
std::string description(const HeldNetwork& held) {
  return stoppable([=] {
    std::ostringstream out;
    cli::print_json(cli::describe(held->file, cli::all_modes(held->network())), out);
    return out.str();
  });
}

// As `qbnet check` prints it.
std::string description_text(const HeldNetwork& held) {
  return stoppable([=] {
    cli::NetworkOptions options;
    options.file = held->name;
    return cli::to_text(cli::describe(held->file, cli::all_modes(held->network())), options);
  });
}

// Where the drawing puts its modes and shared baths, in pixels, y downwards.
py::dict layout(const HeldNetwork& held, std::size_t largest) {
  const DrawGraph graph = draw_graph(held->network(), largest);
  const std::vector<Point> points = lay_out(graph);
  py::dict result;
  result["modes"] = graph.modes;
  result["x"] = array_of<double>(points.size(), [&](std::size_t k) { return points[k].x; });
  result["y"] = array_of<double>(points.size(), [&](std::size_t k) { return points[k].y; });
  return result;
}

}  // namespace

void add_files(py::module_& m) {
  m.def("drawing", &drawing);
  m.def("layout", &layout);
  m.def("description", &description);
  m.def("description_text", &description_text);
  m.def("range", [](const std::string& text, const std::string& what) {
    std::vector<double> values = points(parse_range(text, what));
    const auto count = static_cast<py::ssize_t>(values.size());
    return taken(std::move(values), {count});
  });
}

}  // namespace qbnet::python
