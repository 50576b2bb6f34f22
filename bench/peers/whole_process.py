#!/usr/bin/python3
"""A whole process: whole_process.py WAY ROWS OUT writes rows of the map of 2000 x 5000 to OUT.

WAY is "solve" (batched np.linalg.solve) or "formula" (3 x 3 by hand). As a module: its peers,
which start that process and watch the clock on the wall.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

import maps
import numpy as np
import truth
from peer import Outcome, Peer

SHAPE = (2000, 5000)
POINTS = SHAPE[0] * SHAPE[1]
WAYS = {
    "solve": maps.by_batched_solve,
    "formula": maps.by_formula(maps.three_by_three, every_point=False),
}


def axes(rows):
    theta1, theta2 = (np.linspace(-np.pi, np.pi, count) for count in SHAPE)
    return theta1[:rows], theta2


def seconds_of(way, rows, out):
    start = time.perf_counter()
    subprocess.run([sys.executable, __file__, way, str(rows), str(out)], check=True)
    return time.perf_counter() - start


def run(points, way):
    """Fewer points than all: what they cost beyond one row is scaled up, the start is not."""
    rows = max(2, min(SHAPE[0], points // SHAPE[1]))
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "map.npy"
        seconds = seconds_of(way, rows, out)
        values = np.load(out)
        if rows < SHAPE[0]:
            start = seconds_of(way, 1, out)
            seconds = start + (seconds - start) * (SHAPE[0] - 1) / (rows - 1)
    share = seconds * values.size / POINTS
    return Outcome(share, values.size, lambda: maps.error_of(values, *axes(rows)))


def program_sweeps():
    """Whether the program has the command at all."""
    words = [str(truth.program), "sweep", "--help"]
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def run_program(_):
    """Always the whole map, on one thread."""
    theta1, theta2 = (f"{-np.pi!r}:{np.pi!r}:{count}" for count in SHAPE)
    words = [str(truth.program), "sweep", str(maps.RATES.file), "--measure", "energy(b2)"]
    words += ["--vary", f"theta1={theta1}", "--vary", f"theta2={theta2}"]
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "map.npy"
        words += ["-o", str(out), "--threads", "1", "--quiet"]
        start = time.perf_counter()
        subprocess.run(words, check=True)
        seconds = time.perf_counter() - start
        values = np.load(out)
    if values.shape != SHAPE:
        raise RuntimeError(f"the map must have the shape {SHAPE}, but has {values.shape}")
    return Outcome(seconds, values.size, lambda: maps.error_of(values, *axes(SHAPE[0])))


def peers(whole=False):
    points = POINTS if whole else POINTS // 10

    def peer(name, run_one, least=4 * SHAPE[1]):
        return Peer("whole-process-1e7", name, run_one, points, least)

    found = [
        peer("np.linalg.solve, batched, and np.save", lambda count: run(count, "solve")),
        peer("numpy, 3 x 3 by hand, and np.save", lambda count: run(count, "formula")),
    ]
    if program_sweeps():
        found.append(peer("qbnet", run_program, POINTS))
    return found


def main():
    way, rows, out = sys.argv[1:]
    np.save(out, WAYS[way](*axes(int(rows))))


if __name__ == "__main__":
    main()
