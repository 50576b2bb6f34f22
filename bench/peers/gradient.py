"""d log E_N by the 4N strengths, phases, losses and mediators' couplings of a cascade of N = 50.

Three ways: the adjoint with banded matrices, the adjoint with dense ones, central differences.
Modes are taken in the order c, a1, b1, a2, b2, ..., in which M has two diagonals on either side.
"""

import numpy as np
import truth
from cascade import matched, read, squared
from peer import Outcome, Peer, timed
from scipy.linalg import lu_factor, lu_solve, solve_banded

RATES = read("gradient-50")
N = RATES.batteries
MODES = 2 * N + 1
BEFORE = np.arange(0, MODES - 2, 2)  # the mode at which each link starts, then its mediator, its end
BETWEEN, AFTER = BEFORE + 1, BEFORE + 2
STEP = 1e-5  # of central differences, relative


def numbers():
    """The 4N numbers: strengths, phases, losses of batteries, couplings of mediators."""
    mediator = matched(RATES.coupling, RATES.mediator_loss)
    return np.repeat([RATES.coupling, RATES.phase, RATES.battery_loss, mediator], N)


def diagonals(p):
    """M as solve_banded wants it: ab[2 + i - j, j] = M[i, j]."""
    strength, phase, loss, mediator = p.reshape(4, N)
    ab = np.zeros((5, MODES), complex)
    ab[2, 0] = RATES.charger_loss / 2
    ab[2, AFTER] = loss / 2
    ab[2, BETWEEN] = RATES.mediator_loss / 2
    forward = 1j * strength * np.exp(1j * phase)
    ab[4, BEFORE] = forward
    ab[0, AFTER] = -forward.conj()
    ab[3, BEFORE] = ab[3, BETWEEN] = 1j * mediator
    ab[1, BETWEEN] = ab[1, AFTER] = 1j * mediator
    return ab


def transposed(ab):
    t = np.zeros_like(ab)
    t[2] = ab[2]
    t[1, 1:], t[0, 2:] = ab[3, :-1], ab[4, :-2]
    t[3, :-1], t[4, :-2] = ab[1, 1:], ab[0, 2:]
    return t


SOURCE = np.zeros(MODES, complex)
SOURCE[0] = -1j * RATES.drive
UNIT = np.zeros(MODES, complex)
UNIT[-1] = 1


def derivatives(p, v, y):
    """From v = M^-1 b and y = M^-T e_N."""
    strength, phase, _, _ = p.reshape(4, N)
    y = y / v[-1]
    turn = np.exp(1j * phase)
    forward, backward = turn * y[AFTER] * v[BEFORE], turn.conj() * y[BEFORE] * v[AFTER]
    through = (
        y[BETWEEN] * (v[BEFORE] + v[AFTER]) + (y[BEFORE] + y[AFTER]) * v[BETWEEN]
    )
    return np.concatenate(
        [
            2 * (forward + backward).imag,
            2 * strength * (forward - backward).real,
            -(y[AFTER] * v[AFTER]).real,
            2 * through.imag,
        ]
    )


def banded(p):
    ab = diagonals(p)
    v = solve_banded((2, 2), ab, SOURCE, check_finite=False)
    y = solve_banded((2, 2), transposed(ab), UNIT, check_finite=False)
    return derivatives(p, v, y)


def dense(p):
    ab = diagonals(p)
    m = np.zeros((MODES, MODES), complex)
    for offset in range(-2, 3):  # of the diagonal below the main one
        column = np.arange(max(0, -offset), MODES - max(0, offset))
        m[column + offset, column] = ab[2 + offset, column]
    factors = lu_factor(m, check_finite=False)
    v = lu_solve(factors, SOURCE, check_finite=False)
    y = lu_solve(factors, UNIT, trans=1, check_finite=False)
    return derivatives(p, v, y)


def log_energy(p):
    v = solve_banded((2, 2), diagonals(p), SOURCE, check_finite=False)
    return np.log(squared(v[-1]))


def differences(p):
    out = np.empty(p.size)
    for k in range(p.size):
        step = STEP * abs(p[k])
        above, below = p.copy(), p.copy()
        above[k] += step
        below[k] -= step
        out[k] = (log_energy(above) - log_energy(below)) / (above[k] - below[k])
    return out


def error_of(found):
    """Largest error of any d log E / d log p (of a phase: d log E / dp), over the largest of them."""
    rows = truth.sensitivities(RATES.file, f"energy(b{N})")
    names = ["c", *(f"b{k}" for k in range(1, N + 1))]
    links = [(names[k], names[k + 1], f"a{k + 1}") for k in range(N)]
    exact = np.concatenate(
        [
            [rows[f"strength({a}, {b})"] for a, b, _ in links],
            [rows[f"phase({a}, {b})"] for a, b, _ in links],
            [rows[f"loss({b})"] for _, b, _ in links],
            [rows[f"strength({a}, {m})"] + rows[f"strength({m}, {b})"] for a, b, m in links],
        ]
    )
    scale = numbers()
    scale[N : 2 * N] = 1
    return np.max(np.abs((found - exact) * scale)) / np.max(np.abs(exact * scale))


def peer(name, gradient, points, least, allowed):
    def many(count):
        p = numbers()
        for k in range(count):
            found = gradient(p * (1 + 1e-6 * (count - 1 - k)))  # the last one is the file's own
        return found

    def run(count):
        seconds, found = timed(many, count)
        return Outcome(seconds, count, lambda: error_of(found))

    return Peer("gradient-50", name, run, points, least, "ns a gradient", allowed)


def peers():
    return [
        peer("SciPy solve_banded, adjoint", banded, 500, 5, 1e-10),
        peer("SciPy dense LU, adjoint", dense, 200, 5, 1e-10),
        peer("SciPy solve_banded, central differences", differences, 3, 1, 1e-6),
    ]
