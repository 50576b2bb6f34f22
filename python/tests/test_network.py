"""Networks built in Python: the same words, the same checks, the same network."""

import copy
import json
import os
import pickle
import threading
import warnings

import numpy as np
import pytest

import qbnet
from conftest import EXAMPLES, SETTLING, random_network


def my_network():
    """my.toml of the README."""
    net = qbnet.Network(parameters={"gamma": 1, "Gamma": "20*gamma", "g": "gamma/10", "theta": "-pi/2"})
    net.mode("c", "charger", loss="gamma", drive=1)
    net.mode("b1", "battery", loss="gamma")
    net.mode("b2", "battery", loss="gamma/2")
    net.triangle("c", "b1", strength="g", phase="theta", mediator="a", mediator_loss="Gamma")
    net.couple("b1", "b2", strength="g")
    return net


def test_built_network_is_the_one_that_its_file_describes(command):
    net = my_network()
    said = command("steady", "-", "--json", stdin=net.to_toml())
    state = qbnet.steady(net)
    assert [m["name"] for m in said["modes"]] == list(net.names) == ["c", "b1", "b2", "a"]
    assert [m["energy"] for m in said["modes"]] == state.energies.tolist()
    assert state["b1"].energy == pytest.approx(0.27126736, rel=1e-7)


def test_every_example_reads_writes_and_copies():
    for path in EXAMPLES:
        net = qbnet.load(path)
        answer = qbnet.steady if path in SETTLING else lambda net: qbnet.evolve(net, [50])
        again = qbnet.loads(net.to_toml())
        apart = net.copy()
        apart._take_apart()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rebuilt = qbnet.loads(apart.to_toml())
        for other in (again, rebuilt, pickle.loads(pickle.dumps(net)), pickle.loads(pickle.dumps(apart))):
            assert other.names == net.names
            assert (answer(other).energies == answer(net).energies).all()


def test_set_is_the_command_line_s(command):
    net = my_network().set(g="gamma", theta=0.5)
    said = command("steady", "-", "--json", "--set", "g=gamma", "--set", "theta=0.5",
                   stdin=my_network().to_toml())
    assert [m["energy"] for m in said["modes"]] == qbnet.steady(net).energies.tolist()
    assert net.parameters["g"] == 1.0
    assert qbnet.loads(net.to_toml()).parameters == net.parameters
    assert my_network().parameters["g"] == 0.1
    # Parts can be added to a network that was set.
    net.couple("c", "b2", strength="g/2")
    assert len(net.couplings["from"]) == 5 and net.parameters["g"] == 1.0


@pytest.mark.parametrize("build, sentence", [
    (lambda n: n.mode("b1", loss=-0.1), 'loss of mode "b1" must be at least 0, but is -0.1'),
    (lambda n: n.mode("b1", loss=float("nan")), "must be finite"),
    (lambda n: n.mode("b1", loss=float("inf")), "finite"),
    (lambda n: n.mode("c", loss=1), 'name of a mode must be unique, but "c" is already there'),
    (lambda n: n.mode("1b", loss=1), "name"),
    (lambda n: n.mode("b1", "batery", loss=1), 'did you mean "battery"'),
    (lambda n: n.mode("b1", loss="gama"), "gamma"),
    (lambda n: n.mode("b1", loss=True), "loss of b1 must be a number, but is True"),
    (lambda n: n.mode("b1", loss=1j), "loss"),
    (lambda n: n.mode("b1", loss=object()), "loss of b1 must be a number or an expression"),
    (lambda n: n.couple("c", "b9", strength=1), '"b9"'),
    (lambda n: n.couple("c", "c", strength=1), "itself"),
    (lambda n: n.mode("b", loss=1).couple("c", "b", 1).couple("b", "c", 1), "coupled at most once"),
    (lambda n: n.mode("b", loss=1).triangle("c", "b", strength=1, phase=0, mediator_loss=9).couple("a_c_b", "c", 1), "mediator of a triangle"),
    (lambda n: n.dissipator(1, {}), "must name at least one mode"),
    (lambda n: n.dissipator(1, [1, 2]), "weights must be a dict"),
    (lambda n: n.dissipator(1, {"c": 1}, thermal=-1), "thermal of dissipator 1 must be at least 0"),
    (lambda n: n.mode("b1", loss=1, gain=-0.1), 'gain of mode "b1" must be at least 0, but is -0.1'),
    (lambda n: n.mode("b1", loss=1, squeezing=1000), 'squeezing r of mode "b1"'),
    (lambda n: n.mode("b1", loss=1, squeezing={"phase": 1}), "r"),
    (lambda n: n.mode("b1", loss=1, squeezing={"r": 1, "angle": 1}), "angle"),
    (lambda n: n.mode("b1", loss=1, squeezing=[1, 2]), "squeezing"),
    (lambda n: n.squeeze("b9", strength=1), '"b9"'),
    (lambda n: n.squeeze("c", "b9", strength=1), '"b9"'),
    (lambda n: n.squeeze("c", strength="gama"), "gamma"),
    (lambda n: n.mode("b", loss=1).squeeze("c", "b", strength=0.1).squeeze("b", "c", strength=0.1), "must be given once"),
    (lambda n: n.parameter("pi", 1), "pi"),
    (lambda n: n.parameter("gamma", 1), "gamma"),
])
def test_what_is_wrong_is_refused_where_it_is_given(build, sentence):
    net = qbnet.Network({"gamma": 1}).mode("c", "charger", loss="gamma", drive=1)
    with pytest.raises(qbnet.BadInput) as refused:
        build(net)
    assert sentence in str(refused.value)
    assert "network:" not in str(refused.value) and "at line" not in str(refused.value)
    # The network is as it was.
    assert "c" in net and (len(net) > 1 or qbnet.steady(net)["c"].energy == 4)


def test_numbers_of_any_kind():
    plain = qbnet.Network().mode("c", "charger", loss=0.5, drive=1 + 2j)
    for loss, drive in [(np.float32(0.5), np.complex64(1 + 2j)), (np.array(0.5), {"re": 1, "im": 2}), ("1/2", {"re": "1", "im": "4/2"})]:
        other = qbnet.Network().mode("c", "charger", loss=loss, drive=drive)
        assert (qbnet.steady(other).amplitudes == qbnet.steady(plain).amplitudes).all()
    assert qbnet.Network().mode("c", loss=np.int64(2)).rates["loss"] == [2.0]
    lists = qbnet.cascade(2, coupling=np.array([0.1, 0.2]), charger_loss=1, battery_loss=[1, "2"], mediator_loss=20)
    assert lists.couplings["strength"][[0, 3]].tolist() == [0.1, 0.2]
    with pytest.raises(qbnet.BadInput, match="shape"):
        qbnet.cascade(2, coupling=np.ones((2, 1)), charger_loss=1, battery_loss=1, mediator_loss=20)
    with pytest.raises(qbnet.BadInput, match="object"):
        qbnet.cascade(2, coupling=np.array([1, None]), charger_loss=1, battery_loss=1, mediator_loss=20)


def test_files_and_their_errors(tmp_path):
    with pytest.raises(qbnet.FileError):
        qbnet.load(tmp_path / "none.toml")
    path = tmp_path / "bad.toml"
    path.write_text("qbnet = 1\n[[mode]]\nname = 'a'\nrole = 'battery'\nloss = -1\n")
    with pytest.raises(qbnet.BadInput, match=r"bad.toml:5:8: loss of mode"):
        qbnet.load(path)
    with pytest.raises(ValueError):
        qbnet.loads("")
    with pytest.raises(qbnet.BadInput, match="must be a str"):
        qbnet.loads(b"qbnet = 1")
    with pytest.raises(qbnet.FileError, match="writable"):
        my_network().save(tmp_path / "no" / "folder.toml")
    my_network().save(tmp_path / "my.toml")
    assert qbnet.load(tmp_path / "my.toml") == my_network()
    assert qbnet.load(tmp_path / "my.toml", g=0.2).parameters["g"] == 0.2


def test_description_is_that_of_check(command, tmp_path):
    path = tmp_path / "n.toml"
    my_network().save(path)
    net = qbnet.load(path)
    assert dict(net.describe()) == command("check", str(path), "--json")
    assert "no single phase" in str(net.describe())
    assert net._repr_svg_().startswith("<?xml") or net._repr_svg_().startswith("<svg")
    assert "<script" not in net._repr_svg_()


def test_warnings_are_told_once():
    with pytest.warns(qbnet.QbnetWarning, match="never used"):
        qbnet.steady(qbnet.Network({"unused": 1}).mode("c", loss=1, drive=1))
    net = qbnet.Network().mode("c", loss=1)
    with pytest.warns(qbnet.QbnetWarning, match="no mode has a drive"):
        qbnet.steady(net)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        qbnet.steady(net)
        repr(qbnet.Network({"used": 1}).mode("c", loss=1).mode("b", loss="used"))  # not yet
        qbnet.cascade(1, coupling=1, charger_loss=1, battery_loss=1, mediator_loss=1)


def test_random_networks_survive_their_text():
    rng = np.random.default_rng(3)
    for modes in (1, 2, 3, 5, 10):
        net = random_network(rng, modes, dissipator=True)
        again = qbnet.loads(net.to_toml())
        for key, column in net.rates.items():
            assert (again.rates[key] == column).all()
        for key, column in net.couplings.items():
            assert (again.couplings[key] == column).all()
        assert again.dissipators == net.dissipators


def test_noise_survives_its_text_and_pickles():
    net = qbnet.Network({"r": 0.3, "s": "r/3"}).mode("a", loss=1, thermal=0.2, squeezing={"r": "r", "phase": "pi/3"})
    net.mode("b", loss=1, gain="s", squeezing="r").squeeze("a", strength="s", phase=1).squeeze("a", "b", strength=0.2)
    net.dissipator("r", {"a": 1, "b": 2j}, thermal="s")
    for each in (qbnet.loads(net.to_toml()), net.copy(), pickle.loads(pickle.dumps(net)), net.set(r=0.3)):
        assert each.rates["gain"].tolist() == [0, pytest.approx(0.1)]
        assert each.rates["squeezing_r"].tolist() == [0.3, 0.3]
        assert each.rates["squeezing_phase"].tolist() == [pytest.approx(np.pi / 3), 0]
        assert {k: v.tolist() for k, v in each.squeezers.items()} == {
            "from": [0, 0], "to": [0, 1], "strength": [pytest.approx(0.1), 0.2], "phase": [1, 0]}
        (bath,) = each.dissipators
        assert bath == (0.3, {"a": 1, "b": 2j}, pytest.approx(0.1)) and bath.thermal == bath[2]
        assert (qbnet.steady(each).energies == qbnet.steady(net).energies).all()
    assert (qbnet.steady(net.set(r=0.2)).energies < qbnet.steady(net).energies).all()
    pickled = pickle.loads(pickle.dumps(qbnet.steady(net)))
    assert (pickled.ergotropies == qbnet.steady(net).ergotropies).all()


def test_large_network_has_names_when_they_are_asked_for():
    net = qbnet.cascade(20_000, coupling=0.1, charger_loss=1, battery_loss=1, mediator_loss=20)
    state = qbnet.steady(net)
    assert len(state.names) == 40_001 and state.names[1] == "b1" and state.names[-1] == "a20000"
    assert state["b2"].energy > state["b20000"].energy == 0
    assert np.isfinite(state["b20000"].log10_energy)
    assert "b20000" in state and "b20001" not in state
    assert len(state._repr_html_()) < 20_000 and "more" in repr(state)
    copied = pickle.loads(pickle.dumps(state))
    assert copied.names == state.names and copied == state == copied


def test_drives_and_switches_are_those_of_the_file(tmp_path):
    net = qbnet.Network({"xi": 0.5, "g": 0.2}).mode("c", "charger", loss=0.1).mode("b", loss="g/10")
    net.couple("c", "b", "g").drive("c", "xi", shape="gaussian", center=30, width=6)
    net.drive("b", 0.1j, detuning=-0.3, stop=50).drive("b", 1, samples=([0, 1, 3], [0, 1 + 2j, 0]))
    net.switch(40, g=0.1).switch(60, {"g": "xi/10"})
    net.mode("later", loss=1)
    path = tmp_path / "net.toml"
    net.save(path)
    for each in (net, qbnet.load(path), qbnet.loads(net.to_toml()), pickle.loads(pickle.dumps(net)), net.copy()):
        assert [(d.mode, d.shape, d.start, d.stop) for d in each.drives] == [
            ("c", "gaussian", -30, 90), ("b", "square", 0, 50), ("b", "sampled", 0, 3)]
        assert each.switches == [(40, {"g": 0.1}), (60, {"g": 0.05})]
        assert each.drives[1].at(2) == pytest.approx(0.1j * np.exp(-0.6j))
        assert np.allclose(each.drives[2].at([[0.5, 2], [3, -1]]), [[0.5 + 1j, 0.5 + 1j], [0, 0]])
        assert qbnet.evolve(each, [0, 40, 80]).energies.tolist() == qbnet.evolve(net, [0, 40, 80]).energies.tolist()
    assert net.set(xi=1).drives[0].amplitude == 1
    assert json.loads(json.dumps(net.describe()))["switches"][0] == {"time": 40, "set": {"g": 0.1}}


def test_a_sampled_drive_comes_from_a_file(tmp_path):
    (tmp_path / "pulse.csv").write_text("time,re\n0,0\n2,1\n4,0\n")
    path = tmp_path / "net.toml"
    path.write_text('qbnet = 1\n[[mode]]\nname = "b"\nrole = "battery"\nloss = 1\n[[drive]]\nmode = "b"\namplitude = 2\n'
                    'shape = "sampled"\nfile = "pulse.csv"\n')
    assert qbnet.load(path).drives[0].at(1) == 1
    built = qbnet.Network().mode("b", loss=1).drive("b", 2, file=tmp_path / "pulse.csv")
    assert built.drives[0].at(3) == 1
    assert qbnet.evolve(built, [3])["b"].energy == qbnet.evolve(qbnet.load(path), [3])["b"].energy


@pytest.mark.parametrize("change, names", [
    (lambda n: n.drive("b9", 1), '"b9"'),
    (lambda n: n.drive("c", 1, shape="gaussian", center=1), "width"),
    (lambda n: n.drive("c", 1, shape="gausian"), "gaussian"),
    (lambda n: n.drive("c", 1, start=2, stop=1), "after its start"),
    (lambda n: n.drive("c", float("nan")), "finite"),
    (lambda n: n.drive("c", 1, samples=([0, 1], [1, 2, 3])), "one length"),
    (lambda n: n.drive("c", 1, samples=([1, 0], [1, 2])), "after the one before"),
    (lambda n: n.drive("c", 1, samples=([], [])), "at least 2"),
    (lambda n: n.drive("c", 1, samples=([0, np.nan], [1, 2])), "finite"),
    (lambda n: n.switch(3, h=1), '"h"'),
    (lambda n: n.switch(-1, g=1), "at least 0"),
    (lambda n: n.switch(3, g=1).switch(2, g=1), "after the one before"),
])
def test_what_is_wrong_in_time_is_refused_and_not_kept(change, names):
    net = qbnet.Network({"g": 1}).mode("c", "charger", loss="g", drive=1)
    before = net.to_toml()
    with pytest.raises(qbnet.BadInput, match=names):
        change(net)
    assert net.to_toml().startswith(before)
    assert qbnet.evolve(net, [1]).status == "ok"


@pytest.mark.parametrize("work", [
    qbnet.steady, qbnet.power, qbnet.gain, qbnet.spectrum, qbnet.covariance, qbnet.displaced,
    lambda n: qbnet.response(n, "c", "c"), lambda n: qbnet.sensitivity(n, "energy(c)"),
    lambda n: qbnet.sweep(n, {"g": [1, 2]}, "energy(c)")])
def test_work_without_time_refuses_what_changes_in_it(work):
    net = qbnet.Network({"g": 1}).mode("c", "battery", loss="g").drive("c", 1, stop=2)
    with pytest.raises(qbnet.BadInput, match="in time"):
        work(net)


def test_numbers_are_those_of_the_time_of_the_call():
    g, losses, drive = np.full(2, 0.01), [0.1, 0.1], {"re": 1.0, "im": 0.0}
    weights, times, settings = {"m": 1, "n": 2j}, np.array([0.0, 1.0]), {"s": 2}
    link = qbnet.cascade(2, coupling=g, charger_loss=0.1, battery_loss=losses, mediator_loss=1)
    net = qbnet.Network({"s": 1}).mode("m", loss=1, drive=drive).mode("n", loss="s")
    net.dissipator(0.1, weights).drive("m", 1, samples=(times, times)).switch(3, settings)
    def told():
        return [qbnet.steady(each).energies.tolist() for each in (link, pickle.loads(pickle.dumps(link)), link.copy())] + [
            net.to_toml(), qbnet.evolve(net, [5]).energies.tolist()]
    before = told()
    g[:] = 0.05
    losses[0] = drive["re"] = weights["m"] = times[1] = settings["s"] = 7
    assert told() == before
    link.parameter("x", 1).mode("far", loss="x")
    net.mode("other", loss=1)
    assert qbnet.steady(link).energies.tolist()[:5] == before[0]
    assert qbnet.evolve(net, [5]).energies.tolist()[:2] == before[-1]


@pytest.mark.parametrize("make", [lambda net: net, lambda net: qbnet.loads(net.to_toml())], ids=["built", "read"])
def test_set_refuses_what_is_no_parameter(make):
    net = make(my_network())
    with pytest.raises(qbnet.BadInput) as refused:
        net.set(gama=2)
    assert str(refused.value) == 'set gama: must name a parameter of the file, but "gama" is none; did you mean "gamma"?'
    with pytest.raises(qbnet.BadInput, match='"coupling" is none'):
        make(qbnet.Network().mode("m", loss=1)).set(coupling=0.5)
    assert net.parameter("more", 2).set(more=3).parameters["more"] == 3


@pytest.mark.parametrize("text", [
    'qbnet = 1\n[parameters]\nx = 1 # of what\n"g" = "x/2"\n[[mode]]\nname = "m"\nrole = "battery"\nloss = "g"\ndrive = "x*x"\n',
    'qbnet = 1\r\n[ parameters ] # \r\n x=1\r\n\'g\' = "x/2"\r\n\r\n[[mode]]\r\nname = "m"\r\nrole = "battery"\r\nloss = "g"\r\ndrive = "x*x"',
    'qbnet = 1\nparameters = {x = 1, g = "x/2"}\n[[mode]]\nname = "m"\nrole = "battery"\nloss = "g"\ndrive = "x*x"\n',
    '\ufeff{"qbnet": 1, "parameters": {"x": 1, "g": "x/2"}, "mode": [{"name": "m", "role": "battery", "loss": "g", "drive": "x*x"}]}',
], ids=["table", "spaced", "inline", "json"])
def test_what_is_set_is_in_the_text(text):
    net = qbnet.loads(text)
    for each in (net.set(g="x/4"), net.set(g=0.25), net.set(x=2, g=0.3), net.set(x=3).set(x=4)):
        again = qbnet.loads(each.to_toml())
        assert again.parameters == each.parameters != net.parameters
        state = qbnet.steady(each)
        assert qbnet.steady(qbnet.loads(state.network)).energies == state.energies != qbnet.steady(net).energies
        assert each.copy().mode("n", loss="g").parameters == each.parameters


def test_networks_with_samples_need_no_file(tmp_path, monkeypatch):
    """They are kept and sent without the files that they were made from."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here/pulse.csv").write_text("# of the drive\ntime,re,im\n0,0,0\n2,1,0.1\n4,0,0\n")
    built = qbnet.Network().mode("b", loss=1).drive("b", 2, file="pulse.csv")
    text = built.to_toml()
    assert "pulse.csv" not in text
    (tmp_path / "here/net.toml").write_text(
        'qbnet = 1\n[parameters]\ng = 2\n[[mode]]\nname = "b"\nrole = "battery"\nloss = 1\n[[drive]]\nmode = "b"\n'
        'amplitude = "g"\nshape = "sampled"\nfile = "pulse.csv"\n')
    read = qbnet.load("net.toml").set(g="1 + 1")
    kept = [pickle.dumps(each) for each in (built, read, qbnet.evolve(read, [3]))]
    energy = qbnet.evolve(built, [3])["b"].energy
    monkeypatch.chdir(tmp_path)
    qbnet.load("here/net.toml").save("copy.toml")
    (tmp_path / "here/pulse.csv").unlink()
    one, other, answer = map(pickle.loads, kept)
    for each in (one, other, built, read, qbnet.loads(answer.network), qbnet.load("copy.toml"), qbnet.loads(text)):
        assert qbnet.evolve(each, [3])["b"].energy == energy == answer["b"].energy[0]
    with pytest.raises(qbnet.FileError, match="pulse.csv: file must be readable, but is not") as refused:
        qbnet.Network().mode("b", loss=1).drive("b", 2, file="pulse.csv")
    assert refused.value.filename == "pulse.csv"
    with pytest.raises(qbnet.BadInput, match="must be given file or samples, but is given both"):
        one.drive("b", 1, file="pulse.csv", samples=([0, 1], [0, 1]))


def test_what_a_pipe_holds_comes_once(tmp_path):
    rows = "time,re\n0,0\n2,1\n4,0\n"
    os.mkfifo(tmp_path / "pipe.csv")
    text = ('qbnet = 1\n[[mode]]\nname = "b"\nrole = "battery"\nloss = 1\n[[drive]]\nmode = "b"\namplitude = 2\n'
            f'shape = "sampled"\nfile = "{tmp_path}/pipe.csv"\n')
    for make in (lambda: qbnet.loads(text), lambda: qbnet.Network().mode("b", loss=1).drive("b", 2, file=tmp_path / "pipe.csv")):
        writer = threading.Thread(target=(tmp_path / "pipe.csv").write_text, args=(rows,))
        writer.start()
        net = make()
        writer.join()
        assert net.copy().mode("c", loss=1).drives[0].at(1) == net.drives[0].at(1) == 1


def test_what_a_network_says_can_be_copied():
    net = qbnet.Network({"g": 0.1}).mode("c", "charger", loss="g", drive=1)
    for solver in (copy.deepcopy(qbnet.compile(net, "g")), pickle.loads(pickle.dumps(qbnet.compile(net, "g", modes="c")))):
        assert solver.steady(0.3) == qbnet.compile(net, "g").steady(0.3)
    said = net.describe()
    for each in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):
        assert each == said and str(each) == str(said) and type(each) is type(said)
    net.drive("c", 1, stop=3).drive("c", "g", shape="gaussian", center=3, width=2)
    for mine, theirs in zip(net.drives, pickle.loads(pickle.dumps(net.drives))):
        assert repr(mine) == repr(theirs) and mine.at(2) == theirs.at(2) == complex(mine.at([2.0])[0])
    with pytest.raises(qbnet.BadInput, match="times must be numbers"):
        net.drives[0].at("x")


def test_a_network_without_modes(tmp_path):
    net = qbnet.Network({"g": 1, "h": "g/2"})
    assert len(net) == 0 and not net and "c" not in net and net.names == net.roles == net.batteries == ()
    assert net.parameters == {"g": 1, "h": 0.5} and net.set(g=4).parameters == {"g": 4, "h": 2}
    assert repr(net) == "<qbnet.Network: empty>" and net == pickle.loads(pickle.dumps(net)) and net.set(g=4) != net
    assert net.set(g=4).mode("m", loss="h").rates["loss"] == 2
    with pytest.raises(qbnet.BadInput, match='set gg: must name a parameter of the file, but "gg" is none'):
        net.set(gg=1)
    with pytest.raises(qbnet.UnknownMode, match='mode must be one of the network, but "c" is none'):
        net.index("c")
    for refused in (lambda: net.save(tmp_path / "net.toml"), lambda: qbnet.steady(net)):
        with pytest.raises(qbnet.BadInput, match="network must have at least one mode, but has none"):
            refused()
    assert not (tmp_path / "net.toml").exists()


@pytest.mark.parametrize("letter", ["\u03b3", "\U0001d6fe", "\x7f"])
def test_names_have_no_other_letters(letter):
    for call, what in [(lambda n: n.mode(letter, loss=1), "name of a mode must be"), (lambda n: n.parameter(letter, 1), "name of a parameter must be"),
                       (lambda n: n.couple("m", letter, 1), "must be a mode of the network"), (lambda n: n.set({letter: 1}), "must name a parameter"),
                       (lambda n: n.mode("n", loss=letter), "expression must go on with"), (lambda n: n.mode("n", letter, loss=1), "role of mode")]:
        with pytest.raises(qbnet.BadInput, match=what):
            call(qbnet.Network().mode("m", loss=1))
