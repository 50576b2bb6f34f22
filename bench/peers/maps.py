"""E_2(theta1, theta2): every entry of M but four is the same for the whole map."""

import numpy as np
import truth
from cascade import Drift, chunks, read, spread, squared
from peer import Outcome, Peer, timed

RATES = read("map-2")
POINTS_AT_ONCE = 16384


def by_batched_solve(theta1, theta2):
    drift = Drift(theta2.size, RATES)
    drift.put(1, 2, RATES.coupling, theta2)  # the same in every row
    out = np.empty((theta1.size, theta2.size))
    for k, angle in enumerate(theta1):
        drift.put(0, 1, RATES.coupling, angle)
        out[k] = drift.energies(2)
    return out


def by_loop(theta1, theta2):
    drift = Drift(1, RATES)
    m, b = drift.m[0], RATES.source
    out = np.empty((theta1.size, theta2.size))
    for i, first in enumerate(theta1):
        m[1, 0] = 1j * RATES.coupling * np.exp(1j * first)
        m[0, 1] = -np.conj(m[1, 0])
        for j, second in enumerate(theta2):
            m[2, 1] = 1j * RATES.coupling * np.exp(1j * second)
            m[1, 2] = -np.conj(m[2, 1])
            out[i, j] = abs(np.linalg.solve(m, b)[2]) ** 2
    return out


def three_by_three(theta1, theta2):
    """The mediators eliminated by hand (each adds g to four entries), then c, b1, b2 in turn."""
    g = RATES.coupling
    end, middle = RATES.battery_loss / 2 + g, RATES.battery_loss / 2 + 2 * g
    first, second = 1j * np.exp(1j * theta1), 1j * np.exp(1j * theta2)
    forward1, backward1 = g * (1 + first), g * (1 - np.conj(first))
    forward2, backward2 = g * (1 + second), g * (1 - np.conj(second))
    charger = RATES.charger_loss / 2 + g
    determinant = end * (charger * middle - forward1 * backward1) - charger * (forward2 * backward2)
    return RATES.drive**2 * squared(forward1 * forward2 / determinant)


def closed_form(theta1, theta2):
    """three_by_three on paper: what is left is real."""
    g = RATES.coupling
    end, middle = RATES.battery_loss / 2 + g, RATES.battery_loss / 2 + 2 * g
    charger = RATES.charger_loss / 2 + g
    top = (2 * RATES.drive * g * g) ** 2
    side = 2 * g * g * (end * np.cos(theta1) + charger * np.cos(theta2))
    return (
        (top * (1 - np.sin(theta1)))
        * (1 - np.sin(theta2))
        / ((charger * middle * end) ** 2 + side * side)
    )


def by_formula(formula, every_point):
    """`every_point`: both angles given at each point, so that nothing is computed once a row."""

    def solve(theta1, theta2):
        out = np.empty((theta1.size, theta2.size))
        for part in chunks(theta1.size, max(1, POINTS_AT_ONCE // theta2.size)):
            angles = theta1[part, None], theta2[None, :]
            if every_point:
                angles = [np.ascontiguousarray(a) for a in np.broadcast_arrays(*angles)]
            out[part] = formula(*angles)
        return out

    return solve


def error_of(values, theta1, theta2):
    pairs = []
    for flat in spread(values.size):
        i, j = divmod(flat, theta2.size)
        energy = truth.energy(RATES.file, "b2", theta1=theta1[i], theta2=theta2[j])
        pairs.append((values[i, j], energy))
    return truth.largest_error(pairs)


def on_map(side, solve):
    """Rows of the map of side x side, equally spaced, as many as the points ask for."""
    axis = np.linspace(-np.pi, np.pi, side)

    def run(points):
        columns = axis[: min(side, points)]
        rows = axis[np.linspace(0, side - 1, max(1, points // side)).astype(int)]
        seconds, values = timed(solve, rows, columns)
        return Outcome(seconds, values.size, lambda: error_of(values, rows, columns))

    return run


def peers():
    found = []
    for side in (1000, 4000):
        for hoisted in (False, True):
            work = f"map-{side}-hoisted" if hoisted else f"map-{side}"
            batched = on_map(side, by_batched_solve)
            by_hand = on_map(side, by_formula(three_by_three, not hoisted))
            closed = on_map(side, by_formula(closed_form, not hoisted))
            found += [
                Peer(work, "np.linalg.solve, batched", batched, 100_000, 8000),
                Peer(work, "numpy, 3 x 3 by hand", by_hand, 400_000, 8000),
                Peer(work, "numpy, closed form", closed, 800_000, 8000),
            ]
            if not hoisted:
                loop = on_map(side, by_loop)
                found.append(Peer(work, "np.linalg.solve, loop", loop, 4000, 100))
    return found
