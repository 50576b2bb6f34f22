"""Results: plain objects with NumPy arrays, a status, and where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator, NamedTuple

import numpy as np

from ._frequencies import Response, Scattering, Spectrum
from ._result import Array, ByMode, OfMode, Result, _short
from .errors import BadInput

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "ByMode", "Covariance", "Currents", "Evolution", "Gain", "HalfLife", "OfMode", "Power", "Response", "Result",
    "Row", "Scattering", "Sensitivity", "Spectrum", "Steady",
]

_PARTS = {"coherent_energies": "coherent_energy", "thermal_energies": "thermal_energy",
          "squeezed_energies": "squeezed_energy", "ergotropies": "ergotropy"}
_ENERGIES = {"energies": "energy (omega)", "coherent_energies": "coherent (omega)",
             "thermal_energies": "thermal (omega)", "squeezed_energies": "squeezed (omega)",
             "ergotropies": "ergotropy (omega)"}


class _Energies(ByMode):
    """What a state stores, in units of omega."""

    amplitudes: Array
    """v_j = <o_j> in the rotating frame, complex."""
    energies: Array
    """E_j/omega = <o_j^+ o_j>: 0 below the smallest double, NaN above the largest."""
    log10_energies: Array
    """log10 of the energies, right whatever the size."""
    coherent_energies: Array | None = None
    """|v_j|^2; None, as are the other parts, where states stay coherent."""
    log10_coherent_energies: Array | None = None
    thermal_energies: Array | None = None
    """n_j, what no unitary on one mode alone extracts."""
    log10_thermal_energies: Array | None = None
    squeezed_energies: Array | None = None
    """s_j, what such a unitary extracts of the fluctuations."""
    log10_squeezed_energies: Array | None = None

    @property
    def ergotropies(self) -> Array:
        """What a unitary on one mode alone can extract, |v_j|^2 + s_j, in units of omega; of the
        shape of ``energies``. Source: docs/moments.md, section 5."""
        return self.__dict__.get("ergotropies", self.energies)

    @property
    def log10_ergotropies(self) -> Array:
        """log10 of the ergotropies, right whatever the size."""
        return self.__dict__.get("log10_ergotropies", self.log10_energies)


class Steady(_Energies):
    """The steady state::

        M v = -i conj(xi),    E_j/omega = <o_j^+ o_j> = |v_j|^2 + n_j + s_j

    Shapes: (modes,), in the order of ``names``. Energies in units of omega, powers in omega * rate.
    n_j and s_j, the thermal and squeezed parts, are there where baths are warm or squeezed, or
    something feeds modes; elsewhere they are 0 and the attributes None.

    Errors: ``errors``, relative, of the amplitudes, of coherent energies twice that; n_j + s_j is
    right to 1e-11. ``backward_error``: the answer is exact for a network in which no rate differs by
    more than this relative amount. ``input_power`` and ``lost_power`` are equal in truth, and each
    right to 1e-12 however far from resonance the drives are. A state
    from :class:`Compiled` has None for these four: its amplitudes are certified as the points of a
    sweep are (docs/sweeps.md). With ``certify`` there are proven radii. Source: docs/theory.md,
    sections 2 to 4; docs/moments.md.

    >>> net = qbnet.Network().mode("c", "charger", loss=1, drive=1, thermal=0.5)
    >>> qbnet.steady(net)
    <qbnet.Steady: ok>
    mode     role  energy (omega)  coherent (omega)  thermal (omega)  squeezed (omega)  ergotropy (omega)  amplitude
       c  charger             4.5                 4              0.5                 0                  4       0-2j
    >>> state = qbnet.steady(net, allow_inaccurate=True)
    >>> state["c"].thermal_energy, state.input_power, state.lost_power, bool(state.errors[0] < 1e-13)
    (0.5, 4.0, 4.0, True)
    """

    kind = "steady state"
    _columns = {"roles": "role", **_ENERGIES, "amplitudes": "amplitude"}
    _singular = {
        "roles": "role", "energies": "energy", "log10_energies": "log10_energy",
        **_PARTS, "amplitudes": "amplitude", "errors": "error", "amplitude_radius": "amplitude_radius",
        "energy_radius": "energy_radius", "log10_energy_radius": "log10_energy_radius",
    }

    errors: Array | None = None
    """Estimated relative error of each amplitude."""
    backward_error: float | None = None
    input_power: float | None = None
    """What the drives supply, 2 Im sum_j conj(v_j xi_j)."""
    lost_power: float | None = None
    """What the baths take, less what gain and squeezers give."""
    amplitude_radius: Array | None = None
    """With ``certify``: proven bound of |v_j - amplitudes[j]|."""
    energy_radius: Array | None = None
    """With ``certify``: proven bound of |E_j - energies[j]|."""
    log10_energy_radius: Array | None = None
    """With ``certify``: proven bound of the error of log10_energies, infinite where it holds 0."""

    def plot(self, **how: Any) -> Axes:
        """Bars: :func:`qbnet.plots.steady`."""
        from . import plots

        return plots.steady(self, **how)


class Evolution(_Energies):
    """Charging in time::

        dv/dt = -M v - i conj(xi(t)),  v(0) = 0,    E_j(t)/omega = |v_j|^2 + n_j + s_j

    Shapes: times (times,), in the inverse of the unit of rates; amplitudes, energies and their parts
    (modes, times). The parts are there where states do not stay coherent, elsewhere None. With
    ``efficiency=True`` also ``supplied``, what the drives have put in, shape (times,), and
    ``efficiencies``, energies over it, (modes, times), NaN where nothing was supplied.

    Error: ``error_bound``, the largest estimated relative error of any energy, at most 1e-10.
    Source: docs/theory.md, section 5; docs/moments.md; docs/drives-in-time.md.

    >>> net = qbnet.Network().mode("c", "charger", loss=1, drive=1)
    >>> e = qbnet.evolve(net, [0, 1, 10], efficiency=True)
    >>> e["c"].energy.round(6).tolist(), e.supplied.round(6).tolist()
    ([0.0, 0.619272, 3.946278], [0.0, 0.852245, 32.053904])
    >>> e.thermal_energies is None, e.error_bound < 1e-10
    (True, True)
    """

    kind = "evolution"
    _singular = {"roles": "role", "energies": "energy", "log10_energies": "log10_energy",
                 **_PARTS, "amplitudes": "amplitude", "efficiencies": "efficiency"}

    times: Array
    supplied: Array | None = None
    log10_supplied: Array | None = None
    efficiencies: Array | None = None
    error_bound: float

    @property
    def powers(self) -> Array:
        """E(t)/t in units of omega * rate, shape (modes, times); 0 at time 0.

        >>> net = qbnet.Network().mode("c", "charger", loss=1, drive=1)
        >>> qbnet.evolve(net, [0, 2]).powers.round(6).tolist()
        [[0.0, 0.799153]]
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.times > 0, self.energies / self.times, 0.0)

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        rows = [[_short(t), *map(_short, self.energies[:20, i])] for i, t in enumerate(self.times[:most])]
        return ["time (1/rate)", *(f"{name} (omega)" for name in self.names[:20])], rows

    def _length(self) -> int:
        return len(self.times)

    def plot(self, **how: Any) -> Axes:
        """E(t): :func:`qbnet.plots.evolution`."""
        from . import plots

        return plots.evolution(self, **how)


class Covariance(_Energies):
    """The Gaussian state of s modes::

        X_ij = <do_j^+ do_i>,  Y_ij = <do_i do_j>,  do = o - v,    E_j/omega = |v_j|^2 + X_jj
        Var(o_j^+ o_j) = X^2 + X + |Y|^2 + |v|^2 (2 X + 1) + 2 Re(conj(v)^2 Y)
        ergotropy = energy - sum_k (nu_k - 1)/2,  nu_k: symplectic eigenvalues of all s modes

    Shapes: (s,), ``number`` X and ``anomalous`` Y complex (s, s), in the order of ``names``; energies
    in units of omega. ``energy``, ``ergotropy``, ``ergotropy_bound`` and ``purity`` are of all s modes
    together: what Gaussian unitaries on them can extract, and what no unitary exceeds on any number
    of copies, energy - s n with thermal modes of occupation n and the same entropy (Alicki and
    Fannes, Phys. Rev. E 87, 042123 (2013)).

    Error: ``error``, relative, of all numbers, at most 1e-11; of X_ij and Y_ij beside
    sqrt(X_ii X_jj). Source: docs/moments.md, section 5.

    >>> net = qbnet.Network().mode("a", loss=1).mode("b", loss=1).squeeze("a", "b", strength=0.25)
    >>> state = qbnet.covariance(net)
    >>> abs(state.anomalous).round(6).tolist(), state.symplectic.round(6).tolist()
    ([[0.0, 0.333333], [0.333333, 0.0]], [0.07735, 0.07735])
    >>> print(f"{state.energy:.6f} {state.ergotropy:.6f} {state['a'].ergotropy:.6f} {state['a'].purity:.6f}")
    0.333333 0.178633 0.000000 0.750000
    """

    kind = "Gaussian state"
    _columns = {"roles": "role", **_ENERGIES, "purities": "purity"}
    _singular = {"roles": "role", "energies": "energy", "log10_energies": "log10_energy", **_PARTS,
                 "amplitudes": "amplitude", "variances": "variance", "purities": "purity"}

    coherent_energies: Array
    log10_coherent_energies: Array
    thermal_energies: Array
    log10_thermal_energies: Array
    squeezed_energies: Array
    log10_squeezed_energies: Array
    variances: Array
    """Of the energies, Var(o_j^+ o_j)."""
    purities: Array
    """Tr rho_j^2 of each mode alone."""
    number: Array
    anomalous: Array
    symplectic: Array
    """(nu_k - 1)/2, ascending: occupations that no Gaussian unitary lowers."""
    energy: float
    ergotropy: float
    ergotropy_bound: float
    purity: float
    error: float

    @property
    def signal_to_noise(self) -> Array:
        """Energies over their standard deviations, E_j/sqrt(Var), shape (s,); NaN where both are 0.

        >>> net = qbnet.Network().mode("c", "charger", loss=1, drive=1)
        >>> qbnet.covariance(net).signal_to_noise.round(9).tolist()
        [2.0]
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Array = self.energies / np.sqrt(self.variances)
        return found

    def plot(self, **how: Any) -> Axes:
        """A map of X or Y: :func:`qbnet.plots.covariance`."""
        from . import plots

        return plots.covariance(self, **how)


class Currents(ByMode):
    """Where energy goes, in units of omega * rate. Of each mode::

        dE_j/dt = drives + pumps + gains - losses - shared - passed_on,  0 in the steady state

    ``drives``, ``pumps`` (squeezers) and ``gains`` put in; ``losses`` is what its own bath takes
    (negative: the bath heats it), ``shared`` what shared dissipators take, ``passed_on`` what leaves
    through couplings, ``changes`` dE/dt. Shapes: (modes,), or (modes, times).

    Of each coupling: ``from_`` and ``to``, its modes (as ``places`` numbers them), and ``through``,
    the power from the first to the second, negative where it flows back, shape (couplings,) or
    (couplings, times). ``squeezed``: what each squeezer puts into either of its modes.
    ``dissipators``: of ``"dissipator 1"`` and so on what it takes from each mode. Of the whole
    network: ``work`` = drives + pumps, ``heat`` = losses + shared - gains, numbers or (times,).

    Error: ``error``, the largest of any current, relative to what passes back and forth. Source:
    docs/currents.md.

    >>> net = qbnet.Network().mode("c", "charger", loss=1, drive=1)
    >>> qbnet.currents(net, [1, 10])
    <qbnet.Currents: ok, currents in omega*rate>
    time (1/rate)  mode  energy (omega)     drives  pumps  gains      losses  shared  passed on      change
                1     c      0.61927249  1.5738774      0      0  0.61927249       0          0  0.95460487
               10     c        3.946278  3.9730482      0      0    3.946278       0          0  0.026770188
    """

    kind = "energy currents"
    _columns = {"energies": "energy (omega)", "drives": "drives", "pumps": "pumps", "gains": "gains",
                "losses": "losses", "shared": "shared", "passed_on": "passed on"}
    _singular = {"roles": "role", "energies": "energy", "drives": "drive", "pumps": "pump", "gains": "gain",
                 "losses": "loss", "shared": "shared", "passed_on": "passed_on", "changes": "change"}

    times: Array | None
    energies: Array
    drives: Array
    pumps: Array
    gains: Array
    losses: Array
    shared: Array
    passed_on: Array
    changes: Array
    places: Array
    from_: Array
    to: Array
    through: Array
    squeezed: Array
    dissipators: dict[str, dict[str, Any]]
    work: Any
    heat: Any
    error: float

    def _note(self) -> str:
        return ", currents in omega*rate"

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        if self.times is None:
            return super()._rows(most)
        columns = {**self._columns, "changes": "change"}
        rows = []
        for at in range(min(most, self._length())):
            i, k = divmod(at, len(self.names))
            rows.append([_short(self.times[i]), self.names[k],
                         *(_short(getattr(self, key)[k, i]) for key in columns)])
        return ["time (1/rate)", "mode", *columns.values()], rows

    def _length(self) -> int:
        return len(self.names) * (1 if self.times is None else len(self.times))

    def between(self, one: str, other: str) -> Any:
        """The net power from one mode to another through their coupling, in units of omega * rate, a
        number or of shape (times,); 0 if there is none. Raises :class:`UnknownMode`.

        >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
        >>> flow = qbnet.currents(net)
        >>> print(f"{flow.between('c', 'b1'):.6f} {flow.between('b1', 'c'):.6f}")
        1.851852 -1.851852
        """
        i, j = (self.places[self.index(name)] for name in (one, other))
        forward = self.through[(self.from_ == i) & (self.to == j)].sum(axis=0)
        return forward - self.through[(self.from_ == j) & (self.to == i)].sum(axis=0)

    def plot(self, net: Any, **how: Any) -> Axes:
        """Arrows as wide as the power of the steady state: :func:`qbnet.plots.currents`."""
        from . import plots

        return plots.currents(net, of=self, **how)


class HalfLife(ByMode):
    """Self-discharge from the steady state: when E_j(t) = E_j(0)/2, after all that does work is
    switched off.

    ``energies`` and ``ergotropies`` at the start, in units of omega. ``energy_half_lives``: the first
    time at which the energy is half of that, ``last_energy_half_lives`` the last one, equal where
    there is one; likewise of the ergotropy; infinite where it never is. Shape (modes,), in the
    inverse of the unit of rates. ``isolated``: each mode was by itself.

    Error: ``error``, the largest of any time, relative, at most 1e-10. Source: docs/half-life.md.

    >>> net = qbnet.Network().mode("b", loss=0.1, drive=1)
    >>> life = qbnet.half_life(net)
    >>> print(f"{life['b'].energy_half_life:.6f} {np.log(2) / 0.1:.6f} {life.isolated}")
    6.931472 6.931472 False
    """

    kind = "half-life"
    _columns = {"energies": "energy (omega)", "energy_half_lives": "half-life (1/rate)",
                "last_energy_half_lives": "last (1/rate)", "ergotropies": "ergotropy (omega)",
                "ergotropy_half_lives": "its half-life (1/rate)", "last_ergotropy_half_lives": "its last (1/rate)"}
    _singular = {"roles": "role", "energies": "energy", "log10_energies": "log10_energy",
                 "ergotropies": "ergotropy", "log10_ergotropies": "log10_ergotropy",
                 "energy_half_lives": "energy_half_life", "last_energy_half_lives": "last_energy_half_life",
                 "ergotropy_half_lives": "ergotropy_half_life",
                 "last_ergotropy_half_lives": "last_ergotropy_half_life"}

    isolated: bool
    energies: Array
    log10_energies: Array
    ergotropies: Array
    log10_ergotropies: Array
    energy_half_lives: Array
    last_energy_half_lives: Array
    ergotropy_half_lives: Array
    last_ergotropy_half_lives: Array
    error: float

    def plot(self, **how: Any) -> Axes:
        """Bars: :func:`qbnet.plots.half_life`."""
        from . import plots

        return plots.half_life(self, **how)


class Power(ByMode):
    """Maximal charging power::

        max_power_j = max over t > 0 of E_j(t)/t

    in units of omega * rate, with ``times``, at which it is reached, in the inverse of the unit of
    rates, and ``energies``, stored by then, in units of omega. Shape (modes,); 0 for a mode that is
    never charged. Time 0: power only falls from the first moment on, as where a warm bath charges.

    Error: ``error_bound``, the largest relative one of a power, at most 1e-10. Source: docs/theory.md,
    section 6; docs/moments.md, section 6.

    >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> peaks = qbnet.power(net)
    >>> [f"{p:.8f}" for p in peaks.max_power], peaks.error_bound < 1e-10
    (['0.31523282', '0.02419709'], True)
    """

    kind = "maximal power"
    _columns = {"max_power": "max power (omega*rate)", "times": "time (1/rate)", "energies": "energy (omega)"}
    _singular = {"max_power": "max_power", "log10_max_power": "log10_max_power", "times": "time",
                 "energies": "energy", "log10_energies": "log10_energy"}

    max_power: Array
    log10_max_power: Array
    times: Array
    energies: Array
    log10_energies: Array
    error_bound: float

    def plot(self, **how: Any) -> Axes:
        """Bars: :func:`qbnet.plots.power`."""
        from . import plots

        return plots.power(self, **how)


class Gain(ByMode):
    """Steady energy and maximal power over those of the matched reciprocal networks::

        energy_j = E_j / E_j(reference),    power_j = max_t E_j/t / max_t E_j(reference)/t

    ``energy``, ``power``, ``log10_energy``, ``log10_power``: dicts from ``"reciprocal-direct"`` and
    ``"reciprocal-mediated"`` to arrays of shape (modes,); NaN where that reference does not charge
    the mode.

    Error: ``error_bound``, the largest relative one of a gain: those of what is divided and of what
    it is divided by together, at most 2e-10. Source: the paper's G_N and eta_N.

    >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> gains = qbnet.gain(net)
    >>> gains.energy["reciprocal-direct"].round(8).tolist(), gains.error_bound < 2e-10
    ([1.65306122, 4.59183673], True)
    """

    kind = "gain"
    _singular = {k: k for k in ("energy", "power", "log10_energy", "log10_power")}

    energy: dict[str, Array]
    power: dict[str, Array]
    log10_energy: dict[str, Array]
    log10_power: dict[str, Array]
    error_bound: float

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        short = {"reciprocal-direct": "direct", "reciprocal-mediated": "mediated"}
        headers, columns = ["mode"], [self.names[:most]]
        for key in ("energy", "power"):
            for reference, values in self.__dict__[key].items():
                headers.append(f"{key}/{short[reference]}")
                columns.append([_short(x) for x in values[:most]])
        return headers, [list(row) for row in zip(*columns)]

    def plot(self, **how: Any) -> Axes:
        """Bars: :func:`qbnet.plots.gain`."""
        from . import plots

        return plots.gain(self, **how)


class Row(NamedTuple):
    """How a quantity Q answers to one number p: ``kind`` is ``"rate"`` or ``"parameter"``, ``value``
    p, ``relative`` d log Q/d log p, ``log_derivative`` d log Q/dp with its ``error``, ``derivative``
    dQ/dp.

    >>> net = qbnet.Network({"kappa": 1}).mode("c", loss="kappa", drive=1)
    >>> row = qbnet.sensitivity(net, "energy(c)")["kappa"]
    >>> row.kind, row.value, row.relative, row.derivative
    ('parameter', 1.0, -2.0, -8.0)
    """

    name: str
    kind: str
    value: float
    relative: float
    log_derivative: float
    error: float
    derivative: float


class Sensitivity(Result):
    """Derivatives of Q (an energy, a power, a half-life ...) by every rate and parameter p::

        relative = d log Q/d log p,  log_derivatives = d log Q/dp,  derivatives = dQ/dp

    what matters most first; relative is NaN for angles and 0. Shape (numbers,); ``result["loss(b1)"]``
    is one :class:`Row`, and iteration gives all. ``of`` names Q, ``value`` is Q, ``time`` its time
    (NaN in the steady state); ``kinds``: ``"rate"`` or ``"parameter"``, through which rates follow.

    Errors: ``errors``, absolute, of log_derivatives. Source: docs/gradients.md.

    >>> net = qbnet.Network({"kappa": 1}).mode("c", loss="kappa", drive=1)
    >>> qbnet.sensitivity(net, "energy(c)")
    <qbnet.Sensitivity: ok, of Q = energy(c)>
    rate or parameter p       kind  value of p  d log Q/d log p  d log Q/dp
                loss(c)       rate           1               -2          -2
               drive(c)       rate           1                2           2
                  kappa  parameter           1               -2          -2
            detuning(c)       rate           0              nan           0
         drive_phase(c)       rate           0              nan           0
    """

    kind = "sensitivity"
    _columns = {"kinds": "kind", "values": "value of p", "relative": "d log Q/d log p", "log_derivatives": "d log Q/dp"}

    of: str
    value: float
    log10_value: float
    time: float
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    values: Array
    relative: Array
    log_derivatives: Array
    errors: Array
    derivatives: Array

    def __getitem__(self, name: str) -> Row:
        """A parameter of that name, or else a rate."""
        places = [k for k, each in enumerate(self.names) if each == name]
        if not places:
            raise BadInput(f"{name!r} must be a rate or a parameter, but is none of {self.of}'s")
        return self._row(next((k for k in places if self.kinds[k] == "parameter"), places[0]))

    def _note(self) -> str:
        return f", of Q = {self.of}"

    def _row(self, k: int) -> Row:
        return Row(self.names[k], self.kinds[k], *(float(c[k]) for c in (
            self.values, self.relative, self.log_derivatives, self.errors, self.derivatives)))

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        headers, rows = super()._rows(most)
        return ["rate or parameter p", *headers[1:]], rows

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[Row]:
        return (self._row(k) for k in range(len(self)))

    def plot(self, **how: Any) -> Axes:
        """Bars: :func:`qbnet.plots.sensitivity`."""
        from . import plots

        return plots.sensitivity(self, **how)
