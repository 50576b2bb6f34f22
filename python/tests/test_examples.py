"""The examples: the numbers of Python are those of the program, and both are the expected ones."""

import importlib
import json
import sys

import pytest

from conftest import ROOT

FOLDER = ROOT / "examples/python"
EXPECTED = json.loads((FOLDER / "expected.json").read_text())
NAMES = sorted(p.stem for p in FOLDER.glob("*.py") if p.stem != "run")


@pytest.fixture(scope="module")
def numbers():
    sys.path.insert(0, str(FOLDER))
    found = {}

    def of(name):
        if name not in found:
            found[name] = importlib.import_module(name).main()
        return found[name]

    yield of
    sys.path.remove(str(FOLDER))


def said_by_program(command, row):
    """One number from the command line, and how it asks for it."""
    network = str(ROOT / row["network"])
    words = [w for k, v in row["set"].items() for w in ("--set", f"{k}={v}")]
    measure = row["measure"]
    if " of " in measure:
        said = command("disorder", network, "--samples", "20000", "--measure", "energy(b4)", "--threshold", "0.01",
                       "--plain", "--json", *words)["measures"][0]
        return said[{"mean": "mean", "deviation": "standard_deviation", "yield": "yield"}[measure.split()[0]]]["value"]
    kind, inside = measure.rstrip(")").split("(")
    mode, *more = inside.split(", ")
    words += ["--mode", mode, "--json"]
    if kind in ("energy", "log10_energy", "ergotropy", "thermal_energy"):
        return command("steady", network, *words)["modes"][0][kind]
    if kind == "max_power":
        return command("power", network, *words)["modes"][0]["max_power"]
    if kind == "energy_at":
        said = command("evolve", network, "--times", row["times"], *words)  # the example's own
        return said["modes"][0]["energy"][said["times"].index(float(more[0]))]
    return command("gain", network, *words)["modes"][0]["energy"][more[0]]


@pytest.mark.parametrize("row", EXPECTED, ids=lambda r: f"{r['example']}: {r['name']}")
def test_number(row, numbers, command):
    here = numbers(row["example"])[row["name"]]
    assert here == said_by_program(command, row)  # to the last digit
    # Other processors may round sines and exponentials in another way.
    assert here == pytest.approx(row["value"], rel=1e-12, abs=1e-40)


def test_every_example_and_every_number_is_expected(numbers):
    assert {row["example"] for row in EXPECTED} == set(NAMES)
    for name in NAMES:
        written = {row["name"] for row in EXPECTED if row["example"] == name}
        assert {n for n in numbers(name) if not n.startswith("best ")} == written


@pytest.mark.parametrize("name", [n for n in NAMES if n != "million_batteries"])
def test_pictures(name, numbers, tmp_path):
    pytest.importorskip("matplotlib", reason="matplotlib is missing: no pictures are drawn")
    numbers(name)
    sys.modules[name].main(tmp_path)
    pictures = list(tmp_path.iterdir())
    assert all(p.stat().st_size > 2000 for p in pictures)
    assert pictures or name == "against_qutip"
