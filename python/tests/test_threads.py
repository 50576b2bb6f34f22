"""Threads, forks, Ctrl-C, pickles, and who owns the memory."""

import concurrent.futures
import gc
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest

import qbnet

from conftest import random_network


def all_answers(net):
    return [
        qbnet.steady(net), qbnet.evolve(net, [1.0, 2.0]), qbnet.power(net), qbnet.gain(net),
        qbnet.sensitivity(net, "energy(b4)"), qbnet.response(net, "c", "b4", [0.0, 0.1]),
        qbnet.scattering(net, frequencies=[0.0]), qbnet.spectrum(net), qbnet.covariance(net),
        qbnet.sweep(net, {"g": [0.01, 0.02]}, ["energy(b4)", "amplitude(b1)"]),
        qbnet.disorder(net.copy().disorder(loss=0.1), 50, "energy(b4)", threshold=0.0),
    ]


def test_results_outlive_their_network_and_networks_their_results(cascade):
    answers = all_answers(cascade)
    kept = [pickle.dumps(a) for a in answers]
    columns = [answers[0].energies, answers[1].energies, answers[9]["energy(b4)"], answers[9].point_status]
    values = [c.copy() for c in columns]
    text = cascade.to_toml()
    del answers, cascade
    gc.collect()
    np.zeros(10**6)  # what was freed is written over
    for column, value in zip(columns, values):
        assert (column == value).all()
    again = qbnet.loads(text)
    del columns
    gc.collect()
    for kept_one, new in zip(kept, all_answers(again)):
        old = pickle.loads(kept_one)
        # Two runs take another time.
        for each in (old, new):
            each.__dict__.pop("seconds", None)
        assert old == new


def test_answers_have_tables(cascade):
    for answer in all_answers(cascade):
        page = answer._repr_html_()
        assert page.startswith("<table>") and "<td>" in page
        assert repr(answer).startswith("<qbnet.")


def test_many_threads_on_one_network(cascade):
    solver = qbnet.compile(cascade, "g")
    alone = [qbnet.steady(cascade).energies, qbnet.evolve(cascade, [3.0]).energies, solver.steady(0.3).energies]

    def work(k):
        return [qbnet.steady(cascade).energies, qbnet.evolve(cascade, [3.0], threads=2).energies, solver.steady(0.3).energies]

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for each in pool.map(work, range(200)):
            assert all((a == b).all() for a, b in zip(each, alone))


def test_work_leaves_other_threads_running(cascade):
    """Python's lock is free while the library works: another thread wakes up again and again, where
    it could do so once or twice around the call."""
    woken = 0
    started, done = threading.Event(), threading.Event()

    def wake():
        nonlocal woken
        started.set()
        while not done.wait(0.001):
            woken += 1

    other = threading.Thread(target=wake)
    other.start()
    started.wait()
    before = woken
    qbnet.sweep(cascade, {"g": "0.001:1:300"}, "max_power(b4)", threads=1, plain=True)
    during = woken - before
    done.set()
    other.join()
    assert during > 5


def test_after_a_fork(cascade):
    expected = qbnet.evolve(cascade, [3.0]).energies
    qbnet.sweep(cascade, {"g": "0.1:1:1000"}, "energy(b4)")
    read, write = os.pipe()
    child = os.fork()
    if child == 0:  # nothing of pytest may run here
        try:
            good = (qbnet.evolve(cascade, [3.0]).energies == expected).all()
            s = qbnet.sweep(cascade, {"g": "0.1:1:1000"}, "energy(b4)", threads=2)
            os.write(write, b"same" if good and np.isfinite(s["energy(b4)"]).all() else b"other")
        finally:
            os._exit(0)
    os.close(write)
    assert os.read(read, 10) == b"same"
    os.close(read)
    os.waitpid(child, 0)


LONG = {
    "sweep": 'qbnet.sweep(net, {"g": "0.001:1:3000", "gamma": "0.1:1:3000"}, "max_power(b4)")',
    "disorder": 'qbnet.disorder(net.disorder(loss=0.1), 10**7, "max_power(b4)")',
    "evolve": 'qbnet.evolve(qbnet.cascade(300000, coupling=1, charger_loss=1, battery_loss=1, mediator_loss=20), np.linspace(1, 1e3, 50), modes="b300000")',
    "steady": "[qbnet.steady(lattice) for lattice in [grid(110)] for _ in range(50)]",
    "spectrum": "qbnet.spectrum(qbnet.cascade(700, coupling=1, charger_loss=1, battery_loss=1, mediator_loss=20))",
    "certify": "qbnet.steady(grid(90), certify=True)",
}


@pytest.mark.parametrize("name", LONG)
def test_ctrl_c_stops(name):
    """The interrupt comes out as KeyboardInterrupt, and the interpreter goes on with right answers."""
    code = textwrap.dedent(f"""
        import time, threading, signal, os, sys
        import numpy as np
        import qbnet
        net = qbnet.cascade(4, coupling="g", charger_loss="gamma", battery_loss="gamma", mediator_loss=1,
                            parameters={{"gamma": 0.1, "g": 0.01}})
        def grid(n):
            # A square lattice: its elimination fills.
            net = qbnet.Network()
            lines = ["qbnet = 1"]
            for i in range(n * n):
                lines.append(f'[[mode]]\\nname = "m{{i}}"\\nrole = "battery"\\nloss = 1\\ndrive = 1')
            for i in range(n * n):
                for j in [i + 1] * (i % n < n - 1) + [i + n] * (i < n * n - n):
                    lines.append(f'[[coupling]]\\nfrom = "m{{i}}"\\nto = "m{{j}}"\\nstrength = 1')
            return qbnet.loads("\\n".join(lines))
        work = lambda: {LONG[name]}
        asked = []
        def interrupt():
            time.sleep(0.6)
            asked.append(time.perf_counter())
            os.kill(os.getpid(), signal.SIGINT)
        threading.Thread(target=interrupt, daemon=True).start()
        try:
            work()
            print("finished")
        except KeyboardInterrupt as stopped:
            # Between two calls it is Python that raises.
            print("stopped in the library" if isinstance(stopped, qbnet.Interrupted) else "stopped", time.perf_counter() - asked[0])
        print(qbnet.steady(net)["b4"].energy)
    """)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    first, energy = done.stdout.split("\n")[:2]
    assert float(energy) == pytest.approx(0.016789846, rel=1e-7)
    if name != "steady":
        assert first.startswith(("stopped in the library", "finished")), done.stdout
    # What this machine does within half a second needs no stopping.
    assert first.startswith(("stopped", "finished")), done.stdout
    print(first)


def test_a_handler_of_one_s_own(cascade):
    class Mine(Exception):
        pass

    def raise_mine(*_):
        raise Mine

    before = signal.signal(signal.SIGALRM, raise_mine)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(Mine):
            for _ in range(1000):
                qbnet.sweep(cascade, {"g": "0.001:1:3000", "gamma": "0.1:1:3000"}, "max_power(b4)")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert qbnet.steady(cascade).status == "ok"


def test_random_networks_in_pickles():
    rng = np.random.default_rng(11)
    for modes in (1, 2, 5):
        net = random_network(rng, modes, dissipator=True)
        assert (qbnet.steady(pickle.loads(pickle.dumps(net))).amplitudes == qbnet.steady(net).amplitudes).all()
