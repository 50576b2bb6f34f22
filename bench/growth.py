#!/usr/bin/python3
"""Growth curves: time and peak memory against the number of batteries, qbnet beside its peers.

    bench/growth.py --program build/bench/qbnet_bench [--largest 1000000] [--out results/bench]

Each point is a process of its own (growth.cpp; for SciPy this program itself), so that memory is
its peak. qbnet does everything, from rates to energies; the peers get their matrix made. Prints
exponents fitted from 10^3 batteries on; writes growth.json, growth.md and, where matplotlib is
installed, growth-time.svg and growth-memory.svg.
"""

import argparse
import json
import math
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SELF = "qbnet"
OF_C = ("KLU", "KLU, analysis kept", "Eigen SparseLU")
OF_SCIPY = ("SciPy solve_banded", "SciPy splu")
# What is drawn: the family, who, and the label of its curve.
CURVES = (
    [("cascade", SELF, "qbnet, cascade")]
    + [(family, SELF, f"qbnet, {family}") for family in ("parallel", "tree", "ladder")]
    + [("cascade", who, who) for who in OF_C + OF_SCIPY]
)
FIT_FROM = 1000
ENOUGH, FEW, TOO_MUCH = 0.3, 3, 5.0  # seconds and numbers of repeats, as in fastest.cpp


class Refused(Exception):
    """A sentence for the user, and the exit code that goes with it."""

    def __init__(self, code, sentence):
        super().__init__(sentence)
        self.code = code


# ---- SciPy, one point a process ----


def cascade_diagonals(batteries):
    """M of bench/systems.cpp's cascade in the order c, a1, b1, a2, b2, ...: two diagonals either side."""
    import numpy as np

    loss, g = 0.1, 0.1 * max(batteries / 100, 0.1)
    mediator = math.sqrt(g * loss / 2)
    modes = 2 * batteries + 1
    before = np.arange(0, modes - 2, 2)
    ab = np.zeros((5, modes), complex)  # ab[2 + i - j, j] = M[i, j]
    ab[2] = loss / 2
    forward = 1j * g * np.exp(-0.5j * math.pi)
    ab[4, before], ab[0, before + 2] = forward, -forward.conjugate()
    ab[3, before] = ab[3, before + 1] = 1j * mediator
    ab[1, before + 1] = ab[1, before + 2] = 1j * mediator
    return ab


def resident(what):
    with open("/proc/self/status", encoding="ascii") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith(what + ":"))


def scipy_point(who, batteries):
    import numpy as np
    from scipy.linalg import solve_banded
    from scipy.sparse import dia_matrix
    from scipy.sparse.linalg import splu

    idle = resident("VmRSS")
    ab = cascade_diagonals(batteries)
    b = np.zeros(ab.shape[1], complex)
    b[0] = -1j
    if who == "SciPy splu":
        shape = (b.size, b.size)
        # dia_matrix keeps M[i, j] in column j: row 2 + i - j of ab is the diagonal j - i.
        m = dia_matrix((ab, [2, 1, 0, -1, -2]), shape=shape).tocsc()
        del ab
        solve = lambda: splu(m).solve(b)  # noqa: E731
    else:
        solve = lambda: solve_banded((2, 2), ab, b)  # noqa: E731
    with open("/proc/self/clear_refs", "w", encoding="ascii") as peak:
        peak.write("5")
    best, spent, memory, runs = math.inf, 0.0, None, 0
    while memory is None or spent < (TOO_MUCH if runs < FEW else ENOUGH):
        start = time.process_time()
        x = solve()
        took = time.process_time() - start
        if memory is None:
            memory = resident("VmHWM") - idle
        best, spent, runs = min(best, took), spent + took, runs + 1
    energy = abs(x[-1]) ** 2
    print(json.dumps({"seconds": best, "bytes": memory, "log10_energy": math.log10(energy)}))


def has_scipy():
    try:
        import scipy.linalg  # noqa: F401
        import scipy.sparse.linalg  # noqa: F401
    except ImportError:
        return False
    return True


# ---- the curves ----


def point(program, family, who, batteries):
    if who in OF_SCIPY:
        words = [sys.executable, __file__, "--point", who, str(batteries)]
    else:
        words = [program, "--growth-of", who, family, str(batteries)]
    # One core for all: SciPy's BLAS would take more.
    environment = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    try:
        done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    except OSError as error:
        raise Refused(9, f"{words[0]} could not be started: {error.strerror}") from None
    if done.returncode != 0:
        raise Refused(1, f"{who}, {batteries} batteries: {done.stderr.strip() or 'no success'}")
    found = json.loads(done.stdout)
    found["batteries"] = batteries
    return found


def sizes(largest):
    """1, 2 and 5 times powers of ten, from 100 on."""
    every = [round(k * 10**e) for e in range(2, 8) for k in (1, 2, 5)]
    return [n for n in every if n <= largest]


def measure(program, largest, rounds):
    curves = []
    for family, who, label in CURVES:
        if who in OF_SCIPY and not has_scipy():
            sys.stderr.write(f"{who} is left out: python3-scipy is not installed\n")
            continue
        curves.append({"system": family, "who": who, "label": label, "points": []})
    for batteries in sizes(largest):
        for curve in curves:
            found = [
                point(program, curve["system"], curve["who"], batteries) for _ in range(rounds)
            ]
            best = min(found, key=lambda one: one["seconds"])
            curve["points"].append(best)
        seconds = curves[0]["points"][-1]["seconds"]
        sys.stderr.write(f"{batteries} batteries: qbnet {1e9 * seconds / batteries:.0f} ns each\n")
    return curves


def exponent(points, what):
    """Slope of log(what) over log(batteries) from FIT_FROM on; None with too few points."""
    kept = [p for p in points if p["batteries"] >= FIT_FROM and p[what] > 0]
    if len(kept) < 3:
        return None
    x = [math.log(p["batteries"]) for p in kept]
    y = [math.log(p[what]) for p in kept]
    mx, my = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / sum((a - mx) ** 2 for a in x)


def check(curves):
    """All of one family agree on the last battery's energy, or a curve is worth nothing."""
    truth = {
        (curve["system"], p["batteries"]): p["log10_energy"]
        for curve in curves
        if curve["who"] == SELF
        for p in curve["points"]
    }
    for curve in curves:
        for p in curve["points"]:
            off = abs(p["log10_energy"] - truth[curve["system"], p["batteries"]])
            if not off < 1e-6:
                raise Refused(
                    1, f"{curve['label']}: E_N is off by 10^{off:.1e} at N = {p['batteries']}"
                )


def text_of(value, form):
    return "-" if value is None else format(value, form)


def table(curves):
    rows = [["curve", "N", "ns a battery", "x qbnet", "bytes a battery", "time ~ N^", "memory ~ N^"]]
    mine = curves[0]["points"][-1]
    for curve in curves:
        last = curve["points"][-1]
        n = last["batteries"]
        same = curve["system"] == "cascade" and curve["who"] != SELF
        rows.append(
            [
                curve["label"],
                f"{n:.0e}".replace("e+0", "e"),
                f"{1e9 * last['seconds'] / n:.0f}",
                f"{last['seconds'] / mine['seconds']:.2f}" if same else "",
                f"{last['bytes'] / n:.0f}",
                text_of(exponent(curve["points"], "seconds"), ".2f"),
                text_of(exponent(curve["points"], "bytes"), ".2f"),
            ]
        )
    width = [max(len(row[c]) for row in rows) for c in range(len(rows[0]))]
    lines = [" | ".join(cell.ljust(w) for cell, w in zip(row, width)) for row in rows]
    lines.insert(1, " | ".join("-" * w for w in width))
    return "".join(f"| {line} |\n" for line in lines)


# Okabe and Ito's colours, with a marker and a dash of its own for each curve.
LOOKS = {
    "qbnet, cascade": ("#D55E00", "o", "-", 2.2),
    "qbnet, parallel": ("#D55E00", "s", (0, (4, 2)), 1.1),
    "qbnet, tree": ("#D55E00", "^", (0, (1, 1.5)), 1.1),
    "qbnet, ladder": ("#D55E00", "D", (0, (6, 2, 1, 2)), 1.1),
    "KLU": ("#0072B2", "v", "-", 1.3),
    "KLU, analysis kept": ("#56B4E9", "v", (0, (4, 2)), 1.3),
    "Eigen SparseLU": ("#009E73", "P", "-", 1.3),
    "SciPy solve_banded": ("#CC79A7", "X", "-", 1.3),
    "SciPy splu": ("#000000", "*", (0, (4, 2)), 1.3),
}


def draw(curves, what, unit, title, out):
    from matplotlib import rcParams
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    rcParams.update({"svg.hashsalt": "qbnet", "font.size": 10, "axes.linewidth": 0.8})
    figure = Figure(figsize=(7.4, 4.6), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.subplots()
    for curve in curves:
        colour, marker, line, width = LOOKS[curve["label"]]
        power = exponent(curve["points"], what)
        shown = [p for p in curve["points"] if p[what] > 0]
        axes.loglog(
            [p["batteries"] for p in shown],
            [p[what] for p in shown],
            color=colour,
            marker=marker,
            markersize=4.5 if curve["who"] == SELF else 4,
            markerfacecolor=colour if line == "-" else "white",
            linestyle=line,
            linewidth=width,
            zorder=3 if curve["who"] == SELF else 2,
            label=curve["label"] + (f"   $N^{{{power:.2f}}}$" if power is not None else ""),
        )
    axes.set_xlabel("batteries $N$, a mediator beside each")
    axes.set_ylabel(unit)
    axes.set_title(title, fontsize=10.5)
    axes.margins(x=0.03)
    axes.grid(True, which="major", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.legend(
        loc="center left",
        bbox_to_anchor=(1.01, 0.5),
        fontsize=8.5,
        frameon=False,
        title=f"grows as (from $N = 10^{round(math.log10(FIT_FROM))}$ on)",
        title_fontsize=8.5,
    )
    part = out.with_name(out.name + ".part")
    figure.savefig(part, format="svg", metadata={"Date": None})
    os.replace(part, out)


def write(path, text):
    """The file appears whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--program", default=str(ROOT / "build" / "bench" / "qbnet_bench"))
    parser.add_argument("--largest", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--rounds", type=int, default=1, help="processes a point; the fastest counts")
    parser.add_argument("--out", default=str(ROOT / "results" / "bench"), metavar="DIR")
    parser.add_argument("--from", dest="file", help="draw a growth.json that was written before")
    parser.add_argument("--point", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


def run(given):
    if given.file:
        curves = json.loads(pathlib.Path(given.file).read_text(encoding="utf-8"))["curves"]
    else:
        curves = measure(given.program, given.largest, given.rounds)
    check(curves)
    text = (
        "Growth: processor time and peak memory of a process of its own; qbnet from rates to\n"
        "energies, the peers from a matrix made for them. x: the peer's time over qbnet's.\n\n"
    ) + table(curves)
    sys.stdout.write(text)
    out = pathlib.Path(given.out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        write(out / "growth.md", text)
        write(out / "growth.json",
              json.dumps({"format": "qbnet-growth/1", "curves": curves}, indent=1) + "\n")
        try:
            draw(curves, "seconds", "processor time of a steady state (s)",
                 "Time of one steady state", out / "growth-time.svg")
            draw(curves, "bytes", "peak memory (bytes)",
                 "Memory of one steady state", out / "growth-memory.svg")
        except ImportError:
            sys.stderr.write("the curves are not drawn: python3-matplotlib is not installed\n")
    except OSError as error:
        raise Refused(6, f"{out} could not be written to: {error.strerror}") from None
    print(f"\nwritten: {out}/growth.md, .json and -time.svg, -memory.svg")


def main():
    given = options()
    try:
        if given.point:
            scipy_point(given.point[0], int(given.point[1]))
        else:
            run(given)
    except Refused as refused:
        sys.stderr.write(f"growth.py: {refused}\n")
        return refused.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
