"""Energy currents and half-lives: balances, textbook cases, and what the program prints."""

import numpy as np
import pytest

import qbnet
from conftest import random_network


def passed_on(flow, j):
    return flow.through[flow.from_ == j].sum(axis=0) - flow.through[flow.to == j].sum(axis=0)


def noisy(modes=4):
    net = random_network(np.random.default_rng(modes), modes, dissipator=True)
    net.squeeze("m1", strength=0.05, phase=1).squeeze("m1", "m3", strength=0.1)
    return net.mode("g", loss=1, gain=0.2, drive=1).mode("h", loss=0.5, thermal=2).couple("g", "h", 0.3)


def test_coherent_networks_balance():
    for modes in (1, 2, 3, 7, 20):
        net = random_network(np.random.default_rng(modes), modes, dissipator=True)
        flow, state = qbnet.currents(net), qbnet.steady(net)
        assert flow.work == pytest.approx(state.input_power, rel=1e-12)
        assert flow.heat == pytest.approx(state.lost_power, rel=1e-11)
        for j in range(modes):
            assert flow.passed_on[j] == pytest.approx(passed_on(flow, j), abs=1e-13 * flow.work)
            assert flow.drives[j] == pytest.approx(
                flow.losses[j] + flow.shared[j] + flow.passed_on[j], abs=1e-12 * flow.work)


@pytest.mark.parametrize("times", [None, [0.0, 0.5, 4.0]])
def test_noisy_networks_balance(times):
    net = noisy()
    flow = qbnet.currents(net, times)
    gained = flow.drives + flow.pumps + flow.gains - flow.losses - flow.shared - flow.passed_on
    largest = np.abs(flow.losses).max()
    assert np.abs(gained - flow.changes).max() < 1e-13 * largest
    if times is None:
        assert not flow.changes.any()
    taken = sum((np.asarray(t) for bath in flow.dissipators.values() for t in bath.values()))
    assert taken == pytest.approx(flow.shared.sum(axis=0), abs=1e-13 * largest)
    assert np.asarray(flow.work - flow.heat) == pytest.approx(flow.changes.sum(axis=0), abs=1e-13 * largest)
    assert flow.energies == pytest.approx(
        qbnet.steady(net).energies if times is None else qbnet.evolve(net, times).energies, rel=1e-9)


def test_heat_flows_from_hot_to_cold():
    net = qbnet.Network().mode("a", loss=0.3, thermal=2).mode("b", loss=0.05, thermal=0.5).couple("a", "b", 0.2)
    flow = qbnet.currents(net)
    heat = 4 * 0.04 * 0.3 * 0.05 * 1.5 / (0.35 * (4 * 0.04 + 0.015))
    assert flow.between("a", "b") == pytest.approx(heat, rel=1e-12)
    assert flow["a"].loss == pytest.approx(-heat, rel=1e-12)
    assert flow.between("b", "a") == -flow.between("a", "b")
    assert "passed on" in repr(flow)


def test_only_some_modes(tmp_path):
    net = noisy()
    every, some = qbnet.currents(net), qbnet.currents(net, modes=["g", "m2"])
    assert some["g"] == every["g"] and len(some) == 2
    assert some.between("g", "m2") == 0
    pytest.importorskip("h5py")
    some.save(tmp_path / "currents.h5")
    assert qbnet.load_result(tmp_path / "currents.h5") == some
    with pytest.raises(qbnet.BadInput, match="to be drawn"):
        some.plot(net)


@pytest.mark.parametrize("times", [None, "0:4:3"])
def test_the_program_says_the_same(command, times):
    net = noisy()
    words = [] if times is None else ["--times", times]
    said, flow = command("currents", "-", "--json", *words, stdin=net.to_toml()), qbnet.currents(net, times)
    for key, column in (("drive", "drives"), ("loss", "losses"), ("passed_on", "passed_on"), ("change", "changes")):
        assert [mode[key] for mode in said["modes"]] == getattr(flow, column).tolist()
    assert [each["current"] for each in said["couplings"]] == flow.through.tolist()
    assert [each["current"] for each in said["squeezings"]] == flow.squeezed.tolist()
    assert said["dissipators"][0].keys() == flow.dissipators["dissipator 1"].keys()
    assert np.asarray(said["together"]["heat"]).tolist() == np.asarray(flow.heat).tolist()


def test_half_lives(command, tmp_path):
    net = qbnet.Network().mode("c", "charger", loss=0.1, drive=1).mode("b", loss=0.1).couple("c", "b", 1.0)
    life = qbnet.half_life(net)
    ringing = life["b"]
    assert ringing.energy_half_life < 1 < 3 < ringing.last_energy_half_life
    assert ringing.ergotropy_half_life == ringing.energy_half_life
    assert qbnet.half_life(net, isolated=True)["b"].energy_half_life == pytest.approx(np.log(2) / 0.1, rel=1e-11)
    said = command("half-life", "-", "--json", stdin=net.to_toml())
    assert said["modes"][0]["energy_half_life"] == {"first": ringing.energy_half_life, "last": ringing.last_energy_half_life}
    net.mode("warm", loss=1, thermal=3)
    assert np.isinf(qbnet.half_life(net, modes="warm").energy_half_lives[0])
    assert "half-life (1/rate)" in repr(life)
    with pytest.raises(qbnet.BadInput, match="must be below its loss"):
        qbnet.half_life(qbnet.Network().mode("g", loss=1, gain=1))
    pytest.importorskip("h5py")
    life.save(tmp_path / "life.h5")
    assert qbnet.load_result(tmp_path / "life.h5") == life


def test_no_unitary_extracts_more_than_the_bound():
    net = qbnet.Network().mode("a", loss=1).mode("b", loss=1, thermal=3)
    together = qbnet.covariance(net)
    assert together.ergotropy == 0
    equal = (together.energy - together.ergotropy_bound) / 2
    entropy = lambda n: (n + 1) * np.log(n + 1) - n * np.log(n)
    assert 2 * entropy(equal) == pytest.approx(entropy(3), rel=1e-10)
    assert qbnet.covariance(net, modes="b").ergotropy_bound == pytest.approx(0, abs=1e-12)
