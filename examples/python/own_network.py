"""Your own network: built line by line, looked at, charged, and turned the wrong way round."""

import numpy as np

import qbnet


def main(pictures=None):
    net = qbnet.Network({"gamma": 1, "Gamma": "20*gamma", "g": "gamma/10", "theta": "-pi/2"})
    net.mode("c", "charger", loss="gamma", drive=1)
    net.mode("b1", "battery", loss="gamma")
    net.mode("b2", "battery", loss="gamma/2")
    net.triangle("c", "b1", strength="g", phase="theta", mediator="a", mediator_loss="Gamma")
    net.couple("b1", "b2", strength="g")

    good = qbnet.steady(net)
    wrong = qbnet.steady(net.set(theta="pi/2"))
    moved = qbnet.evolve(net, np.linspace(0, 10, 101))
    power = qbnet.power(net)["b2"]
    cube = qbnet.sweep(net, {"theta": np.linspace(-np.pi, np.pi, 101), "g": "0.01:1:60:log"}, "energy(b2)")
    if pictures:
        net.plot().figure.savefig(pictures / "own_network.svg")
        moved.plot().figure.savefig(pictures / "own_charging.svg")
        cube.plot().figure.savefig(pictures / "own_map.png", dpi=120)
        qbnet.spectrum(net).plot().figure.savefig(pictures / "own_spectrum.svg")
    return {
        "energy of b2": good["b2"].energy,
        "energy of b2, flux reversed": wrong["b2"].energy,
        "energy of b1 at time 10": moved["b1"].energy[100],
        "maximal power of b2": power.max_power,
    }
