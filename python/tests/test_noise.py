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


def moments(rho, o):
    """<o>, <o^+ o> and the thermal part of each mode, from its covariances."""
    amplitudes, energies, pairs = (np.array([qutip.expect(f(a), rho) for a in o]) for f in (
        lambda a: a, lambda a: a.dag() * a, lambda a: a * a))
    number, anomalous = energies - abs(amplitudes) ** 2, pairs - amplitudes**2
    return amplitudes, energies, (np.sqrt((2 * number + 1) ** 2 - 4 * abs(anomalous) ** 2) - 1) / 2


def difference(ours, theirs):
    return max(np.abs(a - b).max() for a, b in zip(ours, theirs))


@pytest.mark.parametrize("modes, dims", [(1, [20]), (2, [4, 5]), (3, [2, 3, 2])])
def test_steady_states_are_those_of_qutip(modes, dims):
    H, c_ops = qbnet.to_qutip(noisy_network(np.random.default_rng(modes), modes), dims)
    o = operators(dims)
    assert difference(moments(steady_state(H, c_ops), o), moments(qutip.steadystate(H, c_ops), o)) < 1e-9


@pytest.mark.parametrize("modes, seed", [(1 + k % 3, k) for k in range(30)])
def test_steady_moments(modes, seed):
    net = noisy_network(np.random.default_rng(100 + seed), modes)
    state = qbnet.steady(net)
    ours = state.amplitudes, state.energies, state.thermal_energies
    before, after = (
        difference(ours, moments(steady_state(*qbnet.to_qutip(net, levels)), operators([levels] * modes)))
        for levels in (LEVELS[modes] - 1, LEVELS[modes]))
    assert after < 1e-6
    assert after < max(before / 3, 1e-9), "more Fock states come no nearer"
    assert np.allclose(state.ergotropies, state.coherent_energies + state.squeezed_energies, rtol=1e-14)
    assert np.allclose(state.energies, state.ergotropies + state.thermal_energies, rtol=1e-14)


@pytest.mark.parametrize("modes, levels", [(1, 26), (1, 26), (2, 7), (2, 7), (3, 4)])
def test_charging_in_time(modes, levels, request):
    net = noisy_network(np.random.default_rng(sum(map(ord, request.node.name))), modes)
    check_in_time(net, np.linspace(0, 6, 7), [levels] * modes)


def test_growth_in_time():
    net = qbnet.Network().mode("a", loss=0.2, drive=0.1j, gain=0.5).squeeze("a", strength=0.3, phase=1)
    with pytest.raises(qbnet.UnstableError):
        qbnet.steady(net)
    check_in_time(net, np.linspace(0, 1, 4), [60])


def check_in_time(net, tlist, dims):
    H, c_ops = qbnet.to_qutip(net, dims)
    o = operators(dims)
    vacuum = qutip.tensor([qutip.basis(d, 0) for d in dims])
    states = qutip.mesolve(H, vacuum, tlist, c_ops, options=qutip.Options(atol=1e-11, rtol=1e-9)).states
    found = qbnet.evolve(net, tlist)
    ours = found.amplitudes.T, found.energies.T, found.thermal_energies.T
    assert found.squeezed_energies.shape == found.log10_ergotropies.shape == (len(dims), len(tlist))
    theirs = zip(*(moments(rho, o) for rho in states))
    assert difference(ours, map(np.array, theirs)) < (1e-6 if len(dims) < 3 else 2e-5)


@pytest.mark.parametrize("modes", [1, 2])
def test_there_and_back(modes):
    rng = np.random.default_rng(modes)
    for levels in (3, 4) if modes == 2 else (3, 7, 12):
        for _ in range(4):
            net = noisy_network(rng, modes)
            H, c_ops = qbnet.to_qutip(net, levels)
            again = qbnet.from_qutip(H, c_ops)
            difference = qutip.liouvillian(*qbnet.to_qutip(again, levels)) - qutip.liouvillian(H, c_ops)
            assert abs(difference.data).max() < 1e-8


def test_displaced():
    net = noisy_network(np.random.default_rng(5), 2)
    state, moved = qbnet.steady(net), qbnet.displaced(net)
    rest = qbnet.steady(moved.network)
    assert (moved.amplitudes == state.amplitudes).all() and not rest.amplitudes.any()
    assert np.allclose(rest.energies, state.thermal_energies + state.squeezed_energies, rtol=1e-10)


@pytest.mark.parametrize("where", ["thermal", "squeezing", "gain", "bath", "squeezer"])
def test_networks_compiled_without_noise_count_it(where):
    x = {where: "x"}
    net = qbnet.Network({"x": 0}).mode("c", "charger", loss=1, drive=1, gain=x.get("gain"))
    net.mode("b", loss=1, thermal=x.get("thermal"), squeezing=x.get("squeezing")).couple("c", "b", 0.3)
    net.dissipator(0.5, {"c": 1, "b": 1j}, thermal=x.get("bath")).squeeze("b", strength=x.get("squeezer", 0))
    values = np.array([0, 0.1, 0.3])
    wanted = np.array([qbnet.steady(net.set(x=v)).energies for v in values]).T
    assert (wanted[:, 1] > wanted[:, 0]).any()
    solver = qbnet.compile(net, "x")
    assert np.allclose(solver.steady(values), wanted, rtol=1e-10)
    assert np.allclose([solver.steady(v).energies for v in values], wanted.T, rtol=1e-10)
    assert np.allclose(qbnet.sweep(net, {"x": values}, "energy(b)")["energy(b)"], wanted[1], rtol=1e-10)


SHAPES = [
    {"shape": "square", "start": 0.5, "stop": 3},
    {"shape": "gaussian", "center": 2, "width": 0.5},
    {"shape": "exponential", "start": 1, "rate": 0.7},
    {"shape": "raised-cosine", "start": 0.5, "stop": 4},
    {"samples": ([0, 1, 2.5, 4], [0, 0.5, 0.3j, 0.2])},
]


@pytest.mark.parametrize("modes, levels, seed", [(1, 26, k) for k in range(5)] + [(2, 8, k) for k in range(5)])
def test_pulses_in_time(modes, levels, seed):
    rng = np.random.default_rng(300 + seed)
    net = noisy_network(rng, modes)
    for mode in net.names:
        net.drive(mode, 0.05 * rng.normal() + 0.05j * rng.normal(), detuning=rng.uniform(-2, 2), **SHAPES[seed])
    check_in_time(net, np.linspace(0, 5, 6), [levels] * modes)
