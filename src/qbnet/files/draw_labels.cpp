#include "qbnet/files/draw_labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace qbnet {
namespace {

/// Nearer than this, two lines cannot be told apart.
constexpr double line_gap = 9;

/// Whether the first line, but for its start, runs into or along the second.
bool collide(Point from, Point to, Point start, Point end) {
  constexpr int pieces = 5;
  for (int k = 1; k <= pieces; ++k)
    if (distance(from + (static_cast<double>(k) / pieces) * (to - from), start, end) < line_gap)
      return true;
  return false;
}

}  // namespace

bool overlap(const Box& a, const Box& b) {
  return std::abs(a.centre.x - b.centre.x) < a.half_width + b.half_width &&
         std::abs(a.centre.y - b.centre.y) < a.half_height + b.half_height;
}

bool crosses(const Box& box, Point from, Point to) {
  // The part of the segment inside the box, one pair of sides at a time (Liang and Barsky, 1984).
  double start = 0;
  double end = 1;
  const Point along = to - from;
  const Point offset = box.centre - from;
  const auto clip = [&](double direction, double centre, double half) {
    if (std::abs(direction) < 1e-9) return std::abs(centre) < half;
    const double one = (centre - half) / direction;
    const double other = (centre + half) / direction;
    start = std::max(start, std::min(one, other));
    end = std::min(end, std::max(one, other));
    return start < end;
  };
  return clip(along.x, offset.x, box.half_width) && clip(along.y, offset.y, box.half_height);
}

double Clutter::cost(const Box& box) const {
  double sum = 0;
  for (const Box& other : boxes_) sum += overlap(box, other) ? 3 : 0;
  for (const auto& [from, to] : lines_) sum += crosses(box, from, to) ? 1 : 0;
  return sum;
}

double Clutter::cost(Point from, Point to) const {
  double sum = 0;
  for (const Box& box : boxes_) sum += crosses(box, from, to) ? 3 : 0;
  for (const auto& [start, end] : lines_) sum += collide(from, to, start, end) ? 1 : 0;
  return sum;
}

std::string number_label(double value) {
  std::string text = fmt::format("{:.4g}", value);
  for (std::size_t at = text.find('-'); at != std::string::npos; at = text.find('-', at + 1))
    text.replace(at, 1, "\u2212");
  return text;
}

std::string number_label(std::complex<double> value) {
  const double re = value.real();
  const double im = value.imag();
  if (im == 0) return number_label(re);
  const std::string size = std::abs(im) == 1 ? "" : number_label(std::abs(im));
  const std::string sign = im < 0 ? "\u2212" : re != 0 ? "+" : "";
  return (re != 0 ? number_label(re) : "") + sign + size + "i";
}

std::string phase_label(double phase) {
  const double turns = phase / std::numbers::pi;
  for (int denominator = 1; denominator <= 12; ++denominator) {
    const double numerator = turns * denominator;
    const double nearest = std::round(numerator);
    if (std::abs(numerator - nearest) > 1e-12 * denominator * std::max(1.0, std::abs(turns)))
      continue;
    if (nearest == 0) return "0";
    const double size = std::abs(nearest);
    std::string text = nearest < 0 ? "\u2212" : "";
    if (size != 1) text += number_label(size);
    text += "\u03c0";
    if (denominator > 1) text += fmt::format("/{}", denominator);
    return text;
  }
  return number_label(phase);
}

std::string coupling_label(const Coupling& coupling) {
  std::string text = number_label(coupling.strength);
  if (coupling.phase != 0) text += ", \u03b8=" + phase_label(coupling.phase);
  return text;
}

std::string squeezer_label(const Squeezer& squeezer) {
  std::string text = "s=" + number_label(squeezer.strength);
  if (squeezer.phase != 0) text += ", \u03c6=" + phase_label(squeezer.phase);
  return text;
}

std::string mode_label(const Mode& mode) {
  std::string text;
  const auto add = [&text](const char* symbol, double value) {
    if (value != 0) text += (text.empty() ? "" : ", ") + (symbol + number_label(value));
  };
  add("\u03ba=", mode.loss);
  add("n\u0304=", mode.thermal);
  add("\u0394=", mode.detuning);
  add("gain=", mode.gain);
  add("r=", mode.squeezing.r);
  return text;
}

}  // namespace qbnet
