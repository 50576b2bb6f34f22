#include "qbnet/files/draw_shapes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>

namespace qbnet {

Outline outline_of(Role role) {
  switch (role) {
    case Role::charger:
      return Outline::hexagon;
    case Role::battery:
      return Outline::box;
    case Role::mediator:
      break;
  }
  return Outline::ellipse;
}

void draw_outline(SvgCanvas& canvas, Outline shape, const Box& at) {
  const Point c = at.centre;
  const double w = at.half_width;
  const double h = at.half_height;
  switch (shape) {
    case Outline::hexagon:
      canvas.polygon({{c.x - w, c.y},
                      {c.x - w + 0.5 * h, c.y - h},
                      {c.x + w - 0.5 * h, c.y - h},
                      {c.x + w, c.y},
                      {c.x + w - 0.5 * h, c.y + h},
                      {c.x - w + 0.5 * h, c.y + h}},
                     charger_paint);
      break;
    case Outline::box:
      canvas.box(c, w, h, 7, battery_paint);
      break;
    case Outline::ellipse:
      canvas.ellipse(c, w, h, mediator_paint);
      break;
    case Outline::bath:
      canvas.box(c, w, h, 0, bath_paint);
      canvas.box(c, w - 3, h - 3, 0, bath_paint);
      break;
  }
}

void draw_wave(SvgCanvas& canvas, Point from, Point to) {
  const Point along = unit(to - from);
  const Point across{-along.y, along.x};
  const Point neck = to - 9.0 * along;
  std::vector<Point> points;
  constexpr int pieces = 24;
  for (int k = 0; k <= pieces; ++k) {
    const double t = static_cast<double>(k) / pieces;
    const double swing = 3.2 * std::sin(3 * 2 * std::numbers::pi * t);
    points.push_back(from + t * (neck - from) + swing * across);
  }
  canvas.polyline(points, loss_paint);
  canvas.polygon({to, neck + 3.5 * across, neck - 3.5 * across},
                 {loss_paint.stroke, 0.5, loss_paint.stroke, ""});
}

LegendEntry legend_entry(Role role) {
  switch (role) {
    case Role::charger:
      return LegendEntry::charger;
    case Role::battery:
      return LegendEntry::battery;
    case Role::mediator:
      break;
  }
  return LegendEntry::mediator;
}

namespace {

std::string_view words_of(LegendEntry entry) {
  switch (entry) {
    case LegendEntry::charger:
      return "charger";
    case LegendEntry::battery:
      return "battery";
    case LegendEntry::mediator:
      return "mediator";
    case LegendEntry::bath:
      return "shared bath: rate, weights w";
    case LegendEntry::coupling:
      return "coupling g exp(i\u03b8) o_from o_to\u2020 + h.c.";
    case LegendEntry::squeezing:
      return "squeezing s exp(i\u03c6) o\u2020 o\u2020 + h.c.";
    case LegendEntry::loss:
      return "energy loss \u03ba";
    case LegendEntry::drive:
      break;
  }
  return "drive \u03be";
}

void sample(SvgCanvas& canvas, LegendEntry entry, Point at) {
  const Box box{at, 17, 10};
  const Point half{20, 0};
  switch (entry) {
    case LegendEntry::charger:
      return draw_outline(canvas, Outline::hexagon, box);
    case LegendEntry::battery:
      return draw_outline(canvas, Outline::box, box);
    case LegendEntry::mediator:
      return draw_outline(canvas, Outline::ellipse, box);
    case LegendEntry::bath:
      return draw_outline(canvas, Outline::bath, box);
    case LegendEntry::coupling:
      return canvas.arrow(at - half, at + half, coupling_paint);
    case LegendEntry::squeezing:
      return canvas.polyline({at - half, at + half}, squeezer_paint);
    case LegendEntry::loss:
      return draw_wave(canvas, at - half, at + half);
    case LegendEntry::drive:
      break;
  }
  canvas.arrow(at - half, at + half, drive_paint);
}

}  // namespace

void draw_legend(SvgCanvas& canvas, const std::vector<LegendEntry>& entries) {
  const Point low = canvas.low();
  const double width = std::max(canvas.high().x - low.x, 420.0);
  Point at{low.x, canvas.high().y + 34};
  for (const LegendEntry entry : entries) {
    const std::string_view words = words_of(entry);
    const double wide = 70 + text_width(words, label_size);
    if (at.x > low.x && at.x + wide > low.x + width) at = {low.x, at.y + 30};
    sample(canvas, entry, at + Point{22, 0});
    canvas.text(at + Point{48, 0}, words, label_size, Anchor::start);
    at.x += wide;
  }
}

}  // namespace qbnet
