"""What all plots share: axes, colours, scales, names along an axis."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from ._result import Array
from .errors import BadInput, MissingPart

COLOURS = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
ROLE = {"charger": ("#E69F00", "h"), "battery": ("#56B4E9", "s"), "mediator": ("#BBBBBB", "o")}
MOST_LINES = 28
DECADES = 12
"""So many below the largest value a colour scale goes: what is smaller is often rounding."""
_LINES = ("-", "--", "-.", ":")
_UNITS = {"1": "", "omega": "/ω", "omega*rate": "/(ω × rate)", "1/rate": " × rate"}


def axes(ax: Any, width: float = 5.0, height: float = 3.4) -> Any:
    if ax is not None:
        return ax
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise MissingPart("matplotlib must be installed for plots, but is not (python3-matplotlib)") from error
    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


def style(k: int) -> dict[str, Any]:
    return {"color": COLOURS[k % len(COLOURS)], "linestyle": _LINES[k // len(COLOURS) % len(_LINES)]}


def marker(points: Array) -> str | None:
    """Few points are seen one by one; a single one makes no line."""
    return "." if points.size < 30 else None


def over_unit(name: str, unit: str) -> str:
    """What an axis shows: a quantity over its unit, in the words of the measures."""
    return name + _UNITS.get(unit, f"/{unit}")


def require(count: int, what: str) -> None:
    if count == 0:
        raise BadInput(f"at least one {what} must be there to be drawn, but there is none")


def is_wide(values: Array) -> bool:
    """Whether positive values span more than two decades."""
    positive = values[np.isfinite(values) & (values > 0)]
    return bool(positive.size > 1 and positive.max() > 100 * np.quantile(positive, 0.02))


def logarithmic(ax: Any, values: Array, log: bool | None) -> None:
    """A logarithmic scale where positive values span more than two decades, unless told."""
    if log is None:
        log = is_wide(values)
    if log and (np.isfinite(values) & (values > 0)).any():
        ax.set_yscale("log")


def names_along(axis: Any, names: Sequence[str], most: int = 24) -> None:
    """Names at 0, 1, ...; of many every second, third, ..., upright where they are long."""
    step = -(-len(names) // most)
    shown = [str(name) for name in names[::step]]
    axis.set_ticks(range(0, len(names), step), shown)
    if axis.axis_name == "x" and sum(len(name) + 1 for name in shown) > 40:
        axis.set_tick_params(rotation=90)


def colour_map(ax: Any, x: Array, y: Array, values: Array, label: str, log: bool | None = None) -> None:
    """Values, shape (y, x), as colours between edges x and y. On a logarithmic scale what lies below
    the last of its decades has the lowest colour, and the label says so; NaN stays white."""
    from matplotlib.colors import LogNorm

    positive = values[np.isfinite(values) & (values > 0)]
    norm, extend = None, "neither"
    if (is_wide(values) if log is None else log) and positive.size:
        top = positive.max()
        floor = max(positive.min(), top * 10.0**-DECADES)
        if (values < floor).any():
            values = np.where(values >= 0, np.maximum(values, floor), np.nan)
            label += f"\n(one colour below {floor:.0e})"
            extend = "min"
        norm = LogNorm(floor, top)
    mesh = ax.pcolormesh(x, y, values, cmap="viridis", rasterized=True, norm=norm)
    ax.figure.colorbar(mesh, ax=ax, label=label, extend=extend)
