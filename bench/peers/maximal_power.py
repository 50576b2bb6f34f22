"""Maximal power of b4, three cases: a coarse course by one matrix exponential, then a search."""

import numpy as np
import truth
from cascade import CASES, Drift, matched, read, spread, squared
from peer import Outcome, Peer, timed
from scipy.linalg import expm
from scipy.optimize import minimize_scalar

RATES = [read(f"power-4-{case}") for case in CASES]
STEPS = 200
# A flat top forgives: the error of the power is of the order of the square.
TIME_ACCURACY = 1e-5


def augmented(rates, g):
    """d/dt (v, 1) = A (v, 1)."""
    drift = Drift(1, rates)
    drift.put(drift.link, drift.end, g, rates.phase)
    if rates.mediated:
        drift.put_mediators(matched(g, rates.mediator_loss))
    n = rates.modes
    a = np.zeros((n + 1, n + 1), complex)
    a[:n, :n] = -drift.m[0]
    a[:n, n] = rates.source
    return a


def search(rates, g):
    a = augmented(rates, g)
    terminal = rates.batteries
    step = 40 / rates.charger_loss / STEPS  # the axis of Fig. 4(a) is as long
    propagator = expm(a * step)
    course = np.empty((STEPS + 1, a.shape[0]), complex)
    course[0] = 0
    course[0, -1] = 1
    for k in range(STEPS):
        course[k + 1] = propagator @ course[k]
    times = step * np.arange(1, STEPS + 1)
    best = 1 + int(np.argmax(squared(course[1:, terminal]) / times))
    before = course[best - 1]
    start = (best - 1) * step

    def loss(since):
        state = expm(a * since) @ before
        return -squared(state[terminal]) / (start + since)

    found = minimize_scalar(
        loss,
        bounds=(0, 2 * step),
        method="bounded",
        options={"xatol": TIME_ACCURACY * times[best - 1]},
    )
    return -found.fun


def axis(count):
    loss = RATES[0].charger_loss
    return np.linspace(loss / 500, loss / 10, count)


def by_search(g):
    return np.array([[search(rates, value) for value in g] for rates in RATES])


def error_of(values, g):
    return truth.largest_error(
        (values[case, k], truth.maximal_power(rates.file, f"b{rates.batteries}", g=g[k]))
        for case, rates in enumerate(RATES)
        for k in spread(g.size, 3)
    )


def run(points):
    g = axis(points // len(RATES))
    seconds, values = timed(by_search, g)
    return Outcome(seconds, values.size, lambda: error_of(values, g))


def peers():
    return [Peer("max-power-4", "SciPy expm and search", run, 60, 9, "ns a maximum")]
