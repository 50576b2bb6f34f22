// The signs of a schematic: outlines of modes and baths, wavy losses, the legend.
#pragma once

#include <vector>

#include "qbnet/files/draw_labels.hpp"
#include "qbnet/files/svg_canvas.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet {

inline constexpr double label_size = 11;

// Okabe and Ito's orange and sky blue, and grey: different lightness, and shapes of their own.
inline constexpr Paint charger_paint{"#222222", 1.6, "#E69F00", ""};
inline constexpr Paint battery_paint{"#222222", 1.6, "#9AD0F2", ""};
inline constexpr Paint mediator_paint{"#444444", 1.2, "#EDEDED", "3 2"};
inline constexpr Paint bath_paint{"#222222", 1.0, "#FFFFFF", ""};
inline constexpr Paint coupling_paint{"#222222", 1.5, "none", ""};
inline constexpr Paint no_coupling_paint{"#888888", 1.0, "none", "1 3"};
inline constexpr Paint bath_link_paint{"#222222", 1.2, "none", "6 3"};
// Seen on a coupling too.
inline constexpr Paint squeezer_paint{"#7B2D8B", 3.0, "none", "2 5"};
inline constexpr Paint loss_paint{"#7A1F00", 1.2, "none", ""};
inline constexpr Paint drive_paint{"#222222", 3.0, "none", ""};
inline constexpr Paint cut_paint{"#888888", 1.2, "none", "2 3"};

/// What a mode or bath looks like.
enum class Outline { hexagon, box, ellipse, bath };

Outline outline_of(Role role);
void draw_outline(SvgCanvas& canvas, Outline shape, const Box& at);
/// A wavy arrow: energy that is lost.
void draw_wave(SvgCanvas& canvas, Point from, Point to);

enum class LegendEntry { charger, battery, mediator, bath, coupling, squeezing, loss, drive };
LegendEntry legend_entry(Role role);
/// Below all that was drawn, as many entries a line as fit its width.
void draw_legend(SvgCanvas& canvas, const std::vector<LegendEntry>& entries);

}  // namespace qbnet
