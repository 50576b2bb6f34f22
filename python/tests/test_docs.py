"""The examples in docstrings run, and the types that are promised are those that are there."""

import doctest
import importlib
import importlib.util
import inspect
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import qbnet

from conftest import ROOT

MODULES = sorted(m.name for m in pkgutil.iter_modules(qbnet.__path__) if m.name != "_core")


OPTIONAL = {"qutip": "import qutip", "xarray": "to_xarray", "h5py": ".save(", "matplotlib": "plots."}
"""Packages that may be missing, and what in an example needs them."""


@pytest.mark.parametrize("name", ["", *MODULES])
def test_examples_in_docstrings(name, tmp_path, monkeypatch):
    module = importlib.import_module("qbnet" + ("." + name if name else ""))
    monkeypatch.chdir(tmp_path)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    for test in doctest.DocTestFinder().find(module, extraglobs={"qbnet": qbnet, "np": np}):
        code = "".join(example.source for example in test.examples)
        if all(importlib.util.find_spec(part) for part, word in OPTIONAL.items() if word in code):
            runner.run(test)
    assert runner.failures == 0


def public(kind):
    """Methods and properties of a class, with their own docstrings."""
    for name, value in vars(kind).items():
        value = value.fget if isinstance(value, property) else value
        if not name.startswith("_") and inspect.isfunction(value):
            yield f"{kind.__name__}.{name}", value.__doc__ or ""


def test_everything_public_has_an_example():
    """Or points at the function that has it."""
    missing = []
    for name in qbnet.__all__:
        value = getattr(qbnet, name)
        parts = []
        if isinstance(value, type) and issubclass(value, BaseException):
            assert value.__doc__, name
        elif isinstance(value, type):
            parts = [(name, value.__doc__ or ""), *public(value)]
        elif callable(value):
            parts = [(name, value.__doc__)]
        elif inspect.ismodule(value):
            parts = [(each, getattr(value, each).__doc__) for each in getattr(value, "__all__", ())]
        missing += [each for each, text in parts if ">>>" not in text and ":func:`qbnet." not in text]
    assert not missing


def test_every_answer_says_what_it_is():
    """Shapes or units, how far it is right, what it raises, where it comes from."""
    for name in ("steady", "evolve", "power", "gain", "covariance", "currents", "half_life", "sensitivity", "response",
                 "scattering", "spectrum", "sweep", "disorder"):
        text = getattr(qbnet, name).__doc__
        for word in ("Returns", "shape (", "ccura", "Raises :class:" if name != "currents" else "Raises as", "Source: "):
            assert word in text, (name, word)
        assert "::\n\n" in text or name == "sweep", name  # its equation


def test_stub_of_the_library_is_current(tmp_path):
    # Of the interpreter that runs: another one may not see this package.
    pytest.importorskip("mypy.stubgen", reason="mypy is missing here: python/qbnet/_core.pyi is not compared")
    stubgen = "from mypy.stubgen import main; main()"
    subprocess.run([sys.executable, "-c", stubgen, "-q", "-m", "qbnet._core", "-o", str(tmp_path)], check=True)
    made = (tmp_path / "qbnet/_core.pyi").read_text()
    committed = ROOT / "python/qbnet/_core.pyi"
    assert made == committed.read_text(), f"stubgen -m qbnet._core makes another {committed}"


def mypy(*words, folder=ROOT):
    """What it says, a line an error."""
    if not Path("/usr/bin/mypy").exists():
        pytest.skip("mypy is missing: types are not checked")
    done = subprocess.run(
        ["/usr/bin/mypy", "--python-executable", sys.executable, "--ignore-missing-imports", "--cache-dir=/dev/null",
         "--follow-imports=silent", *words], capture_output=True, text=True, check=False, cwd=folder,
        env={**os.environ, "MYPYPATH": str(ROOT / "python")})
    assert done.returncode in (0, 1), done.stderr
    return [line for line in done.stdout.splitlines() if ": error:" in line]


def test_types_are_right():
    """mypy over the package, against the stub; strictly in what users see."""
    said = mypy("--strict", str(ROOT / "python/qbnet"))
    inside = ("_core.pyi", "_check.py", "_from_qutip.py", "_held.py", "_normal_order.py", "_toml.py", "errors.py")
    lax = ("[type-arg]", "[no-any-return]", "[no-untyped-call]", "[no-untyped-def]", 'Unused "type: ignore" comment')
    assert not [line for line in said if not (any(f"/{name}:" in line for name in inside) and line.endswith(lax))]


USE = """
import numpy as np
import qbnet

net = qbnet.cascade(2, coupling="g", charger_loss=1, battery_loss=1, mediator_loss=20, parameters={"g": 0.1})
state: qbnet.Steady = qbnet.compile(net, "g").steady(0.1)
many: np.ndarray = qbnet.compile(net, "g").steady(np.zeros(3))
where = qbnet.response(net, "c", "b1")
width: float = where.transmission_3db["width"] if where.transmission_3db else 0.0
peak: float = where.isolation_peak[1] if where.isolation_peak else 0.0
logs: np.ndarray = state.log10_ergotropies
heat: float = 0.0 if state.thermal_energies is None else state.thermal_energies[0]
error: float = qbnet.power(net).error_bound + qbnet.gain(net).error_bound + qbnet.covariance(net).error
qbnet.plots.currents(net)
"""


def test_types_are_those_at_run_time(tmp_path):
    """Right code, for mypy and for Python; and wrong code, for mypy."""
    exec(USE.replace("qbnet.plots.currents(net)\n", ""), {})
    wrong = "qbnet.steady(net).thermal_energies.sum()\nqbnet.response(net, 'c', 'b1').bandwidth\n"
    for code, count in (USE, 0), (USE + wrong, 2):
        (tmp_path / "use.py").write_text(code)
        said = mypy("use.py", folder=tmp_path)
        assert sum(line.startswith("use.py:") for line in said) == count, said


def test_readme(tmp_path, monkeypatch):
    """The lines of the README run, and say what they say."""
    pytest.importorskip("matplotlib")
    pytest.importorskip("qutip", reason="QuTiP is missing (python3-qutip): the README's lines are not run")
    import matplotlib

    matplotlib.use("Agg")
    text = (ROOT / "README.md").read_text().split("```python\n")[1].split("```")[0]
    names = {}
    exec(text, names)
    assert names["net"].batteries == ("b1", "b2", "b3", "b4") and len(names["c_ops"]) == 9
