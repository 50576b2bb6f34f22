"""What may come in, what may not, and the sentence that says so."""

import errno

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
    with pytest.raises(qbnet.BadInput, match="modes must be names, but one is 1"):
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


SURROGATE = "\ud800"
RAGGED = [[1], [1, 2]]
MASKED = np.ma.array([1.0, 2.0], mask=[0, 1])


@pytest.mark.parametrize("call, sentence", [
    (lambda n: qbnet.compile(n, "g").steady(10**400), "g must be at most 1.8e308 in size, but is larger"),
    (lambda n: qbnet.compile(n, "g").steady(2**53 + 1), "g must be a double, but is 9007199254740993, which is none"),
    (lambda n: qbnet.compile(n, "g").steady(RAGGED), "g must be an array of numbers, but is ragged"),
    (lambda n: qbnet.compile(n, "g").steady(MASKED), "g must be numbers, but the number at index 1 is masked"),
    (lambda n: qbnet.compile(n, "g").steady(np.ma.masked), "g must be a real number, but is masked"),
    (lambda n: qbnet.compile(n, 3), "inputs must be names, but are 3"),
    (lambda n: qbnet.compile(n, ["g", "g"]), 'inputs must differ, but "g" comes twice'),
    (lambda n: qbnet.compile(n, "g", modes=[]), "modes must name at least one mode, but name none"),
    (lambda n: qbnet.compile(n, "g", modes=["b9"]), 'modes must name modes of the network, but "b9" is none; did you mean'),
    (lambda n: qbnet.disorder(n, 10, "energy(b4)", seed=2**64), "seed must be a whole number from 0 to 18446744073709551615"),
    (lambda n: qbnet.disorder(n, 2**70, "energy(b4)"), "samples must be a whole number from 1 to 9007199254740992"),
    (lambda n: qbnet.disorder(n, 10, "energy(b4)", plain="x"), "plain must be True or False, but is 'x'"),
    (lambda n: qbnet.loads("qbnet = 1 # " + SURROGATE), "text must be Unicode text"),
    (lambda n: qbnet.loads("qbnet = 1", [1]), "settings must be a dict from names to numbers, but is [1]"),
    (lambda n: qbnet.load(3), "path must be a str or a path, but is 3"),
    (lambda n: qbnet.load("a\0b"), "path must be a path, but is 'a\\x00b'"),
    (lambda n: n.save(3), "path must be a str or a path, but is 3"),
    (lambda n: n.set(g=[1, 2]), "parameter g must be a number or an expression, but is [1, 2]"),
    (lambda n: n.set(g=1j), "parameter g must be a number or an expression, but is 1j"),
    (lambda n: n.set({SURROGATE: 1}), "a name must be Unicode text"),
    (lambda n: n.parameter("x", [1]), "parameter x must be a number or an expression, but is [1]"),
    (lambda n: n.index(3), "mode must be a text, but is 3"),
    (lambda n: n.svg(rates="x"), "rates must be True or False, but is 'x'"),
    (lambda n: n.disorder(element=3), "element must be a list of dicts, but is 3"),
    (lambda n: qbnet.Network([1]), "parameters must be a dict from names to numbers, but is [1]"),
    (lambda n: qbnet.Network().mode("m", loss=MASKED), "loss of m must be numbers, but the number at index 1 is masked"),
    (lambda n: qbnet.Network().mode("m", loss=2**53 + 1), "loss of m must be a double, but is 9007199254740993, which is none"),
    (lambda n: qbnet.Network().mode("m", loss=10**400), "loss of m must be at most 1.8e308 in size, but is larger"),
    (lambda n: qbnet.Network().mode("m", loss=b"1"), "loss of m must be a number or an expression, but is b'1'"),
    (lambda n: qbnet.steady(n, certify="x"), "certify must be True or False, but is 'x'"),
    (lambda n: qbnet.steady(n, modes=5), "modes must be names, but are 5"),
    (lambda n: qbnet.steady(n, modes=SURROGATE), "modes must be Unicode text"),
    (lambda n: qbnet.evolve(n, MASKED), "times must be numbers, but the number at index 1 is masked"),
    (lambda n: qbnet.evolve(n, SURROGATE), "times must be Unicode text"),
    (lambda n: qbnet.evolve(n, [1], efficiency="x"), "efficiency must be True or False, but is 'x'"),
    (lambda n: qbnet.half_life(n, isolated=2), "isolated must be True or False, but is 2"),
    (lambda n: qbnet.covariance(n, time=RAGGED), "time must be a number, but is [[1], [1, 2]]"),
    (lambda n: qbnet.spectrum(n, base="x"), "base must be a number, but is 'x'"),
    (lambda n: qbnet.spectrum(n, base=complex("nan")), "base must be finite, but is nan"),
    (lambda n: qbnet.response(n, SURROGATE, "b1"), "from must be Unicode text"),
    (lambda n: qbnet.response(n, "c", "b1", MASKED), "frequencies must be numbers, but the number at index 1 is masked"),
    (lambda n: qbnet.scattering(n, 3), "ports must be names, but are 3"),
    (lambda n: qbnet.sensitivity(n, SURROGATE), "of must be Unicode text"),
    (lambda n: qbnet.sweep(n, {"g": [1]}, 3), "measure must be names, but are 3"),
    (lambda n: qbnet.sweep(n, {"g": [1]}, [SURROGATE]), "measure must be Unicode text"),
    (lambda n: qbnet.sweep(n, {SURROGATE: [1]}, "energy(b4)"), "a name in vary must be Unicode text"),
    (lambda n: qbnet.sweep(n, {"g": MASKED}, "energy(b4)"), "vary g must be numbers, but the number at index 1 is masked"),
    (lambda n: qbnet.sweep(n, {"g": [1]}, "energy(b4)")[0], "measure must be a text, but is 0"),
    (lambda n: qbnet.disorder(n.disorder(loss=0.1), 9, "energy(b4)")[[0]], "measure must be a text, but is [0]"),
])
def test_no_raw_exceptions(net, call, sentence):
    with pytest.raises(qbnet.BadInput) as refused:
        call(net)
    assert str(refused.value).startswith(sentence)
    assert SURROGATE not in net


@pytest.mark.parametrize("samples, sentence", [
    ([1, 2, 3], "samples must be a pair, times and values, but are [1, 2, 3]"),
    (5, "samples must be a pair"),
    (([0, 1], RAGGED), "values of samples must be an array of numbers, but is ragged"),
    (([0, 1], [None, 1]), "values of samples must be numbers, but have the type object"),
    (([0, 1], np.array(["2020-01-01"] * 2, dtype="M8[D]")), "values of samples must be numbers, but have the type datetime64[D]"),
    (([0, 1], np.zeros(2, [("a", float)])), "values of samples must be numbers"),
    (([0, 1], ["1", "2"]), "values of samples must be numbers, but have the type <U1"),
    (([0, 1], [True, False]), "values of samples must be numbers, but have the type bool"),
    (([0, 1], MASKED), "values of samples must be numbers, but the number at index 1 is masked"),
    (([0, 1j], [0, 1]), "times of samples must be real numbers, but are complex (complex128)"),
], ids=repr)
def test_samples(samples, sentence):
    with pytest.raises(qbnet.BadInput) as refused:
        qbnet.Network().mode("m", loss=1).drive("m", 1, samples=samples)
    assert str(refused.value).startswith(sentence)


def test_file_errors_are_those_of_the_system(net, tmp_path):
    with pytest.raises(qbnet.FileError) as refused:
        qbnet.load(tmp_path / "none.toml")
    assert refused.value.errno == errno.ENOENT and refused.value.filename == str(tmp_path / "none.toml")
    with pytest.raises(qbnet.FileError) as refused:
        net.save(tmp_path)
    assert refused.value.errno == errno.EISDIR and refused.value.filename == str(tmp_path)
