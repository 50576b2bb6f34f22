"""From QuTiP's operators to a network: what `bridge.from_qutip` does."""

from __future__ import annotations

import dataclasses
import math
from typing import Any, Sequence

import numpy as np

from ._check import names_of, number
from ._normal_order import ROUNDING, normal_ordered, refuse_no_operator, refuse_not_hermitian, refuse_term
from .errors import BadInput
from .network import Network

_NEARLY = 1e-9
"""A mode that is heated this close to its loss is given as gain: as a bath it would lose its digits."""


def from_qutip(
    H: Any, c_ops: Sequence[Any], *, names: Sequence[str] | None = None,
    roles: Sequence[str] | None = None, tolerance: float = 0.0,
) -> Network:
    """The network that a QuTiP Hamiltonian and collapse operators describe.

    H: quadratic, of terms o_j, o_j^+ o_j, o_i o_k^+ and o_i o_k with their adjoints (and a constant);
    c_ops: each a o + b o^+ of one mode, or a sum of annihilation operators, or of creation operators
    in a shared bath that loses more. Many networks have one master equation: a mode that is heated
    below its loss gets a warm bath, others a gain. names: ``m1``, ``m2``, ... by default; roles:
    charger for driven modes, battery for others. Anything else, such as a Kerr term o^+ o^+ o o,
    raises :class:`BadInput`, with the term named; so do modes of less than 3 Fock states, which may be
    qubits. However small, a term is kept; tolerance: what is smaller, relative to the largest matrix
    element of its operator, is dropped.

    Raises :class:`MissingPart` without QuTiP. Source: docs/conventions.md.

    >>> import qutip
    >>> net = qbnet.Network().mode("c", "charger", loss=1, drive=0.1).mode("b", loss=2).couple("c", "b", 0.3)
    >>> back = qbnet.from_qutip(*qbnet.to_qutip(net, 4), names=["c", "b"])
    >>> back.roles, np.allclose(qbnet.steady(back).energies, qbnet.steady(net).energies)
    (('charger', 'battery'), True)
    """
    refuse_no_operator(H, "H")
    levels = [int(d) for d in H.dims[0]]
    size = len(levels)
    labels = [f"m{j + 1}" for j in range(size)] if names is None else _one_a_mode(names, "names", size)
    for name, count in zip(labels, levels):
        if count < 3:
            raise BadInput(f'each mode must be an oscillator with at least 3 Fock states, but "{name}" has {count}: in a '
                           f"qubit the term {name}^+ {name}^+ {name} {name} is not seen")
    parts = None if roles is None else _one_a_mode(roles, "roles", size)
    if not isinstance(c_ops, (list, tuple)):
        raise BadInput(f"c_ops must be a list of operators of qutip, but is {type(c_ops).__name__}")
    tolerance = number(tolerance, "tolerance")
    terms = normal_ordered(H, levels, labels, "H", tolerance)
    refuse_not_hermitian(H, tolerance)
    detuning = np.zeros(size)
    drive = np.zeros(size, complex)
    couplings = []
    squeezers: list[tuple[int, int, float, float]] = []
    for (created, destroyed), z in terms.items():
        if not created and not destroyed:
            continue
        if not created and len(destroyed) == 1:
            drive[destroyed[0]] = z
        elif len(created) == 1 and len(destroyed) == 1:
            if created == destroyed:
                detuning[created[0]] = z.real
            elif destroyed[0] < created[0]:
                couplings.append((destroyed[0], created[0], abs(z), float(np.angle(z))))
        elif not destroyed and len(created) == 1:
            pass  # the adjoint of a drive
        elif len(created) == 2 and not destroyed:
            strength = abs(z) * (2 if created[0] == created[1] else 1)
            squeezers.append((created[0], created[1], strength, float(np.angle(z))))
        elif len(destroyed) == 2 and not created:
            pass  # the adjoint of a squeezer
        else:
            refuse_term("H", created, destroyed, z, labels)
    lowering, raising, both = np.zeros(size), np.zeros(size), np.zeros(size, complex)
    shared: list[_Shared] = []
    heated: list[tuple[str, np.ndarray]] = []
    for place, c in enumerate(c_ops):
        what = f"c_ops[{place}]"
        linear = normal_ordered(c, levels, labels, what, tolerance)
        down = {d[0]: z for (u, d), z in linear.items() if not u and len(d) == 1}
        up = {u[0]: z for (u, d), z in linear.items() if not d and len(u) == 1}
        for (created, destroyed), z in linear.items():
            if len(created) + len(destroyed) != 1:
                refuse_term(what, created, destroyed, z, labels)
        modes = {*down, *up}
        if len(modes) == 1:
            (mode,) = modes
            lowering[mode] += abs(down.get(mode, 0)) ** 2
            raising[mode] += abs(up.get(mode, 0)) ** 2
            both[mode] += np.conj(down.get(mode, 0)) * up.get(mode, 0)
        elif up and down:
            raise BadInput(f"{what} must be of one mode, or annihilation or creation operators only, "
                           f"but has the term {labels[next(iter(up))]}^+ beside others")
        elif up:
            heated.append((what, _vector(up, size).conj()))
        elif down:
            shared.append(_Shared(_vector(down, size)))
    for what, jump in heated:
        _heat(shared, what, jump, tolerance)
    net = Network()
    for j, name in enumerate(labels):
        role = parts[j] if parts is not None else "charger" if drive[j] else "battery"
        net.mode(name, role, detuning=or_none(detuning[j]), drive=or_none(complex(drive[j])),
                 **_bath(lowering[j], raising[j], complex(both[j]), name))
    for i, k, strength, phase in couplings:
        net.couple(labels[i], labels[k], strength=strength, phase=or_none(phase))
    for i, k, strength, phase in squeezers:
        net.squeeze(labels[i], labels[k] if k != i else None, strength=strength, phase=or_none(phase))
    for bath in shared:
        net.dissipator(1 - bath.hot, {labels[j]: complex(z) for j, z in enumerate(bath.jump) if z},
                       thermal=or_none(bath.hot / (1 - bath.hot)))
    return net


def _one_a_mode(values: Any, what: str, size: int) -> list[str]:
    several = names_of(values, what)
    if len(several) != size:
        raise BadInput(f"{what} must be {size}, one a mode, but are {len(several)}")
    return several


def _vector(terms: dict[int, complex], size: int) -> np.ndarray:
    vector = np.zeros(size, complex)
    for mode, z in terms.items():
        vector[mode] = z
    return vector


@dataclasses.dataclass
class _Shared:
    """D[L] + hot D[L^+], so that hot = n/(n + 1)."""

    jump: np.ndarray
    hot: float = 0.0


def _heat(shared: list[_Shared], what: str, jump: np.ndarray, tolerance: float) -> None:
    """Takes D[jump^+] as heat of the shared bath D[L] with the same L, but for a factor."""
    for bath in shared:
        factor = np.vdot(bath.jump, jump) / np.vdot(bath.jump, bath.jump)
        hot = bath.hot + abs(factor) ** 2
        noise = ROUNDING * (np.abs(jump) + np.abs(factor * bath.jump)) + tolerance * np.abs(jump).max()
        if (np.abs(jump - factor * bath.jump) <= noise).all() and hot < 1:
            bath.hot = hot
            return
    raise BadInput(f"{what} must heat modes that a shared bath cools more, as sqrt(n/(n + 1)) times the "
                   "adjoint of a collapse operator, but none is so")


def _bath(lowering: float, raising: float, both: complex, name: str) -> dict[str, Any]:
    """Loss, thermal, squeezing and gain of sum_k D[a_k o + b_k o^+], with the sums of |a|^2, |b|^2 and
    conj(a) b. A loss kappa with the noise N, M of its bath and a gain g have kappa (N + 1), kappa N + g
    and kappa M. Without gain where the mode cools; else with no more noise in the bath than M needs."""
    phase = or_none(float(np.angle(both)))
    most = lowering * raising
    if abs(both) <= ROUNDING * math.sqrt(most):
        both = 0
    mixed = most - abs(both) ** 2  # kappa^2 n (n + 1), and kappa g without a thermal bath
    if mixed <= ROUNDING * most:
        mixed = 0.0
    cools = raising < lowering * (1 - _NEARLY)
    ratio = 0.0
    if both:
        ratio = 2 * abs(both) / (lowering + raising) if cools else abs(both) / lowering
    if ratio > 1 - 1e-14:
        raise BadInput(f"collapse operators of mode {name!r} must not be Hermitian but for a phase, "
                       "but are: no bath of finite squeezing does that")
    if cools:
        kappa, r, gain = lowering - raising, math.atanh(ratio) / 2, 0.0
        square = mixed / kappa**2 if mixed else 0.0
        n = square / (0.5 + math.sqrt(0.25 + square))
    else:
        kappa, r, n = lowering * (1 - ratio**2), math.atanh(ratio), 0.0
        gain = mixed / lowering if lowering else raising
    squeezing = {"r": r, **({"phase": phase} if phase else {})} if both else None
    return {"loss": kappa, "thermal": or_none(n), "gain": or_none(gain), "squeezing": squeezing}


def or_none(x: Any) -> Any:
    return x if x else None
