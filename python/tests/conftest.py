import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("MPLBACKEND", "Agg")  # pictures without a screen

import qbnet  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/network.toml"))
"""Networks of the examples; those that change in time have no steady state."""
SETTLING = [path for path in EXAMPLES if "[[drive]]" not in path.read_text()]


@pytest.fixture(autouse=True)
def pictures_closed():
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture
def cascade():
    """The paper's cascade of four, as examples/cascade has it."""
    return qbnet.cascade(4, coupling="g", charger_loss="gamma", battery_loss="gamma", mediator_loss="Gamma",
                         parameters={"gamma": 0.1, "Gamma": "10*gamma", "g": "gamma/10"})


@pytest.fixture(scope="session")
def command():
    """Runs the program on text, and returns what it prints as JSON."""
    def run(*words, stdin=None):
        program = os.environ.get("QBNET_PROGRAM", ROOT / "build/test/qbnet")
        done = subprocess.run([program, *words], input=stdin, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 10):
            raise AssertionError(f"{words}: {done.returncode}: {done.stderr}")
        return json.loads(done.stdout)
    return run


def random_network(rng, modes, drive=1.0, thermal=0.0, dissipator=False):
    net = qbnet.Network()
    for j in range(modes):
        net.mode(f"m{j + 1}", "charger" if j == 0 else "battery", loss=rng.uniform(0.3, 1.5),
                 detuning=rng.normal() * 0.5, thermal=rng.uniform(0, thermal) if thermal else None,
                 drive=complex(*rng.normal(size=2)) * drive if j == 0 or rng.random() < 0.3 else None)
    for j in range(modes):
        for k in range(j + 1, modes):
            if rng.random() < 0.8:
                net.couple(f"m{j + 1}", f"m{k + 1}", strength=rng.uniform(0.1, 1), phase=rng.uniform(-3, 3))
    if dissipator and modes > 1:
        net.dissipator(rng.uniform(0.1, 0.5), {"m1": 1.0, f"m{modes}": complex(*rng.normal(size=2))})
    return net


def matrices(net):
    """M and b by the book, for networks with a few modes."""
    rates, links = net.rates, net.couplings
    n = len(net)
    h = np.diag(rates["detuning"]).astype(complex)
    for i, j, s, p in zip(links["from"], links["to"], links["strength"], links["phase"]):
        z = s * np.exp(1j * p)
        h[j, i] += z
        h[i, j] += np.conj(z)
    k = np.diag(rates["loss"]).astype(complex)
    for rate, weights, _ in net.dissipators:
        w = np.zeros(n, complex)
        for name, x in weights.items():
            w[net.index(name)] = x
        k += rate * np.outer(np.conj(w), w)
    return 1j * h + k / 2, -1j * np.conj(rates["drive"])
