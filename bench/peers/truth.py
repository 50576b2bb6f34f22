"""The plain answers of the program itself, point by point: what every peer is checked against."""

import json
import pathlib
import subprocess

program = pathlib.Path(__file__).resolve().parents[2] / "build" / "release" / "qbnet"


def ask(command, file, mode, values, text=None):
    words = [str(program), command, str(file), "--json", "--quiet", "--mode", mode]
    for name, value in values.items():
        words += ["--set", f"{name}={float(value)!r}"]
    answer = subprocess.run(words, input=text, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {answer.stderr.strip()}")
    return json.loads(answer.stdout)["modes"][0]


def energy(file, mode, **values):
    return ask("steady", file, mode, values)["energy"]


def energy_of_text(text, mode):
    return ask("steady", "-", mode, {}, text)["energy"]


def maximal_power(file, mode, **values):
    return ask("power", file, mode, values)["max_power"]


def sensitivities(file, measure):
    """d log E / dp by the name of the rate."""
    words = [str(program), "sensitivity", str(file), "--of", measure, "--json", "--quiet"]
    answer = subprocess.run(words, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {answer.stderr.strip()}")
    rows = json.loads(answer.stdout)["sensitivities"]
    return {row["name"]: row["log_derivative"] for row in rows if row["kind"] == "rate"}


def largest_error(pairs):
    """Of (value, truth), relative."""
    return max(abs(value / truth - 1) for value, truth in pairs)
