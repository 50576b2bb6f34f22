"""Results: plain objects with NumPy arrays, a status, and where they come from."""

from __future__ import annotations

import html
from functools import cached_property
from typing import Any, ClassVar, Iterator, NamedTuple, Sequence

import numpy as np

from .errors import BadInput, UnknownMode


class Result:
    """What every answer has. Arrays run over the modes asked for, in the order of ``names``.

    Results own their memory and know nothing of the network object that they came from; they can
    be pickled, saved and kept.
    """

    kind: ClassVar[str] = "result"
    _columns: ClassVar[tuple[str, ...]] = ()

    status: str
    """How far the numbers may be trusted: ``"ok"``, or ``"inaccurate"`` where that was allowed."""
    message: str
    """One sentence: how the answer was found."""
    method: str
    """The arithmetic that was needed."""

    def __init__(self, **fields: Any):
        self.__dict__.update(fields)

    # Fields as the others, but where a compiled network answered: there they cost more than the answer.
    _asked: Any
    @cached_property
    def parameters(self) -> dict[str, float]:
        """Parameters of the network."""
        return dict(self._asked().parameters)

    @cached_property
    def network(self) -> str:
        """Text of the network file that this is the answer for."""
        return self._asked().text

    def _fields(self) -> dict[str, Any]:
        """All that it says."""
        said = {**self.__dict__, "parameters": self.parameters, "network": self.network}
        said.pop("_asked", None)
        return said

    __getstate__ = _fields

    def __repr__(self) -> str:
        text = self._table_text()
        return f"<{type(self).__module__.split('.')[0]}.{type(self).__name__}: {self.status}>" + (
            "\n" + text if text else ""
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Result) or type(other) is not type(self):
            return NotImplemented
        mine, theirs = self._fields(), other._fields()
        return mine.keys() == theirs.keys() and all(_same(v, theirs[k]) for k, v in mine.items())

    __hash__ = None  # type: ignore[assignment]

    # Tables.

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        headers, columns = ["mode"], [self.__dict__.get("names", ())[:most]]
        for key in self._columns:
            value = self.__dict__.get(key)
            if value is None or (isinstance(value, np.ndarray) and value.ndim != 1):
                continue
            headers.append(key)
            columns.append([_short(x) for x in value[:most]])
        return headers, [list(row) for row in zip(*columns)]

    def _length(self) -> int:
        return len(self.__dict__.get("names", ()))

    def _table_text(self, most: int = 20) -> str:
        headers, shown = self._rows(most)
        if not shown:
            return ""
        width = [max(len(h), *(len(r[k]) for r in shown)) for k, h in enumerate(headers)]
        lines = ["  ".join(h.rjust(w) for h, w in zip(headers, width))]
        lines += ["  ".join(c.rjust(w) for c, w in zip(row, width)) for row in shown]
        if self._length() > most:
            lines.append(f"... {self._length() - most} more")
        return "\n".join(lines)

    def _repr_html_(self, most: int = 60) -> str:
        headers, rows = self._rows(most)
        head = "".join(f"<th>{html.escape(h)}</th>" for h in headers)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>"
            for row in rows
        )
        length = self._length()
        more = f"<p>{length - most} more rows</p>" if length > most else ""
        return (
            f"<table><caption>{html.escape(self.kind)}: {html.escape(self.status)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
        )

    # Files.

    def save(self, path: Any) -> None:
        """Writes everything to an HDF5 file, which :func:`qbnet.load_result` reads back."""
        from .files import save

        save(self, path)


class ByMode(Result):
    """A result whose first axis is the modes; ``result["b1"]`` is one of them."""

    names: Sequence[str]
    roles: Sequence[str]

    def index(self, name: str) -> int:
        """Place of a mode in the arrays."""
        if name not in self.names:
            raise UnknownMode(f"mode must be one of this result, but {name!r} is none")
        return self.names.index(name)

    def __getitem__(self, name: str) -> "OfMode":
        k = self.index(name)
        fields: dict[str, Any] = {"name": name}
        for key, singular in self._singular.items():
            value = self.__dict__.get(key)
            if value is None:
                continue
            if isinstance(value, dict):
                fields[singular] = {each: _item(of[k]) for each, of in value.items()}
            else:
                fields[singular] = _item(value[k])
        return OfMode(fields)

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    _singular: ClassVar[dict[str, str]] = {}


class OfMode:
    """What a result says of one mode."""

    def __init__(self, fields: dict[str, Any]):
        self.__dict__.update(fields)

    def __repr__(self) -> str:
        return "OfMode(" + ", ".join(f"{k}={_short(v)}" for k, v in self.__dict__.items()) + ")"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OfMode) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]

    def __getattr__(self, key: str) -> Any:
        raise AttributeError(f"this result says no {key!r} of a mode, but {', '.join(self.__dict__)}")


_PARTS = {"coherent_energies": "coherent_energy", "thermal_energies": "thermal_energy",
          "squeezed_energies": "squeezed_energy", "ergotropies": "ergotropy"}


class Steady(ByMode):
    """The steady state.

    amplitudes: v_j = <o_j> in the rotating frame, complex, shape (modes,). energies: E_j/omega =
    <o_j^+ o_j>, which is |v_j|^2 where states stay coherent; 0 below the smallest double, NaN above
    the largest; log10_energies is right whatever the size. Where baths are warm or squeezed, or
    something feeds modes, also their parts: coherent_energies |v_j|^2, thermal_energies n_j and
    squeezed_energies s_j, energies = |v_j|^2 + n_j + s_j, and ergotropies = |v_j|^2 + s_j, each
    also as ``log10_ergotropies`` and so on (docs/moments.md, section 5). errors: relative, of the amplitudes; of coherent
    energies twice that. n_j + s_j is right to 1e-11. backward_error: the answer is exact for a network in which no rate
    differs by more than this relative amount. input_power, lost_power: omega * rate; equal in
    truth. With ``certify``: amplitude_radius, energy_radius and log10_energy_radius, proven.
    """

    kind = "steady state"
    _columns = ("roles", "energies", "coherent_energies", "thermal_energies", "squeezed_energies",
                "ergotropies", "amplitudes")
    _singular = {
        "roles": "role", "energies": "energy", "log10_energies": "log10_energy",
        **_PARTS, "amplitudes": "amplitude", "errors": "error", "amplitude_radius": "amplitude_radius",
        "energy_radius": "energy_radius", "log10_energy_radius": "log10_energy_radius",
    }

    amplitudes: np.ndarray
    energies: np.ndarray
    log10_energies: np.ndarray
    coherent_energies: np.ndarray | None
    thermal_energies: np.ndarray | None
    squeezed_energies: np.ndarray | None
    errors: np.ndarray
    backward_error: float
    input_power: float
    lost_power: float

    @property
    def ergotropies(self) -> np.ndarray:
        """What a unitary on one mode alone can extract: |v_j|^2 + s_j, in units of omega."""
        return self.__dict__.get("ergotropies", self.energies)

    def plot(self, **how: Any) -> Any:
        """Bars: :func:`qbnet.plots.steady`."""
        from . import plots

        return plots.steady(self, **how)


class Evolution(ByMode):
    """Charging in time. times: shape (times,). amplitudes, energies, log10_energies: shape
    (modes, times); where states do not stay coherent also coherent_energies, thermal_energies,
    squeezed_energies and ergotropies, as :class:`Steady` has them. With ``efficiency=True`` also
    supplied, the energy that the drives have put in, shape (times,), and efficiencies, energies over
    it, shape (modes, times), NaN where nothing was supplied. error_bound: largest estimated relative error of any energy."""

    kind = "evolution"
    _singular = {"roles": "role", "energies": "energy", "log10_energies": "log10_energy",
                 **_PARTS, "amplitudes": "amplitude", "efficiencies": "efficiency"}

    times: np.ndarray
    amplitudes: np.ndarray
    energies: np.ndarray
    log10_energies: np.ndarray
    supplied: np.ndarray | None
    efficiencies: np.ndarray | None
    coherent_energies: np.ndarray | None
    thermal_energies: np.ndarray | None
    squeezed_energies: np.ndarray | None
    error_bound: float

    @property
    def ergotropies(self) -> np.ndarray:
        """What a unitary on one mode alone can extract, in units of omega, shape (modes, times)."""
        return self.__dict__.get("ergotropies", self.energies)

    @property
    def powers(self) -> np.ndarray:
        """E(t)/t in units of omega * rate, shape (modes, times); 0 at time 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.times > 0, self.energies / self.times, 0.0)

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        rows = [[_short(t), *map(_short, self.energies[:20, i])] for i, t in enumerate(self.times[:most])]
        return ["time", *self.names[:20]], rows

    def _length(self) -> int:
        return len(self.times)

    def plot(self, **how: Any) -> Any:
        """E(t): :func:`qbnet.plots.evolution`."""
        from . import plots

        return plots.evolution(self, **how)


class Covariance(ByMode):
    """The Gaussian state of s modes. amplitudes, energies and their parts: as :class:`Steady` has
    them. number: X_ij = <do_j^+ do_i>, anomalous: Y_ij = <do_i do_j>, complex, shape (s, s).
    variances: Var(o_j^+ o_j); signal_to_noise: energies over their roots. purities: Tr rho_j^2.
    Of all s modes together: symplectic, (nu_k - 1)/2 of the symplectic eigenvalues nu_k, ascending,
    shape (s,); energy; ergotropy, energy - sum of these, what Gaussian unitaries on them can
    extract; ergotropy_bound, energy - s n with thermal modes of n and the same entropy, what no
    unitary exceeds on any number of copies (Alicki and Fannes, Phys. Rev. E 87, 042123 (2013));
    purity. error: of all numbers, relative. Source: docs/moments.md, section 5."""

    kind = "Gaussian state"
    _columns = ("roles", "energies", "coherent_energies", "thermal_energies", "squeezed_energies",
                "ergotropies", "purities")
    _singular = {"roles": "role", "energies": "energy", "log10_energies": "log10_energy", **_PARTS,
                 "amplitudes": "amplitude", "variances": "variance", "purities": "purity"}

    amplitudes: np.ndarray
    energies: np.ndarray
    log10_energies: np.ndarray
    coherent_energies: np.ndarray
    thermal_energies: np.ndarray
    squeezed_energies: np.ndarray
    ergotropies: np.ndarray
    variances: np.ndarray
    purities: np.ndarray
    number: np.ndarray
    anomalous: np.ndarray
    symplectic: np.ndarray
    energy: float
    ergotropy: float
    ergotropy_bound: float
    purity: float
    error: float

    @property
    def signal_to_noise(self) -> np.ndarray:
        """Energies over their standard deviations; NaN where both are 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.energies / np.sqrt(self.variances)


class Currents(ByMode):
    """Where energy goes, in units of omega * rate. Of each mode: energies; what its drives, pumps
    (squeezers) and gains put in; losses, what its own bath takes (negative: the bath heats it);
    shared, what shared dissipators take; passed_on, what leaves through couplings; changes dE/dt =
    drives + pumps + gains - losses - shared - passed_on, 0 in the steady state. Shape (modes,), or
    (modes, times). from_, to, through: for each coupling its modes (as ``places`` numbers them) and the
    power from the first to the second, negative where it flows back. squeezed: what each squeezer
    puts into either of its modes. dissipators: of ``"dissipator 1"`` and so on what it takes from
    each mode. Of the whole network: work = drives + pumps, heat = losses + shared - gains. error: the
    largest of any current, relative to what passes back and forth. Source: docs/currents.md."""

    kind = "energy currents"
    _columns = ("energies", "drives", "pumps", "gains", "losses", "shared", "passed_on")
    _singular = {"roles": "role", "energies": "energy", "drives": "drive", "pumps": "pump", "gains": "gain",
                 "losses": "loss", "shared": "shared", "passed_on": "passed_on", "changes": "change"}

    times: np.ndarray | None
    energies: np.ndarray
    drives: np.ndarray
    pumps: np.ndarray
    gains: np.ndarray
    losses: np.ndarray
    shared: np.ndarray
    passed_on: np.ndarray
    changes: np.ndarray
    places: np.ndarray
    from_: np.ndarray
    to: np.ndarray
    through: np.ndarray
    squeezed: np.ndarray
    dissipators: dict[str, dict[str, Any]]
    work: Any
    heat: Any
    error: float

    def between(self, one: str, other: str) -> Any:
        """The net power from one mode to another through their coupling; 0 if there is none."""
        i, j = (self.places[self.index(name)] for name in (one, other))
        forward = self.through[(self.from_ == i) & (self.to == j)].sum(axis=0)
        return forward - self.through[(self.from_ == j) & (self.to == i)].sum(axis=0)

    def plot(self, net: Any, **how: Any) -> Any:
        """Arrows as wide as the power of the steady state: :func:`qbnet.plots.currents`."""
        from . import plots

        return plots.currents(net, of=self, **how)


class HalfLife(ByMode):
    """Self-discharge from the steady state. energies and ergotropies at the start, in units of omega.
    energy_half_lives: the first time at which the energy is half of that, last_energy_half_lives the
    last one, equal where there is one; likewise of the ergotropy; infinite where it never is. In the
    inverse of the unit of rates, shape (modes,). isolated: each mode was by itself. error: the
    largest of any time, relative. Source: docs/half-life.md."""

    kind = "half-life"
    _columns = ("energies", "energy_half_lives", "last_energy_half_lives", "ergotropies",
                "ergotropy_half_lives", "last_ergotropy_half_lives")
    _singular = {"roles": "role", "energies": "energy", "log10_energies": "log10_energy",
                 "ergotropies": "ergotropy", "log10_ergotropies": "log10_ergotropy",
                 "energy_half_lives": "energy_half_life", "last_energy_half_lives": "last_energy_half_life",
                 "ergotropy_half_lives": "ergotropy_half_life",
                 "last_ergotropy_half_lives": "last_ergotropy_half_life"}

    isolated: bool
    energies: np.ndarray
    ergotropies: np.ndarray
    energy_half_lives: np.ndarray
    last_energy_half_lives: np.ndarray
    ergotropy_half_lives: np.ndarray
    last_ergotropy_half_lives: np.ndarray
    error: float


class Power(ByMode):
    """Maximal charging power max_t E(t)/t in units of omega * rate, the time at which it is reached,
    and the energy stored by then; shape (modes,)."""

    kind = "maximal power"
    _columns = ("max_power", "times", "energies")
    _singular = {"max_power": "max_power", "log10_max_power": "log10_max_power", "times": "time",
                 "energies": "energy", "log10_energies": "log10_energy"}

    max_power: np.ndarray
    log10_max_power: np.ndarray
    times: np.ndarray
    energies: np.ndarray


    def plot(self, **how: Any) -> Any:
        """Bars: :func:`qbnet.plots.power`."""
        from . import plots

        return plots.power(self, **how)


class Gain(ByMode):
    """Energy and maximal power over those of the matched reciprocal networks. energy, power,
    log10_energy, log10_power: dicts from ``"reciprocal-direct"`` and ``"reciprocal-mediated"`` to
    arrays of shape (modes,); NaN where that reference does not charge the mode."""

    kind = "gain"
    _singular = {k: k for k in ("energy", "power", "log10_energy", "log10_power")}

    energy: dict[str, np.ndarray]
    power: dict[str, np.ndarray]
    log10_energy: dict[str, np.ndarray]
    log10_power: dict[str, np.ndarray]

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        short = {"reciprocal-direct": "direct", "reciprocal-mediated": "mediated"}
        headers, columns = ["mode"], [self.names[:most]]
        for key in ("energy", "power"):
            for reference, values in self.__dict__[key].items():
                headers.append(f"{key}/{short[reference]}")
                columns.append([_short(x) for x in values[:most]])
        return headers, [list(row) for row in zip(*columns)]

    def plot(self, **how: Any) -> Any:
        """Bars: :func:`qbnet.plots.gain`."""
        from . import plots

        return plots.gain(self, **how)


class Row(NamedTuple):
    """How a quantity Q answers to one number p."""

    name: str
    kind: str
    value: float
    relative: float
    log_derivative: float
    error: float
    derivative: float


class Sensitivity(Result):
    """Derivatives of Q (an energy or a maximal power) by every rate and parameter p, what matters
    most first. relative: d log Q/d log p, NaN for angles and 0. log_derivatives: d log Q/dp, with
    errors. derivatives: dQ/dp. Shape (numbers,); ``result["loss(b1)"]`` is one :class:`Row`."""

    kind = "sensitivity"
    _columns = ("values", "relative", "log_derivatives")

    of: str
    value: float
    log10_value: float
    time: float
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    values: np.ndarray
    relative: np.ndarray
    log_derivatives: np.ndarray
    errors: np.ndarray
    derivatives: np.ndarray

    def __getitem__(self, name: str) -> Row:
        """A parameter of that name, or else a rate."""
        places = [k for k, each in enumerate(self.names) if each == name]
        if not places:
            raise BadInput(f"{name!r} must be a rate or a parameter, but is none of {self.of}'s")
        k = next((k for k in places if self.kinds[k] == "parameter"), places[0])
        return Row(self.names[k], self.kinds[k], *(float(c[k]) for c in (
            self.values, self.relative, self.log_derivatives, self.errors, self.derivatives)))

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[Row]:
        for k, (name, kind) in enumerate(zip(self.names, self.kinds)):
            yield Row(name, kind, *(float(c[k]) for c in (
                self.values, self.relative, self.log_derivatives, self.errors, self.derivatives)))


class Response(Result):
    """What passes between two ports at each frequency. forward, reverse: S_to,from and S_from,to,
    complex. transmission, reverse_transmission: |S|^2, with their log10. isolation_db: their ratio.
    added_noise: quanta that warm baths add, referred to the input. Shape (frequencies,). The peaks
    are (frequency, dB); the bands dicts with lower, upper, width and, without a width, a reason."""

    kind = "response"

    frequencies: np.ndarray
    forward: np.ndarray
    reverse: np.ndarray
    transmission: np.ndarray
    reverse_transmission: np.ndarray
    log10_transmission: np.ndarray
    log10_reverse_transmission: np.ndarray
    isolation_db: np.ndarray
    added_noise: np.ndarray
    error_bound: float
    from_: str
    to: str

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        keys = ("transmission", "reverse_transmission", "isolation_db", "added_noise")
        columns = [[_short(x) for x in self.__dict__[k][:most]] for k in ("frequencies", *keys)]
        return ["frequency", *keys], [list(row) for row in zip(*columns)]

    def _length(self) -> int:
        return len(self.frequencies)

    def plot(self, **how: Any) -> Any:
        """Both transmissions: :func:`qbnet.plots.response`."""
        from . import plots

        return plots.response(self, **how)


class Scattering(Result):
    """S, shape (frequencies, to, from), between ``ports``. complete: every bath is a port, so that
    S is unitary; unitarity_defects: largest entry of |S S^+ - 1| at each frequency."""

    kind = "scattering"

    ports: tuple[str, ...]
    frequencies: np.ndarray
    s: np.ndarray
    complete: bool
    unitarity_defects: np.ndarray

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        rows = [[_short(w), _short(np.abs(s).max()), _short(d)] for w, s, d in zip(
            self.frequencies[:most], self.s, self.unitarity_defects)]
        return ["frequency", "largest |S|", "unitarity defect"], rows

    def _length(self) -> int:
        return len(self.frequencies)


class Spectrum(Result):
    """Normal modes, slowest decay first. eigenvalues: lambda of M, v ~ exp(-lambda t). errors:
    absolute; proofs where ``proven``. conditions: how far lambda moves over how far M does.
    right, left: dicts with participation, centre and most of the eigenvectors."""

    kind = "spectrum"

    eigenvalues: np.ndarray
    errors: np.ndarray
    conditions: np.ndarray
    clusters: np.ndarray
    defective: np.ndarray
    right: dict[str, Any]
    left: dict[str, Any]
    proven: bool
    slowest_decay: float
    vector_condition: float
    exceptional_distance: float
    winding: int | None
    winding_base: complex
    winding_reason: str

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        rows = [
            [_short(z.real), _short(z.imag), _short(e), _short(c), self.right["most"][k]]
            for k, (z, e, c) in enumerate(zip(self.eigenvalues[:most], self.errors, self.conditions))
        ]
        return ["decay", "frequency", "error", "condition", "most on"], rows

    def _length(self) -> int:
        return len(self.eigenvalues)

    def plot(self, **how: Any) -> Any:
        """Eigenvalues in the plane: :func:`qbnet.plots.spectrum`."""
        from . import plots

        return plots.spectrum(self, **how)


def _item(x: Any) -> Any:
    return x.item() if isinstance(x, np.generic) else x


def _short(x: Any) -> str:
    if isinstance(x, (float, np.floating)):
        return f"{x:.8g}"
    if isinstance(x, (complex, np.complexfloating)):
        return f"{complex(x):.6g}"
    if isinstance(x, np.ndarray):
        return f"array of {x.shape}"
    return str(x)


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray):
        numbers = a.dtype.kind in "fc"
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=numbers)
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(_same(v, b[k]) for k, v in a.items())
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, float) and isinstance(b, float) and a != a and b != b:
        return True
    return bool(a == b)
