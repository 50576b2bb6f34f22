"""Plots, each in one call, by matplotlib: every function returns the axes it drew on.

``ax``: draw here in place of a figure of one's own. Colours are those of Okabe and Ito, which can be
told apart without colour vision; lines differ in style too. Scales are logarithmic where values span
more than two decades, unless ``log`` says otherwise. All raise :class:`MissingPart` without
matplotlib, and :class:`BadInput` where there is nothing to draw.

    >>> net = qbnet.cascade(4, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> ax = qbnet.evolve(net, "0:100:101").plot()
    >>> ax.get_xlabel(), ax.get_ylabel(), [line.get_label() for line in ax.get_lines()]
    ('time × rate', 'energy/ω', ['b1', 'b2', 'b3', 'b4'])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Sequence

import numpy as np

from ._canvas import (
    COLOURS,
    MOST_LINES,
    ROLE,
    axes,
    colour_map,
    logarithmic,
    marker,
    names_along,
    over_unit,
    require,
    style,
)
from ._network_plots import currents, network
from ._result import Array
from .errors import BadInput
from .results import (
    ByMode,
    Covariance,
    Evolution,
    Gain,
    HalfLife,
    Power,
    Response,
    Scattering,
    Sensitivity,
    Spectrum,
    Steady,
)
from .study import Disorder, Sweep

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["covariance", "currents", "disorder", "evolution", "gain", "half_life", "network", "power", "response",
           "scattering", "sensitivity", "spectrum", "steady", "sweep"]

_FLOOR_DB = 120.0


def steady(result: Steady, ax: Axes | None = None, *, modes: Sequence[str] | str | None = None, log: bool | None = None) -> Axes:
    """Steady energies as bars, the thermal part hatched, the squeezed part above it dotted.

    modes: only these. Names of many modes are thinned out.

    >>> net = qbnet.cascade(4, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> len(qbnet.plots.steady(qbnet.steady(net), modes=net.batteries).patches)
    4
    """
    names = [modes] if isinstance(modes, str) else list(modes) if modes is not None else list(result.names)
    require(len(names), "mode")
    places = [result.index(name) for name in names]
    ax = axes(ax)
    at = np.arange(len(names))
    edge = {"edgecolor": "black", "linewidth": 0.6} if len(names) <= 60 else {}
    ax.bar(at, result.energies[places], color=[ROLE[result.roles[j]][0] for j in places], **edge)
    if result.thermal_energies is not None and result.squeezed_energies is not None:
        below = np.zeros(len(names))
        for part, hatch in ((result.thermal_energies, "///"), (result.squeezed_energies, "...")):
            if part[places].any():
                ax.bar(at, part[places], bottom=below, color="none", edgecolor="black", hatch=hatch, linewidth=0.6)
            below += part[places]
    names_along(ax.xaxis, names)
    logarithmic(ax, result.energies[places], log)
    ax.set_ylabel("energy/ω")
    return ax


def evolution(result: Evolution, ax: Axes | None = None, *, modes: Sequence[str] | str | None = None,
              quantity: str = "energy", log: bool | None = None) -> Axes:
    """E(t), or with ``quantity="power"`` E(t)/t, of the batteries or of ``modes``, 28 at most. Few
    times are marked one by one.

    >>> net = qbnet.cascade(4, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> qbnet.plots.evolution(qbnet.evolve(net, "0:99:100"), modes="b4", quantity="power").get_ylabel()
    'power/(ω × rate)'
    """
    if quantity not in ("energy", "power"):
        raise BadInput(f'quantity must be "energy" or "power", but is {quantity!r}')
    require(len(result.times), "time")
    names = _chosen(result, modes)
    table = result.energies if quantity == "energy" else result.powers
    ax = axes(ax)
    order = np.argsort(result.times)
    for k, name in enumerate(names):
        ax.plot(result.times[order], table[result.index(name)][order], label=name, marker=marker(order), **style(k))
    logarithmic(ax, table[[result.index(n) for n in names]].ravel(), log)
    ax.set_xlabel("time × rate")
    ax.set_ylabel("energy/ω" if quantity == "energy" else "power/(ω × rate)")
    ax.legend(fontsize=8, ncols=1 + len(names) // 8)
    return ax


def power(result: Power, ax: Axes | None = None, *, log: bool | None = None) -> Axes:
    """Maximal power of each battery as bars; of up to 12 with the time at which it is reached above.

    >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> [text.get_text() for text in qbnet.plots.power(qbnet.power(net)).texts]
    ['t=50', 't=79.2']
    """
    require(len(result.names), "mode")
    ax = axes(ax)
    bars = ax.bar(np.arange(len(result.names)), result.max_power, color=COLOURS[1])
    if len(result.names) <= 12:
        ax.bar_label(bars, [f"t={t:.3g}" for t in result.times], fontsize=7.5, padding=2)
    names_along(ax.xaxis, result.names)
    logarithmic(ax, result.max_power, log)
    ax.margins(y=0.12)
    ax.set_ylabel("maximal power/(ω × rate)")
    return ax


def gain(result: Gain, ax: Axes | None = None, *, quantity: str = "energy") -> Axes:
    """Gains of the energy (or ``quantity="power"``) over both reciprocal networks as bars.

    >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> len(qbnet.plots.gain(qbnet.gain(net), quantity="power").patches)
    4
    """
    if quantity not in ("energy", "power"):
        raise BadInput(f'quantity must be "energy" or "power", but is {quantity!r}')
    require(len(result.names), "mode")
    ax = axes(ax)
    place = np.arange(len(result.names))
    by_reference = result.energy if quantity == "energy" else result.power
    for k, (reference, values) in enumerate(by_reference.items()):
        ax.bar(place + 0.4 * k - 0.2, values, 0.38, label=f"over {reference}", color=COLOURS[k], hatch=("", "//")[k])
    ax.axhline(1, color="black", linewidth=0.8)
    names_along(ax.xaxis, result.names)
    logarithmic(ax, np.concatenate(list(by_reference.values())), None)
    ax.set_ylabel(f"gain of {'energy' if quantity == 'energy' else 'maximal power'}")
    ax.legend(fontsize=8)
    return ax


def covariance(result: Covariance, ax: Axes | None = None, *, matrix: str = "number", log: bool | None = None) -> Axes:
    """A map of |X_ij|, X_ij = <do_j^+ do_i>, or with ``matrix="anomalous"`` of |Y_ij|, Y_ij =
    <do_i do_j>; colours go twelve decades down at most.

    >>> net = qbnet.Network().mode("a", loss=1, drive=1).mode("b", loss=1).squeeze("a", "b", strength=0.25)
    >>> ax = qbnet.plots.covariance(qbnet.covariance(net), matrix="anomalous")
    >>> [tick.get_text() for tick in ax.get_xticklabels()]
    ['a', 'b']
    """
    if matrix not in ("number", "anomalous"):
        raise BadInput(f'matrix must be "number" or "anomalous", but is {matrix!r}')
    values = np.abs(result.number if matrix == "number" else result.anomalous)
    return _matrix(ax, result.names, values,
                   "|⟨δo⁺ δo⟩|" if matrix == "number" else "|⟨δo δo⟩|", ("mode j", "mode i"), log)


def half_life(result: HalfLife, ax: Axes | None = None, *, log: bool | None = None) -> Axes:
    """Half-lives of energy and ergotropy as bars, the first time at which half is left; "never" where
    it always is.

    >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> len(qbnet.plots.half_life(qbnet.half_life(net)).patches)
    4
    """
    require(len(result.names), "mode")
    ax = axes(ax)
    place = np.arange(len(result.names))
    both = {"energy": result.energy_half_lives, "ergotropy": result.ergotropy_half_lives}
    for k, (name, times) in enumerate(both.items()):
        reached = np.isfinite(times)
        ax.bar(place[reached] + 0.4 * k - 0.2, times[reached], 0.38, label=name, color=COLOURS[1 + k],
               hatch=("", "//")[k])
        for x in place[~reached]:
            ax.annotate("never", (x + 0.4 * k - 0.2, 0), xycoords=("data", "axes fraction"), xytext=(0, 2),
                        textcoords="offset points", rotation=90, ha="center", va="bottom", fontsize=8)
    names_along(ax.xaxis, result.names)
    ax.set_xlim(-0.7, len(place) - 0.3)
    logarithmic(ax, np.concatenate(list(both.values())), log)
    ax.set_ylabel("half-life × rate")
    ax.legend(fontsize=8)
    return ax


def sensitivity(result: Sensitivity, ax: Axes | None = None, *, largest: int = 20) -> Axes:
    """d log Q/d log p as bars, the largest 20 above each other; parameters hatched. Angles and what is
    0 have none.

    >>> net = qbnet.Network({"kappa": 1}).mode("c", loss="kappa", drive=1)
    >>> ax = qbnet.plots.sensitivity(qbnet.sensitivity(net, "energy(c)"))
    >>> [tick.get_text() for tick in ax.get_yticklabels()], [bar.get_width() for bar in ax.patches]
    (['loss(c)', 'drive(c)', 'kappa'], [-2.0, 2.0, -2.0])
    """
    rows = sorted((row for row in result if np.isfinite(row.relative)), key=lambda row: -abs(row.relative))[:largest]
    require(len(rows), "relative derivative")
    ax = axes(ax, height=1.2 + 0.22 * len(rows))
    for k, row in enumerate(rows):
        ax.barh(k, row.relative, color=COLOURS[0] if row.relative < 0 else COLOURS[1],
                hatch="//" if row.kind == "parameter" else "")
    ax.set_yticks(range(len(rows)), [row.name for row in rows])
    ax.invert_yaxis()
    ax.axvline(0, color="black", linewidth=0.8)
    ax.set_xlabel(f"d log {result.of}/d log p")
    return ax


def sweep(result: Sweep, measure: str | None = None, ax: Axes | None = None, *, log: bool | None = None) -> Axes:
    """One axis: curves of the measures (or of ``measure``). Two axes: a map of ``measure``, the first
    one if not given; a logarithmic colour scale goes twelve decades down at most. Of amplitudes the
    absolute value. Points without a value stay white. Raises :class:`BadInput` for more axes.

    >>> net = qbnet.cascade(4, coupling="g", charger_loss=0.1, battery_loss=0.1, mediator_loss=1,
    ...                     parameters={"g": 0.01})
    >>> ax = qbnet.plots.sweep(qbnet.sweep(net, {"g": "0.001:0.1:61:log"}, "energy(b4)"))
    >>> ax.get_xlabel(), ax.get_ylabel(), ax.get_xscale()
    ('g', 'energy(b4)/ω', 'log')
    """
    if len(result.axes) > 2:
        raise BadInput(f"a sweep must have 1 or 2 axes to be drawn, but has {len(result.axes)}")
    ax = axes(ax)
    (x_name, x), *rest = result.axes.items()
    names = list(result.measures) if measure is None else [measure]
    labels = [over_unit(name, result.unit(name)) for name in names]
    if len(rest) == 0:
        order = np.argsort(x)
        curves = [np.abs(values) if np.iscomplexobj(values) else values for values in map(result.__getitem__, names)]
        for k, (label, values) in enumerate(zip(labels[:MOST_LINES], curves)):
            ax.plot(x[order], values[order], label=label, marker=marker(x), **style(k))
        logarithmic(ax, np.abs(np.concatenate(curves)), log)
        ax.set_ylabel(labels[0] if len(labels) == 1 else "value")
        ax.legend(fontsize=8)
    else:
        (y_name, y), = rest
        values = result[names[0]]
        values = np.abs(values) if np.iscomplexobj(values) else values
        i, j = np.argsort(x), np.argsort(y)
        colour_map(ax, _edges(x[i]), _edges(y[j]), values[np.ix_(i, j)].T, labels[0], log)
        ax.set_ylabel(y_name)
        if _equal_ratios(y):
            ax.set_yscale("log")
    ax.set_xlabel(x_name)
    if _equal_ratios(x):
        ax.set_xscale("log")
    return ax


def disorder(result: Disorder, measure: str | None = None, ax: Axes | None = None) -> Axes:
    """Histogram of the samples of ``measure`` (the first one if not given), with the mean and the
    interval between the outermost quantiles.

    >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> d = qbnet.disorder(net.disorder(strength=0.05), 1000, "energy(b2)")
    >>> qbnet.plots.disorder(d).get_xlabel()
    'energy(b2)/ω'
    """
    name = next(iter(result.values)) if measure is None else measure
    result[name]
    said = result.statistics[name]
    require(said.ok, "sample with a value")
    ax = axes(ax)
    ax.stairs(said.counts, said.edges, fill=True, color=COLOURS[4])
    ax.axvline(said.mean.value, color="black", label=f"mean {said.mean.value:.4g}")
    if said.quantiles:
        low, high = min(said.quantiles), max(said.quantiles)
        ax.axvspan(said.quantiles[low].value, said.quantiles[high].value, color=COLOURS[0], alpha=0.15,
                   label=f"quantiles {low:g} to {high:g}")
    ax.set_xlabel(over_unit(name, result.units[name]))
    ax.set_ylabel("samples")
    ax.legend(fontsize=8)
    return ax


def response(result: Response, ax: Axes | None = None) -> Axes:
    """Transmission both ways in dB over frequency, down to 120 dB below the peak, with the 3 dB band.
    Few frequencies are marked one by one.

    >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> [line.get_label() for line in qbnet.plots.response(qbnet.response(net, "c", "b1")).get_lines()]
    ['c to b1', 'b1 to c']
    """
    require(len(result.frequencies), "frequency")
    ax = axes(ax)
    order = np.argsort(result.frequencies)
    both = {f"{result.from_} to {result.to}": 10 * result.log10_transmission,
            f"{result.to} to {result.from_}": 10 * result.log10_reverse_transmission}
    peak = max(values.max() for values in both.values())
    floor = peak - _FLOOR_DB if np.isfinite(peak) else -_FLOOR_DB
    for k, (label, values) in enumerate(both.items()):
        ax.plot(result.frequencies[order], np.maximum(values[order], floor - 20), label=label, marker=marker(order),
                **style(k))
    label = "transmission/dB"
    if min(values.min() for values in both.values()) < floor:
        ax.set_ylim(floor, floor + 1.05 * _FLOOR_DB)
        label += f"\n(cut {_FLOOR_DB:.0f} dB below the peak)"
    band = result.transmission_3db
    if band and band["lower"] is not None and band["upper"] is not None:
        ax.axvspan(band["lower"], band["upper"], color="#CCCCCC", alpha=0.6, label="3 dB bandwidth")
    ax.set_xlabel("(frequency − drive)/rate")
    ax.set_ylabel(label)
    ax.legend(fontsize=8)
    return ax


def scattering(result: Scattering, ax: Axes | None = None, *, frequency: float = 0.0) -> Axes:
    """A map of |S|^2 in dB between the ports, at the frequency nearest to ``frequency``, down to 120 dB
    below the largest.

    >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> ax = qbnet.plots.scattering(qbnet.scattering(net, frequencies=[0.0, 0.1]), frequency=0.1)
    >>> ax.get_title(), [tick.get_text() for tick in ax.get_yticklabels()]
    ('at frequency 0.1', ['c', 'b1', 'a1'])
    """
    require(len(result.frequencies), "frequency")
    at = int(np.argmin(np.abs(result.frequencies - frequency)))
    with np.errstate(divide="ignore"):
        decibels = 20 * np.log10(np.abs(result.s[at]))
    floor = decibels.max() - _FLOOR_DB
    label = "|S|²/dB" + (f"\n(one colour below {floor:.0f})" if (decibels < floor).any() else "")
    ax = _matrix(ax, result.ports, np.maximum(decibels, floor), label, ("from", "to"), False)
    ax.set_title(f"at frequency {result.frequencies[at]:.4g}", fontsize=9)
    return ax


def spectrum(result: Spectrum, ax: Axes | None = None) -> Axes:
    """Normal modes in the plane of frequency and decay, coloured by how many modes they live on, and
    named by the one with most of each; neighbours share a label.

    >>> net = qbnet.Network().mode("a", loss=1, drive=1).mode("b", loss=3).couple("a", "b", 0.1)
    >>> [text.get_text() for text in qbnet.plots.spectrum(qbnet.spectrum(net)).texts]
    ['a', 'b']
    """
    require(len(result.eigenvalues), "mode")
    ax = axes(ax)
    z = result.eigenvalues
    dots = ax.scatter(z.imag, z.real, c=result.right["participation"], cmap="viridis", edgecolors="black", s=45,
                      linewidths=0.6)
    ax.figure.colorbar(dots, ax=ax, label="modes it lives on")
    ax.axhline(0, color="black", linewidth=0.8)
    spread = max(float(np.abs(z.imag).max()), 1e-3 * float(np.abs(z).max()), 1e-300)
    ax.set_xlim(-1.15 * spread, 1.15 * spread)
    ax.margins(y=0.12)
    for place, names in _near(z, list(result.right["most"]), 0.24 * spread, 0.08 * max(float(z.real.max()), 1e-300)):
        ax.annotate(names, (place.imag, place.real), xytext=(0, 6), textcoords="offset points", fontsize=7.5,
                    ha="center")
    ax.set_xlabel("(frequency − drive)/rate")
    ax.set_ylabel("decay of the amplitude/rate")
    return ax


def _near(z: Array, names: Sequence[str], wide: float, high: float) -> list[tuple[complex, str]]:
    """Places of labels, each with the names of all points nearby, so that no two overlap."""
    groups: list[tuple[complex, list[str]]] = []
    for k in np.argsort(z.imag, kind="stable"):
        place = complex(z[k])
        for at, held in groups:
            if abs(place.imag - at.imag) < wide and abs(place.real - at.real) < high:
                held.append(names[k])
                break
        else:
            groups.append((place, [names[k]]))
    together = ((at, list(dict.fromkeys(held))) for at, held in groups)
    return [(at, ",".join(some[:2]) + (",…" if len(some) > 2 else "")) for at, some in together]


def _chosen(result: ByMode, modes: Sequence[str] | str | None) -> list[str]:
    if modes is None:
        batteries = [n for n, role in zip(result.names, result.roles) if role == "battery"]
        names = batteries or list(result.names)
    else:
        names = [modes] if isinstance(modes, str) else list(modes)
    require(len(names), "mode")
    if len(names) > MOST_LINES:
        raise BadInput(f"at most {MOST_LINES} modes can be told apart in a plot, but there are {len(names)}; "
                       "modes chooses some")
    return names


def _matrix(ax: Any, names: Sequence[str], values: Array, label: str, sides: tuple[str, str],
            log: bool | None) -> Axes:
    """A square map with names on both sides, the first row above."""
    require(len(names), "mode")
    ax = axes(ax, 4.4, 3.6)
    edges = np.arange(len(names) + 1) - 0.5
    colour_map(ax, edges, edges, values, label, log)
    for axis, side in zip((ax.xaxis, ax.yaxis), sides):
        names_along(axis, names, most=16)
        axis.set_label_text(side)
    ax.invert_yaxis()
    return ax


def _edges(x: Array) -> Array:
    """Of cells around ascending values: halfway between them, on the scale they are drawn on."""
    if x.size == 1:
        half = 0.5 * abs(x[0]) or 0.5
        return np.array([x[0] - half, x[0] + half])
    at = np.log(x) if _equal_ratios(x) else x
    middle = (at[1:] + at[:-1]) / 2
    edges: Array = np.concatenate([[2 * at[0] - middle[0]], middle, [2 * at[-1] - middle[-1]]])
    if _equal_ratios(x):
        edges = np.exp(edges)
    return edges


def _equal_ratios(values: Array) -> bool:
    if values.size < 3 or values.min() <= 0:
        return False
    ratios = np.diff(np.log(np.sort(values)))
    return bool(np.allclose(ratios, ratios[0], rtol=1e-6)) and float(values.max() / values.min()) > 5
