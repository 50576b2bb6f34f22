// Where the modes and shared baths of a schematic stand.
#pragma once

#include <vector>

#include "qbnet/files/draw_graph.hpp"
#include "qbnet/files/svg_canvas.hpp"

namespace qbnet {

/// A position in pixels for every item. The items that are not hung form a row (a path from its
/// end, folded when long), a fan (one centre), a layered tree, a ring, or, in any other graph,
/// stand so that distances match path lengths; hung items stand beside their links; unconnected
/// parts below each other. The same graph always gets the same positions. O(items^2).
std::vector<Point> lay_out(const DrawGraph& graph);

}  // namespace qbnet
