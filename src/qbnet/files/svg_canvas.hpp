// A growing SVG picture that knows how large it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace qbnet {

/// Pixels, x to the right, y DOWN.
struct Point {
  double x = 0;
  double y = 0;
};
inline Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
inline Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
inline Point operator*(double s, Point a) { return {s * a.x, s * a.y}; }
double length(Point a);
/// a scaled to length 1; (1, 0) for a vector too short to have a direction.
Point unit(Point a);
/// From a point to the nearest point of the segment start - end.
double distance(Point a, Point start, Point end);

/// The text with & < > " ' escaped and control characters and bytes that are not UTF-8 replaced.
std::string escape_xml(std::string_view text);
/// Width of a text in pixels: an estimate for a sans-serif font, on the safe side.
double text_width(std::string_view text, double size);

/// How a shape is drawn; attribute values of SVG.
struct Paint {
  std::string_view stroke = "#222222";
  double width = 1.4;
  std::string_view fill = "none";
  std::string_view dash = "";
};

enum class Anchor { start, middle, end };

class SvgCanvas {
 public:
  void polyline(const std::vector<Point>& points, const Paint& paint);
  void polygon(const std::vector<Point>& points, const Paint& paint);
  void box(Point centre, double half_width, double half_height, double corner, const Paint& paint);
  void ellipse(Point centre, double half_width, double half_height, const Paint& paint);
  /// A line whose last 9 pixels are an arrow head.
  void arrow(Point from, Point to, const Paint& paint);
  /// Vertically centred on `at`; `halo` puts a white box behind it.
  void text(Point at, std::string_view words, double size, Anchor anchor = Anchor::middle,
            bool bold = false, bool halo = false);
  /// Everything until close_group() shares this tooltip.
  void open_group(std::string_view tooltip);
  void close_group();

  Point low() const { return low_; }    ///< upper left corner of all that was drawn
  Point high() const { return high_; }  ///< lower right corner
  /// The whole document, with a white background and this margin; `description` for readers that
  /// do not see the picture.
  std::string document(std::string_view title, std::string_view description, double margin) const;

 private:
  void cover(Point centre, double half_width, double half_height);
  std::string body_;
  Point low_{1e9, 1e9};
  Point high_{-1e9, -1e9};
};

}  // namespace qbnet
