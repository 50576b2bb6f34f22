"""Moments of random networks with noise and gain, against the master equation that QuTiP solves."""

import numpy as np
import pytest
import scipy.sparse.linalg

import qbnet

from test_bridge import operators, qutip

# Fock states of each mode, by the number of modes, and the largest rates of what makes noise.
LEVELS = {1: 26, 2: 10, 3: 6}
NOISE = {1: 0.12, 2: 0.03, 3: 0.012}


def noisy_network(rng, modes):
    """All that makes noise, each with a chance: warm and squeezed baths, gain, squeezers, shared baths."""
    noise = NOISE[modes]
    net = qbnet.Network()

    def some(largest):
        return rng.uniform(0.2, 1) * largest if rng.random() < 0.6 else None

    for j in range(modes):
        r = some(np.sqrt(noise) / 2)
        net.mode(f"m{j + 1}", loss=rng.uniform(0.6, 1.5), detuning=rng.normal() * 0.5, thermal=some(noise),
                 drive=complex(*rng.normal(size=2)) * np.sqrt(noise) * 0.2, gain=some(noise),
                 squeezing=None if r is None else {"r": r, "phase": rng.uniform(-3, 3)})
    for j in range(modes):
        for k in range(j + 1, modes):
            if rng.random() < 0.7:
                net.couple(f"m{j + 1}", f"m{k + 1}", strength=rng.uniform(0.1, 0.8), phase=rng.uniform(-3, 3))
    for j in range(modes):
        for k in range(j, modes):
            s = some(np.sqrt(noise) / 3)
            if s is not None:
                net.squeeze(f"m{j + 1}", f"m{k + 1}" if k != j else None, strength=s, phase=rng.uniform(-3, 3))
    if rng.random() < 0.7:
        weights = {f"m{j + 1}": complex(*rng.normal(size=2)) for j in range(modes)}
        net.dissipator(rng.uniform(0.1, 0.4), weights, thermal=some(noise))
    return net


def steady_state(H, c_ops):
    """What qutip.steadystate finds, in a fraction of its time: GMRES on the master equation, with the
    evolution between jumps, -i H_eff rho + i rho H_eff^+, for preconditioner."""
    jumps = [scipy.sparse.csr_matrix(c.data) for c in c_ops]
    between = -1j * H.full() - sum((c.getH() @ c).toarray() for c in jumps) / 2
    size = len(between)
    decay, right = np.linalg.eig(between)
    left = np.linalg.inv(right)
    shift = decay[:, None] + decay.conj() - 0.1  # not 0 for the vacuum either
    start = np.zeros((size, size), complex)
    start[0, 0] = 1

    def before(y):
        return right @ ((left @ y.reshape(size, size) @ left.conj().T) / shift) @ right.conj().T

    def equation(rho):
        change = between @ rho + rho @ between.conj().T
        return change + sum((c @ (c @ rho.conj().T).conj().T) for c in jumps)

    def applied(y):
        rho = before(y)
        return (equation(rho) + start * np.trace(rho)).ravel()

    operator = scipy.sparse.linalg.LinearOperator((size**2, size**2), applied, dtype=complex)
    y, _ = scipy.sparse.linalg.gmres(operator, start.ravel(), tol=1e-11, atol=0, restart=200, maxiter=3)
    rho = before(y)
    assert np.abs(equation(rho)).max() < 1e-9 and np.trace(rho) == pytest.approx(1, abs=1e-9)
    return qutip.Qobj(rho, dims=H.dims)


def steady_moments(net, dims, solve=steady_state):
    rho = solve(*qbnet.to_qutip(net, dims))
    o = operators(dims)
    return (np.array([qutip.expect(a, rho) for a in o]), np.array([qutip.expect(a.dag() * a, rho) for a in o]))


@pytest.mark.parametrize("modes, dims", [(1, [20]), (2, [4, 5]), (3, [2, 3, 2])])
def test_steady_states_are_those_of_qutip(modes, dims):
    net = noisy_network(np.random.default_rng(modes), modes)
    for mine, theirs in zip(steady_moments(net, dims), steady_moments(net, dims, qutip.steadystate)):
        assert np.allclose(mine, theirs, atol=1e-9)


@pytest.mark.parametrize("modes, seed", [(1 + k % 3, k) for k in range(30)])
def test_steady_moments(modes, seed):
    net = noisy_network(np.random.default_rng(100 + seed), modes)
    ours = qbnet.steady(net)
    errors = []
    for levels in (LEVELS[modes] - 1, LEVELS[modes]):
        amplitudes, energies = steady_moments(net, [levels] * modes)
        errors.append(max(np.abs(amplitudes - ours.amplitudes).max(), np.abs(energies - ours.energies).max()))
    print(f"{modes} modes: {errors[0]:.1e} with {LEVELS[modes] - 1} levels, {errors[1]:.1e} with one more; "
          f"energies {ours.energies}")
    assert errors[1] < 1e-6
