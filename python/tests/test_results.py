"""What every result says of itself: how it was found, how far it is right, in which units."""

from functools import cached_property

import numpy as np
import pytest

import qbnet

ERRORS = {
    "steady": "errors", "evolve": "error_bound", "power": "error_bound", "gain": "error_bound", "covariance": "error",
    "currents": "error", "half_life": "error", "sensitivity": "errors", "response": "error_bound",
    "scattering": "error_bound", "spectrum": "errors", "sweep": None, "disorder": None,
}
"""Its error estimate; the values of sweeps and disorder are as accurate as those of single networks."""


def everything(net):
    yield "steady", qbnet.steady(net)
    yield "evolve", qbnet.evolve(net, [0, 1, 20])
    yield "power", qbnet.power(net)
    yield "gain", qbnet.gain(net)
    yield "covariance", qbnet.covariance(net)
    yield "currents", qbnet.currents(net)
    yield "currents", qbnet.currents(net, [0, 1])
    yield "half_life", qbnet.half_life(net)
    yield "sensitivity", qbnet.sensitivity(net, "energy(b4)")
    yield "response", qbnet.response(net, "c", "b1")
    yield "scattering", qbnet.scattering(net)
    yield "spectrum", qbnet.spectrum(net)
    yield "sweep", qbnet.sweep(net, {"g": [0.01, 0.02]}, ["energy(b4)", "max_power(b1)"])
    yield "disorder", qbnet.disorder(net.copy().disorder(loss=0.1), 50, "energy(b4)", threshold=0.01)


def test_all_say_how_they_were_found_and_how_far_they_are_right(cascade):
    for name, result in everything(cascade):
        assert result.status == "ok" and isinstance(result.method, str) and result.method, name
        assert isinstance(result.message, str) and result.parameters == cascade.parameters and result.network, name
        if ERRORS[name]:
            error = np.max(getattr(result, ERRORS[name]))
            assert 0 <= error < 1e-9, (name, error)
        else:
            assert "compiled" in result.method


def test_errors_of_power_and_gain_are_theirs(cascade):
    peaks, gains = qbnet.power(cascade), qbnet.gain(cascade)
    assert f"{peaks.error_bound:.1e}" in peaks.message and 0 < peaks.error_bound <= 1e-10
    assert peaks.error_bound < gains.error_bound <= 2e-10
    tight = qbnet.response(cascade, "c", "b1"), qbnet.scattering(cascade)
    assert all(0 <= each.error_bound <= 2e-13 for each in tight)


def test_tables_have_units(cascade):
    for name, result in everything(cascade):
        text, page = repr(result), result._repr_html_()
        assert result.kind in page and ("omega" in text or name not in ("steady", "evolve", "power", "sweep")), text
        assert "energies" not in text and "roles" not in text, text
    head = repr(qbnet.half_life(cascade)).splitlines()[1]
    assert "half-life (1/rate)" in head and "energy (omega)" in head
    assert "energy(b4) (omega)" in repr(qbnet.sweep(cascade, {"g": [0.01]}, "energy(b4)"))
    said = repr(qbnet.sensitivity(cascade, "energy(b4)"))
    assert "Q = energy(b4)" in said and "rate or parameter p" in said and "mode " not in said


def test_currents_in_time_show_their_numbers(cascade):
    flow = qbnet.currents(cascade, [0, 5], modes=["b1", "b2"])
    lines = repr(flow).splitlines()
    assert len(lines) == 2 + 4 and lines[1].split()[:3] == ["time", "(1/rate)", "mode"]
    assert [line.split()[:2] for line in lines[2:]] == [["0", "b1"], ["0", "b2"], ["5", "b1"], ["5", "b2"]]
    assert f"{flow['b2'].energy[1]:.8g}" in lines[-1]
    many = qbnet.currents(cascade, "0:10:11")
    assert f"... {99 - 20} more" in repr(many) and f"{99 - 60} more rows" in many._repr_html_()


def test_what_was_not_computed_is_none(cascade):
    state, moved = qbnet.steady(cascade), qbnet.evolve(cascade, [1])
    assert state.thermal_energies is None and state.coherent_energies is None and state.amplitude_radius is None
    assert (state.ergotropies == state.energies).all() and state["b4"].ergotropy == state["b4"].energy
    assert (state.log10_ergotropies == state.log10_energies).all()
    assert moved.supplied is None and moved.efficiencies is None and moved.squeezed_energies is None
    one, two = (qbnet.response(cascade, "c", "b1", at) for at in ([0.0], [0.0, 0.1]))
    assert one.transmission_3db is None and one.isolation_peak is None and two.transmission_3db["reason"]
    quick = qbnet.compile(cascade, "g").steady(0.02)
    assert quick.errors is None and quick.backward_error is None and quick.input_power is None
    warm = qbnet.steady(cascade.copy().mode("w", loss=1, thermal=1))
    assert warm["w"].ergotropy == 0 and warm.log10_ergotropies[warm.index("w")] == -np.inf


@pytest.mark.parametrize("kind", [qbnet.Steady, qbnet.Evolution, qbnet.Covariance, qbnet.Currents, qbnet.HalfLife,
                                  qbnet.Power, qbnet.Gain, qbnet.Sensitivity, qbnet.Response, qbnet.Scattering,
                                  qbnet.Spectrum, qbnet.Sweep, qbnet.Disorder], ids=lambda k: k.__name__)
def test_what_results_hold_is_declared(cascade, kind):
    declared = {name for each in kind.__mro__ for name in getattr(each, "__annotations__", {})}
    declared |= {name for name in dir(kind) if isinstance(getattr(kind, name), (property, cached_property))}
    for _, result in everything(cascade):
        if type(result) is kind:
            assert set(result.__dict__) <= declared, set(result.__dict__) - declared
