#!/usr/bin/python3
"""Time the works of the sweeps' table as numpy, SciPy and QuTiP do them, on one thread.

Prints one JSON line a peer: {"work", "peer", "ns", "unit", "points", "error"}; ns is the median of
the rounds, processor time (whole processes: time on the wall), points the number measured in one
round, error the largest relative error at a few points against the program's plain answers. A first
line {"about"} names the versions. Every round runs every peer once, so that a busy minute hits all
of a row alike.
"""

import argparse
import json
import os
import pathlib
import statistics
import sys

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"  # read once, when numpy is loaded

try:
    import disorder
    import energy_of_g
    import gradient
    import maps
    import maximal_power
    import numpy
    import scipy
    import truth
    import whole_process
except ImportError as missing:
    sys.stderr.write(
        "run_peers.py: python3-numpy and python3-scipy must be installed, but are not "
        f"({missing})\n"
    )
    sys.exit(9)


def linear_algebra():
    """Whose LAPACK numpy.linalg has loaded: Debian lets the administrator choose."""
    numpy.linalg.solve(numpy.eye(2), numpy.ones(2))
    try:
        loaded = pathlib.Path("/proc/self/maps").read_text()
    except OSError:
        return "unknown LAPACK"
    files = {line.split()[-1].rsplit("/", 1)[-1] for line in loaded.splitlines() if "/" in line}
    openblas = sorted(file for file in files if "openblas" in file)
    if openblas:
        return f"LAPACK of OpenBLAS ({openblas[0]})"
    lapack = sorted(file for file in files if file.startswith("liblapack"))
    return f"reference LAPACK ({lapack[0]})" if lapack else "numpy's own LAPACK"


def about():
    parts = [f"numpy {numpy.__version__}", f"SciPy {scipy.__version__}"]
    qutip = energy_of_g.qutip_or_none()
    parts.append(f"QuTiP {qutip.__version__}" if qutip else "no QuTiP (python3-qutip)")
    return ", ".join([*parts, linear_algebra(), "one thread"])


def all_peers(whole):
    return [
        *maps.peers(),
        *energy_of_g.peers(),
        *disorder.peers(),
        *maximal_power.peers(),
        *gradient.peers(),
        *whole_process.peers(whole),
    ]


def chosen(peers, works):
    known = sorted({peer.work for peer in peers})
    for work in works:
        if work not in known:
            sys.stderr.write(
                f"run_peers.py: --work must be one of {', '.join(known)}, but is {work}\n"
            )
            sys.exit(2)
    return [peer for peer in peers if not works or peer.work in works]


def measure(peers, rounds, quick):
    times = {peer: [] for peer in peers}
    last = {}
    for _ in range(rounds):
        for peer in peers:
            points = max(peer.least, peer.points // 5) if quick else peer.points
            last[peer] = peer.run(points)
            times[peer].append(last[peer].seconds / last[peer].points * 1e9)
    for peer in peers:
        yield peer, statistics.median(times[peer]), last[peer]


def line(peer, nanoseconds, outcome):
    return {
        "work": peer.work,
        "peer": peer.name,
        "ns": nanoseconds,
        "unit": peer.unit,
        "points": outcome.points,
        "error": outcome.error(),
    }


def check(peers):
    """Every peer's numbers, few of them, and no times."""
    wrong = 0
    for peer in peers:
        error = peer.run(peer.least).error()
        right = error <= peer.allowed
        wrong += not right
        verdict = "ok" if right else f"must be at most {peer.allowed:.0e}"
        print(f"{peer.work:18} {peer.name:38} relative error {error:.1e}  {verdict}")
    print(f"{len(peers) - wrong} passed, {wrong} failed")
    return 1 if wrong else 0


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer points and rounds")
    parser.add_argument("--work", action="append", default=[], help="only this work; repeatable")
    parser.add_argument("--rounds", type=int, help="default: 7, quick 3")
    parser.add_argument(
        "--whole", action="store_true", help="all 1e7 points of the whole process, not a tenth"
    )
    parser.add_argument("--check", action="store_true", help="check the peers' numbers only")
    parser.add_argument("--program", help="the qbnet to check against (build/release/qbnet)")
    return parser.parse_args()


def main():
    given = options()
    if given.program:
        truth.program = pathlib.Path(given.program)
    if not truth.program.exists():
        sys.stderr.write(f"run_peers.py: {truth.program} must be built first, but is missing\n")
        return 9
    peers = chosen(all_peers(given.whole), given.work)
    if given.check:
        return check(peers)
    print(json.dumps({"about": about()}), flush=True)
    wrong = 0
    rounds = given.rounds or (3 if given.quick else 7)
    for peer, nanoseconds, outcome in measure(peers, rounds, given.quick):
        result = line(peer, nanoseconds, outcome)
        print(json.dumps(result), flush=True)
        if not result["error"] <= peer.allowed:
            sys.stderr.write(
                f"run_peers.py: the relative error of {peer.name} in {peer.work} must be at most "
                f"{peer.allowed:.0e}, but is {result['error']:.1e}\n"
            )
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
