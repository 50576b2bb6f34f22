"""Where energy goes in the steady state."""

from __future__ import annotations

from typing import Any

import numpy as np

from .network import Network
from .results import ByMode, _short


class EnergyFlow(ByMode):
    """Coherent power in the steady state, in units of omega * rate.

    inputs: what the drives supply, shape (modes,). losses: what each mode's own bath takes.
    shared: what shared baths take out of each mode (the sum over modes is not negative; one mode may
    gain). fed: what gain and squeezers put into each mode (negative where a squeezer takes). from_, to, through: for each coupling the two modes and the power that flows from the
    first to the second, negative where it flows back. For each mode input + fed + what flows in =
    losses + shared + what flows out.
    """

    kind = "energy flow"
    _columns = ("inputs", "losses", "shared", "fed")
    _singular = {"roles": "role", "inputs": "input", "losses": "loss", "shared": "shared", "fed": "fed"}

    inputs: np.ndarray
    losses: np.ndarray
    shared: np.ndarray
    fed: np.ndarray
    from_: np.ndarray
    to: np.ndarray
    through: np.ndarray

    def between(self, one: str, other: str) -> float:
        """The net power from one mode to another through their coupling; 0 if there is none."""
        i, j = self.index(one), self.index(other)
        forward = self.through[(self.from_ == i) & (self.to == j)].sum()
        return float(forward - self.through[(self.from_ == j) & (self.to == i)].sum())

    def plot(self, net: Network, **how: Any) -> Any:
        """Arrows as wide as the power: :func:`qbnet.plots.energy_flow`."""
        from . import plots

        return plots.energy_flow(net, flow=self, **how)

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        headers, rows = super()._rows(most)
        for k in range(min(len(rows), most)):
            out = self.through[self.from_ == k].sum() - self.through[self.to == k].sum()
            rows[k].append(_short(out))
        return [*headers, "passed on"], rows


def energy_flow(net: Network, *, allow_inaccurate: bool = False) -> EnergyFlow:
    """Power supplied, passed on and lost in the steady state::

        through(i->j) = 2 Im(z_ij v_i conj(v_j)),  input_j = -2 Im(xi_j v_j),  loss_j = kappa_j |v_j|^2,
        fed_j = gain_j |v_j|^2 + sum_k 2 Im(S_jk conj(v_j v_k)),

    where S = strength exp(i phase) of squeezers. Of the coherent energy; heat and squeezed noise
    flow too, but are not counted. In double arithmetic
    from accurate amplitudes: right to 1e-13 of the largest term at a mode. Raises as
    :func:`qbnet.steady`.

    >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> flow = qbnet.energy_flow(net)
    >>> total = flow.inputs.sum() - flow.losses.sum()
    >>> abs(total) < 1e-12 * flow.inputs.sum(), flow.between("c", "b1") > 0
    (True, True)
    """
    from .solve import steady

    state = steady(net, allow_inaccurate=allow_inaccurate)
    v, rates, links = state.amplitudes, net.rates, net.couplings
    z = links["strength"] * np.exp(1j * links["phase"])
    through = 2 * (z * v[links["from"]] * v[links["to"]].conj()).imag
    shared = np.zeros(len(v))
    for rate, weights, _ in net.dissipators:
        places = [net.index(name) for name in weights]
        w = np.array(list(weights.values()))
        shared[places] += (rate * w.conj() * v[places].conj() * (w @ v[places])).real
    fed = rates["gain"] * np.abs(v) ** 2
    for i, j, strength, phase in zip(*(net.squeezers[k] for k in ("from", "to", "strength", "phase"))):
        pairs = 2 * (strength * np.exp(1j * phase) * (v[i] * v[j]).conj()).imag
        for k in {i, j}:
            fed[k] += pairs
    return EnergyFlow(
        status=state.status, message=state.message, method=state.method, parameters=state.parameters,
        network=state.network, names=state.names, roles=state.roles,
        inputs=-2 * (rates["drive"] * v).imag + 0.0, losses=rates["loss"] * np.abs(v) ** 2,
        shared=shared, fed=fed, from_=links["from"], to=links["to"], through=through,
    )
