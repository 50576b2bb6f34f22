"""Heat, squeezing and a pulse: what is stored, how much of it is work, and how well it was used."""

import numpy as np

import qbnet


def main(pictures=None):
    net = qbnet.Network({"gamma": 0.1, "Gamma": 1, "g": 0.05, "r": 1.0, "n": 0.2})
    net.mode("c", "charger", loss="gamma", drive=0.1, thermal="n", squeezing={"r": "r", "phase": 0})
    net.mode("b1", "battery", loss="gamma/10").mode("b2", "battery", loss="gamma/10")
    for a, b in (("c", "b1"), ("b1", "b2")):
        net.triangle(a, b, strength="g", phase="-pi/2", mediator_loss="Gamma")
    warm = qbnet.steady(net)["b2"]
    assert qbnet.sensitivity(net, "ergotropy(b2)")["r"].derivative > 0  # more squeezing, more work

    pulsed = qbnet.Network({"g": 0.2, "loss": 0.001})
    pulsed.mode("c", "charger", loss=0.1).mode("b1", "battery", loss="loss").mode("b2", "battery", loss="loss")
    for a, b in (("c", "b1"), ("b1", "b2")):
        pulsed.triangle(a, b, strength="g", phase="-pi/2", mediator_loss=5)
    pulsed.drive("c", 0.5, shape="gaussian", center=30, width=6).switch(40, g=0)
    charged = qbnet.evolve(pulsed, np.linspace(0, 120, 121), modes=["b1", "b2"], efficiency=True)
    assert 0.4 < charged["b2"].efficiency[40] < 0.5
    if pictures:
        charged.plot().figure.savefig(pictures / "pulse.svg")
    return {
        "energy of b2": warm.energy,
        "ergotropy of b2": warm.ergotropy,
        "thermal energy of b2": warm.thermal_energy,
        "energy of b2 at time 40, pulsed": charged["b2"].energy[40],
        "energy of b2 at time 120, pulsed": charged["b2"].energy[120],
    }
