#!/usr/bin/python3
"""Warm baths: occupations and the covariance of a cascade, beside scipy.linalg in the same run.

    bench/warm.py --program build/bench/qbnet_bench [--out results/bench]

Processor time on one core. SciPy gets its matrix made, and made real (modes turned by phases,
which nothing of size feels): its complex solver crashes beyond some 150 modes on Debian 12.
qbnet's numbers carry a proof of 1e-11. Writes warm.md; ends with 1 where the two do not agree.
"""

import argparse
import json
import math
import os
import pathlib
import subprocess
import sys
import time

# What is asked of qbnet: the work, its modes, the goal in seconds, or times SciPy's speed.
WORKS = [
    ("one", 1001, 1e-3, None),
    ("one in many bits", 1001, None, None),
    ("all", 1001, None, None),
    ("all", 10001, 10, None),
    ("covariance", 1001, None, 10),
]


def real_drift(modes):
    """M and Q of bench/warm.cpp, mediators turned by i: c, b1 .. bN, a1 .. aN."""
    import numpy as np

    batteries, loss, g = modes // 2, 0.1, 0.01
    mediator = math.sqrt(g * loss / 2)
    m = np.eye(modes) * loss / 2
    for k in range(1, batteries + 1):
        a = batteries + k
        m[k, k - 1], m[k - 1, k] = g, -g
        m[a, k - 1], m[k - 1, a] = mediator, -mediator
        m[k, a], m[a, k] = -mediator, mediator
    return m, np.diag([loss * 0.1 * (1 + j * 7919 % 13) for j in range(modes)])


def scipy_point(modes):
    import numpy as np
    from scipy.linalg import solve_continuous_lyapunov

    m, q = real_drift(modes)
    start = time.process_time()
    x = solve_continuous_lyapunov(m, q)
    took = time.process_time() - start
    rest = np.abs(m @ x + x @ m.T - q).max()
    print(json.dumps({"seconds": took, "value": x[modes // 4, modes // 4], "error": rest}))


def has_scipy():
    try:
        import scipy.linalg  # noqa: F401
    except ImportError:
        print("bench/warm.py: without SciPy there is no peer here", file=sys.stderr)
        return False
    return True


def point(words):
    # One core for all: SciPy's BLAS would take more.
    environment = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        sys.exit(f"bench/warm.py: {' '.join(words)} failed: {done.stderr.strip()}")
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="build/bench/qbnet_bench")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("results/bench"))
    parser.add_argument("--scipy-point", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.scipy_point:
        return scipy_point(options.scipy_point)
    lines = ["| work | modes | seconds | proven error | SciPy | goal |", "|" + " --- |" * 6]
    agree = True
    for work, modes, seconds, times in WORKS:
        found = point([options.program, "--warm-of", work, str(modes)])
        peer, goal = "", ""
        if times and has_scipy():
            other = point([sys.executable, __file__, "--scipy-point", str(modes)])
            ratio = other["seconds"] / found["seconds"]
            agree &= abs(other["value"] / found["value"] - 1) < 1e-9
            peer = f"{other['seconds']:.3g} s, {ratio:.3g} x"
            goal = f"{times} x: {'met' if ratio >= times else 'MISSED'}"
        elif seconds:
            met = found["seconds"] <= seconds
            goal = f"{seconds:g} s: {'met' if met else 'MISSED'}"
        lines.append(
            f"| {work} | {modes} | {found['seconds']:.3g} | {found['error']:.1e} | {peer} | {goal} |"
        )
    text = "\n".join(lines) + "\n"
    print(text, end="")
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "warm.md").write_text(text, encoding="utf-8")
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
