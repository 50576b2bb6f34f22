"""What may come in, what may not, and the sentence that says so."""

import numpy as np
import pytest

import qbnet

TIMES = [0.0, 1.0, 2.5, 40.0]


@pytest.fixture
def net(cascade):
    return cascade


def reference(net):
    return qbnet.evolve(net, np.array(TIMES)).energies


@pytest.mark.parametrize("times", [
    TIMES,
    tuple(TIMES),
    np.array(TIMES, dtype=np.float32),
    np.array(TIMES, dtype=">f8"),
    np.repeat(np.array(TIMES), 2)[::2],
    np.array(TIMES[::-1])[::-1],
    np.asfortranarray(np.array([TIMES, TIMES]))[0],
    np.array(TIMES, dtype=np.longdouble),
], ids=["list", "tuple", "float32", "big-endian", "strided", "reversed", "fortran", "longdouble"])
def test_arrays_of_any_layout(net, times):
    before = np.array(times, copy=True)
    assert (qbnet.evolve(net, times).energies == reference(net)).all()
    assert (np.asarray(times) == before).all()


def test_integers_and_read_only(net):
    expected = qbnet.evolve(net, [0.0, 1.0, 7.0]).energies
    for dtype in (np.int8, np.uint16, np.int64, np.float16):
        assert (qbnet.evolve(net, np.array([0, 1, 7], dtype=dtype)).energies == expected).all()
    fixed = np.array([0.0, 1.0, 7.0])
    fixed.setflags(write=False)
    moved = qbnet.evolve(net, fixed)
    assert (moved.energies == expected).all()
    # What comes out is the caller's own.
    moved.times[:] = -1
    moved.energies[:] = -1
    assert (qbnet.evolve(net, fixed).energies == expected).all() and (fixed == [0, 1, 7]).all()


@pytest.mark.parametrize("times, sentence", [
    (np.array([1 + 1j]), "times must be real numbers, but are complex (complex128)"),
    (np.array([1.0, None]), "times must be numbers, but have the type object"),
    (np.array(["1"]), "times must be numbers, but have the type <U1"),
    (np.array([True]), "times must be numbers, but have the type bool"),
    (np.array([0, 1, np.nan, 3]), "times must be finite, but the number at index 2 is nan"),
    ([0.0, np.inf], "times must be finite, but the number at index 1 is inf"),
    ([3.0, -1.0], "times must be at least 0, but the number at index 1 is -1.0"),
    (np.ones((2, 3)), "times must have the shape (n,), but have the shape (2, 3)"),
    (1.0, "times must have the shape (n,), but have the shape ()"),
    ([[1, 2], [3]], "times must be an array of numbers, but is ragged"),
    (np.array([2**63 - 1]), "times must be doubles, but the number at index 0 is 9223372036854775807"),
    ("1:0", "times must be"),
    (None, "must be given times or tlist, but is given neither"),
], ids=repr)
def test_refused(net, times, sentence):
    with pytest.raises(qbnet.BadInput) as refused:
        qbnet.evolve(net, times)
    assert sentence in str(refused.value)
    assert isinstance(refused.value, ValueError) and isinstance(refused.value, qbnet.Error)


def test_both_times_and_tlist(net):
    assert (qbnet.evolve(net, tlist=TIMES).energies == reference(net)).all()
    with pytest.raises(qbnet.BadInput, match="both"):
        qbnet.evolve(net, TIMES, tlist=TIMES)


def test_empty_arrays(net):
    assert qbnet.evolve(net, []).energies.shape == (9, 0)
    for call in (qbnet.steady, qbnet.power, qbnet.gain):
        with pytest.raises(qbnet.BadInput, match="modes must name at least one"):
            call(net, modes=[])
    with pytest.raises(qbnet.BadInput, match="at least one value"):
        qbnet.sweep(net, {"g": []}, "energy(b4)")
    with pytest.raises(qbnet.BadInput, match="at least one parameter"):
        qbnet.sweep(net, {}, "energy(b4)")
    with pytest.raises(qbnet.BadInput, match="must name at least one"):
        qbnet.sweep(net, {"g": [1]}, [])


def test_axes(net):
    for values in (np.array([1, 2], dtype=np.int32), np.float32([1, 2]), [1, 2], "1:2:2", "1,2"):
        assert qbnet.sweep(net, {"g": values}, "energy(b4)").axes["g"].tolist() == [1, 2]
    with pytest.raises(qbnet.BadInput, match="vary g must differ, but 1 comes twice"):
        qbnet.sweep(net, {"g": [1, 2, 1]}, "energy(b4)")
    with pytest.raises(qbnet.BadInput, match="vary h: must name a parameter of the file"):
        qbnet.sweep(net, {"h": [1, 2]}, "energy(b4)")
    with pytest.raises(qbnet.BadInput, match="vary g must be real"):
        qbnet.sweep(net, {"g": [1j]}, "energy(b4)")
    with pytest.raises(qbnet.BadInput, match="b9"):
        qbnet.sweep(net, {"g": [1]}, "energy(b9)")
    with pytest.raises(qbnet.BadInput, match="vary"):
        qbnet.sweep(net, ["g=1:2:3"], "energy(b4)")
    # A parameter that was set may be varied.
    assert qbnet.sweep(net.set(g=7), {"g": [0.01]}, "energy(b4)")["energy(b4)"][0] == pytest.approx(
        qbnet.steady(net)["b4"].energy, rel=1e-13)


def test_names(net):
    assert qbnet.steady(net, modes="b4").names == ("b4",)
    assert qbnet.steady(net, modes=["b4", "c", "b4"]).names == ("b4", "c")
    with pytest.raises(qbnet.UnknownMode, match='modes must name modes of the network, but "b5" is none; did you mean'):
        qbnet.steady(net, modes="b5")
    with pytest.raises(KeyError):
        qbnet.steady(net)["b9"]
    with pytest.raises(qbnet.BadInput, match="modes must be a name"):
        qbnet.steady(net, modes=[1])
    with pytest.raises(AttributeError, match="says no 'power' of a mode"):
        qbnet.steady(net)["b1"].power
    with pytest.raises(qbnet.BadInput, match="net must be a qbnet.Network, but is str"):
        qbnet.steady("net")
    with pytest.raises(qbnet.BadInput, match="mediator"):
        qbnet.gain(net, modes="a1")
    with pytest.raises(qbnet.BadInput, match="from"):
        qbnet.response(net, "x", "b1")
    with pytest.raises(qbnet.BadInput, match="role"):
        qbnet.power(qbnet.Network().mode("c", "charger", loss=1, drive=1))


def test_threads(net):
    for threads in (1, 2, 5):
        assert (qbnet.evolve(net, TIMES, threads=threads).energies == reference(net)).all()
    for wrong in (0, 1025, 1.5, "2", True):
        with pytest.raises(qbnet.BadInput, match="threads"):
            qbnet.evolve(net, TIMES, threads=wrong)


def test_the_physics_refuses():
    dark = qbnet.Network().mode("a", loss=0, drive=1)
    with pytest.raises(qbnet.SingularError) as refused:
        qbnet.steady(dark)
    assert refused.value.status == "singular" and refused.value.exit_code == 4
    assert isinstance(refused.value, qbnet.PhysicsError)
    beside = qbnet.Network().mode("a", loss=1, drive=1).mode("b", loss=0, detuning=1)
    with pytest.raises(qbnet.MarginalError, match="never decays"):
        qbnet.steady(beside)
    with pytest.raises(qbnet.TooLarge):
        qbnet.cascade(10**9, coupling=1, charger_loss=1, battery_loss=1, mediator_loss=1)
    with pytest.raises(MemoryError):
        qbnet.sweep(qbnet.Network({"g": 1}).mode("a", loss="g", drive=1),
                    {"g": "1:2:100000000"}, [f"energy_at(a, {t})" for t in range(5000)])


def test_inaccurate_is_withheld_unless_asked_for():
    net = qbnet.Network().mode("c", "charger", loss=1e-9, detuning=1, drive=1)
    for k in range(150):
        net.mode(f"b{k}", loss=1e-9, detuning=k * 0.01)
        net.couple("c", f"b{k}", 0.3)
    with pytest.raises(qbnet.InaccurateError, match="allow_inaccurate=True returns the values"):
        qbnet.evolve(net, [3e4], modes="b1")
    moved = qbnet.evolve(net, [3e4], modes="b1", allow_inaccurate=True)
    assert moved.status == "inaccurate" and moved.energies.shape == (1, 1)
