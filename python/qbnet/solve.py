"""One network, one answer."""

from __future__ import annotations

from typing import Any, Sequence, TypeVar

import numpy as np

from . import _core
from ._check import array, complex_number, flag, names_of, number, text_of, threads as thread_count
from ._held import Held
from ._result import Array
from .errors import BadInput, UnknownMode, judge
from .network import Network, not_a_network
from .results import (
    ByMode,
    Covariance,
    Currents,
    Evolution,
    Gain,
    HalfLife,
    Power,
    Response,
    Result,
    Scattering,
    Sensitivity,
    Spectrum,
    Steady,
)

_Result = TypeVar("_Result", bound=Result)
_ByMode = TypeVar("_ByMode", bound=ByMode)


def steady(
    net: Network,
    *,
    modes: Sequence[str] | str | None = None,
    certify: bool = False,
    allow_inaccurate: bool = False,
) -> Steady:
    """The steady state, where dv/dt = 0, with what baths, gain and squeezers add to energies::

        M v = -i conj(xi),    M = i H_1 + K/2,    E_j/omega = |v_j|^2 + n_j + s_j

    modes: only these, in this order; all if not given. certify: prove every digit in balls (slow;
    small passive networks), with the radii in the result.

    Returns a :class:`Steady` with arrays of shape (modes,); energies in units of omega, powers in
    omega * rate. Valid for networks of any size where states stay coherent, of any size where baths
    are warm and nothing else is; where anything is squeezed or gains, for up to 128 modes (64 with
    squeezing). Accuracy: 1e-13 relative, of every single amplitude however small; 1e-11 of what warm
    and squeezed noise adds to an energy.

    Raises :class:`UnstableError`, :class:`MarginalError` or :class:`SingularError` for networks that
    do not settle, :class:`TooLarge`, :class:`InaccurateError` where the accuracy was not reached,
    :class:`UnknownMode`, and :class:`BadInput` for ``certify`` beside noise. Source: docs/theory.md,
    sections 1 to 4; docs/moments.md.

    >>> net = qbnet.cascade(4, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> state = qbnet.steady(net)
    >>> print(f"{state['b4'].energy:.10f} {state.energies[4]:.10f} {state.status}")
    0.0167898464 0.0167898464 ok
    >>> proven = qbnet.steady(net, modes="b4", certify=True)
    >>> bool(proven.energy_radius[0] < 1e-15 * proven.energies[0])
    True
    """
    held = _held(net)
    chosen = _modes(held, modes)
    return _by_mode(Steady, held, chosen, _core.steady(held.core, chosen, flag(certify, "certify")), allow_inaccurate)


steadystate = steady
"""As QuTiP calls it."""


def evolve(
    net: Network,
    times: Any = None,
    *,
    tlist: Any = None,
    modes: Sequence[str] | str | None = None,
    efficiency: bool = False,
    threads: int | None = None,
    allow_inaccurate: bool = False,
) -> Evolution:
    """Charging from the vacuum, drives switched on at time 0::

        dv/dt = -M v - i conj(xi(t)),  v(0) = 0,    E_j(t)/omega = |v_j(t)|^2 + n_j(t) + s_j(t)

    times (or, as QuTiP says, tlist): an array of times >= 0 in any order, shape (times,), in the
    inverse of the unit of rates; or ``"START:STOP:COUNT[:log]"``. modes: only these. efficiency: also
    what the drives have supplied. Drives in time and switches are followed, and with warm or squeezed
    baths, gain or squeezers second moments evolve too, also where nothing settles.

    Returns an :class:`Evolution` with arrays of shape (modes, times); energies in units of omega.
    Valid for networks of any size where states stay coherent and drives are constant; efficiency,
    noise and changes in time for up to 128 modes (64 with squeezing). Accuracy: 1e-10 relative, of
    every energy however small.

    Raises :class:`BadInput` for bad times, and as :func:`steady` (but for what does not settle while
    moments evolve). Source: docs/theory.md, section 5; docs/moments.md; docs/drives-in-time.md.

    >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> e = qbnet.evolve(net, [0, 10, 100], modes="b1")
    >>> e.energies.shape, e["b1"].energy.round(8).tolist()
    ((1, 3), [0.0, 0.35290444, 29.8219841])
    >>> qbnet.evolve(net, [10, 100], modes="b1", efficiency=True)["b1"].efficiency.round(4).tolist()
    [0.0042, 0.0107]
    """
    if (times is None) == (tlist is None):
        raise BadInput("evolve must be given times or tlist, but is given "
                       + ("neither" if times is None else "both"))
    held = _held(net)
    at = _times(times if tlist is None else tlist)
    chosen = _modes(held, modes)
    said = _core.evolve(held.core, at, chosen, thread_count(threads), flag(efficiency, "efficiency"))
    said["times"] = at
    return _by_mode(Evolution, held, chosen, said, allow_inaccurate)


def power(
    net: Network,
    *,
    modes: Sequence[str] | str | None = None,
    threads: int | None = None,
    allow_inaccurate: bool = False,
) -> Power:
    """Maximal charging power of each battery::

        max over t > 0 of E_j(t)/t,    E_j(t)/omega = |v_j(t)|^2 + n_j(t) + s_j(t) from the vacuum

    the global maximum, also where the network rings. All energy counts, heat too; where power only
    falls from the first moment on, as where a warm bath charges, the time is 0, and the power its
    limit. modes: others than the batteries.

    Returns a :class:`Power` with arrays of shape (modes,): powers in omega * rate, times in the inverse
    of the unit of rates, energies in units of omega. Valid for networks of any size where states stay
    coherent, for up to 128 modes (64 with squeezing) elsewhere; with constant drives. Accuracy: 1e-10
    relative, of a power.

    Raises :class:`BadInput` for drives in time, :class:`TooLarge`, :class:`InaccurateError` where a mode
    oscillates too long to be searched, and as :func:`steady`. Source: docs/theory.md, section 6;
    docs/moments.md, section 6.

    >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> b1 = qbnet.power(net)["b1"]
    >>> print(f"{b1.max_power:.8f} at {b1.time:.6f}")
    0.39652335 at 54.211180
    >>> warm = qbnet.power(qbnet.Network().mode("b", loss=2, thermal=0.25))["b"]
    >>> warm.max_power, warm.time
    (0.5, 0.0)
    """
    held = _held(net)
    chosen = _modes(held, modes, role="battery")
    said = _core.power(held.core, chosen, thread_count(threads))
    return _by_mode(Power, held, chosen, said, allow_inaccurate)


def gain(
    net: Network,
    *,
    modes: Sequence[str] | str | None = None,
    threads: int | None = None,
    allow_inaccurate: bool = False,
) -> Gain:
    """Steady energy and maximal power, each over that of the matched reciprocal network::

        E_j / E_j(reference),    max_t E_j(t)/t / max_t E_j(reference, t)/t

    of all energy, heat too. ``"reciprocal-direct"``: the same network without mediators (the paper's
    case I); ``"reciprocal-mediated"``: with all phases 0 (case II). modes: others than the batteries.

    Returns a :class:`Gain` with dicts of arrays of shape (modes,), without units. Valid as
    :func:`power`. Accuracy: 2e-10 relative, the sum of those of both powers; of energies' gains 4e-13
    where states stay coherent.

    Raises :class:`BadInput` for mediators, which the direct reference lacks, and as :func:`power`.
    Source: the paper, its G_N and eta_N; docs/closed-forms.md.

    >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> print(f"{qbnet.gain(net)['b2'].energy['reciprocal-direct']:.8f}")
    4.59183673
    """
    held = _held(net)
    chosen = _modes(held, modes, role="battery")
    said = _core.gain(held.core, chosen, thread_count(threads))
    return _by_mode(Gain, held, chosen, said, allow_inaccurate)


def covariance(
    net: Network,
    *,
    modes: Sequence[str] | str | None = None,
    time: float | None = None,
    allow_inaccurate: bool = False,
) -> Covariance:
    """The Gaussian state of some modes, steady or ``time`` after the vacuum::

        dX/dt = -A C - C A^+ + D,  C = (X, Y; Y*, X*),    X_ij = <do_j^+ do_i>,  Y_ij = <do_i do_j>

    modes: only these, in this order; all if not given. time: >= 0, in the inverse of the unit of
    rates; drives in time and switches are followed.

    Returns a :class:`Covariance`: matrices of shape (modes, modes), arrays of shape (modes,), and what
    the modes hold together; energies in units of omega. Valid for up to 128 modes (64 with
    squeezing), 4096 in a steady state of warm baths alone. Accuracy: 1e-11, of the matrices beside
    sqrt(X_ii X_jj).

    Raises :class:`UnstableError`, :class:`MarginalError` or :class:`SingularError` where there is no
    steady state, :class:`TooLarge` for more modes, :class:`BadInput` for a time that is negative or
    not finite. Source: docs/moments.md, sections 3 to 5.

    >>> net = qbnet.Network().mode("a", loss=1).mode("b", loss=1).squeeze("a", "b", strength=0.25)
    >>> state = qbnet.covariance(net)
    >>> print(f"{state['a'].energy:.8f} {state['a'].ergotropy:.8f} {state.ergotropy:.8f}")
    0.16666667 0.00000000 0.17863279
    >>> qbnet.covariance(net, time=0).energy
    0.0
    """
    held = _held(net)
    chosen = _modes(held, modes)
    chosen = list(range(len(held.names))) if chosen is None else chosen
    at = None if time is None else number(time, "time")
    return _by_mode(Covariance, held, chosen, _core.covariance(held.core, chosen, at), allow_inaccurate)


def currents(
    net: Network,
    times: Any = None,
    *,
    modes: Sequence[str] | str | None = None,
    threads: int | None = None,
    allow_inaccurate: bool = False,
) -> Currents:
    """Where energy goes: work of drives and pumps, heat into baths, and what couplings pass on::

        dE_j/dt = drive_j + pump_j + gain_j - loss_j - shared_j - passed_on_j,
        drive_j = 2 Re(conj(v_j) b_j),  loss_j = kappa_j (E_j - N_j),  through(i->j) = 2 Im(z_ij <o_j^+ o_i>)

    in the steady state, or, with times as :func:`evolve` takes them, after the vacuum, where drives
    in time and switches are followed. modes: only these.

    Returns :class:`Currents` with arrays of shape (modes,), or (modes, times), in units of
    omega * rate. Valid for networks of any size where states stay coherent, otherwise and under drives
    in time for up to 128 modes (64 with squeezing). Accuracy: 1e-12 (steady) or 1e-10 (in time) of what
    passes back and forth; what is smaller than its error is 0. Raises as :func:`steady` and
    :func:`evolve`. Source: docs/currents.md.

    >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> flow = qbnet.currents(net)
    >>> abs(flow.work - flow.heat) < 1e-12 * flow.work, flow.between("c", "b1") > 0
    (True, True)
    """
    held = _held(net)
    at = None if times is None else _times(times)
    chosen = _modes(held, modes)
    places = list(range(len(held.names))) if chosen is None else chosen
    said = _core.currents(held.core, places, at, thread_count(threads))
    links = held.core.couplings
    said.update(times=at, places=np.array(places, dtype=int), from_=links["from"], to=links["to"])
    return _by_mode(Currents, held, chosen, said, allow_inaccurate)


def half_life(
    net: Network,
    *,
    modes: Sequence[str] | str | None = None,
    isolated: bool = False,
    allow_inaccurate: bool = False,
) -> HalfLife:
    """How long batteries keep half of what they hold in the steady state::

        E_j(t) = E_j(0)/2,    dv/dt = -M v,    X(t) - X_end = exp(-M t) (X(0) - X_end) exp(-M^+ t)

    after drives and squeezers are switched off at time 0; couplings, baths and gain stay. modes:
    others than the batteries. isolated: couplings and shared dissipators are switched off, too.

    Returns a :class:`HalfLife` with arrays of shape (modes,), times in the inverse of the unit of rates,
    infinite where half is never reached. No crossing is stepped over, whatever rings. Valid for up to
    128 modes (64 with squeezing). Accuracy: 1e-10 relative.

    Raises :class:`BadInput` where a mode gains as much as it loses, :class:`InaccurateError` where half
    may be touched but not crossed, :class:`FailedError` where modes ring too long, and as
    :func:`covariance`. Source: docs/half-life.md.

    >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> print(f"{qbnet.half_life(net)['b1'].energy_half_life:.6f}")
    18.660775
    >>> print(f"{qbnet.half_life(net, isolated=True)['b1'].energy_half_life:.6f}")
    6.931472
    """
    held = _held(net)
    chosen = _modes(held, modes, role="battery")
    isolated = flag(isolated, "isolated")
    said = _core.half_life(held.core, chosen, isolated)
    said["isolated"] = isolated
    return _by_mode(HalfLife, held, chosen, said, allow_inaccurate)


def sensitivity(
    net: Network, of: str, *, threads: int | None = None, allow_inaccurate: bool = False
) -> Sensitivity:
    """Derivatives of ``of`` by every rate and every parameter, from one more solution::

        d log Q/d log p,    d log Q/dp,    dQ/dp,    Q = of

    of: ``"energy(MODE)"``, ``"ergotropy(MODE)"`` or ``"thermal_energy(MODE)"`` of the steady state,
    one of them at a time, as ``"energy_at(MODE, TIME)"``, ``"max_power(MODE)"``,
    ``"half_life(MODE)"``, ``"efficiency_at(MODE, TIME)"``, ``"transmission(FROM, TO, FREQUENCY)"`` or
    ``"isolation(FROM, TO, FREQUENCY)"`` (there over back, a ratio). The last two of passive networks; the
    others with every kind of noise up to 128 modes (64 with squeezing).

    Returns a :class:`Sensitivity` with arrays of shape (numbers,); Q in units of omega, omega * rate,
    1/rate, or 1.
    Accuracy: 1e-10 of each derivative in the steady state, 1e-9 in time (docs/gradients.md has what
    holds for those that nearly cancel).

    Raises :class:`BadInput` for others, :class:`InaccurateError` if one derivative is not good, and as
    :func:`steady`. Source: docs/gradients.md.

    >>> net = qbnet.cascade(1, coupling="g", charger_loss=0.1, battery_loss=0.1, mediator_loss=1,
    ...                     parameters={"g": 0.01})
    >>> print(f"{qbnet.sensitivity(net, 'energy(b1)')['g'].relative:.8f}")
    1.33333333
    """
    held = _held(net)
    said = _core.sensitivity(held.core, text_of(of, "of"), thread_count(threads))
    return _result(Sensitivity, held, said, allow_inaccurate)


def response(
    net: Network,
    from_: str,
    to: str,
    frequencies: Any = None,
    *,
    threads: int | None = None,
    allow_inaccurate: bool = False,
) -> Response:
    """What passes from one port to another, and back, at each frequency w of a weak probe::

        S(w) = 1 - C (M - i w)^-1 C^+,    between modes S_ab = delta_ab - sqrt(kappa_a kappa_b) G_ab(w)

    from_, to: modes with loss, or ``"dissipator 1"``. frequencies: shape (frequencies,), against
    the drive's frame, in the unit of rates, or ``"START:STOP:COUNT[:log]"``; if not given, 401
    around 0 that hold every resonance. Peaks and bandwidths where there are two or more.

    With gain or squeezers S is that of the same port's signal; added noise counts what they emit.

    Returns a :class:`Response` with arrays of shape (frequencies,). Valid with constant drives, for
    networks of any size. Accuracy: 1e-13 relative, of every S however small.

    Raises :class:`BadInput` for equal ports, ports without loss, frequencies that are not finite and
    networks whose response is not computed, and as :func:`steady`. Source: docs/response.md, sections 1 to 3.

    >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> r = qbnet.response(net, "c", "b1", [0.0])
    >>> print(f"{r.transmission[0]:.8f}")
    0.30864198
    """
    held = _held(net)
    at = None if frequencies is None else _points(frequencies, "frequencies")
    said = _core.response(held.core, text_of(from_, "from"), text_of(to, "to"), at, thread_count(threads))
    said["from_"], said["to"] = from_, to
    return _result(Response, held, said, allow_inaccurate)


def scattering(
    net: Network,
    ports: Sequence[str] | None = None,
    frequencies: Any = None,
    *,
    threads: int | None = None,
    allow_inaccurate: bool = False,
) -> Scattering:
    """The scattering matrix between ports at each frequency w of weak probes::

        out = S(w) in,    S(w) = 1 - C (M - i w)^-1 C^+,    S S^+ = 1 if all baths are ports

    ports: modes with loss and ``"dissipator 1"`` and so on; all of them if not given. frequencies: as
    :func:`response` takes them.

    Returns a :class:`Scattering`, its ``s`` of shape (frequencies, to, from). Valid as :func:`response`.
    Accuracy: 1e-13 relative, of every entry however small.

    Raises :class:`BadInput` for ports that are none or come twice, :class:`TooLarge` where the matrices
    do not fit into memory, and as :func:`response`. Source: docs/response.md, section 2.

    >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> s = qbnet.scattering(net, frequencies=[0.0, 0.1])
    >>> s.s.shape, s.complete, bool(s.unitarity_defects.max() < 1e-14)
    ((2, 3, 3), True, True)
    """
    held = _held(net)
    names = [] if ports is None else names_of(ports, "ports")
    if len(set(names)) < len(names):
        raise BadInput("ports must differ, but one comes twice")
    at = None if frequencies is None else _points(frequencies, "frequencies")
    said = _core.scattering(held.core, names, at, thread_count(threads))
    return _result(Scattering, held, said, allow_inaccurate)


def spectrum(
    net: Network, *, base: complex | None = None, allow_inaccurate: bool = False
) -> Spectrum:
    """Normal modes: eigenvalues of M with their errors, conditions and where they live; for uniform
    cascades the winding number around ``base``::

        M x = lambda x,  v ~ exp(-lambda t),    w(z) = 1/(2 pi) times the turn of det(M(k) - z) over all k

    With squeezers those of the drift of (o, o^+), twice as many. base: a complex number; by default
    the mean of the slower band.

    Returns a :class:`Spectrum` with arrays of shape (modes,), in the unit of rates. Accuracy: up to 64
    modes, and where doubles do not tell up to 100, 1e-14 of the largest eigenvalue, proven; beyond,
    estimates of at most 1e-8 of it.

    Raises :class:`InaccurateError` near exceptional points of larger networks, :class:`TooLarge` beyond
    2000 modes (1000 with squeezers). Source: docs/response.md, sections 4 and 5.

    >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> print(f"{qbnet.spectrum(net).slowest_decay:.6f}")
    0.056080
    >>> net = qbnet.cascade(5, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> qbnet.spectrum(net).winding
    1
    """
    held = _held(net)
    if base is not None:
        base = complex_number(base, "base")
    return _result(Spectrum, held, _core.spectrum(held.core, base), allow_inaccurate)


def _held(net: Network) -> Held:
    if not isinstance(net, Network):
        raise not_a_network(net)
    held = net._held_now
    if held is None:
        held = net._held
    if "warned" not in held.__dict__:
        held.warned
    return held


def _modes(held: Held, modes: Any, role: str | None = None) -> Any:
    if modes is None:
        if role is None:
            return None
        found = held.core.with_role(role)
        if not found:
            raise BadInput(f'at least one mode must have role "{role}", but none has; modes names any other')
        return found
    chosen: dict[int, None] = {}
    for name in names_of(modes, "modes"):
        place = held.find(name)
        if place is None:
            raise UnknownMode(f'modes must name modes of the network, but "{name}" is none'
                              + held.core.did_you_mean(name))
        chosen[place] = None
    if not chosen:
        raise BadInput("modes must name at least one mode, but name none")
    return list(chosen)


def _points(values: Any, what: str) -> Array:
    return _core.range(text_of(values, what), what) if isinstance(values, str) else array(values, what)


def _times(values: Any) -> Array:
    at = _points(values, "times")
    if at.size and at.min() < 0:
        k = int(np.argmax(at < 0))
        raise BadInput(f"times must be at least 0, but the number at index {k} is {at[k]}")
    return at


def _by_mode(kind: type[_ByMode], held: Held, chosen: Any, said: dict[str, Any], allow: bool) -> _ByMode:
    if said["status"] != "ok":
        judge(said["status"], said["message"], flag(allow, "allow_inaccurate"))
        _check_values(said)
    said["parameters"] = dict(held.parameters)
    said["network"] = held.text
    if chosen is None:
        said["names"], said["roles"] = held.names, held.roles
    else:
        said["names"] = tuple(held.name_of(j) for j in chosen)
        said["roles"] = tuple(held.role_of(j) for j in chosen)
    result = kind.__new__(kind)
    result.__dict__ = said
    return result


def _result(kind: type[_Result], held: Held, said: dict[str, Any], allow: bool) -> _Result:
    if said["status"] != "ok":
        judge(said["status"], said["message"], flag(allow, "allow_inaccurate"))
        _check_values(said)
    for key in ("names", "kinds", "ports"):
        if key in said:
            said[key] = tuple(said[key])
    said["parameters"] = dict(held.parameters)
    said["network"] = held.text
    return kind(**said)


def _check_values(said: dict[str, Any]) -> None:
    """Allowed to be inaccurate, but there is nothing."""
    if not any(isinstance(v, np.ndarray) and v.size for v in said.values()):
        judge("failed", said["message"], False)
