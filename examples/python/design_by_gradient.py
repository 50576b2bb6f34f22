"""Design by hand: the best couplings of a cascade of three within a budget, with exact gradients.

Each call of the optimiser costs one steady state and one sensitivity.
"""

import numpy as np
from scipy.optimize import minimize

import qbnet

NAMES = ["g1", "g2", "g3"]
BUDGET = 3.0


def network(values=(1, 1, 1)):
    return qbnet.cascade(3, coupling=NAMES, charger_loss=1, battery_loss=1, mediator_loss=20,
                         parameters=dict(zip(NAMES, map(float, values))))


def main(pictures=None):
    net = network()

    def cost(x):
        """-log E of the last battery and its gradient, at couplings exp(x)."""
        at = np.exp(x)
        found = qbnet.sensitivity(net.set(dict(zip(NAMES, at))), "energy(b3)")
        return -np.log(found.value), -np.array([found[name].relative for name in NAMES])

    budget = {"type": "eq", "fun": lambda x: BUDGET - np.exp(x).sum(), "jac": lambda x: -np.exp(x)}
    start = np.log([0.5, 1.0, 1.5])
    best = minimize(cost, start, jac=True, constraints=budget, method="SLSQP", options={"ftol": 1e-14})
    assert best.success, best.message
    # Rounded as one would build it, so that every machine has the same numbers.
    couplings = np.exp(best.x).round(4)
    before = qbnet.steady(network(np.exp(start).round(4)))["b3"].energy
    after = qbnet.steady(network(couplings))["b3"].energy
    assert after > before
    if pictures:
        line = qbnet.sweep(network(couplings), {"g1": "0.2:2.5:100"}, ["energy(b1)", "energy(b3)"])
        line.plot(log=True).figure.savefig(pictures / "design.svg")
    return {"best g1": couplings[0], "best g2": couplings[1], "best g3": couplings[2],
            "energy of b3 before": before, "energy of b3": after}
