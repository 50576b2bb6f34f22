"""Pictures of a network: its parts, and the energy that flows through them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Sequence

import numpy as np

from . import _core
from ._canvas import COLOURS, ROLE, axes
from .errors import BadInput
from .network import Network
from .results import Currents
from .solve import currents as currents_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_Place = tuple[float, float]
_HAIRLINE = 1e-4
_HEAT = "#999999"


def network(net: Network, ax: Axes | None = None, *, rates: bool = True, largest: int = 64) -> Axes:
    """The network: chargers orange, batteries blue, mediators grey; arrows are couplings with their
    strengths and phases, dotted arcs and rings squeezers, diamonds shared baths with their rates.

    ax: draw here. rates: write numbers. largest: draw so many modes at most, and say so. Returns the
    axes. (``net.svg()`` is the drawing of ``qbnet check --draw``.) Raises :class:`MissingPart`
    without matplotlib.

    >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> ax = qbnet.plots.network(net)
    >>> {"c", "b2", "0.01, -0.5π"} <= {text.get_text() for text in ax.texts}
    True
    """
    at, baths = _places(net, largest)
    ax = _network_axes(ax, at)
    links = net.couplings
    for i, j, g, phase in zip(links["from"], links["to"], links["strength"], links["phase"]):
        if i in at and j in at:
            _arrow(ax, at[i], at[j], _polar_text(g, phase) if rates else "")
    pairs = net.squeezers
    for i, j, s, phase in zip(pairs["from"], pairs["to"], pairs["strength"], pairs["phase"]):
        if i in at and j in at:
            _squeezer(ax, at[i], at[j], _polar_text(s, phase) if rates else "")
    for place, shared in zip(baths, net.dissipators):
        _bath(ax, place, f"{shared.rate:.3g}" if rates else "")
        for name in shared.weights:
            if net.index(name) in at:
                _arrow(ax, at[net.index(name)], place, arrowstyle="-", linestyle="--")
    for j in at:
        if net.rates["drive"][j]:
            x, y = at[j]
            _arrow(ax, (x - 0.75, y), (x, y), shrinkA=0, color=COLOURS[0], linewidth=1.8)
    _draw_modes(ax, net, at, baths)
    return ax


def currents(net: Network, ax: Axes | None = None, *, of: Currents | None = None, largest: int = 64) -> Axes:
    """The energy currents of the steady state: arrows as wide as the power that passes, hairlines
    where that is less than 1e-4 of the widest. Orange is what drives (from the left), gain and
    squeezers (from above) supply, blue what couplings pass on, grey the heat that baths take (down, or
    to the diamonds of shared baths), or give.

    ax: draw here. of: currents of all modes that are known already. largest: draw so many modes at
    most, and say so. Returns the axes. Raises :class:`BadInput` for currents in time, and as
    :func:`qbnet.currents`. Source: docs/currents.md.

    >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> qbnet.plots.currents(net).get_title()
    'work 33.33 ω × rate'
    """
    flow = currents_of(net) if of is None else of
    if flow.times is not None or flow.names != net.names:
        raise BadInput("currents must be of the steady state and of all modes to be drawn, but are not")
    fed = flow.gains + flow.pumps
    at, baths = _places(net, largest)
    canvas = _network_axes(ax, at)
    widest = max(float(np.abs(each).max(initial=0)) for each in (flow.drives, flow.through, flow.losses, fed)) or 1.0
    thin = False

    def draw(start: Any, end: Any, power: float, colour: str, leave: float = 0.0) -> None:
        """From start to end, or back where power is negative."""
        nonlocal thin
        if power == 0:
            return
        start, end = (np.asarray(each) for each in ((start, end) if power > 0 else (end, start)))
        power = abs(power)
        end = end - leave * (end - start) / np.hypot(*(end - start))
        if power <= _HAIRLINE * widest:
            thin = True
            _arrow(canvas, start, end, arrowstyle="->", shrinkA=0, shrinkB=0, color=colour, linewidth=0.7)
            return
        (x, y), (dx, dy) = start, end - start
        width = 0.012 + 0.24 * power / widest
        canvas.arrow(x, y, dx, dy, width=width, head_width=1.5 * width + 0.06, head_length=0.8 * width + 0.06,
                 length_includes_head=True, color=colour, alpha=0.8, linewidth=0, zorder=2)

    for i, j, power in zip(flow.from_, flow.to, flow.through):
        if i in at and j in at:
            draw(at[i], at[j], float(power), COLOURS[1], leave=0.22)
    for place, taken in zip(baths, flow.dissipators.values()):
        _bath(canvas, place, "")
        for name, power in taken.items():
            if net.index(name) in at:
                draw(at[net.index(name)], place, float(power), _HEAT, leave=0.28)
    edge = 0.28
    for j, (x, y) in at.items():
        draw((x - 0.95, y), (x - edge, y), float(flow.drives[j]), COLOURS[0])
        draw((x, y + 0.8), (x, y + edge), float(fed[j]), COLOURS[0])
        draw((x, y - edge), (x, y - 0.85), float(flow.losses[j]), _HEAT)
    _draw_modes(canvas, net, at, baths)
    canvas.set_title(f"work {flow.work:.4g} ω × rate" + ("\nhairlines: below 1e-4 of the widest" if thin else ""),
                 fontsize=9)
    return canvas


def _places(net: Network, largest: int) -> tuple[dict[int, _Place], list[_Place]]:
    said = _core.layout(net._held.core, largest)
    points = [(x / 100, -y / 100) for x, y in zip(said["x"], said["y"])]
    modes = dict(zip(said["modes"], points))
    return modes, points[len(modes):]


def _network_axes(ax: Any, at: dict[int, _Place]) -> Any:
    xs, ys = (np.array(c) for c in zip(*at.values()))
    return axes(ax, max(3.0, 0.9 * (np.ptp(xs) + 1.6)), max(2.0, 0.9 * (np.ptp(ys) + 1.8)))


def _draw_modes(ax: Any, net: Network, at: dict[int, _Place], baths: Sequence[_Place] = (),
                size: float = 620) -> None:
    for role, (colour, marker) in ROLE.items():
        here = [at[j] for j in at if net.roles[j] == role]
        if here:
            ax.scatter(*zip(*here), s=size * (0.6 if role == "mediator" else 1), c=colour, marker=marker,
                       edgecolors="black", linewidths=0.8, zorder=3, label=role)
    for j, (x, y) in at.items():
        name = net.names[j]
        if len(name) <= 4:
            ax.annotate(name, (x, y), ha="center", va="center", fontsize=9, zorder=4)
        else:
            _label(ax, name if len(name) <= 14 else name[:7] + "…" + name[-6:], (x, y - 0.38))
    xs, ys = zip(*at.values(), *baths)
    if len(at) < len(net):
        ax.annotate(f"{len(at)} of {len(net)} modes", (0, 0), xycoords="axes fraction", fontsize=9)
    ax.set_xlim(min(xs) - 1, max(xs) + 0.8)
    ax.set_ylim(min(ys) - 0.9, max(ys) + 0.9)
    ax.set_aspect("equal")
    ax.axis("off")


def _bath(ax: Any, place: _Place, text: str) -> None:
    x, y = place
    ax.scatter([x], [y], s=420, c="white", marker="D", edgecolors="black", linewidths=1.6, zorder=3)
    ax.annotate(text, place, ha="center", va="center", fontsize=7.5, zorder=4)


def _arrow(ax: Any, start: Any, end: Any, text: str = "", **how: Any) -> None:
    how = {"arrowstyle": "-|>", "shrinkA": 15, "shrinkB": 15, "color": "black", "linewidth": 1.0, **how}
    ax.annotate("", xy=end, xytext=start, arrowprops=how, zorder=2)
    if text:
        _label(ax, text, (np.asarray(start) + np.asarray(end)) / 2)


def _label(ax: Any, text: str, at: Any, color: str = "black") -> None:
    ax.annotate(text, at, fontsize=7.5, ha="center", va="center", zorder=5, color=color,
                bbox={"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none", "alpha": 0.85})


def _polar_text(strength: float, phase: float) -> str:
    return f"{strength:.3g}" + (f", {phase / np.pi:.3g}π" if phase else "")


def _squeezer(ax: Any, start: Any, end: Any, text: str) -> None:
    """A dotted arc beside the coupling; of one mode a ring around it."""
    (x, y), (dx, dy) = start, np.subtract(end, start)
    if start == end:
        ax.scatter([x], [y], s=1300, facecolors="none", edgecolors=COLOURS[2], linestyles=":", linewidths=1.6, zorder=2)
        middle = (x + 0.42, y + 0.42)
    else:
        bend = 0.3
        _arrow(ax, start, end, arrowstyle="<|-|>", linestyle=":", color=COLOURS[2], linewidth=1.6,
               connectionstyle=f"arc3,rad={bend}")
        middle = (x + dx / 2 + bend / 2 * dy, y + dy / 2 - bend / 2 * dx)
    if text:
        _label(ax, text, middle, color=COLOURS[2])
