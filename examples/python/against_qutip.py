"""Against QuTiP: the same network as a master equation, and in the frame where that is small."""

import numpy as np

import qbnet


def main(pictures=None):
    net = qbnet.cascade(1, coupling=0.1, charger_loss=1, battery_loss=1, mediator_loss=4, drive=0.1)
    ours = qbnet.steady(net)
    try:
        import qutip
    except ImportError:
        print("QuTiP is missing (python3-qutip): nothing is compared")
    else:
        H, c_ops = net.to_qutip(4)
        rho = qutip.steadystate(H, c_ops)
        number = [qutip.tensor([qutip.num(4) if j == k else qutip.qeye(4) for j in range(3)]) for k in range(3)]
        theirs = [qutip.expect(n, rho) for n in number]
        assert np.allclose(ours.energies, theirs, atol=1e-7), (ours.energies, theirs)
        # Driven ten thousand times as hard, Fock space would be far too large; displaced it is not.
        moved = net.set().displaced()
        H, c_ops = moved.to_qutip(2)
        vacuum = qutip.tensor([qutip.fock_dm(2, 0)] * 3)
        assert np.isclose(qutip.expect(vacuum, qutip.steadystate(H, c_ops)), 1)
        # And back.
        again = qbnet.from_qutip(*net.to_qutip(3), names=list(net.names))
        assert np.allclose(qbnet.steady(again).energies, ours.energies, rtol=1e-9)
    return {"energy of b1": ours["b1"].energy, "energy of c": ours["c"].energy}
