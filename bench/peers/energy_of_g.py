"""E_4(g) of the three cases; the unit is one g, all three cases."""

import contextlib
import io

import numpy as np
import truth
from cascade import CASES, Drift, chain_energy, chunks, matched, read, spread
from peer import Outcome, Peer, timed

RATES = [read(f"energy-4-{case}") for case in CASES]
MATRICES_AT_ONCE = 1024
POINTS_AT_ONCE = 4096
# Two levels a mode are exact only for a vanishing drive; energies scale with its square.
FAINT_DRIVE = 1e-4


def axis(count):
    loss = RATES[0].charger_loss
    return np.linspace(loss / 400, loss, count)


def put_coupling(drift, rates, g):
    drift.put(drift.link, drift.end, g, rates.phase)
    if rates.mediated:
        drift.put_mediators(matched(g, rates.mediator_loss))


def by_batched_solve(g):
    out = np.empty((len(RATES), g.size))
    for case, rates in enumerate(RATES):
        batch = Drift(MATRICES_AT_ONCE, rates)
        for part in chunks(g.size, MATRICES_AT_ONCE):
            drift = batch.first(g[part].size)
            put_coupling(drift, rates, g[part, None])
            out[case, part] = drift.energies(rates.batteries)
    return out


def by_hand(g):
    """With g_1 = g_2 = sqrt(g Gamma / 2) an eliminated mediator adds g to its four entries."""
    out = np.empty((len(RATES), g.size))
    for case, rates in enumerate(RATES):
        n = rates.batteries
        direct = 1j * np.exp(1j * rates.phase)
        detour = 1.0 if rates.mediated else 0.0
        ends = detour * np.array([1.0] + [2.0] * (n - 1) + [1.0])
        for part in chunks(g.size, POINTS_AT_ONCE):
            own = rates.losses[: n + 1, None] / 2 + ends[:, None] * g[part]
            ahead = [(direct + detour) * g[part]] * n
            back = [(detour - np.conj(direct)) * g[part]] * n
            out[case, part] = chain_energy(own, np.array(ahead), np.array(back), rates.drive)
    return out


def by_loop(g):
    out = np.empty((len(RATES), g.size))
    for case, rates in enumerate(RATES):
        drift = Drift(1, rates)
        b = rates.source
        for k, value in enumerate(g):
            put_coupling(drift, rates, value)
            out[case, k] = abs(np.linalg.solve(drift.m[0], b)[rates.batteries]) ** 2
    return out


def qutip_or_none():
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it greets on import
            import qutip
    except ImportError:
        return None
    return qutip


def by_qutip(qutip, g):
    """Each mediator as the shared bath it is in the steady state: rate 2g on o_i + o_j."""
    modes = RATES[0].batteries + 1
    one, lower = qutip.qeye(2), qutip.destroy(2)
    o = [qutip.tensor([lower if j == k else one for j in range(modes)]) for k in range(modes)]
    out = np.empty((len(RATES), g.size))
    for case, rates in enumerate(RATES):
        for i, value in enumerate(g):
            z = value * np.exp(1j * rates.phase)
            hamiltonian = FAINT_DRIVE * (o[0] + o[0].dag())
            baths = [np.sqrt(loss) * o[k] for k, loss in enumerate(rates.losses[:modes])]
            for k in range(modes - 1):
                coupling = z * o[k] * o[k + 1].dag()
                hamiltonian += coupling + coupling.dag()
                if rates.mediated:
                    baths.append(np.sqrt(2 * value) * (o[k] + o[k + 1]))
            state = qutip.steadystate(hamiltonian, baths, use_rcm=True)
            amplitude = qutip.expect(o[-1], state) * rates.drive / FAINT_DRIVE
            out[case, i] = abs(amplitude) ** 2
    return out


def error_of(values, g):
    return truth.largest_error(
        (values[case, k], truth.energy(rates.file, f"b{rates.batteries}", g=g[k]))
        for case, rates in enumerate(RATES)
        for k in spread(g.size, 3)
    )


def along_axis(solve):
    def run(points):
        g = axis(points)
        seconds, values = timed(solve, g)
        return Outcome(seconds, g.size, lambda: error_of(values, g))

    return run


def peers():
    def peer(name, solve, points, least, allowed=1e-10):
        return Peer(
            "energy-of-g", name, along_axis(solve), points, least, "ns a g, three cases", allowed
        )

    found = [
        peer("np.linalg.solve, batched", by_batched_solve, 50_000, 1500),
        peer("numpy, elimination by hand", by_hand, 100_000, 5000),
        peer("np.linalg.solve, loop", by_loop, 2000, 10),
    ]
    qutip = qutip_or_none()
    if qutip is not None:
        steadystate = lambda g: by_qutip(qutip, g)  # noqa: E731
        # The energy's error is of the order of the charger's, (2 FAINT_DRIVE / loss)^2.
        found.append(peer("QuTiP steadystate, 2 levels a mode", steadystate, 3, 2, 1e-3))
    return found
