"""Every answer is that of the command line, to the last digit; and both are right."""

import copy
import pickle

import numpy as np
import pytest

import qbnet
from conftest import ROOT, SETTLING, matrices, random_network

IDS = [path.parent.name for path in SETTLING]
COHERENT = [path for path in SETTLING if qbnet.steady(qbnet.load(path)).__dict__.get("thermal_energies") is None]


def none(values):
    """JSON has null for what is infinite or NaN."""
    return [None if not np.isfinite(v) else v for v in np.asarray(values, dtype=float).ravel()]


@pytest.mark.parametrize("path", SETTLING, ids=IDS)
def test_steady(path, command):
    said = command("steady", str(path), "--json")
    state = qbnet.steady(qbnet.load(path))
    assert said["status"] == state.status
    for mode, name in zip(said["modes"], state.names, strict=True):
        here = state[name]
        assert (mode["name"], mode["role"]) == (here.name, here.role)
        assert mode["energy"] == here.energy
        assert mode["amplitude"] == {"re": here.amplitude.real, "im": here.amplitude.imag}
        assert mode["log10_energy"] == none([here.log10_energy])[0]
    assert said["input_power"] == state.input_power and said["lost_power"] == state.lost_power
    assert said["backward_error"] == state.backward_error


@pytest.mark.parametrize("path", SETTLING, ids=IDS)
def test_evolve(path, command):
    net = qbnet.load(path)
    said = command("evolve", str(path), "--json", "--times", "0:100:11")
    moved = qbnet.evolve(net, "0:100:11")
    assert said["times"] == moved.times.tolist() == np.linspace(0, 100, 11).tolist()
    assert [m["energy"] for m in said["modes"]] == moved.energies.tolist()
    assert said["error_bound"] == moved.error_bound
    for mode in said["modes"]:
        assert mode["log10_energy"] == none(moved[mode["name"]].log10_energy)


@pytest.mark.parametrize("path", COHERENT, ids=[path.parent.name for path in COHERENT])
def test_power_gain(path, command):
    net = qbnet.load(path)
    said = command("power", str(path), "--json")
    peaks = qbnet.power(net)
    for mode in said["modes"]:
        here = peaks[mode["name"]]
        assert (mode["max_power"], mode["time"], mode["energy"]) == (here.max_power, here.time, here.energy)
    said = command("gain", str(path), "--json")
    gains = qbnet.gain(net)
    for mode in said["modes"]:
        here = gains[mode["name"]]
        for key in ("energy", "power", "log10_energy", "log10_power"):
            assert mode[key] == {k: none([v])[0] for k, v in getattr(here, key).items()}


@pytest.mark.parametrize("path", COHERENT, ids=[path.parent.name for path in COHERENT])
def test_response_scattering_spectrum(path, command):
    net = qbnet.load(path)
    last = net.batteries[-1]
    said = command("response", str(path), "--from", net.names[0], "--to", last, "--frequency", "-1:1:7", "--json")
    here = qbnet.response(net, net.names[0], last, "-1:1:7")
    assert said["frequencies"] == here.frequencies.tolist()
    assert said["transmission"] == here.transmission.tolist()
    assert said["isolation_db"] == none(here.isolation_db)
    assert said["bands"]["transmission_3db"]["width"] == here.transmission_3db["width"]
    assert len(qbnet.response(net, net.names[0], last).frequencies) == 401
    matrix = qbnet.scattering(net, frequencies=[0.1])
    assert matrix.complete and matrix.unitarity_defects[0] < 1e-13
    assert np.abs(matrix.s[0] @ matrix.s[0].conj().T - np.eye(len(matrix.ports))).max() < 1e-12
    said = command("spectrum", str(path), "--json")
    modes = qbnet.spectrum(net)
    assert [(m["decay"], m["frequency"]) for m in said["modes"]] == [(z.real, z.imag) for z in modes.eigenvalues.tolist()]
    assert said["winding"]["number"] == modes.winding


def test_sensitivity(command, tmp_path):
    path = ROOT / "examples/cascade/network.toml"
    for of in ("energy(b4)", "energy_at(b4, 20)", "max_power(b2)"):
        said = command("sensitivity", str(path), "--of", of, "--json")
        here = qbnet.sensitivity(qbnet.load(path), of)
        assert said["value"] == here.value and said["of"] == here.of
        assert [r["name"] for r in said["sensitivities"]] == list(here.names)
        assert [r["relative"] for r in said["sensitivities"]] == none(here.relative)
        assert [r["derivative"] for r in said["sensitivities"]] == none(here.derivatives)
        assert here["g"].kind == "parameter" and len(list(here)) == len(here)


def test_sweep_and_disorder(command):
    path = ROOT / "examples/cascade/network.toml"
    measures = ["energy(b4)", "amplitude(b1)", "max_power(b2)", "gain(b4, reciprocal-direct)"]
    words = [w for m in measures for w in ("--measure", m)]
    said = command("sweep", str(path), "--vary", "g=0.001:0.1:4:log", "--vary", "gamma=1:2:3", *words, "--json")
    here = qbnet.sweep(qbnet.load(path), {"g": "0.001:0.1:4:log", "gamma": np.array([1, 1.5, 2])}, measures)
    assert here.shape == (4, 3) == here["energy(b4)"].shape == here.point_status.shape
    columns = {m["name"]: m["values"] for m in said["measures"]}
    assert columns["energy(b4)"] == here["energy(b4)"].ravel().tolist()
    assert columns["re amplitude(b1)"] == here["amplitude(b1)"].real.ravel().tolist()
    assert columns["im amplitude(b1)"] == here["amplitude(b1)"].imag.ravel().tolist()
    assert columns["max_power(b2)"] == here["max_power(b2)"].ravel().tolist()
    assert columns["gain(b4, reciprocal-direct)"] == here["gain(b4,reciprocal-direct)"].ravel().tolist()
    # A point of the sweep is the network solved alone.
    one = qbnet.steady(qbnet.load(path, g=here["g"][2], gamma=1.5))
    assert here["energy(b4)"][2, 1] == pytest.approx(one["b4"].energy, rel=1e-13)
    path = ROOT / "examples/disorder/network.toml"
    said = command("disorder", str(path), "--samples", "1000", "--measure", "energy(b4)", "--threshold", "0.01", "--json")
    here = qbnet.disorder(qbnet.load(path), 1000, "energy(b4)", threshold=0.01)
    table, mine = said["measures"][0], here.statistics["energy(b4)"]
    assert table["mean"]["value"] == mine.mean.value and table["yield"]["value"] == mine.yield_.value
    assert here["energy(b4)"].mean() == pytest.approx(mine.mean.value, rel=1e-12)
    assert mine.counts.sum() == 1000


def test_sweeps_of_what_changes_in_time():
    path = ROOT / "examples/pulse/network.toml"
    s = qbnet.sweep(qbnet.load(path), {"g": [0.1, 0.3]}, ["energy_at(b2, 35)", "ergotropy_at(b1, 60)"])
    for k, g in enumerate(s["g"]):
        alone = qbnet.evolve(qbnet.load(path, g=g), [35, 60])
        assert s["energy_at(b2, 35)"][k] == pytest.approx(alone["b2"].energy[0], rel=1e-12)
        assert s["ergotropy_at(b1, 60)"][k] == pytest.approx(alone["b1"].energy[1], rel=1e-12)
    with pytest.raises(qbnet.BadInput, match="must be energy_at, .* but is energy.b2"):
        qbnet.sweep(qbnet.load(path), {"g": [0.1, 0.3]}, "energy(b2)")


def test_points_without_a_value_are_told():
    net = qbnet.Network({"k": 1}).mode("a", loss="k", drive=1).mode("b", loss=0).couple("a", "b", "k")
    with pytest.warns(qbnet.QbnetWarning, match="1 of 3 points is not ok .1 marginal|singular.*NaN"):
        s = qbnet.sweep(net, {"k": [0, 1, 2]}, "energy(a)")
    assert np.isnan(s["energy(a)"][0]) and np.isfinite(s["energy(a)"][1:]).all()
    assert [qbnet.STATUS[k] for k in s.point_status][1:] == ["ok", "ok"]
    assert qbnet.STATUS[s.point_status[0]] in ("marginal", "singular")


def test_against_matrices():
    """Not the program this time: numpy, from what the network says of itself."""
    rng = np.random.default_rng(5)
    for modes in (1, 2, 3, 5, 10, 30):
        for _ in range(4):
            net = random_network(rng, modes, dissipator=True)
            m, b = matrices(net)
            v = np.linalg.solve(m, b)
            state = qbnet.steady(net)
            assert np.allclose(state.amplitudes, v, rtol=1e-9, atol=1e-12)
            assert np.allclose(state.energies, np.abs(v) ** 2, rtol=1e-9, atol=1e-12)
            w, x = np.linalg.eig(m)
            t = 1.7
            vt = v - (x * np.exp(-w * t)) @ np.linalg.solve(x, v)
            assert np.allclose(qbnet.evolve(net, [t]).amplitudes[:, 0], vt, rtol=1e-7, atol=1e-10)
            order = np.argsort(w.real)
            assert np.allclose(np.sort(qbnet.spectrum(net).eigenvalues.real), w.real[order], atol=1e-8)


def test_compiled_is_the_network_at_any_values(cascade):
    solver = qbnet.compile(cascade, ["g", "gamma"])
    assert "compiled" in solver.method
    rng = np.random.default_rng(1)
    for g, gamma in rng.uniform(0.01, 1, (20, 2)):
        one = qbnet.steady(cascade.set(g=g, gamma=gamma))
        many = solver.steady(g, gamma=gamma)
        assert np.allclose(many.energies, one.energies, rtol=2e-13, atol=0)
        assert np.allclose(many.log10_energies, one.log10_energies, rtol=0, atol=1e-12)
        assert many.parameters["g"] == g
    values = rng.uniform(0.01, 1, 300)
    table = solver.steady(values, 0.1)
    assert table.shape == (9, 300)
    assert np.allclose(table[:, 7], solver.steady(values[7], 0.1).energies, rtol=1e-13, atol=0)
    # Unlawful and undecidable values get what a single network gets.
    with pytest.raises(qbnet.BadInput, match="loss"):
        solver.steady(0.1, -1)
    assert np.isnan(solver.steady([0.1, 0.2], -1.0)).all()
    assert solver.steady(0.0, 0.1)["b1"].energy == 0
    for wrong in ((), (1,), (1, 2, 3)):
        with pytest.raises(qbnet.BadInput, match="inputs must be"):
            solver.steady(*wrong)
    with pytest.raises(qbnet.BadInput, match="x is none"):
        solver.steady(0.1, x=1)
    with pytest.raises(qbnet.BadInput, match="finite"):
        solver.steady(0.1, float("nan"))
    with pytest.raises(qbnet.BadInput, match="real"):
        solver.steady(0.1, 1j)
    with pytest.raises(qbnet.BadInput, match="broadcast"):
        solver.steady(np.ones(2), np.ones(3))
    with pytest.raises(qbnet.BadInput, match="must name a parameter"):
        qbnet.compile(cascade, "x")


def test_noise_counts_in_energies_and_is_refused_elsewhere(command):
    net = qbnet.cascade(2, coupling=0.1, charger_loss=1, battery_loss=1, mediator_loss=20,
                        charger_thermal=0.5, battery_thermal=0.1, mediator_thermal=0)
    said = command("steady", "-", "--json", stdin=net.to_toml())
    state = qbnet.steady(net)
    assert [m["energy"] for m in said["modes"]] == state.energies.tolist()
    assert [m["thermal_energy"] for m in said["modes"]] == state.thermal_energies.tolist()
    assert (state.energies > np.abs(state.amplitudes) ** 2).all()
    assert (state.ergotropies == state.coherent_energies).all()
    # The fast way of small networks and the one that the command goes.
    squeezed = net.copy().mode("s", loss=1, squeezing=0.3, drive=0.2).squeeze("s", "c", strength=0.1)
    for each in (net, squeezed, squeezed.copy().mode("g", loss=1, gain=0.5)):
        said = command("steady", "-", "--json", stdin=each.to_toml())
        state = qbnet.steady(each)
        for key in ("thermal_energy", "squeezed_energy", "ergotropy"):
            assert [m[key] for m in said["modes"]] == [getattr(state[m["name"]], key) for m in said["modes"]]
        evolution = qbnet.evolve(each, [0.0, 1.0, 200.0])
        assert np.allclose(evolution.ergotropies[:, 2], state.ergotropies, rtol=1e-9)
        assert "ergotropy (omega)" in state._repr_html_() and evolution["c"].thermal_energy.shape == (3,)
    said = command("power", "-", "--json", stdin=net.to_toml())
    assert [m["max_power"] for m in said["modes"]] == qbnet.power(net).max_power.tolist()
    assert 0 < qbnet.gain(net).error_bound <= 2e-10
    with pytest.raises(qbnet.BadInput):
        qbnet.steady(net, certify=True)


@pytest.mark.parametrize("of", ["energy(b1)", "ergotropy(b1)", "thermal_energy(b1)", "energy_at(b1, 3)", "max_power(b1)"])
def test_noise_counts_in_sensitivities(command, of):
    net = qbnet.Network({"n": 0.3, "r": 0.4}).mode("c", "charger", loss=1, drive=1, thermal="n")
    net.mode("b1", loss=0.5, squeezing="r", gain=0.1).couple("c", "b1", 0.3).squeeze("b1", strength=0.1, phase=1)
    said = command("sensitivity", "-", "--of", of, "--json", stdin=net.to_toml())
    found = qbnet.sensitivity(net, of)
    assert said["time"] is None if np.isnan(found.time) else said["time"] == found.time
    assert np.isnan(found.time) == of.endswith("y(b1)")
    assert [row["name"] for row in said["sensitivities"]] == list(found.names)
    assert [row["derivative"] for row in said["sensitivities"]] == found.derivatives.tolist()
    value = {
        "energy(b1)": lambda net: qbnet.covariance(net).energies[1],
        "ergotropy(b1)": lambda net: qbnet.covariance(net).ergotropies[1],
        "thermal_energy(b1)": lambda net: qbnet.covariance(net).thermal_energies[1],
        "energy_at(b1, 3)": lambda net: qbnet.evolve(net, [3.0])["b1"].energy[0],
        "max_power(b1)": lambda net: qbnet.power(net)["b1"].max_power,
    }[of]
    ends = [value(net.set(n=0.3 + h)) for h in (-1e-4, 1e-4)]
    assert found["n"].derivative == pytest.approx((ends[1] - ends[0]) / 2e-4, rel=1e-6, abs=1e-9)


def test_certified(command, cascade):
    state = qbnet.steady(cascade, certify=True)
    said = command("steady", "-", "--certify", "--json", stdin=cascade.to_toml())
    assert [m["radius"]["energy"] for m in said["modes"]] == state.energy_radius.tolist()
    assert (state.energy_radius < 1e-15 * state.energies).all()
    assert (abs(state.energies - qbnet.steady(cascade).energies) <= 2e-13 * state.energies).all()


def test_small_networks_that_take_more_than_doubles(command):
    net = qbnet.Network().mode("c", "charger", loss=1e-80, drive=1e-90).mode("b", loss=1e-81)
    net.couple("c", "b", 1e-80)
    state = qbnet.steady(net)
    assert state.method.startswith("balls")
    said = command("steady", "-", "--json", stdin=net.to_toml())
    assert [m["energy"] for m in said["modes"]] == state.energies.tolist()
    solver = qbnet.compile(qbnet.Network({"g": 1}).mode("c", loss="1e-80*g", drive=1e-90), "g")
    assert solver.steady(1)["c"].energy == pytest.approx(4e-20, rel=1e-12)
    assert solver.steady([1.0])[0, 0] == pytest.approx(4e-20, rel=1e-12)


@pytest.mark.parametrize("more", [{}, {"time": 20.0}], ids=["steady", "in time"])
def test_covariance(command, more):
    path = ROOT / "examples/squeezed/network.toml"
    words = ["--time", "20"] if more else []
    said = command("covariance", str(path), "--mode", "c", "--mode", "b1", "--json", *words)
    here = qbnet.covariance(qbnet.load(path), modes=["c", "b1"], **more)
    for key, column in {"energy": "energies", "ergotropy": "ergotropies", "thermal_energy": "thermal_energies",
                        "squeezed_energy": "squeezed_energies", "energy_variance": "variances", "purity": "purities"}.items():
        assert [m[key] for m in said["modes"]] == getattr(here, column).tolist()
    for key in ("number", "anomalous"):
        assert [[complex(z["re"], z["im"]) for z in row] for row in said[key]] == getattr(here, key).tolist()
    assert said["together"] == {"energy": here.energy, "ergotropy": here.ergotropy, "ergotropy_bound": here.ergotropy_bound,
                                "purity": here.purity, "symplectic": here.symplectic.tolist()}
    assert here["b1"].purity == here.purities[1] and (here.signal_to_noise > 0).all()
    with pytest.raises(qbnet.BadInput):
        qbnet.covariance(qbnet.load(path), time=-1.0)


def test_results_say_the_network_that_they_are_for(cascade):
    """Solved again from its text and parameters, it is the same result."""
    solver = qbnet.compile(cascade, "gamma")
    changed = cascade.set(Gamma="20*gamma", g=0.02)
    for state, parameters in [(qbnet.steady(changed), {"gamma": 0.1, "Gamma": 2, "g": 0.02}),
                              (solver.steady(0.2), {"gamma": 0.2, "Gamma": 2, "g": 0.02}),
                              (solver.steady(gamma=np.float64(0.2)), {"gamma": 0.2, "Gamma": 2, "g": 0.02})]:
        assert state.parameters == pytest.approx(parameters, rel=1e-15)
        for again in (qbnet.loads(state.network), qbnet.loads(state.network, state.parameters)):
            assert np.allclose(qbnet.steady(again).energies, state.energies, rtol=1e-12, atol=0)
        copied = pickle.loads(pickle.dumps(state))
        assert copied == state == copy.deepcopy(state) and copied.__dict__.keys() == state._fields().keys()
    for answer in (qbnet.spectrum(changed), qbnet.sweep(changed, {"gamma": [1.0]}, "energy(b4)")):
        assert qbnet.loads(answer.network).parameters == answer.parameters == changed.parameters
    # A network that is added to later is another one.
    for thermal in (0, 0.1):
        net = qbnet.Network({"loss": 1}).mode("m", loss="loss", thermal=thermal, drive=1)
        solver = qbnet.compile(net, "loss")
        expected = solver.steady(2)
        net.mode("n", loss=1).couple("m", "n", 1)
        assert solver.steady(2) == expected


def test_parameters_of_results_are_their_own(cascade):
    for answer in (qbnet.steady(cascade), qbnet.spectrum(cascade), qbnet.sweep(cascade, {"g": [1.0]}, "energy(b4)"),
                   qbnet.compile(cascade, "g").steady(1)):
        answer.parameters["gamma"] = 5
        assert answer.parameters["gamma"] == 5
    assert cascade.parameters["gamma"] == qbnet.steady(cascade).parameters["gamma"] == 0.1
