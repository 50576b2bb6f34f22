"""Every plot draws what it is given, and can be written as a picture."""

import subprocess
import sys

import numpy as np
import pytest

import qbnet

matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is missing (python3-matplotlib): plots are not tested")
matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

from qbnet import plots  # noqa: E402

from conftest import SETTLING  # noqa: E402


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


def test_flows_reach_shared_baths_and_nothing_is_left_out(cascade):
    ax = plots.currents(cascade)
    assert "hairlines" in ax.get_title() and "ω × rate" in ax.get_title()
    flow = qbnet.currents(cascade)
    each = [*flow.drives, *flow.through, *flow.losses]
    arrows = len(ax.patches) + sum(text.arrow_patch is not None for text in ax.texts)
    assert arrows == np.count_nonzero(each)
    net = qbnet.Network().mode("a", loss=1, drive=1).dissipator(1, {"a": 1})
    ax = plots.currents(net)
    assert len(ax.patches) == 3 and "hairlines" not in ax.get_title()


def test_single_points_are_seen(cascade):
    for ax in (qbnet.evolve(cascade, [5.0]).plot(), qbnet.response(cascade, "c", "b1", [0.0]).plot(),
               qbnet.sweep(cascade, {"g": [0.01]}, "energy(b4)").plot()):
        assert all(line.get_marker() == "." for line in ax.get_lines())
    for g, gamma in ([0.1], [1.0]), ([0.1], [1.0, 2.0]), ([0.01, 0.1, 1.0], [1.0]):
        ax = qbnet.sweep(cascade, {"g": g, "gamma": gamma}, "energy(b4)").plot()
        corners = ax.collections[0].get_coordinates()
        assert corners.shape[:2] == (len(gamma) + 1, len(g) + 1)
        assert (np.diff(corners[0, :, 0]) > 0).all() and (np.diff(corners[:, 0, 1]) > 0).all()


def test_nothing_to_draw_is_said(cascade):
    empty = [lambda: qbnet.evolve(cascade, []).plot(), lambda: qbnet.response(cascade, "c", "b1", []).plot(),
             lambda: qbnet.steady(cascade).plot(modes=[]), lambda: qbnet.evolve(cascade, [1]).plot(modes=[]),
             lambda: qbnet.sensitivity(cascade, "energy(b4)").plot(largest=0)]
    for draw in empty:
        with pytest.raises(qbnet.BadInput, match="at least one .* must be there to be drawn"):
            draw()


def test_names_do_not_run_into_each_other(cascade):
    many = qbnet.cascade(100, coupling=0.1, charger_loss=1, battery_loss=1, mediator_loss=20)
    for ax in (qbnet.steady(many).plot(), qbnet.power(many, modes=many.batteries[:40]).plot(),
               qbnet.gain(many, modes=many.batteries[:40]).plot()):
        assert 8 <= len(ax.get_xticks()) <= 24
    long = "a_name_that_is_rather_long_for_a_picture"
    net = qbnet.Network().mode(long, "charger", loss=1, drive=1).mode("b", loss=1).couple(long, "b", 0.1)
    written = [text.get_text() for text in net.plot().texts]
    assert "a_name_…icture" in written and "b" in written
    cells = qbnet.spectrum(qbnet.cascade(8, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=0.1)).plot()
    places = sorted(text.xy[0] for text in cells.texts)
    assert len(places) < 17 and min(np.diff(places)) > 0.1 * (places[-1] - places[0])


def test_colours_stop_above_rounding():
    net = qbnet.Network({"theta": 0, "g": 0.1}).mode("c", "charger", loss=1, drive=1).mode("b", loss=1)
    net.triangle("c", "b", strength="g", phase="theta", mediator_loss=20)
    s = qbnet.sweep(net, {"theta": np.linspace(-np.pi, np.pi, 9), "g": [0.1, 0.2]}, "energy(b)")
    assert s["energy(b)"].min() < 1e-25 * s["energy(b)"].max()
    ax = s.plot()
    mesh = ax.collections[0]
    assert mesh.norm.vmin == pytest.approx(1e-12 * s["energy(b)"].max()) and mesh.get_array().min() == mesh.norm.vmin
    label = ax.figure.axes[-1].get_ylabel()
    assert label.startswith("energy(b)/ω") and "one colour below" in label


def test_matrices_lives_and_derivatives(cascade, tmp_path):
    state = qbnet.covariance(cascade.copy().mode("w", loss=1, thermal=1).couple("w", "b4", 0.1))
    mesh = state.plot().collections[0]
    assert mesh.get_array().max() == np.abs(state.number).max() and mesh.norm.vmin >= 1e-12 * mesh.norm.vmax
    assert not state.plot(matrix="anomalous").collections[0].get_array().any()
    with pytest.raises(qbnet.BadInput, match="matrix"):
        state.plot(matrix="X")
    s = qbnet.scattering(cascade, frequencies=[0.0, 1.0])
    ax = s.plot(frequency=0.9)
    assert ax.collections[0].get_array().max() == pytest.approx(20 * np.log10(np.abs(s.s[1]).max()))
    assert ax.get_title() == "at frequency 1" and written(ax, tmp_path) > 3000
    warm = qbnet.Network().mode("b", loss=1, drive=1).mode("w", loss=1, thermal=3)
    lives = qbnet.half_life(warm, modes=["b", "w"])
    ax = lives.plot()
    assert [bar.get_height() for bar in ax.patches][0] == lives["b"].energy_half_life
    assert "never" in {text.get_text() for text in ax.texts}
    found = qbnet.sensitivity(cascade, "energy(b4)")
    ax = found.plot(largest=5)
    widths = [bar.get_width() for bar in ax.patches]
    assert len(widths) == 5 and widths == sorted(widths, key=lambda w: -abs(w))
    assert found[ax.get_yticklabels()[0].get_text()].relative == widths[0] and "energy(b4)" in ax.get_xlabel()


def test_plots_are_there_and_matplotlib_waits():
    said = subprocess.run([sys.executable, "-c", "import sys, qbnet; print(qbnet.plots.currents.__name__, 'matplotlib' in sys.modules)"],
                          capture_output=True, text=True, check=True).stdout
    assert said.split() == ["currents", "False"]


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
