// Where labels go so that they cover as little as possible, and what they say.
#pragma once

#include <complex>
#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/files/svg_canvas.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

/// An upright rectangle.
struct Box {
  Point centre;
  double half_width = 0;
  double half_height = 0;
};
bool overlap(const Box& a, const Box& b);
bool crosses(const Box& box, Point from, Point to);

/// What is on the picture already.
class Clutter {
 public:
  void add(const Box& box) { boxes_.push_back(box); }
  void add(Point from, Point to) { lines_.push_back({from, to}); }
  /// 3 for every box, 1 for every line that this box would cover.
  double cost(const Box& box) const;
  /// 3 for every box that this line would cross, 1 for every line that it would run into.
  double cost(Point from, Point to) const;

 private:
  std::vector<Box> boxes_;
  std::vector<std::pair<Point, Point>> lines_;
};

/// Four significant digits, with a minus sign instead of a hyphen.
std::string number_label(double value);
/// "2", "−i", "0.5+0.2i".
std::string number_label(std::complex<double> value);
/// A multiple of pi where it is one (denominators up to 12): "−π/2", "2π/3"; else radians.
std::string phase_label(double phase);
/// "0.01, θ=−π/2"; no phase where it is 0.
std::string coupling_label(const Coupling& coupling);
/// "s=0.02, φ=π/4", likewise.
std::string squeezer_label(const Squeezer& squeezer);
/// "κ=0.1, n̄=2, Δ=0.3, gain=0.1, r=0.5", without what is 0.
std::string mode_label(const Mode& mode);

}  // namespace qbnet
