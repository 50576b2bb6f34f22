"""Plots, each in one call, by matplotlib: every function returns the axes it drew on.

``ax``: draw here in place of a figure of one's own. Colours are those of Okabe and Ito, which can be
told apart without colour vision; lines differ in style too.
"""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from . import _core
from .errors import BadInput, MissingPart
from .network import Network
from .results import ByMode, Currents, Evolution, Gain, Power, Response, Spectrum, Steady
from .solve import currents as currents_of
from .study import Disorder, Sweep

COLOURS = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
_LINES = ("-", "--", "-.", ":")
_ROLE = {"charger": ("#E69F00", "h"), "battery": ("#56B4E9", "s"), "mediator": ("#BBBBBB", "o")}
_MOST_LINES = 28


def _axes(ax: Any, width: float = 5.0, height: float = 3.4) -> Any:
    if ax is not None:
        return ax
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise MissingPart("matplotlib must be installed for plots, but is not (python3-matplotlib)") from error
    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


def _style(k: int) -> dict[str, Any]:
    return {"color": COLOURS[k % len(COLOURS)], "linestyle": _LINES[k // len(COLOURS) % len(_LINES)]}


def _chosen(result: ByMode, modes: Sequence[str] | str | None) -> list[str]:
    if modes is None:
        batteries = [n for n, role in zip(result.names, result.roles) if role == "battery"]
        names = batteries or list(result.names)
    else:
        names = [modes] if isinstance(modes, str) else list(modes)
    if len(names) > _MOST_LINES:
        raise BadInput(f"at most {_MOST_LINES} modes can be told apart in a plot, but there are {len(names)}; "
                       "modes chooses some")
    return names


def _logarithmic(ax: Any, values: np.ndarray, log: bool | None) -> None:
    """A logarithmic scale where positive values span more than two decades, unless told."""
    positive = values[np.isfinite(values) & (values > 0)]
    if log is None:
        log = positive.size > 1 and positive.max() > 100 * np.quantile(positive, 0.02)
    if log and positive.size:
        ax.set_yscale("log")


def _places(net: Network, largest: int) -> tuple[dict[int, tuple[float, float]], list[tuple[float, float]]]:
    said = _core.layout(net._held.core, largest)
    points = [(x / 100, -y / 100) for x, y in zip(said["x"], said["y"])]
    modes = dict(zip(said["modes"], points))
    return modes, points[len(modes):]


def _draw_modes(ax: Any, net: Network, at: dict[int, tuple[float, float]],
                baths: Sequence[tuple[float, float]] = (), size: float = 620) -> None:
    for role, (colour, marker) in _ROLE.items():
        here = [at[j] for j in at if net.roles[j] == role]
        if here:
            ax.scatter(*zip(*here), s=size * (0.6 if role == "mediator" else 1), c=colour, marker=marker,
                       edgecolors="black", linewidths=0.8, zorder=3, label=role)
    for j, (x, y) in at.items():
        ax.annotate(net.names[j], (x, y), ha="center", va="center", fontsize=9, zorder=4)
    xs, ys = zip(*at.values(), *baths)
    if len(at) < len(net):
        ax.annotate(f"{len(at)} of {len(net)} modes", (0, 0), xycoords="axes fraction", fontsize=9)
    ax.set_xlim(min(xs) - 0.8, max(xs) + 0.8)
    ax.set_ylim(min(ys) - 0.9, max(ys) + 0.9)
    ax.set_aspect("equal")
    ax.axis("off")


def _network_axes(ax: Any, at: dict[int, tuple[float, float]]) -> Any:
    xs, ys = (np.array(c) for c in zip(*at.values()))
    return _axes(ax, max(3.0, 0.9 * (np.ptp(xs) + 1.6)), max(2.0, 0.9 * (np.ptp(ys) + 1.8)))


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


def network(net: Network, ax: Any = None, *, rates: bool = True, largest: int = 64) -> Any:
    """The network: chargers orange, batteries blue, mediators grey; arrows are couplings with their
    strengths and phases, dotted arcs and rings squeezers. (``net.svg()`` is the drawing of ``qbnet check --draw``.)"""
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
    for (x, y), (rate, weights, _) in zip(baths, net.dissipators):
        ax.scatter([x], [y], s=420, c="white", marker="D", edgecolors="black", linewidths=1.6, zorder=3)
        for name in weights:
            if net.index(name) in at:
                _arrow(ax, at[net.index(name)], (x, y), arrowstyle="-", linestyle="--")
        if rates:
            ax.annotate(f"{rate:.3g}", (x, y), ha="center", va="center", fontsize=7.5, zorder=4)
    for j in at:
        if net.rates["drive"][j]:
            x, y = at[j]
            _arrow(ax, (x - 0.75, y), (x, y), shrinkA=0, color=COLOURS[0], linewidth=1.8)
    _draw_modes(ax, net, at, baths)
    return ax


def currents(net: Network, ax: Any = None, *, of: Currents | None = None, largest: int = 64) -> Any:
    """The energy currents of the steady state: arrows as wide as the power that passes; orange what
    drives (from the left), gain and squeezers (from above) supply, blue what couplings pass on, grey
    the heat that baths take, or give."""
    flow = currents_of(net) if of is None else of
    if flow.times is not None or flow.names != net.names:
        raise BadInput("currents must be of the steady state and of all modes to be drawn, but are not")
    fed = flow.gains + flow.pumps
    at, baths = _places(net, largest)
    ax = _network_axes(ax, at)
    widest = float(max(flow.drives.max(), np.abs(flow.through).max(initial=0), np.abs(flow.losses).max(),
                       np.abs(fed).max())) or 1.0

    def draw(start: Any, end: Any, power: float, colour: str, leave: float = 0.0) -> None:
        if power <= 1e-4 * widest:
            return
        start, end = np.asarray(start), np.asarray(end)
        way = (end - start) / np.hypot(*(end - start))
        (x, y), (dx, dy) = start, end - leave * way - start
        width = 0.012 + 0.24 * power / widest
        ax.arrow(x, y, dx, dy, width=width, head_width=1.5 * width + 0.06, head_length=0.8 * width + 0.06,
                 length_includes_head=True, color=colour, alpha=0.8, linewidth=0, zorder=2)

    for i, j, power in zip(flow.from_, flow.to, flow.through):
        if i in at and j in at:
            start, end = (at[i], at[j]) if power >= 0 else (at[j], at[i])
            draw(start, end, abs(float(power)), COLOURS[1], leave=0.22)
    for j, (x, y) in at.items():
        draw((x - 0.95, y), (x - 0.2, y), float(flow.drives[j]), COLOURS[0])
        draw((x, y + 0.75), (x, y + 0.2), float(fed[j]), COLOURS[0])
        draw((x, y + 0.2), (x, y + 0.75), -float(fed[j]), COLOURS[0])
        heat = float(flow.losses[j] + flow.shared[j])
        draw((x, y), (x, y - 0.75), heat, "#999999")
        draw((x, y - 0.75), (x, y - 0.2), -heat, "#999999")
    _draw_modes(ax, net, at, baths)
    ax.set_title(f"work {flow.work:.4g} (omega × rate)", fontsize=9)
    return ax


def steady(result: Steady, ax: Any = None, *, modes: Sequence[str] | str | None = None, log: bool | None = None) -> Any:
    """Steady energies as bars, the thermal part hatched, the squeezed part above it dotted."""
    ax = _axes(ax)
    names = [modes] if isinstance(modes, str) else list(modes) if modes is not None else list(result.names)
    values = np.array([result[n].energy for n in names])
    ax.bar(names, values, color=[_ROLE[result[n].role][0] for n in names], edgecolor="black", linewidth=0.6)
    if result.__dict__.get("thermal_energies") is not None:
        below = np.zeros(len(names))
        for part, hatch in (("thermal_energy", "///"), ("squeezed_energy", "...")):
            height = np.array([getattr(result[n], part) for n in names])
            if height.any():
                ax.bar(names, height, bottom=below, color="none", edgecolor="black", hatch=hatch, linewidth=0.6)
            below += height
    _logarithmic(ax, values, log)
    ax.set_ylabel("energy/ω")
    return ax


def evolution(result: Evolution, ax: Any = None, *, modes: Sequence[str] | str | None = None,
              quantity: str = "energy", log: bool | None = None) -> Any:
    """E(t), or with ``quantity="power"`` E(t)/t, of the batteries or of ``modes``."""
    if quantity not in ("energy", "power"):
        raise BadInput(f'quantity must be "energy" or "power", but is {quantity!r}')
    ax = _axes(ax)
    table = result.energies if quantity == "energy" else result.powers
    names = _chosen(result, modes)
    order = np.argsort(result.times)
    for k, name in enumerate(names):
        ax.plot(result.times[order], table[result.index(name)][order], label=name, **_style(k))
    _logarithmic(ax, table[[result.index(n) for n in names]].ravel(), log)
    ax.set_xlabel("time × rate")
    ax.set_ylabel("energy/ω" if quantity == "energy" else "power/(ω × rate)")
    ax.legend(fontsize=8, ncols=1 + len(names) // 8)
    return ax


def power(result: Power, ax: Any = None, *, log: bool | None = None) -> Any:
    """Maximal power of each battery, with the time at which it is reached above each bar."""
    ax = _axes(ax)
    bars = ax.bar(list(result.names), result.max_power, color=COLOURS[1])
    ax.bar_label(bars, [f"t={t:.3g}" for t in result.times], fontsize=7.5, padding=2)
    _logarithmic(ax, result.max_power, log)
    ax.margins(y=0.12)
    ax.set_ylabel("maximal power/(ω × rate)")
    return ax


def gain(result: Gain, ax: Any = None, *, quantity: str = "energy") -> Any:
    """Gains of the energy (or ``quantity="power"``) over both reciprocal networks."""
    if quantity not in ("energy", "power"):
        raise BadInput(f'quantity must be "energy" or "power", but is {quantity!r}')
    ax = _axes(ax)
    place = np.arange(len(result.names))
    for k, (reference, values) in enumerate(getattr(result, quantity).items()):
        ax.bar(place + 0.4 * k - 0.2, values, 0.38, label=f"over {reference}", color=COLOURS[k], hatch=("", "//")[k])
    ax.axhline(1, color="black", linewidth=0.8)
    ax.set_xticks(place, result.names)
    _logarithmic(ax, np.concatenate(list(getattr(result, quantity).values())), None)
    ax.set_ylabel(f"gain of {'energy' if quantity == 'energy' else 'maximal power'}")
    ax.legend(fontsize=8)
    return ax


def sweep(result: Sweep, measure: str | None = None, ax: Any = None, *, log: bool | None = None) -> Any:
    """One axis: curves of the measures (or of ``measure``). Two axes: a map of ``measure``, the
    first one if not given. Points without a value stay white."""
    if len(result.axes) > 2:
        raise BadInput(f"a sweep must have 1 or 2 axes to be drawn, but has {len(result.axes)}")
    ax = _axes(ax)
    (x_name, x), *rest = result.axes.items()
    names = list(result.measures) if measure is None else [measure]
    if len(rest) == 0:
        order = np.argsort(x)
        for k, name in enumerate(names[:_MOST_LINES]):
            values = result[name]
            values = np.abs(values) if np.iscomplexobj(values) else values
            ax.plot(x[order], values[order], label=name, marker="." if x.size < 30 else None, **_style(k))
        _logarithmic(ax, np.concatenate([np.abs(result[n]) for n in names]), log)
        ax.set_ylabel(names[0] if len(names) == 1 else "value")
        ax.legend(fontsize=8)
    else:
        (y_name, y), = rest
        values = result[names[0]]
        values = np.abs(values) if np.iscomplexobj(values) else values
        positive = values[np.isfinite(values) & (values > 0)]
        if log is None:
            log = positive.size > 1 and positive.max() > 100 * np.quantile(positive, 0.02)
        from matplotlib.colors import LogNorm

        i, j = np.argsort(x), np.argsort(y)
        mesh = ax.pcolormesh(x[i], y[j], values[np.ix_(i, j)].T, shading="nearest", cmap="viridis", rasterized=True,
                             norm=LogNorm(positive.min(), positive.max()) if log and positive.size else None)
        ax.figure.colorbar(mesh, ax=ax, label=names[0])
        ax.set_ylabel(y_name)
        if _equal_ratios(y):
            ax.set_yscale("log")
    ax.set_xlabel(x_name)
    if _equal_ratios(x):
        ax.set_xscale("log")
    return ax


def disorder(result: Disorder, measure: str | None = None, ax: Any = None) -> Any:
    """Histogram of the samples, with the mean and the interval between the outermost quantiles."""
    ax = _axes(ax)
    name = next(iter(result.values)) if measure is None else measure
    result[name]
    said = result.statistics[name]
    ax.stairs(said.counts, said.edges, fill=True, color=COLOURS[4])
    ax.axvline(said.mean.value, color="black", label=f"mean {said.mean.value:.4g}")
    if said.quantiles:
        low, high = min(said.quantiles), max(said.quantiles)
        ax.axvspan(said.quantiles[low].value, said.quantiles[high].value, color=COLOURS[0], alpha=0.15,
                   label=f"quantiles {low:g} to {high:g}")
    ax.set_xlabel(f"{name}/{result.units[name]}" if result.units[name] != "1" else name)
    ax.set_ylabel("samples")
    ax.legend(fontsize=8)
    return ax


def response(result: Response, ax: Any = None) -> Any:
    """Transmission both ways in dB, over frequency."""
    ax = _axes(ax)
    order = np.argsort(result.frequencies)
    shown = max(10 * result.log10_transmission.max() - 120, -400)
    for k, (label, values) in enumerate([
        (f"{result.from_} to {result.to}", result.log10_transmission),
        (f"{result.to} to {result.from_}", result.log10_reverse_transmission),
    ]):
        ax.plot(result.frequencies[order], np.maximum(10 * values[order], shown), label=label, **_style(k))
    band = result.__dict__.get("transmission_3db")
    if band and band["lower"] is not None and band["upper"] is not None:
        ax.axvspan(band["lower"], band["upper"], color="#CCCCCC", alpha=0.6, label="3 dB bandwidth")
    ax.set_xlabel("frequency − drive")
    ax.set_ylabel("transmission/dB")
    ax.legend(fontsize=8)
    return ax


def spectrum(result: Spectrum, ax: Any = None) -> Any:
    """Normal modes in the plane of frequency and decay; filled by where they live."""
    ax = _axes(ax)
    z = result.eigenvalues
    dots = ax.scatter(z.imag, z.real, c=result.right["participation"], cmap="viridis", edgecolors="black", s=45, linewidths=0.6)
    for value, name in list(zip(z, result.right["most"]))[:30]:
        ax.annotate(name, (value.imag, value.real), xytext=(5, 3), textcoords="offset points", fontsize=7.5)
    ax.figure.colorbar(dots, ax=ax, label="modes it lives on")
    ax.axhline(0, color="black", linewidth=0.8)
    spread = max(float(np.abs(z.imag).max()), 1e-3 * float(np.abs(z).max()))
    ax.set_xlim(-1.15 * spread, 1.15 * spread)
    ax.set_xlabel("frequency − drive")
    ax.set_ylabel("decay of the amplitude")
    return ax


def _equal_ratios(values: np.ndarray) -> bool:
    if values.size < 3 or values.min() <= 0:
        return False
    ratios = np.diff(np.log(np.sort(values)))
    return bool(np.allclose(ratios, ratios[0], rtol=1e-6)) and float(values.max() / values.min()) > 5
