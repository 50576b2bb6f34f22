"""QuTiP is told the same physics, and says the same."""

import itertools

import numpy as np
import pytest

import qbnet

from conftest import matrices, random_network

qutip = pytest.importorskip("qutip", reason="QuTiP is missing (python3-qutip): the bridge is not tested")


def operators(dims):
    one = [qutip.qeye(d) for d in dims]
    return [qutip.tensor(one[:j] + [qutip.destroy(d)] + one[j + 1:]) for j, d in enumerate(dims)]


@pytest.mark.parametrize("modes, dims, drive", [(1, 12, 0.3), (2, 6, 0.1), (3, 4, 0.04)])
def test_steady_amplitudes_of_random_networks(modes, dims, drive):
    rng = np.random.default_rng(modes)
    for dissipator in (False, True):
        net = random_network(rng, modes, drive=drive, dissipator=dissipator)
        H, c_ops = qbnet.to_qutip(net, dims)
        assert H.isherm
        rho = qutip.steadystate(H, c_ops)
        state = qbnet.steady(net)
        o = operators([dims] * modes)
        assert np.allclose([qutip.expect(a, rho) for a in o], state.amplitudes, atol=2e-6)
        assert np.allclose([qutip.expect(a.dag() * a, rho) for a in o], state.energies, atol=2e-6)


def test_steady_energies_of_warm_networks():
    rng = np.random.default_rng(8)
    for modes, dims in ((1, 30), (2, 8)):
        net = random_network(rng, modes, drive=0.1, thermal=0.3 if modes == 1 else 0.06)
        H, c_ops = qbnet.to_qutip(net, dims)
        rho = qutip.steadystate(H, c_ops)
        o = operators([dims] * modes)
        # The tail of a thermal state beyond the Fock states kept.
        assert np.allclose([qutip.expect(a.dag() * a, rho) for a in o], qbnet.steady(net).energies, atol=2e-4)


def test_charging_in_time():
    rng = np.random.default_rng(4)
    for modes, dims, drive in ((1, 12, 0.3), (2, 7, 0.12), (3, 5, 0.08)):
        net = random_network(rng, modes, drive=drive, dissipator=modes == 2)
        H, c_ops = qbnet.to_qutip(net, dims)
        o = operators([dims] * modes)
        vacuum = qutip.tensor([qutip.basis(dims, 0)] * modes)
        tlist = np.linspace(0, 6, 7)
        theirs = qutip.mesolve(H, vacuum, tlist, c_ops, o, options=qutip.Options(atol=1e-10, rtol=1e-8)).expect
        ours = qbnet.evolve(net, tlist=tlist)
        assert np.allclose(theirs, ours.amplitudes, atol=2e-6)


def test_displaced_frame_needs_few_fock_states():
    net = qbnet.cascade(1, coupling=0.1, charger_loss=1, battery_loss=1, mediator_loss=4, drive=3)
    moved = net.displaced()
    state = qbnet.steady(net)
    assert (moved.amplitudes == state.amplitudes).all() and abs(state.amplitudes).max() > 3
    assert not moved.network.rates["drive"].any()
    H, c_ops = moved.to_qutip(2)
    rho = qutip.steadystate(H, c_ops)
    assert qutip.expect(qutip.tensor([qutip.fock_dm(2, 0)] * 3), rho) == pytest.approx(1, abs=1e-9)
    # In time, from the vacuum of the other frame.
    one = qbnet.Network().mode("c", "charger", loss=1, detuning=0.4, drive=0.8)
    moved = qbnet.displaced(one)
    H, c_ops = moved.to_qutip(24)
    a = qutip.destroy(24)
    tlist = np.linspace(0, 5, 6)
    theirs = qutip.mesolve(H, moved.vacuum(24), tlist, c_ops, [a]).expect[0] + moved.amplitudes[0]
    assert np.allclose(theirs, qbnet.evolve(one, tlist).amplitudes[0], atol=1e-5)


@pytest.mark.parametrize("modes, dims", [(1, 3), (1, 5), (2, 3), (2, 4), (3, 3)])
def test_there_and_back(modes, dims):
    rng = np.random.default_rng(10 * modes + dims)
    for thermal, dissipator in itertools.product((False, True), repeat=2):
        net = random_network(rng, modes, thermal=thermal, dissipator=dissipator and modes > 1)
        H, c_ops = qbnet.to_qutip(net, dims)
        back = qbnet.from_qutip(H, c_ops, names=list(net.names), roles=list(net.roles))
        for mine, theirs in zip(matrices(net), matrices(back)):
            assert np.allclose(mine, theirs, atol=1e-9)
        assert np.allclose(net.rates["thermal"], back.rates["thermal"], atol=1e-9)
    assert qbnet.from_qutip(H, c_ops).names == tuple(f"m{j + 1}" for j in range(modes))


def test_by_hand():
    """Signs and factors, with nothing of ours but the reading."""
    a, b = operators([4, 4])
    H = 0.5 * a.dag() * a + (0.3j * a * b.dag() - 0.3j * a.dag() * b) + (0.1 + 0.2j) * a + (0.1 - 0.2j) * a.dag() + 7
    net = qbnet.from_qutip(H, [np.sqrt(2) * a, 3 * b, a + 2j * b])
    assert net.rates["detuning"].round(12).tolist() == [0.5, 0]
    assert np.allclose(net.rates["drive"], [0.1 + 0.2j, 0])
    assert np.allclose(net.rates["loss"], [2, 9])
    z = net.couplings["strength"] * np.exp(1j * net.couplings["phase"])
    assert net.couplings["from"].tolist() == [0] and np.allclose(z, 0.3j)
    assert np.allclose([list(w.values()) for _, w, _ in net.dissipators], [[1, 2j]])
    assert net.roles == ("charger", "battery")


def test_small_terms_are_kept():
    """Rates of a laboratory frame stand beside what they are a millionfold of, and more."""
    a, b = operators([5, 4])
    swap, pair = a.dag() * b, a * b
    H = (1e6 * a.dag() * a - 999999.7 * b.dag() * b + 7e5 + 1e-4 * (swap + swap.dag()) + 1e-5j * (pair - pair.dag())
         + 1e-7 * (a * a + (a * a).dag()) + 1e-6 * (b + b.dag()))
    net = qbnet.from_qutip(H, [a, 1e-7 * a.dag(), 1e-3 * b, 1e3 * a + 1e-5 * b, 0.1 * (1e3 * a + 1e-5 * b).dag()])
    assert np.allclose(net.rates["detuning"], [1e6, -999999.7], rtol=1e-14)
    assert np.allclose(net.rates["drive"], [0, 1e-6], rtol=1e-14) and net.rates["drive"][0] == 0
    assert np.allclose(net.couplings["strength"], [1e-4], rtol=1e-14)
    assert sorted(zip(net.squeezers["from"], net.squeezers["to"])) == [(0, 0), (0, 1)]
    assert np.allclose(sorted(net.squeezers["strength"]), [2e-7, 1e-5], rtol=1e-14)
    assert np.allclose(net.rates["loss"], [1, 1e-6], rtol=1e-13) and np.allclose(net.rates["thermal"], [1e-14, 0], rtol=1e-12)
    ((rate, weights, thermal),) = net.dissipators
    assert np.allclose([abs(w) ** 2 * rate for w in weights.values()], [0.99e6, 0.99e-10], rtol=1e-12)
    assert thermal == pytest.approx(0.01 / 0.99)
    with pytest.raises(qbnet.BadInput, match="H must be quadratic, but has the term .* m1.. m1.. m1 m1$"):
        qbnet.from_qutip(H + 1e-4 * (a.dag() * a.dag() * a * a), [a])
    with pytest.raises(qbnet.BadInput, match="H must be Hermitian"):
        qbnet.from_qutip(H + 1e-9j * b, [a])
    with pytest.raises(qbnet.BadInput, match=r"c_ops.1. must heat modes"):
        qbnet.from_qutip(H, [a + b, 0.1 * a.dag() + 0.1 * b.dag() + 1e-11 * b.dag()])
    assert not len(qbnet.from_qutip(H, [a], tolerance=1e-9).couplings["strength"])


def test_rounding_makes_no_terms():
    rng = np.random.default_rng(3)
    o = operators([4, 3, 4])
    for _ in range(20):
        rates = rng.normal(size=3) * 10.0 ** rng.uniform(-6, 6, size=3)
        H = sum((r * a.dag() * a for r, a in zip(rates, o)), start=rng.normal() * 1e7 * qutip.tensor([qutip.qeye(n) for n in (4, 3, 4)]))
        net = qbnet.from_qutip(H / 3, [a * np.sqrt(k) for a, k in zip(o, (0.1, 3, 1e-5))])
        assert not len(net.couplings["strength"]) and not net.dissipators and not net.rates["drive"].any()
    for r, n in itertools.product((0.01, 0.5, 2), (0, 1e-6, 0.3)):
        c_ops = qbnet.to_qutip(qbnet.Network().mode("m", loss=0.7, thermal=n, squeezing={"r": r, "phase": 1}), 6)[1]
        rates = qbnet.from_qutip(0 * c_ops[0], c_ops).rates
        assert rates["thermal"] == pytest.approx(n, rel=1e-6) and (n or rates["thermal"] == 0)
        assert rates["squeezing_r"] == pytest.approx(r, rel=1e-11)


@pytest.mark.parametrize("make, term", [
    (lambda a, b: (a.dag() * a + 0.1 * (a.dag() * a.dag() * a * a), []), "H must be quadratic, but has the term (0.1+0j) m1^+ m1^+ m1 m1"),
    (lambda a, b: (0.2 * (a * a * a + a.dag() * a.dag() * a.dag()), []), "m1 m1 m1"),
    (lambda a, b: (a.dag() * a * b.dag() * b, []), "m1^+ m2^+ m1 m2"),
    (lambda a, b: (a.dag() * a, [a * a]), "c_ops[0] must be a sum of annihilation and creation operators, but has the term (1+0j) m1 m1"),
    (lambda a, b: (a.dag() * a, [a, a.dag() * a]), "c_ops[1] must"),
    (lambda a, b: (a.dag() * a, [a + b.dag()]), "creation"),
    (lambda a, b: (a.dag() * a, [a + a.dag()]), "operators of mode 'm1' must not be Hermitian"),
    (lambda a, b: (a.dag() * a, [a + b, 2 * a.dag() + 2 * b.dag()]), "c_ops[1] must heat modes that a shared bath"),
    (lambda a, b: (a.dag() * a, [a + b, a.dag() / 2 - b.dag() / 2]), "c_ops[1] must heat modes that a shared bath"),
    (lambda a, b: (1j * a, []), "H must be Hermitian"),
    (lambda a, b: (a.dag() * a, [qutip.destroy(4)]), "dims"),
    (lambda a, b: ("H", []), "H must be an operator of qutip on modes, but is str"),
    (lambda a, b: (qutip.sigmaz(), [qutip.sigmam()]), 'oscillator with at least 3 Fock states, but "m1" has 2: in a qubit the term m1^+ m1^+ m1 m1'),
    (lambda a, b: (qutip.jmat(1, "z"), [qutip.jmat(1, "-")]), "c_ops[0] must be a sum of annihilation and creation operators, but has the term"),
    (lambda a, b: (a.dag() * a * np.nan, []), "H must be an operator of qutip on modes, but is one with numbers that are not finite"),
    (lambda a, b: (qutip.basis(4, 0), []), "H must be an operator of qutip on modes, but is ket with the dims [[4], [1]]"),
    (lambda a, b: (qutip.Qobj(np.ones((2, 3))), []), "H must be an operator of qutip on modes, but is oper with the dims [[2], [3]]"),
    (lambda a, b: ([a.dag() * a], []), "H must be an operator of qutip on modes, but is list: drives in time are not read"),
    (lambda a, b: (a.dag() * a, [[a, "t"]]), "c_ops[0] must be an operator of qutip on modes, but is list"),
    (lambda a, b: (a.dag() * a, a), "c_ops must be a list of operators of qutip, but is Qobj"),
    (lambda a, b: (a.dag() * a, None), "c_ops must be a list of operators of qutip, but is NoneType"),
])
def test_anything_else_is_refused_with_its_term(make, term):
    H, c_ops = make(*operators([4, 4]))
    with pytest.raises(qbnet.BadInput) as refused:
        qbnet.from_qutip(H, c_ops)
    assert term in str(refused.value)


def test_names_and_roles_are_one_a_mode():
    a, b = operators([4, 4])
    for what in ({"roles": ["charger"]}, {"names": "ab"}, {"names": 3}, {"names": ["a", 3]}, {"tolerance": "x"}):
        with pytest.raises(qbnet.BadInput, match=f"^{next(iter(what))} must be"):
            qbnet.from_qutip(a.dag() * a, [a, b], **what)


def test_dims(cascade):
    for dims in ([[1], [1, 2]], None, "ab", 2.5):
        with pytest.raises(qbnet.BadInput, match="dims must be"):
            qbnet.to_qutip(cascade, dims)
    with pytest.raises(qbnet.BadInput, match="dims must be"):
        qbnet.displaced(cascade).vacuum([2])
    with pytest.raises(qbnet.BadInput, match="net must be"):
        qbnet.to_qutip("cascade", 2)
    with pytest.raises(qbnet.BadInput, match="one a mode .9., but are 2"):
        qbnet.to_qutip(cascade, [2, 2])
    with pytest.raises(qbnet.BadInput, match="at most 20000"):
        qbnet.to_qutip(cascade, 4)
    with pytest.raises(qbnet.BadInput, match="dims"):
        qbnet.to_qutip(cascade, 1)
    H, c_ops = cascade.to_qutip([2] * 9)
    assert H.dims == [[2] * 9] * 2 and len(c_ops) == 9
