"""From QuTiP's operators to a network: what `bridge.from_qutip` does."""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import Any, Sequence

import numpy as np

from ._check import names_of, number
from .errors import BadInput, MissingPart
from .network import Network


def qutip_module() -> Any:
    try:
        import qutip
    except ImportError as error:
        raise MissingPart("qutip must be installed for this, but is not (python3-qutip)") from error
    return qutip


def from_qutip(
    H: Any, c_ops: Sequence[Any], *, names: Sequence[str] | None = None,
    roles: Sequence[str] | None = None, tolerance: float = 1e-9,
) -> Network:
    """The network that a QuTiP Hamiltonian and collapse operators describe.

    H: quadratic, of terms o_j, o_j^+ o_j, o_i o_k^+ and o_i o_k with their adjoints (and a constant);
    c_ops: each a o + b o^+ of one mode, or a sum of annihilation operators, or of creation operators
    in a shared bath that loses more. Many networks have one master equation: a mode that is heated
    below its loss gets a warm bath, others a gain. names: ``m1``, ``m2``, ... by default; roles:
    charger for driven modes, battery for others. Anything else, such as a Kerr term o^+ o^+ o o,
    raises :class:`BadInput`, with the term named. tolerance: relative to the largest coefficient.

    >>> H, c_ops = qbnet.to_qutip(net, 4)  # doctest: +SKIP
    >>> qbnet.from_qutip(H, c_ops)  # doctest: +SKIP
    """
    _refuse_no_operator(H, "H")
    levels = [int(d) for d in H.dims[0]]
    size = len(levels)
    if min(levels) < 2:
        raise BadInput(f"each mode must have at least 2 Fock states, but one has {min(levels)}")
    labels = [f"m{j + 1}" for j in range(size)] if names is None else _one_a_mode(names, "names", size)
    parts = None if roles is None else _one_a_mode(roles, "roles", size)
    if not isinstance(c_ops, (list, tuple)):
        raise BadInput(f"c_ops must be a list of operators of qutip, but is {type(c_ops).__name__}")
    tolerance = number(tolerance, "tolerance")
    terms = _normal_ordered(H, levels, labels, "H", tolerance)
    if not H.isherm:
        raise BadInput("H must be Hermitian, but is not")
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
            _refuse("H", created, destroyed, z, labels)
    lowering, raising, both = np.zeros(size), np.zeros(size), np.zeros(size, complex)
    shared: list[_Shared] = []
    heated: list[tuple[str, np.ndarray]] = []
    for place, c in enumerate(c_ops):
        what = f"c_ops[{place}]"
        linear = _normal_ordered(c, levels, labels, what, tolerance)
        down = {d[0]: z for (u, d), z in linear.items() if not u and len(d) == 1}
        up = {u[0]: z for (u, d), z in linear.items() if not d and len(u) == 1}
        for (created, destroyed), z in linear.items():
            if len(created) + len(destroyed) != 1:
                _refuse(what, created, destroyed, z, labels)
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
                 **_bath(lowering[j], raising[j], complex(both[j]), name, tolerance))
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


def _refuse_no_operator(value: Any, what: str) -> None:
    if not isinstance(value, qutip_module().Qobj):
        known = type(value).__name__ + (": drives in time are not read" if isinstance(value, list) else "")
    elif not value.isoper or value.dims[0] != value.dims[1]:
        known = f"{value.type} with the dims {value.dims}"
    else:
        return
    raise BadInput(f"{what} must be an operator of qutip on modes, but is {known}")


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
        if np.abs(jump - factor * bath.jump).max() <= tolerance * np.abs(jump).max() and hot < 1:
            bath.hot = hot
            return
    raise BadInput(f"{what} must heat modes that a shared bath cools more, as sqrt(n/(n + 1)) times the "
                   "adjoint of a collapse operator, but none is so")


def _bath(lowering: float, raising: float, both: complex, name: str, tolerance: float) -> dict[str, Any]:
    """Loss, thermal, squeezing and gain of sum_k D[a_k o + b_k o^+], with the sums of |a|^2, |b|^2 and
    conj(a) b. A loss kappa with the noise N, M of its bath and a gain g have kappa (N + 1), kappa N + g
    and kappa M. Without gain where the mode cools; else with no more noise in the bath than M needs."""
    phase = or_none(float(np.angle(both)))
    if abs(both) <= tolerance * math.sqrt(lowering * raising):
        both = 0
    if raising < lowering * (1 - tolerance):
        kappa = lowering - raising
        above = raising / kappa + 0.5
        ratio = abs(both) / (kappa * above)
    else:
        ratio = abs(both) / lowering if lowering else 0.0
    if ratio > 1 - 1e-14:
        raise BadInput(f"collapse operators of mode {name!r} must not be Hermitian but for a phase, "
                       "but are: no bath of finite squeezing does that")
    if raising < lowering * (1 - tolerance):
        r, n, gain = math.atanh(ratio) / 2, above * math.sqrt(1 - ratio**2) - 0.5, 0.0
    else:
        kappa, r, n = lowering * (1 - ratio**2), math.atanh(ratio), 0.0
        gain = max(raising - lowering * ratio**2, 0.0)
    squeezing = {"r": r, **({"phase": phase} if phase else {})} if both else None
    return {"loss": kappa, "thermal": n if n > tolerance else None, "gain": or_none(gain), "squeezing": squeezing}


def or_none(x: Any) -> Any:
    return x if x else None


def _normal_ordered(
    operator: Any, levels: Sequence[int], labels: Sequence[str], what: str, tolerance: float
) -> dict[tuple[tuple[int, ...], tuple[int, ...]], complex]:
    """Coefficients of the normally ordered products of up to two operators; refuses what is more.

    The products with m creations and n annihilations are read off the matrix elements between the
    lowest Fock states, order by order, and the rest must vanish."""
    qutip = qutip_module()
    _refuse_no_operator(operator, what)
    if [int(d) for d in operator.dims[0]] != list(levels):
        raise BadInput(f"{what} must have the dims {list(levels)}, but has {operator.dims[0]}")
    size = len(levels)
    identity = [qutip.qeye(d) for d in levels]
    o = [qutip.tensor(identity[:j] + [qutip.destroy(d)] + identity[j + 1 :]) for j, d in enumerate(levels)]
    products: list[tuple[int, ...]] = [(), *((j,) for j in range(size))]
    pairs: list[tuple[int, ...]] = [(i, j) for i in range(size) for j in range(i, size)]
    wanted = [(u, d) for u in products for d in products]
    wanted += [((), p) for p in pairs] + [(p, ()) for p in pairs]
    rest = operator.data.tocsr().astype(complex).copy()
    scale = float(np.abs(rest.data).max()) if rest.nnz else 1.0
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], complex] = {}
    for created, destroyed in sorted(wanted, key=lambda each: len(each[0]) + len(each[1])):
        if any(created.count(j) >= levels[j] or destroyed.count(j) >= levels[j] for j in range(size)):
            continue
        row, norm_row = _fock(created, levels)
        column, norm_column = _fock(destroyed, levels)
        z = complex(rest[row, column]) / (norm_row * norm_column)
        if abs(z) <= tolerance * scale:
            continue
        matrix = qutip.tensor(identity)
        for j in created:
            matrix = matrix * o[j].dag()
        for j in destroyed:
            matrix = matrix * o[j]
        found[created, destroyed] = z
        rest = rest - z * matrix.data.tocsr()
    if rest.nnz and np.abs(rest.data).max() > tolerance * scale:
        _refuse(what, *_lowest(rest, levels, tolerance * scale), labels)
    return found


def _lowest(rest: Any, levels: Sequence[int], least: float) -> tuple[tuple[int, ...], tuple[int, ...], complex]:
    """The lowest product among what is left."""
    entries = rest.tocoo()
    best = None
    for row, column, value in zip(entries.row, entries.col, entries.data):
        if abs(value) <= least:
            continue
        up = np.unravel_index(row, levels)
        down = np.unravel_index(column, levels)
        order = int(sum(up) + sum(down))
        if best is None or order < best[0]:
            best = (order, up, down, value)
    assert best is not None
    created = tuple(itertools.chain.from_iterable([j] * int(n) for j, n in enumerate(best[1])))
    destroyed = tuple(itertools.chain.from_iterable([j] * int(n) for j, n in enumerate(best[2])))
    norm = math.prod(math.sqrt(math.factorial(int(n))) for n in (*best[1], *best[2]))
    return created, destroyed, complex(best[3]) / norm


def _fock(modes: tuple[int, ...], levels: Sequence[int]) -> tuple[int, float]:
    """Index of the state with one quantum for each of `modes`, and the norm it makes."""
    counts = [modes.count(j) for j in range(len(levels))]
    norm = math.prod(math.sqrt(math.factorial(n)) for n in counts)
    return int(np.ravel_multi_index(counts, levels)), norm


def _refuse(what: str, created: Any, destroyed: Any, z: complex, labels: Sequence[str]) -> None:
    product = " ".join([f"{labels[j]}^+" for j in created] + [labels[j] for j in destroyed])
    allowed = "quadratic" if what == "H" else "a sum of annihilation and creation operators"
    raise BadInput(f"{what} must be {allowed}, but has the term ({z:.6g}) {product or '1'}")
