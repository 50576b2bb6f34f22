"""Many networks at once: sweeps, disorder, networks compiled for other values."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any, ClassVar, Mapping, NamedTuple, Sequence, overload

import numpy as np

from . import _core
from ._check import array, flag, is_scalar, names_of, number, text_of, threads as thread_count, whole
from ._result import Array, Result, _short
from .errors import BadInput, QbnetWarning, in_python, judge
from .network import Network
from .results import Steady
from .solve import _held, _modes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STATUS = ("ok", "inaccurate", "unstable", "marginal", "singular", "interrupted", "failed")
"""What the numbers in ``point_status`` stand for."""


class Sweep(Result):
    """Measures over a grid. ``axes``: a dict from parameters to their values, in the order varied, the
    last one fastest. ``sweep["energy(b4)"]``: an array of ``shape``, with one axis for each of them, in
    the unit that ``sweep.unit("energy(b4)")`` says; amplitudes are complex. NaN where a point's status is
    not ok: ``point_status``, of the same shape, numbers into ``qbnet.STATUS``. ``seconds``: what it took.

    Errors: none of its own. Points are certified as they are computed, and those that are not are
    solved alone, so each value is as accurate as that of :func:`steady`, :func:`evolve` or
    :func:`power`. Source: docs/sweeps.md.

    >>> net = qbnet.cascade(2, coupling="g", charger_loss="k", battery_loss="k", mediator_loss=1,
    ...                     parameters={"k": 0.1, "g": 0.01})
    >>> s = qbnet.sweep(net, {"g": [0.01, 0.02], "k": "0.1:0.3:3"}, ["energy(b2)", "amplitude(c)"])
    >>> s["energy(b2)"].shape, s["k"].tolist(), s.method.split(",")[0]
    ((2, 3), [0.1, 0.2, 0.3], 'compiled')
    >>> abs(s["energy(b2)"][0, 0] / qbnet.steady(net)["b2"].energy - 1) < 1e-13
    True
    """

    kind: ClassVar[str] = "sweep"

    axes: dict[str, Array]
    values: dict[str, Array]
    units: dict[str, str]
    point_status: Array
    seconds: float

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of the arrays, in the order asked for.

        >>> net = qbnet.Network({"k": 1}).mode("c", loss="k", drive=1)
        >>> qbnet.sweep(net, {"k": [1, 2]}, ["energy(c)", "input_power"]).measures
        ('energy(c)', 'input_power')
        """
        return tuple(self.values)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of each array: points of each axis.

        >>> net = qbnet.Network({"k": 1}).mode("c", loss="k", drive=1)
        >>> qbnet.sweep(net, {"k": [1, 2]}, "energy(c)").shape
        (2,)
        """
        return tuple(len(v) for v in self.axes.values())

    def unit(self, measure: str) -> str:
        """Unit of a measure: ``"omega"``, ``"omega*rate"``, ``"1/rate"`` or ``"1"``.

        >>> net = qbnet.Network({"k": 1}).mode("c", loss="k", drive=1)
        >>> qbnet.sweep(net, {"k": [1, 2]}, "input_power").unit("input_power")
        'omega*rate'
        """
        values = self[measure]
        return next((self.units[key] for key, each in self.values.items() if each is values), "1")

    def __getitem__(self, name: str) -> Array:
        plain = text_of(name, "measure").replace(" ", "")
        if name in self.values:
            return self.values[name]
        if name in self.axes:
            return self.axes[name]
        for key, value in self.values.items():
            if key.replace(" ", "") == plain:
                return value
        known = ", ".join([*self.values, *self.axes])
        raise BadInput(f"{name!r} must be a measure or an axis of this sweep, but it has {known}")

    def to_xarray(self) -> Any:
        """An ``xarray.Dataset``: a variable for each measure, with its unit, over the named axes, and
        ``point_status``. Raises :class:`MissingPart` without xarray.

        >>> net = qbnet.Network({"k": 1}).mode("c", loss="k", drive=1)
        >>> data = qbnet.sweep(net, {"k": [1, 2]}, "energy(c)").to_xarray()
        >>> data["energy(c)"].dims, data["energy(c)"].attrs["units"], float(data["energy(c)"].sel(k=2))
        (('k',), 'omega', 1.0)
        """
        from .files import to_xarray

        return to_xarray(self)

    def plot(self, measure: str | None = None, **how: Any) -> Axes:
        """A curve or a map: :func:`qbnet.plots.sweep`."""
        from . import plots

        return plots.sweep(self, measure, **how)

    def _length(self) -> int:
        return int(np.prod(self.shape, dtype=np.int64))

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        rows = []
        for at in range(min(most, self._length())):
            place = np.unravel_index(at, self.shape)
            row = [_short(v[k]) for v, k in zip(self.axes.values(), place)]
            rows.append(row + [_short(v[place]) for v in self.values.values()])
        return [*self.axes, *(f"{name} ({self.units[name]})" for name in self.values)], rows


class Estimate(NamedTuple):
    """A value, and the interval from ``low`` to ``high`` that holds it with the confidence asked for.

    >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> mean = qbnet.disorder(net.disorder(strength=0.05), 1000, "energy(b2)").statistics["energy(b2)"].mean
    >>> mean.low < mean.value < mean.high
    True
    """

    value: float
    low: float
    high: float


class Statistics(NamedTuple):
    """What the samples of one measure say, in its unit: how many are ``ok`` and ``failed``, ``minimum``
    and ``maximum``, ``mean``, ``deviation``, ``quantiles`` (a dict from probabilities) and, with a
    threshold, ``yield_``, each an :class:`Estimate`; the histogram's ``edges``, shape (bins + 1,), and
    ``counts``, shape (bins,). Source: docs/disorder.md.

    >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> s = qbnet.disorder(net.disorder(strength=0.05), 1000, "energy(b2)").statistics["energy(b2)"]
    >>> s.ok, s.failed, int(s.counts.sum()), s.quantiles[0.05].value < s.quantiles[0.5].value, s.yield_
    (1000, 0, 1000, True, None)
    """

    ok: int
    failed: int
    minimum: float
    maximum: float
    mean: Estimate
    deviation: Estimate
    quantiles: dict[float, Estimate]
    edges: Array
    counts: Array
    yield_: Estimate | None


class Disorder(Result):
    """Samples of a disordered network. ``disorder["energy(b4)"]``: their values, shape (samples,), in the
    unit ``units["energy(b4)"]``, NaN for those that failed: ``sample_status``, numbers into
    ``qbnet.STATUS``. ``statistics``: a dict from measures to :class:`Statistics`.

    Errors: statistics have confidence intervals; each sample is as accurate as the network solved
    alone. Source: docs/disorder.md.

    >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> d = qbnet.disorder(net.disorder(loss=0.05), 500, "energy(b2)", seed=7)
    >>> d["energy(b2)"].shape, d.units["energy(b2)"], d.seed, int(d.sample_status.sum())
    ((500,), 'omega', 7, 0)
    """

    kind: ClassVar[str] = "disorder"

    samples: int
    seed: int
    values: dict[str, Array]
    units: dict[str, str]
    statistics: dict[str, Statistics]
    sample_status: Array
    seconds: float

    def __getitem__(self, name: str) -> Array:
        if text_of(name, "measure") not in self.values:
            raise BadInput(f"{name!r} must be a measure of this run, but it has {', '.join(self.values)}")
        return self.values[name]

    def plot(self, measure: str | None = None, **how: Any) -> Axes:
        """The histogram: :func:`qbnet.plots.disorder`."""
        from . import plots

        return plots.disorder(self, measure, **how)

    def _length(self) -> int:
        return len(self.values)

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        rows = []
        for name, s in list(self.statistics.items())[:most]:
            row = [f"{name} ({self.units[name]})", _short(s.mean.value), _short(s.deviation.value)]
            row += [_short(q.value) for q in s.quantiles.values()]
            rows.append(row + ([_short(s.yield_.value)] if s.yield_ else []))
        first = next(iter(self.statistics.values()))
        quantiles = [f"quantile {p:g}" for p in first.quantiles]
        return ["measure", "mean", "deviation", *quantiles] + (["yield"] if first.yield_ else []), rows


def sweep(
    net: Network,
    vary: Mapping[str, Any],
    measure: Sequence[str] | str,
    *,
    threads: int | None = None,
    plain: bool = False,
) -> Sweep:
    """Measures over a grid of parameters, compiled once and run over many points at a time.

    vary: a dict from parameters to their values: an array of shape (points,), or a text
    ``"START:STOP:COUNT[:log]"``; the last one runs fastest. measure: ``energy(M)``,
    ``amplitude(M)`` (complex), ``input_power``, ``gain(M, REFERENCE)``, ``max_power(M)``,
    ``max_power_time(M)``, ``ergotropy(M)``, ``thermal_energy(M)``, ``energy_at(M, T)``,
    ``ergotropy_at(M, T)``, ``thermal_energy_at(M, T)``, ``efficiency_at(M, T)``, ``half_life(M)``,
    ``transmission(M, M, W)``, ``isolation(M, M, W)``, and log10 of energies, powers and gains.
    plain: solve every point by itself.

    Returns a :class:`Sweep` with arrays of shape (points of the first, points of the second, ...);
    energies in units of omega, powers in omega * rate, times in 1/rate. Compiled are networks of up to
    2000 modes whose every mode is lossy and states coherent; others, and networks with drives in
    time or switches (with measures at a time), are solved point by point. Accuracy: every value is as
    accurate as the one of :func:`steady`, :func:`evolve` or :func:`power`; points without one are NaN,
    and a :class:`QbnetWarning` says how many and why.

    Raises :class:`BadInput` for parameters and measures that are none, and :class:`TooLarge` with an
    estimate. Source: docs/sweeps.md.

    >>> net = qbnet.cascade(4, coupling="g", charger_loss=0.1, battery_loss=0.1, mediator_loss=1,
    ...                     parameters={"g": 0.01})
    >>> s = qbnet.sweep(net, {"g": np.array([0.01, 0.02])}, "energy(b4)")
    >>> s["energy(b4)"].round(10).tolist()
    [0.0167898464, 0.5136091048]
    """
    held = _held(net)
    if not isinstance(vary, Mapping) or not vary:
        raise BadInput('vary must be a dict such as {"g": "0:1:101"} with at least one parameter')
    axes = [(name, _axis(name, values)) for name, values in vary.items()]
    said = _core.sweep(held.core, axes, _measures(measure), thread_count(threads), flag(plain, "plain"))
    names = dict(axes)
    shape = tuple(len(v) for v in names.values())
    return Sweep(
        **_told(said, held, "point_status", shape),
        axes=names,
        **_grid(said, shape),
    )


def disorder(
    net: Network,
    samples: int,
    measure: Sequence[str] | str,
    *,
    seed: int = 1,
    threshold: float | None = None,
    quantiles: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95),
    confidence: float = 0.95,
    bins: int = 0,
    threads: int | None = None,
    plain: bool = False,
) -> Disorder:
    """What fabrication disorder does: mean, deviation, quantiles, histogram, yield of samples with::

        kappa -> kappa (1 + s x),  g -> g (1 + s x),  phase -> phase + s x,  Delta -> Delta + s x

    x standard normal or uniform in (-1, 1), each drawn by itself; the spreads s are those of
    :meth:`Network.disorder`, or of the file's ``[disorder]`` table. measure: as :func:`sweep` takes
    them. threshold: asks for the yield, the fraction of samples at or above it. quantiles:
    probabilities. confidence: of every interval. bins: of the histogram, chosen if 0.

    Returns a :class:`Disorder` with arrays of shape (samples,). Sample k of a seed is the same whatever
    the number of threads or samples, and as accurate as the network solved alone; statistics have
    their confidence intervals. Drives in time and switches: measures at a time only; what a switch sets
    is varied as well. A sample whose loss comes out negative has failed.

    Raises :class:`BadInput` without spreads, and :class:`TooLarge`. Source: docs/disorder.md.

    >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> d = qbnet.disorder(net.disorder(strength=0.05), 1000, "energy(b2)", threshold=1)
    >>> s = d.statistics["energy(b2)"]
    >>> s.ok, bool(s.mean.low < s.mean.value < s.mean.high), s.yield_.value
    (1000, True, 1.0)
    """
    held = _held(net)
    if threshold is not None:
        threshold = number(threshold, "threshold")
    chosen = array(quantiles, "quantiles").tolist()
    said = _core.disorder(
        held.core, whole(samples, "samples", 1), _measures(measure), whole(seed, "seed", 0, 2**64 - 1),
        threshold, chosen, number(confidence, "confidence"), whole(bins, "bins"), thread_count(threads),
        flag(plain, "plain"),
    )
    count = said["point_status"].shape
    told = _told(said, held, "sample_status", count)
    tables = {
        name: Statistics(
            of["ok"], of["failed"], of["minimum"], of["maximum"], Estimate(*of["mean"]),
            Estimate(*of["deviation"]), {p: Estimate(*q) for p, q in of["quantiles"].items()},
            of["edges"], of["counts"], Estimate(*of["yield"]) if "yield" in of else None,
        )
        for name, of in zip(said["columns"], said["statistics"])
    }
    values = dict(zip(said["columns"], said["values"]))
    units = dict(zip(said["columns"], said["units"]))
    return Disorder(**told, samples=count[0], seed=int(seed), values=values, units=units, statistics=tables)


class Compiled:
    """A network compiled for any values of some parameters, its ``inputs``: for loops and optimisers.
    Made by :func:`compile`; calling it is :meth:`steady`. ``names``: the modes it answers for.
    ``method``: ``"compiled"`` and the instruction set, or ``"plain"`` for what cannot be compiled, which
    costs what :func:`qbnet.steady` does. Safe for several threads.

    >>> net = qbnet.Network({"k": 1}).mode("c", loss="k", drive=1)
    >>> solver = qbnet.compile(net, "k")
    >>> solver.inputs, solver.names, solver(k=2)["c"].energy, solver([1, 2]).tolist()
    (('k',), ('c',), 1.0, [[4.0, 1.0]])
    """

    def __init__(self, net: Network, inputs: Sequence[str], modes: Sequence[str] | str | None):
        held = _held(net)
        self.inputs = tuple(inputs)
        places = range(held.size) if modes is None else _modes(held, modes)
        self.names = tuple(map(held.name_of, places))
        self._roles = tuple(map(held.role_of, places))
        self._net, self._modes = net.copy(), None if modes is None else self.names
        self._held = held
        self._core = self._compiled("amplitude")
        self._energies: Any = None  # compiled when first asked for
        self.method: str = self._core.method
        """``"compiled, <instruction set>"``, or ``"plain"`` for what cannot be compiled."""
        self._message = "stable by construction; solved " + self.method

    def __reduce__(self) -> Any:
        return Compiled, (self._net, self.inputs, self._modes)

    def _compiled(self, measure: str) -> Any:
        return _core.Compiled(
            self._held.core, list(self.inputs), [f"{measure}({name})" for name in self.names])

    @overload
    def steady(self, *values: float, **named: float) -> Steady: ...  # type: ignore[misc]

    @overload
    def steady(self, *values: Any, **named: Any) -> Array: ...

    def steady(self, *values: Any, **named: Any) -> Any:
        """The steady state with these values of the inputs, in their order or by name: numbers, or
        arrays that broadcast to a shape (points,).

        Numbers: a :class:`Steady` of the modes compiled for, without errors of its own: each value is
        certified as a point of a sweep, and computed again where it is not (docs/sweeps.md); raises as
        :func:`qbnet.steady`. Arrays: energies/omega, shape (modes, points), NaN where a point has none.
        Raises :class:`BadInput` for inputs that are missing, none, or do not broadcast.

        >>> net = qbnet.Network({"k": 1, "xi": 1}).mode("c", loss="k", drive="xi")
        >>> solver = qbnet.compile(net, ["k", "xi"])
        >>> solver.steady(2, xi=3).energies.tolist(), solver.steady([1, 2, 4], 2).tolist()
        ([9.0], [[16.0, 4.0, 1.0]])
        """
        if named:
            values = self._in_order(values, named)
        if len(values) != len(self.inputs):
            raise BadInput(f"inputs must be {len(self.inputs)} ({', '.join(self.inputs)}), but are {len(values)}")
        if not _is_one_point(values, self.inputs):
            return self._many(values)
        found: Any = self._core.steady_at(list(values))
        if found is None:
            return self._slowly(values)
        result = Steady.__new__(Steady)
        result.__dict__ = {
            "status": "ok", "message": self._message, "method": self.method, "names": self.names,
            "roles": self._roles, "amplitudes": found[0], "energies": found[1],
            "log10_energies": found[2],
            "_asked": lambda: self._set(values)._held,
        }
        return result

    __call__ = steady

    def _in_order(self, values: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[Any, ...]:
        rest = self.inputs[len(values):]
        unknown = [name for name in named if name not in rest]
        missing = [name for name in rest if name not in named]
        if unknown or missing:
            raise BadInput(f"inputs must be {', '.join(self.inputs)}, each once, but "
                           + (f"{unknown[0]} is none" if unknown else f"{missing[0]} is missing"))
        return values + tuple(named[name] for name in rest)

    def _many(self, values: Sequence[Any]) -> Array:
        arrays = [array([v] if is_scalar(v) else v, name) for v, name in zip(values, self.inputs)]
        try:
            inputs = np.ascontiguousarray(np.broadcast_arrays(*arrays))
        except ValueError:
            raise BadInput("inputs must broadcast to one shape, but have the shapes "
                           + ", ".join(str(a.shape) for a in arrays)) from None
        if self._energies is None:
            self._energies = self._compiled("energy")
        found: Array = self._energies.at(inputs)[0]
        return found

    def _slowly(self, values: Sequence[Any]) -> Steady:
        """With the status that a single network gets."""
        from .solve import steady

        return steady(self._set(values), modes=list(self.names))

    def _set(self, values: Sequence[Any]) -> Network:
        return self._net.set(dict(zip(self.inputs, values)))


def compile(
    net: Network, inputs: Sequence[str] | str = (), *, modes: Sequence[str] | str | None = None
) -> Compiled:
    """Compiles a network once for any values of some of its parameters.

    inputs: names of parameters. modes: only these. Then ``compiled.steady(0.02)`` or
    ``compiled.steady(g=0.02)`` costs a few microseconds for networks like the paper's, each value
    with the certificate of a sweep: an error that is not surely small is computed again in higher
    precision. Networks with warm or squeezed baths, gain or squeezers are not compiled but solved
    each time.

    Returns a :class:`Compiled`. Raises :class:`BadInput` for inputs that are no parameters and for
    drives in time, :class:`UnknownMode`. Source: docs/sweeps.md.

    >>> net = qbnet.cascade(4, coupling="g", charger_loss=0.1, battery_loss=0.1, mediator_loss=1,
    ...                     parameters={"g": 0.01})
    >>> solver = qbnet.compile(net, "g")
    >>> print(f"{solver.steady(0.02)['b4'].energy:.10f}")
    0.5136091048
    >>> solver.steady(np.array([0.01, 0.02]))[4].round(10).tolist()
    [0.0167898464, 0.5136091048]
    """
    names = names_of(inputs, "inputs")
    for name in names:
        if names.count(name) > 1:
            raise BadInput(f'inputs must differ, but "{name}" comes twice')
    return Compiled(net, names, modes)


def _is_one_point(values: Sequence[Any], names: Sequence[str]) -> bool:
    """Whether all are numbers; refuses what is none."""
    for v, name in zip(values, names):
        if type(v) is float and math.isfinite(v):
            continue
        if not is_scalar(v):
            return False
        number(v, name)
    return True


def _axis(name: Any, values: Any) -> Array:
    text_of(name, "a name in vary")
    if isinstance(values, str):
        return _core.axis(name, text_of(values, f"vary {name}"))
    points = array(values, f"vary {name}")
    if not points.size:
        raise BadInput(f"vary {name} must have at least one value, but has none")
    steps = np.diff(points)
    if not ((steps > 0).all() or (steps < 0).all()):  # in order they differ: sorting takes longer
        order = np.sort(points)
        twice = order[1:][order[1:] == order[:-1]]
        if twice.size:
            raise BadInput(f"values of vary {name} must differ, but {twice[0]:g} comes twice")
    return points


def _measures(measure: Any) -> list[str]:
    names = names_of(measure, "measure")
    if not names:
        raise BadInput("measure must name at least one, as in 'energy(b1)', but names none")
    return names


def _told(said: dict[str, Any], held: Any, status_key: str, shape: tuple[int, ...]) -> dict[str, Any]:
    judge(said["status"], said["message"], False)
    status = said["point_status"].reshape(shape)
    if said["message"]:
        sentence = in_python(said["message"])
        warnings.warn(sentence + "; their values are NaN", QbnetWarning, stacklevel=3)
    return {
        "status": "ok", "message": said["message"], "method": said["method"], "seconds": said["seconds"],
        "parameters": dict(held.parameters), "network": held.text, status_key: status,
    }


def _grid(said: dict[str, Any], shape: tuple[int, ...]) -> dict[str, Any]:
    """Arrays by measure; the two columns of an amplitude as one complex array."""
    values: dict[str, Array] = {}
    units: dict[str, str] = {}
    for k, (name, unit) in enumerate(zip(said["columns"], said["units"])):
        if name.startswith("re amplitude("):
            values[name[3:]] = (said["values"][k] + 1j * said["values"][k + 1]).reshape(shape)
            units[name[3:]] = unit
        elif not name.startswith("im amplitude("):
            values[name] = said["values"][k].reshape(shape)
            units[name] = unit
    return {"values": values, "units": units}
