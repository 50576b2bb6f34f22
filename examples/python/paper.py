"""The paper in 30 lines: what nonreciprocity gains in a cascade of four batteries.

Zhao, Xie, Huang and Zhang, "Enhanced Charging in Multi-Battery Systems by Nonreciprocity".
"""

import qbnet


def main(pictures=None):
    net = qbnet.cascade(4, coupling="g", charger_loss="gamma", battery_loss="gamma", mediator_loss="gamma",
                        parameters={"gamma": 0.1, "g": "gamma/10"})
    state, peaks, gains = qbnet.steady(net), qbnet.power(net), qbnet.gain(net)
    moved = qbnet.evolve(net, "0:200:201")
    curves = qbnet.sweep(net, {"g": "0.001:0.1:61:log"},
                         ["energy(b4)", "gain(b4, reciprocal-direct)", "gain(b4, reciprocal-mediated)"])
    if pictures:
        net.plot().figure.savefig(pictures / "paper_network.svg")
        moved.plot().figure.savefig(pictures / "paper_charging.svg")
        gains.plot().figure.savefig(pictures / "paper_gain.svg")
        curves.plot().figure.savefig(pictures / "paper_sweep.svg")
        qbnet.plots.currents(net).figure.savefig(pictures / "paper_flow.svg")
        qbnet.response(net, "c", "b4").plot().figure.savefig(pictures / "paper_response.svg")
    return {
        "energy of b4": state["b4"].energy,
        "energy of b4 at time 20": moved["b4"].energy[20],
        "maximal power of b4": peaks["b4"].max_power,
        "gain of b4 over direct": gains["b4"].energy["reciprocal-direct"],
        "gain of b4 over mediated": gains["b4"].energy["reciprocal-mediated"],
    }
