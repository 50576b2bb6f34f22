"""What fabrication does: how many cascades of a batch store at least 0.01."""

from pathlib import Path

import qbnet

NETWORK = Path(__file__).resolve().parents[1] / "disorder/network.toml"


def main(pictures=None):
    net = qbnet.load(NETWORK)
    designed = qbnet.steady(net)["b4"].energy
    batch = qbnet.disorder(net, 20_000, "energy(b4)", threshold=0.01, plain=True)  # as on every machine
    said = batch.statistics["energy(b4)"]
    if pictures:
        batch.plot().figure.savefig(pictures / "disorder.svg")
    return {
        "energy as designed": designed,
        "mean": said.mean.value,
        "deviation": said.deviation.value,
        "yield": said.yield_.value,
    }
