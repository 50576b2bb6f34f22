"""To QuTiP and back.

QuTiP's conventions: ``mesolve(H, rho0, tlist, c_ops)`` solves

    d rho/dt = -i [H, rho] + sum_k ( C_k rho C_k^+ - (C_k^+ C_k rho + rho C_k^+ C_k)/2 )

so that a loss of energy at the rate kappa is C = sqrt(kappa) o. H is that of the rotating frame,
drives included, with hbar = 1.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple, Sequence

import numpy as np

from ._check import is_scalar, whole
from ._from_qutip import from_qutip, or_none
from ._normal_order import qutip_module
from ._result import Array
from .errors import BadInput
from .network import Network, not_a_network
from .parts import Drive

__all__ = ["Displaced", "displaced", "from_qutip", "to_qutip"]


def to_qutip(net: Network, dims: int | Sequence[int]) -> tuple[Any, list[Any]]:
    """H and the list of collapse operators of the network in QuTiP's conventions. With drives in time
    H is a list ``[H0, [o, xi], [o^+, xi*], ...]``, as ``mesolve`` takes it.

    dims: how many Fock states of each mode, in the order of ``net.names``; one number for all, or
    one a mode, each at least 2. Mode j is tensor factor j. H holds the drives and the squeezers.
    A bath gives sqrt(kappa (n+1)) B and, if warm, sqrt(kappa n) B^+, where B is o, or of a squeezed
    bath cosh r o + exp(i phase) sinh r o^+; gain gives sqrt(gain) o^+; a shared bath as the others,
    with its sum L for B.

    Valid for products of dims up to 20000. Raises :class:`BadInput` for more and for switches,
    :class:`MissingPart` without QuTiP. Source: docs/conventions.md.

    >>> import qutip
    >>> net = qbnet.Network().mode("c", "charger", loss=1, drive=0.1)
    >>> H, c_ops = qbnet.to_qutip(net, 6)
    >>> print(f"{qutip.expect(qutip.num(6), qutip.steadystate(H, c_ops)):.4f} {qbnet.steady(net)['c'].energy:.4f}")
    0.0400 0.0400
    """
    qutip = qutip_module()
    if not isinstance(net, Network):
        raise not_a_network(net)
    size = len(net)
    levels = _levels(dims, size)
    if math.prod(levels) > 20_000:
        raise BadInput(f"the product of dims must be at most 20000, but is {math.prod(levels)}; "
                       "net.displaced() needs fewer states")
    if net.switches:
        raise BadInput("a network must have no switches to become one Hamiltonian, but has some")
    identity = [qutip.qeye(d) for d in levels]
    o = [qutip.tensor(identity[:j] + [qutip.destroy(d)] + identity[j + 1 :]) for j, d in enumerate(levels)]
    rates, links = net.rates, net.couplings
    h = 0 * o[0]
    for j in range(size):
        if rates["detuning"][j]:
            h += rates["detuning"][j] * o[j].dag() * o[j]
        if rates["drive"][j]:
            h += rates["drive"][j] * o[j] + np.conj(rates["drive"][j]) * o[j].dag()
    for i, k, strength, phase in zip(links["from"], links["to"], links["strength"], links["phase"]):
        term = strength * np.exp(1j * phase) * o[i] * o[k].dag()
        h += term + term.dag()
    pairs = net.squeezers
    for i, k, strength, phase in zip(pairs["from"], pairs["to"], pairs["strength"], pairs["phase"]):
        term = strength * np.exp(1j * phase) * o[i].dag() * o[k].dag() * (0.5 if i == k else 1)
        h += term + term.dag()
    c_ops: list[Any] = []

    def add_bath(rate: float, n: float, jump: Any) -> None:
        if rate:
            c_ops.append(np.sqrt(rate * (n + 1)) * jump)
        if rate * n:
            c_ops.append(np.sqrt(rate * n) * jump.dag())

    for j in range(size):
        r, phase = rates["squeezing_r"][j], rates["squeezing_phase"][j]
        jump = np.cosh(r) * o[j] + np.exp(1j * phase) * np.sinh(r) * o[j].dag() if r else o[j]
        add_bath(rates["loss"][j], rates["thermal"][j], jump)
        if rates["gain"][j]:
            c_ops.append(np.sqrt(rates["gain"][j]) * o[j].dag())
    for rate, weights, n in net.dissipators:
        add_bath(rate, n, sum(w * o[net.index(name)] for name, w in weights.items()))
    if net.drives:
        h = [h, *(term for drive in net.drives for term in _in_time(drive, o[net.index(drive.mode)]))]
    return h, c_ops


def _levels(dims: Any, size: int) -> list[int]:
    given = [dims] * size if is_scalar(dims) else list(dims)
    if len(given) != size:
        raise BadInput(f"dims must be one number, or one a mode ({size}), but are {len(given)}")
    return [whole(d, "dims", 2) for d in given]


def _in_time(drive: Drive, o: Any) -> list[Any]:
    return [[o, lambda t, args: drive.at(t)], [o.dag(), lambda t, args: np.conj(drive.at(t))]]


class Displaced(NamedTuple):
    """A network in the frame that moves with its steady state: o_j = v_j + d_j.

    ``network``: the same without drives; d_j obeys its master equation, whose steady state is the
    vacuum (with vacuum baths, without gain and squeezers), so that few Fock states are enough.
    ``amplitudes``: v_j, complex, shape (modes,). Made by :func:`displaced`.

    >>> moved = qbnet.Network().mode("c", "charger", loss=1, drive=10).displaced()
    >>> moved.amplitudes.tolist(), moved.network.rates["drive"].tolist()
    ([-20j], [0j])
    """

    network: Network
    amplitudes: Array

    def to_qutip(self, dims: int | Sequence[int]) -> tuple[Any, list[Any]]:
        """H and c_ops for d_j; <o_j> = v_j + <d_j>. dims: as for :func:`qbnet.to_qutip`.

        >>> import qutip
        >>> H, c_ops = qbnet.Network().mode("c", "charger", loss=1, drive=10).displaced().to_qutip(3)
        >>> rho = qutip.steadystate(H, c_ops)
        >>> print(f"{abs(qutip.expect(qutip.num(3), rho)):.6f}")
        0.000000
        """
        return to_qutip(self.network, dims)

    def vacuum(self, dims: int | Sequence[int]) -> Any:
        """The vacuum of the o_j as a QuTiP state of the d_j: coherent states at -v_j. dims: as for
        :func:`qbnet.to_qutip`, large enough for them.

        >>> import qutip
        >>> moved = qbnet.Network().mode("c", "charger", loss=1, drive=0.5).displaced()
        >>> print(f"{qutip.expect(qutip.num(20), moved.vacuum(20)):.6f}")
        1.000000
        """
        qutip = qutip_module()
        levels = _levels(dims, len(self.amplitudes))
        return qutip.tensor([qutip.coherent(d, -v) for d, v in zip(levels, self.amplitudes)])


def displaced(net: Network) -> Displaced:
    """The frame in which the steady state is the vacuum: the drives become a displacement, and H is
    H without drives. Raises as :func:`qbnet.steady`.

    >>> net = qbnet.Network().mode("c", "charger", loss=1, drive=10)
    >>> moved = qbnet.displaced(net)
    >>> moved.amplitudes.tolist(), moved.network.rates["drive"].tolist()
    ([-20j], [0j])
    """
    from .solve import steady

    amplitudes = steady(net).amplitudes
    rates, links = net.rates, net.couplings
    still = Network()
    for j, name in enumerate(net.names):
        still.mode(name, net.roles[j], loss=rates["loss"][j], detuning=or_none(rates["detuning"][j]),
                   thermal=or_none(rates["thermal"][j]), gain=or_none(rates["gain"][j]),
                   squeezing={key: rates["squeezing_" + key][j] for key in ("r", "phase")}
                   if rates["squeezing_r"][j] else None)
    for i, k, strength, phase in zip(*(links[key] for key in ("from", "to", "strength", "phase"))):
        still.couple(net.names[i], net.names[k], strength=strength, phase=or_none(phase))
    pairs = net.squeezers
    for i, k, strength, phase in zip(*(pairs[key] for key in ("from", "to", "strength", "phase"))):
        still.squeeze(net.names[i], net.names[k] if k != i else None, strength=strength, phase=or_none(phase))
    for rate, weights, n in net.dissipators:
        still.dissipator(rate, weights, thermal=or_none(n))
    return Displaced(still, amplitudes)
