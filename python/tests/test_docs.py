"""The examples in docstrings run, and the types that are promised are those that are there."""

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import qbnet

from conftest import ROOT

MODULES = sorted(m.name for m in pkgutil.iter_modules(qbnet.__path__) if m.name != "_core")


@pytest.mark.parametrize("name", ["", *MODULES])
def test_examples_in_docstrings(name):
    module = importlib.import_module("qbnet" + ("." + name if name else ""))
    names = {"qbnet": qbnet, "np": np}
    if "plots" in name:
        pytest.importorskip("matplotlib", reason="matplotlib is missing (python3-matplotlib): examples of plots are not run")
    failed, _ = doctest.testmod(module, extraglobs=names, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failed == 0


def test_every_public_function_has_an_example():
    for name in qbnet.__all__:
        value = getattr(qbnet, name)
        if callable(value) and not isinstance(value, type):
            assert ">>>" in value.__doc__ or name in ("load", "loads", "load_result"), name
        if isinstance(value, type):
            assert value.__doc__, name


def test_stub_of_the_library_is_current(tmp_path):
    # Of the interpreter that runs: another one may not see this package.
    pytest.importorskip("mypy.stubgen", reason="mypy is missing here: python/qbnet/_core.pyi is not compared")
    stubgen = "from mypy.stubgen import main; main()"
    subprocess.run([sys.executable, "-c", stubgen, "-q", "-m", "qbnet._core", "-o", str(tmp_path)], check=True)
    made = (tmp_path / "qbnet/_core.pyi").read_text()
    committed = ROOT / "python/qbnet/_core.pyi"
    assert made == committed.read_text(), f"stubgen -m qbnet._core makes another {committed}"


def test_types_are_right():
    """mypy over the package, against the stub."""
    if not Path("/usr/bin/mypy").exists():
        pytest.skip("mypy is missing: types are not checked")
    done = subprocess.run(
        ["/usr/bin/mypy", "--python-executable", sys.executable, "--ignore-missing-imports", "--cache-dir=/dev/null",
         "--follow-imports=silent", "--disable-error-code=type-arg", str(ROOT / "python/qbnet")],
        capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout


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
