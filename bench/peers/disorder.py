"""Disorder of a cascade of ten: every strength, phase and loss drawn, the draw included."""

import numpy as np
import truth
from cascade import Drift, chain_energy, chunks, matched, parameters, read, spread
from peer import Outcome, Peer, timed

RATES = read("disorder-10")
SPREAD = parameters(RATES)["spread"]
N = RATES.batteries
COUPLINGS = 3 * N  # direct, to the mediators, from them
DRAWN = 2 * COUPLINGS + RATES.modes
MEDIATOR = matched(RATES.coupling, RATES.mediator_loss)
STRENGTHS = np.repeat([RATES.coupling, MEDIATOR, MEDIATOR], N)[:, None]
PHASES = np.repeat([RATES.phase, 0.0, 0.0], N)[:, None]
LOSSES = RATES.losses[:, None]


def elements(normal):
    """Strengths, phases and losses, one sample a column as in `normal`."""
    strength = STRENGTHS * (1 + SPREAD * normal[:COUPLINGS])
    phase = PHASES + SPREAD * normal[COUPLINGS : 2 * COUPLINGS]
    loss = LOSSES * (1 + SPREAD * normal[2 * COUPLINGS :])
    return strength, phase, loss


def off_diagonal(strength, phase):
    """i strength exp(i phase), part by part: a little faster than numpy's complex exp."""
    entry = np.empty(strength.shape, complex)
    entry.real = -strength * np.sin(phase)
    entry.imag = strength * np.cos(phase)
    return entry


def by_batched_solve(normal, batch):
    strength, phase, loss = elements(normal)
    drift = batch.first(normal.shape[1])
    start = np.concatenate([drift.link, drift.link, drift.mediator])
    end = np.concatenate([drift.end, drift.mediator, drift.end])
    entry = off_diagonal(strength, phase).T
    drift.m[:, end, start] = entry
    drift.m[:, start, end] = -np.conj(entry)
    drift.put_losses(loss.T)
    return drift.energies(N)


def by_hand(normal, _):
    """Mediators first, then from the last battery up the chain, samples side by side."""
    strength, phase, loss = elements(normal)
    direct, into, out_of = np.split(off_diagonal(strength, phase), 3)
    mediator = loss[N + 1 :] / 2
    own = loss[: N + 1] / 2
    own[:-1] += strength[N : 2 * N] ** 2 / mediator
    own[1:] += strength[2 * N :] ** 2 / mediator
    detour = into * out_of / mediator
    return chain_energy(own, direct - detour, -np.conj(direct + detour), RATES.drive)


def text_of(normal):
    """The sample in the one column of `normal` as a network file, element by element."""
    strength, phase, loss = (values[:, 0].tolist() for values in elements(normal))
    chain = ["c"] + [f"b{k}" for k in range(1, N + 1)]
    mediators = [f"a{k}" for k in range(1, N + 1)]
    roles = ["charger"] + ["battery"] * N + ["mediator"] * N
    lines = ["qbnet = 1"]
    for name, role, value in zip(chain + mediators, roles, loss):
        lines += ["[[mode]]", f'name = "{name}"', f'role = "{role}"', f"loss = {value!r}"]
        if role == "charger":
            lines.append(f"drive = {RATES.drive!r}")
    starts = chain[:-1] + chain[:-1] + mediators
    ends = chain[1:] + mediators + chain[1:]
    for start, end, size, angle in zip(starts, ends, strength, phase):
        lines += ["[[coupling]]", f'from = "{start}"', f'to = "{end}"']
        lines += [f"strength = {size!r}", f"phase = {angle!r}"]
    return "\n".join(lines) + "\n"


def error_of(values, kept):
    pairs = []
    for part, normal in kept:
        for k in spread(normal.shape[1], 2):
            sample = truth.energy_of_text(text_of(normal[:, k : k + 1]), f"b{N}")
            pairs.append((values[part][k], sample))
    return truth.largest_error(pairs)


def sampled(solve, at_once):
    def draw_and_solve(samples):
        generator = np.random.default_rng(1)
        batch = Drift(at_once, RATES)
        energies = np.empty(samples)
        kept = []  # the first and the last chunk's numbers, to check them
        for part in chunks(samples, at_once):
            normal = generator.standard_normal((DRAWN, energies[part].size))
            energies[part] = solve(normal, batch)
            kept[1:] = [(part, normal)]
        return energies, kept

    def run(samples):
        seconds, (energies, kept) = timed(draw_and_solve, samples)
        return Outcome(seconds, samples, lambda: error_of(energies, kept))

    return run


def peers():
    def peer(name, run, points, least, allowed=1e-10):
        return Peer("disorder-10", name, run, points, least, "ns a sample", allowed)

    batched, by_numpy = sampled(by_batched_solve, 256), sampled(by_hand, 512)
    return [
        # Partial pivoting costs these chains digits: docs/performance.md, "Accuracy".
        peer("np.linalg.solve, batched", batched, 10_000, 300, 1e-8),
        peer("numpy, elimination by hand", by_numpy, 50_000, 1100),
    ]
