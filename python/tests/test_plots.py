"""Every plot draws what it is given, and can be written as a picture."""

import numpy as np
import pytest

import qbnet

matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is missing (python3-matplotlib): plots are not tested")
matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

from qbnet import plots  # noqa: E402

from conftest import ROOT, SETTLING  # noqa: E402


@pytest.fixture(autouse=True)
def closed():
    yield
    pyplot.close("all")


def written(ax, tmp_path):
    path = tmp_path / "picture.png"
    ax.figure.savefig(path, dpi=60)
    return path.stat().st_size


def test_lines_are_the_numbers(cascade, tmp_path):
    moved = qbnet.evolve(cascade, np.linspace(0, 100, 21))
    ax = moved.plot()
    assert [line.get_label() for line in ax.get_lines()] == list(cascade.batteries)
    assert (ax.get_lines()[1].get_ydata() == moved["b2"].energy).all()
    power = moved.plot(modes="b1", quantity="power").get_lines()[0].get_ydata()
    assert power[0] == 0 and power[4] == moved["b1"].energy[4] / moved.times[4]
    assert written(ax, tmp_path) > 3000
    s = qbnet.sweep(cascade, {"g": "0.001:0.1:40:log"}, ["energy(b4)", "energy(b1)"])
    ax = s.plot()
    assert (ax.get_lines()[0].get_ydata() == s["energy(b4)"]).all() and ax.get_xscale() == "log"
    ax = qbnet.sweep(cascade, {"g": "0.001:0.1:8:log", "gamma": "0.1:1:5"}, "energy(b4)").plot()
    mesh = ax.collections[0]
    assert mesh.get_array().size == 40 and ax.get_xlabel() == "g" and ax.get_ylabel() == "gamma"
    r = qbnet.response(cascade, "c", "b4")
    assert np.allclose(r.plot().get_lines()[0].get_ydata().max(), 10 * r.log10_transmission.max())


def test_bars_are_the_numbers(cascade, tmp_path):
    peaks = qbnet.power(cascade)
    assert [bar.get_height() for bar in peaks.plot().patches] == peaks.max_power.tolist()
    gains = qbnet.gain(cascade)
    heights = [bar.get_height() for bar in gains.plot().patches]
    assert heights == [*gains.energy["reciprocal-direct"], *gains.energy["reciprocal-mediated"]]
    state = qbnet.steady(cascade)
    assert [bar.get_height() for bar in state.plot().patches] == state.energies.tolist()
    d = qbnet.disorder(cascade.disorder(loss=0.1), 200, "energy(b4)")
    assert written(d.plot(), tmp_path) > 3000
    modes = qbnet.spectrum(cascade)
    assert len(modes.plot().collections[0].get_offsets()) == 9


@pytest.mark.parametrize("path", SETTLING, ids=lambda p: p.parent.name)
def test_networks_and_their_flows(path, tmp_path):
    net = qbnet.load(path)
    ax = net.plot()
    names = {text.get_text() for text in ax.texts}
    assert len(names & set(net.names)) == min(64, len(net))
    assert written(ax, tmp_path) > 3000
    assert written(plots.currents(net), tmp_path) > 3000


def test_noise_is_drawn(tmp_path):
    net = qbnet.Network().mode("c", "charger", loss=1, drive=1, thermal=0.5).mode("b", loss=1, squeezing=0.4)
    net.couple("c", "b", 0.3).squeeze("c", "b", strength=0.125, phase=np.pi / 2).squeeze("b", strength=0.0625)
    ax = net.plot()
    assert {"0.125, 0.5π", "0.0625"} <= {text.get_text() for text in ax.texts}
    assert written(ax, tmp_path) > 3000
    state = qbnet.steady(net)
    tops = {round(bar.get_y() + bar.get_height(), 12) for bar in state.plot().patches}
    assert round(state["b"].thermal_energy + state["b"].squeezed_energy, 12) in tops


def test_what_cannot_be_drawn(cascade):
    with pytest.raises(qbnet.BadInput, match="1 or 2 axes"):
        qbnet.sweep(cascade, {"g": [1], "gamma": [1], "Gamma": [1]}, "energy(b4)").plot()
    with pytest.raises(qbnet.BadInput, match="quantity"):
        qbnet.evolve(cascade, [1]).plot(quantity="heat")
    many = qbnet.cascade(40, coupling=0.1, charger_loss=1, battery_loss=1, mediator_loss=20)
    with pytest.raises(qbnet.BadInput, match="at most 28 modes"):
        qbnet.evolve(many, [1.0]).plot()
    ax = pyplot.subplots()[1]
    assert qbnet.evolve(many, [1.0], modes="b40").plot(ax=ax) is ax
