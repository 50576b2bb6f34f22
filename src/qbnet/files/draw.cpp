#include "qbnet/files/draw.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string_view>
#include <vector>

#include "qbnet/files/draw_graph.hpp"
#include "qbnet/files/draw_labels.hpp"
#include "qbnet/files/draw_layout.hpp"
#include "qbnet/files/draw_shapes.hpp"
#include "qbnet/files/svg_canvas.hpp"

namespace qbnet {
namespace {

constexpr std::size_t most_coupling_labels = 300;  // beyond, labels would only cover each other
constexpr std::size_t longest_shown_name = 12;

std::string shown_name(const std::string& name) {
  return name.size() <= longest_shown_name ? name
                                           : name.substr(0, longest_shown_name - 1) + "\u2026";
}

/// The box of a text whose near edge is at `tip` when it continues in direction `out`.
Box text_box(Point tip, Point out, const std::string& words) {
  const double half = text_width(words, label_size) / 2 + 1;
  return {tip + Point{out.x * (half + 3), out.y * 0.75 * label_size}, half, 0.6 * label_size};
}

class Schematic {
 public:
  Schematic(const Network& network, const DrawOptions& options)
      : network_(network), options_(options), graph_(draw_graph(network, options.largest)) {
    const std::vector<Point> at = lay_out(graph_);
    for (std::size_t i = 0; i < at.size(); ++i) nodes_.push_back(node(i, at[i]));
    for (const Node& node : nodes_) clutter_.add(node.box);
  }

  std::string draw() {
    links();
    for (std::size_t i = 0; i < nodes_.size(); ++i) draw_node(i);
    for (const Label& label : labels_) put_label(label);
    for (std::size_t i = 0; i < graph_.modes.size(); ++i) drive(i);
    for (std::size_t i = 0; i < graph_.modes.size(); ++i) loss(i);
    for (std::size_t i = 0; i < graph_.modes.size(); ++i) cut(i);
    frame();
    const std::string title = options_.title.empty() ? "Network of bosonic modes" : options_.title;
    return canvas_.document(title,
                            fmt::format("{} modes, {} couplings, {} shared baths", network_.size(),
                                        network_.couplings().size(), network_.dissipators().size()),
                            16);
  }

 private:
  struct Node {
    Box box;
    Outline outline = Outline::box;
    std::string name;
  };
  /// A label to be put beside the line from -> to.
  struct Label {
    Point from;
    Point to;
    Point off;  ///< better on the side away from here
    std::string words;
  };

  Node node(std::size_t item, Point at) const;
  Point border(std::size_t item, Point towards) const;
  /// `aside`: how far to the right of the straight line.
  void connect(std::size_t from, std::size_t to, const Paint& paint, bool arrow,
               const std::string& words, double aside = 0);
  Point opposite(std::size_t from, std::size_t to) const;
  void links();
  void draw_node(std::size_t item);
  void put_label(const Label& label);
  Point outwards(std::size_t item) const;
  void drive(std::size_t item);
  void loss(std::size_t item);
  void cut(std::size_t item);
  void frame();
  /// The free direction out of an item: the one whose line and label cover least.
  Point free_direction(std::size_t item, double reach, const std::string& words,
                       Point preferred) const;

  const Network& network_;
  const DrawOptions& options_;
  DrawGraph graph_;
  std::vector<Node> nodes_;
  std::vector<Label> labels_;
  Clutter clutter_;
  SvgCanvas canvas_;
};

Schematic::Node Schematic::node(std::size_t item, Point at) const {
  if (item >= graph_.modes.size()) {
    const Dissipator& bath = network_.dissipators()[graph_.baths[item - graph_.modes.size()]];
    const std::string name = options_.rates ? "bath " + number_label(bath.rate) : "bath";
    return {{at, text_width(name, label_size) / 2 + 9, 15}, Outline::bath, name};
  }
  const Mode& mode = network_.mode(graph_.modes[item]);
  const std::string name = shown_name(mode.name);
  const double half = text_width(name, name.size() <= 4 ? 14 : label_size) / 2;
  const Outline shape = outline_of(mode.role);
  if (shape == Outline::hexagon) return {{at, std::max(30.0, half + 14), 24}, shape, name};
  if (shape == Outline::box) return {{at, std::max(25.0, half + 8), 19}, shape, name};
  return {{at, std::max(19.0, half + 8), 18}, shape, name};
}

Point Schematic::border(std::size_t item, Point towards) const {
  const Node& n = nodes_[item];
  const Point d = unit(towards - n.box.centre);
  const double x = std::abs(d.x) / n.box.half_width;
  const double y = std::abs(d.y) / n.box.half_height;
  const bool round = n.outline == Outline::ellipse || n.outline == Outline::hexagon;
  const double reach = 1 / (round ? std::hypot(x, y) : std::max(x, y));
  return n.box.centre + (reach + 2.5) * d;
}

void Schematic::connect(std::size_t from, std::size_t to, const Paint& paint, bool arrow,
                        const std::string& words, double aside) {
  const Point along = unit(nodes_[to].box.centre - nodes_[from].box.centre);
  const Point shift = aside * Point{-along.y, along.x};
  const Point start = border(from, nodes_[to].box.centre) + shift;
  const Point end = border(to, nodes_[from].box.centre) + shift;
  if (arrow)
    canvas_.arrow(start, end, paint);
  else
    canvas_.polyline({start, end}, paint);
  clutter_.add(start, end);
  if (options_.rates && !words.empty()) labels_.push_back({start, end, opposite(from, to), words});
}

/// The third corner of a triangle with this side; without one, the middle of the side.
Point Schematic::opposite(std::size_t from, std::size_t to) const {
  for (const Hung& hung : graph_.hung) {
    const std::array<std::size_t, 3> corners{hung.item, hung.from, hung.to};
    const auto holds = [&](std::size_t item) {
      return std::find(corners.begin(), corners.end(), item) != corners.end();
    };
    if (holds(from) && holds(to))
      return nodes_[hung.item + hung.from + hung.to - from - to].box.centre;
  }
  return 0.5 * (nodes_[from].box.centre + nodes_[to].box.centre);
}

void Schematic::links() {
  constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> item(network_.size(), none);
  for (std::size_t i = 0; i < graph_.modes.size(); ++i) item[graph_.modes[i]] = i;
  for (const Coupling& coupling : network_.couplings()) {
    if (item[coupling.from] == none || item[coupling.to] == none) continue;
    connect(item[coupling.from], item[coupling.to],
            coupling.strength == 0 ? no_coupling_paint : coupling_paint, true,
            coupling_label(coupling));
  }
  for (const Squeezer& squeezer : network_.squeezers()) {
    const auto& [first, second, strength, phase] = squeezer;
    if (first == second || item[first] == none || item[second] == none) continue;
    const bool coupled = std::ranges::any_of(network_.couplings(), [&](const Coupling& each) {
      return std::minmax(each.from, each.to) == std::minmax(squeezer.first, squeezer.second);
    });
    connect(item[first], item[second], squeezer_paint, false, squeezer_label(squeezer),
            coupled ? 7 : 0);
  }
  for (std::size_t d = 0; d < graph_.baths.size(); ++d)
    for (const auto& [mode, weight] : network_.dissipators()[graph_.baths[d]].weights)
      if (item[mode] != none)
        connect(item[mode], graph_.modes.size() + d, bath_link_paint, false,
                "w=" + number_label(weight));
  if (labels_.size() > most_coupling_labels) labels_.clear();
}

void Schematic::draw_node(std::size_t item) {
  const Node& n = nodes_[item];
  const bool is_mode = item < graph_.modes.size();
  if (is_mode) {
    const Mode& mode = network_.mode(graph_.modes[item]);
    canvas_.open_group(fmt::format("{} ({})", mode.name, to_string(mode.role)));
  }
  draw_outline(canvas_, n.outline, n.box);
  canvas_.text(n.box.centre, n.name, is_mode && n.name.size() <= 4 ? 14 : label_size);
  if (is_mode) canvas_.close_group();
}

void Schematic::put_label(const Label& label) {
  const Point along = unit(label.to - label.from);
  const Point across{along.y, -along.x};
  const double half = text_width(label.words, label_size) / 2 + 1;
  const double rise = 0.6 * label_size;
  // As close to the line as the text's corner allows.
  const double away = half * std::abs(across.x) + rise * std::abs(across.y) + 3;
  Box best;
  double least = std::numeric_limits<double>::max();
  const Point middle = 0.5 * (label.from + label.to);
  const Point inwards = label.off - middle;
  for (const double t : {0.5, 0.42, 0.58, 0.33, 0.67, 0.75, 0.82})
    for (const double side : {-1.0, 1.0}) {
      const Box box{label.from + t * (label.to - label.from) + (side * away) * across, half, rise};
      const bool inside = side * (inwards.x * across.x + inwards.y * across.y) > 1;
      const double cost = clutter_.cost(box) + std::abs(t - 0.5) + (inside ? 0.4 : 0);
      if (cost < least) {
        least = cost;
        best = box;
      }
    }
  clutter_.add(Box{best.centre, half + 5, rise});
  canvas_.text(best.centre, label.words, label_size, Anchor::middle, false, true);
}

Point Schematic::free_direction(std::size_t item, double reach, const std::string& words,
                                Point preferred) const {
  Point best = preferred;
  double least = std::numeric_limits<double>::max();
  for (int k = 0; k < 16; ++k) {
    const double angle = 2 * std::numbers::pi * k / 16;
    const Point out{std::cos(angle), std::sin(angle)};
    const Point start = border(item, nodes_[item].box.centre + out);
    const Point tip = start + reach * out;
    double cost = clutter_.cost(start, tip) - 0.9 * (out.x * preferred.x + out.y * preferred.y);
    if (!words.empty()) cost += clutter_.cost(text_box(tip, out, words));
    if (cost < least) {
      least = cost;
      best = out;
    }
  }
  return best;
}

void Schematic::drive(std::size_t item) {
  const Mode& mode = network_.mode(graph_.modes[item]);
  if (mode.drive == 0.0) return;
  const std::string words = options_.rates ? "\u03be=" + number_label(mode.drive) : "";
  const Point out = free_direction(item, 40, words, {-1, 0});
  const Point tip = border(item, nodes_[item].box.centre + out);
  const Point tail = tip + 40.0 * out;
  canvas_.arrow(tail, tip, drive_paint);
  clutter_.add(tail, tip);
  if (words.empty()) return;
  const Box box = text_box(tail, out, words);
  clutter_.add(box);
  canvas_.text(box.centre, words, label_size);
}

/// Away from the link that a mediator hangs on; down for everything else.
Point Schematic::outwards(std::size_t item) const {
  for (const Hung& hung : graph_.hung)
    if (hung.item == item && !hung.alone)
      return unit(nodes_[item].box.centre -
                  0.5 * (nodes_[hung.from].box.centre + nodes_[hung.to].box.centre));
  return {0, 1};
}

void Schematic::loss(std::size_t item) {
  const Mode& mode = network_.mode(graph_.modes[item]);
  std::string words = options_.rates ? mode_label(mode) : "";
  for (const Squeezer& squeezer : network_.squeezers()) {
    const std::size_t j = graph_.modes[item];
    if (!options_.rates || squeezer.first != j || squeezer.second != j) continue;
    words += (words.empty() ? "" : ", ") + squeezer_label(squeezer);
  }
  if (mode.loss == 0 && words.empty()) return;
  const double reach = mode.loss > 0 ? 34 : 2;
  const Point out = free_direction(item, reach, words, outwards(item));
  const Point start = border(item, nodes_[item].box.centre + out);
  const Point tip = start + reach * out;
  if (mode.loss > 0) {
    draw_wave(canvas_, start, tip);
    clutter_.add(start, tip);
  }
  if (words.empty()) return;
  const Box box = text_box(tip, out, words);
  clutter_.add(box);
  canvas_.text(box.centre, words, label_size, Anchor::middle, false, true);
}

void Schematic::cut(std::size_t item) {
  if (!graph_.cut[item]) return;
  const Point out = free_direction(item, 36, "\u2026", {1, 0});
  const Point start = border(item, nodes_[item].box.centre + out);
  const Point tip = start + 36.0 * out;
  canvas_.polyline({start, tip}, cut_paint);
  canvas_.text(tip + 10.0 * out, "\u2026", 16);
  clutter_.add(start, tip);
}

void Schematic::frame() {
  const auto drawn = [this](auto&& has) {
    return std::any_of(graph_.modes.begin(), graph_.modes.end(),
                       [&](std::size_t j) { return has(network_.mode(j)); });
  };
  std::vector<LegendEntry> legend;
  for (const Role role : {Role::charger, Role::battery, Role::mediator})
    if (drawn([role](const Mode& mode) { return mode.role == role; }))
      legend.push_back(legend_entry(role));
  if (!graph_.baths.empty()) legend.push_back(LegendEntry::bath);
  if (!network_.couplings().empty()) legend.push_back(LegendEntry::coupling);
  if (!network_.squeezers().empty()) legend.push_back(LegendEntry::squeezing);
  if (drawn([](const Mode& mode) { return mode.loss > 0; })) legend.push_back(LegendEntry::loss);
  if (drawn([](const Mode& mode) { return mode.drive != 0.0; }))
    legend.push_back(LegendEntry::drive);

  const Point low = nodes_.empty() ? Point{0, 0} : canvas_.low();
  if (!options_.title.empty())
    canvas_.text({low.x, low.y - 22}, options_.title, 15, Anchor::start, true);
  draw_legend(canvas_, legend);
  const Point below{low.x, (nodes_.empty() ? 0 : canvas_.high().y) + 18};
  const std::size_t left_out = network_.size() - graph_.modes.size();
  if (left_out > 0)
    canvas_.text(below,
                 fmt::format("The {} modes nearest to the drive are drawn; {} more are left out.",
                             graph_.modes.size(), left_out),
                 label_size, Anchor::start, true);
  if (network_.size() == 0) canvas_.text(below, "No modes.", label_size, Anchor::start);
}

}  // namespace

std::string draw_svg(const Network& network, const DrawOptions& options) {
  return Schematic(network, options).draw();
}

}  // namespace qbnet
