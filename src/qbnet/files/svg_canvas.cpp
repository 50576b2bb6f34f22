#include "qbnet/files/svg_canvas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "qbnet/base/characters.hpp"

namespace qbnet {
namespace {

/// One decimal is a tenth of a pixel; -0.0 is the same place as 0.0.
double tidy(double x) {
  const double rounded = std::round(10 * x) / 10;
  return rounded == 0 ? 0 : rounded;
}

std::string list(const std::vector<Point>& points) {
  std::string text;
  for (const Point& p : points)
    fmt::format_to(std::back_inserter(text), "{}{},{}", text.empty() ? "" : " ", tidy(p.x),
                   tidy(p.y));
  return text;
}

std::string attributes(const Paint& paint) {
  std::string text = fmt::format(R"(fill="{}" stroke="{}" stroke-width="{}")", paint.fill,
                                 paint.stroke, paint.width);
  if (!paint.dash.empty()) text += fmt::format(R"( stroke-dasharray="{}")", paint.dash);
  return text;
}

/// Length in bytes of the UTF-8 character that starts at text[at], 0 if there is none.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t n = first < 0x80                    ? 1
                        : first >= 0xC2 && first < 0xE0 ? 2
                        : first >= 0xE0 && first < 0xF0 ? 3
                        : first >= 0xF0 && first < 0xF5 ? 4
                                                        : 0;
  if (n == 0 || at + n > text.size()) return 0;
  for (std::size_t i = 1; i < n; ++i)
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  if (n == 1) return 1;
  // Overlong forms, surrogates, and what XML forbids.
  const unsigned char second = byte(at + 1);
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second >= 0xA0) ||
      (first == 0xF0 && second < 0x90) || (first == 0xF4 && second >= 0x90))
    return 0;
  if (first == 0xEF && second == 0xBF && byte(at + 2) >= 0xBE) return 0;
  return n;
}

}  // namespace

double length(Point a) { return std::hypot(a.x, a.y); }

Point unit(Point a) {
  const double size = length(a);
  return size < 1e-9 ? Point{1, 0} : (1 / size) * a;
}

double distance(Point a, Point start, Point end) {
  const Point along = end - start;
  const double square = along.x * along.x + along.y * along.y;
  const Point offset = a - start;
  const double t = square > 0 ? (offset.x * along.x + offset.y * along.y) / square : 0;
  return length(offset - std::clamp(t, 0.0, 1.0) * along);
}

std::string escape_xml(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t n = utf8_length(text, i);
    const char c = text[i];
    if (n == 0) {
      out += "\xEF\xBF\xBD";  // U+FFFD
    } else if (n > 1) {
      out += text.substr(i, n);
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\'') {
      out += "&#39;";
    } else {
      out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    }
    i += std::max<std::size_t>(n, 1);
  }
  return out;
}

double text_width(std::string_view text, double size) {
  const auto characters = std::count_if(text.begin(), text.end(), begins_character);
  return 0.6 * size * static_cast<double>(characters);
}

void SvgCanvas::cover(Point centre, double half_width, double half_height) {
  low_ = {std::min(low_.x, centre.x - half_width), std::min(low_.y, centre.y - half_height)};
  high_ = {std::max(high_.x, centre.x + half_width), std::max(high_.y, centre.y + half_height)};
}

void SvgCanvas::polyline(const std::vector<Point>& points, const Paint& paint) {
  for (const Point& p : points) cover(p, paint.width, paint.width);
  fmt::format_to(std::back_inserter(body_), "<polyline points=\"{}\" {}/>\n", list(points),
                 attributes(paint));
}

void SvgCanvas::polygon(const std::vector<Point>& points, const Paint& paint) {
  for (const Point& p : points) cover(p, paint.width, paint.width);
  fmt::format_to(std::back_inserter(body_), "<polygon points=\"{}\" {}/>\n", list(points),
                 attributes(paint));
}

void SvgCanvas::box(Point centre, double half_width, double half_height, double corner,
                    const Paint& paint) {
  cover(centre, half_width + paint.width, half_height + paint.width);
  fmt::format_to(std::back_inserter(body_),
                 "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" {}/>\n",
                 tidy(centre.x - half_width), tidy(centre.y - half_height), tidy(2 * half_width),
                 tidy(2 * half_height), corner, attributes(paint));
}

void SvgCanvas::ellipse(Point centre, double half_width, double half_height, const Paint& paint) {
  cover(centre, half_width + paint.width, half_height + paint.width);
  fmt::format_to(std::back_inserter(body_),
                 "<ellipse cx=\"{}\" cy=\"{}\" rx=\"{}\" ry=\"{}\" {}/>\n", tidy(centre.x),
                 tidy(centre.y), tidy(half_width), tidy(half_height), attributes(paint));
}

void SvgCanvas::arrow(Point from, Point to, const Paint& paint) {
  const Point along = unit(to - from);
  const Point across{-along.y, along.x};
  const Point neck = to - 9.0 * along;
  polyline({from, neck}, paint);
  polygon({to, neck + 4.0 * across, neck - 4.0 * across}, {paint.stroke, 0.5, paint.stroke, ""});
}

void SvgCanvas::text(Point at, std::string_view words, double size, Anchor anchor, bool bold,
                     bool halo) {
  const double half = text_width(words, size) / 2;
  const double shift = anchor == Anchor::start ? half : anchor == Anchor::end ? -half : 0;
  const Point centre{at.x + shift, at.y};
  cover(centre, half, 0.6 * size);
  if (halo)
    fmt::format_to(std::back_inserter(body_),
                   "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"#ffffff\" "
                   "fill-opacity=\"0.85\"/>\n",
                   tidy(centre.x - half), tidy(at.y - 0.6 * size), tidy(2 * half),
                   tidy(1.2 * size));
  const std::string_view side = anchor == Anchor::start ? "start"
                                : anchor == Anchor::end ? "end"
                                                        : "middle";
  fmt::format_to(std::back_inserter(body_),
                 "<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{}\"{}>{}</text>\n",
                 tidy(at.x), tidy(at.y + 0.36 * size), size, side,
                 bold ? " font-weight=\"bold\"" : "", escape_xml(words));
}

void SvgCanvas::open_group(std::string_view tooltip) {
  body_ += fmt::format("<g><title>{}</title>\n", escape_xml(tooltip));
}

void SvgCanvas::close_group() { body_ += "</g>\n"; }

std::string SvgCanvas::document(std::string_view title, std::string_view description,
                                double margin) const {
  const bool empty = low_.x > high_.x;
  const double x = empty ? 0 : std::floor(low_.x - margin);
  const double y = empty ? 0 : std::floor(low_.y - margin);
  const double width = empty ? 1 : std::ceil(high_.x + margin - x);
  const double height = empty ? 1 : std::ceil(high_.y + margin - y);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"{2}\" height=\"{3}\" "
      "viewBox=\"{0} {1} {2} {3}\" font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\" "
      "stroke-linejoin=\"round\">\n<title>{4}</title>\n<desc>{5}</desc>\n"
      "<rect x=\"{0}\" y=\"{1}\" width=\"{2}\" height=\"{3}\" fill=\"#ffffff\"/>\n{6}</svg>\n",
      x, y, width, height, escape_xml(title), escape_xml(description), body_);
}

}  // namespace qbnet
