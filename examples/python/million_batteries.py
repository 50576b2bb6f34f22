"""A chain of a million batteries: every energy with its logarithm, however small."""

from pathlib import Path

import numpy as np

import qbnet

NETWORK = Path(__file__).resolve().parent / "networks/chain.toml"


def main(pictures=None):
    net = qbnet.load(NETWORK)
    state = qbnet.steady(net)
    digits = state.log10_energies[1:1_000_001]
    if pictures:
        from matplotlib import pyplot

        ax = pyplot.subplots(figsize=(5, 3.4), layout="constrained")[1]
        ax.plot(np.arange(1, 1_000_001)[::1000], digits[::1000])
        ax.set_xlabel("battery")
        ax.set_ylabel("log10 of energy/ω")
        ax.figure.savefig(pictures / "million.svg")
    return {
        "log10 energy of the last battery": state["b1000000"].log10_energy,
        "log10 energy of battery 1000": float(digits[999]),
        "energy of b1": state["b1"].energy,
    }
