#!/usr/bin/python3
"""The table of the sweeps: qbnet beside its peers, and whether each goal is met.

    bench/sweeps.py --run 'COMMAND'        qbnet's times from a program, the peers' measured now
    bench/sweeps.py --from FILE ...        from files that were written before; - is standard input
    bench/sweeps.py --no-peers --from A --from B

The peers' program also times `qbnet sweep` as a whole process. Every source holds JSON lines
{"work", "peer", "ns", "unit", "points", "error"}, qbnet's with the peer "qbnet" ("qbnet, one
thread" is what two threads are set against); lines {"about"} say what was measured with; other
lines are passed over. Writes sweeps.md and sweeps.json.
"""

import argparse
import json
import math
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bench" / "peers"))
from goals import SELF, WORKS  # noqa: E402

LARGEST_ERROR = 1e-10


@dataclass
class Measured:
    """All lines of one peer in one work."""

    unit: str = ""
    times: list = field(default_factory=list)
    points: int = 0
    error: float = 0.0

    @property
    def ns(self):
        return statistics.median(self.times)


class Refused(Exception):
    """A sentence for the user, and the exit code that goes with it."""

    def __init__(self, code, sentence):
        super().__init__(sentence)
        self.code = code


class Results:
    def __init__(self):
        self.about = []
        self.by = {work.name: {} for work in WORKS}

    def read(self, lines, source):
        for number, text in enumerate(lines, 1):
            if text.lstrip().startswith("{"):
                self.add(text, f"{source}:{number}")

    def add(self, text, place):
        try:
            line = json.loads(text)
            if "about" in line:
                self.about.append(str(line["about"]))
                return
            work, peer, ns = line["work"], line["peer"], float(line["ns"])
            unit, points = str(line["unit"]), int(line["points"])
            error = float(line["error"])
        except (KeyError, TypeError, ValueError) as reason:
            raise Refused(
                3, f"{place}: a line must hold work, peer, ns, unit, points and error ({reason!r})"
            ) from None
        if work not in self.by:
            raise Refused(3, f'{place}: work must be one of {", ".join(self.by)}, but is "{work}"')
        if not (0 < ns < math.inf):
            raise Refused(3, f"{place}: ns must be positive and finite, but is {ns}")
        one = self.by[work].setdefault(peer, Measured())
        one.unit = unit
        one.times.append(ns)
        one.points = max(one.points, points)
        # No comparison with NaN is true, and NaN must not pass for a small error.
        one.error = max(one.error, error) if error >= 0 else math.inf

    def ratio(self, work, peer):
        """How many times as long as qbnet the peer takes; None where one of them is missing."""
        by = self.by[work]
        return by[peer].ns / by[SELF].ns if peer in by and SELF in by else None


def verdict(work, results):
    """met, met beyond, missed (and by what), or what is still to be measured."""
    mine = results.by[work.name].get(SELF)
    if mine is None:
        return "not measured"
    if not mine.error <= LARGEST_ERROR:
        return f"wrong: relative error {mine.error:.0e}"
    ratios = [(wanted, results.ratio(work.name, wanted.peer)) for wanted in work.ratios]
    missing = [wanted.peer for wanted, ratio in ratios if ratio is None]
    if missing:
        return "not measured: " + "; ".join(missing)
    missed = [f"{time_text(mine.ns)} > {time_text(work.must)}"] if mine.ns > work.must else []
    missed += [f"{ratio_text(ratio)} < {r.must:g} x" for r, ratio in ratios if ratio < r.must]
    if missed:
        return "missed: " + "; ".join(missed)
    has_more = work.beyond < math.inf or any(wanted.beyond for wanted in work.ratios)
    more = mine.ns <= work.beyond and all(ratio >= wanted.beyond for wanted, ratio in ratios)
    return "met, beyond" if has_more and more else "met"


def time_text(ns):
    """Three digits, and up to 10 us in ns, so that a row's times are easy to compare."""
    value, unit = ns, "ns"
    for size, name, start in ((1e3, "us", 1e4), (1e6, "ms", 1e6), (1e9, "s", 1e9)):
        if ns >= start:
            value, unit = ns / size, name
    return f"{value:.0f} {unit}" if value >= 99.5 else f"{value:.3g} {unit}"


def ratio_text(ratio):
    if ratio is None:
        return "-"
    return f"{ratio:.0f} x" if ratio >= 99.5 else f"{ratio:.3g} x"


def goal_text(work, name):
    ns = getattr(work, name)
    words = [f"<= {time_text(ns)}"] if ns < math.inf else []
    for ratio in work.ratios:
        wanted = getattr(ratio, name)
        words += [f">= {wanted:g} x {ratio.peer}"] if wanted else []
    if name == "beyond" and work.aim:
        words.append(work.aim)
    return "; ".join(words) or "-"


def markdown(rows):
    width = [max(len(row[c]) for row in rows) for c in range(len(rows[0]))]
    padded = [[cell.ljust(w) for cell, w in zip(row, width)] for row in rows]
    padded.insert(1, ["-" * w for w in width])
    return "".join("| " + " | ".join(row) + " |\n" for row in padded)


def goals_table(results):
    rows = [["work", "qbnet", "measured ratios", "must", "beyond", "goal"]]
    for work in WORKS:
        mine = results.by[work.name].get(SELF)
        ratios = []
        for wanted in work.ratios:
            ratio = results.ratio(work.name, wanted.peer)
            ratios.append("-" if ratio is None else f"{ratio_text(ratio)} {wanted.peer}")
        rows.append(
            [
                work.what,
                time_text(mine.ns) + " " + mine.unit.removeprefix("ns ") if mine else "-",
                "; ".join(ratios),
                goal_text(work, "must"),
                goal_text(work, "beyond"),
                verdict(work, results),
            ]
        )
    return markdown(rows)


def peers_table(results):
    rows = [["work", "peer", "time", "unit", "over qbnet", "points", "error"]]
    for work in WORKS:
        for peer, one in results.by[work.name].items():
            ratio = results.ratio(work.name, peer)
            rows.append(
                [
                    work.name,
                    peer,
                    time_text(one.ns),
                    one.unit.removeprefix("ns "),
                    ratio_text(ratio),
                    f"{one.points}",
                    f"{one.error:.0e}",
                ]
            )
    return markdown(rows)


def text_of(results):
    text = "Sweeps: medians, one core unless said; x is the peer's time over qbnet's.\n\n"
    text += goals_table(results) + "\n" + peers_table(results)
    if results.about:
        text += "\n" + "".join(f"{about}\n" for about in dict.fromkeys(results.about))
    return text


def json_of(results):
    works = [
        {
            "work": work.name,
            "goal": verdict(work, results),
            "measured": [
                {
                    "peer": peer,
                    "ns": one.ns,
                    "unit": one.unit,
                    "points": one.points,
                    "error": one.error if math.isfinite(one.error) else None,
                    "ratio": results.ratio(work.name, peer),
                }
                for peer, one in results.by[work.name].items()
            ],
        }
        for work in WORKS
    ]
    return {"format": "qbnet-bench-sweeps/1", "about": results.about, "works": works}


def write(path, text):
    """The file appears whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def output_of(words):
    """The lines of a program, shown while they come."""
    lines = []
    try:
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                sys.stderr.write(line)
                lines.append(line)
    except OSError as error:
        raise Refused(9, f"{words[0]} could not be started: {error.strerror}") from None
    if process.returncode != 0:
        raise Refused(1, f"{shlex.join(words)} ended with exit code {process.returncode}")
    return lines


def lines_of(file):
    if file == "-":
        return sys.stdin.readlines()
    try:
        return pathlib.Path(file).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise Refused(6, f"{file} could not be read: {error.strerror}") from None


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", action="append", default=[], metavar="COMMAND")
    parser.add_argument("--from", dest="files", action="append", default=[], metavar="FILE")
    parser.add_argument("--no-peers", action="store_true", help="do not measure the peers")
    parser.add_argument("--quick", action="store_true", help="the peers with fewer points")
    parser.add_argument(
        "--whole", action="store_true", help="the peers' whole process at full size"
    )
    parser.add_argument("--work", action="append", default=[], help="these peers only; repeatable")
    parser.add_argument("--program", help="the qbnet to check and to sweep with")
    parser.add_argument("--out", default=str(ROOT / "results" / "bench"), metavar="DIR")
    return parser.parse_args()


def peers_command(given):
    words = [sys.executable, str(ROOT / "bench" / "peers" / "run_peers.py")]
    words += ["--quick"] if given.quick else []
    words += ["--whole"] if given.whole else []
    words += ["--program", given.program] if given.program else []
    for work in given.work:
        words += ["--work", work]
    return words


def run(given):
    results = Results()
    for command in given.run:
        results.read(output_of(shlex.split(command)), command)
    if not given.no_peers:
        results.read(output_of(peers_command(given)), "run_peers.py")
    for file in given.files:
        results.read(lines_of(file), file)
    text = text_of(results)
    sys.stdout.write(text)
    out = pathlib.Path(given.out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        write(out / "sweeps.md", text)
        write(out / "sweeps.json", json.dumps(json_of(results), indent=1) + "\n")
    except OSError as error:
        raise Refused(6, f"{out} could not be written to: {error.strerror}") from None
    print(f"\nwritten: {out}/sweeps.md, {out}/sweeps.json")


def main():
    try:
        run(options())
    except Refused as refused:
        sys.stderr.write(f"sweeps.py: {refused}\n")
        return refused.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
