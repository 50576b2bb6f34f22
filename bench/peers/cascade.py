"""A cascade's network file as numpy sees it: its rates, and the drift M of docs/conventions.md."""

import copy
import pathlib
import tomllib
from dataclasses import dataclass

import numpy as np

NETWORKS = pathlib.Path(__file__).resolve().parent.parent / "networks"
CASES = ("nonreciprocal", "reciprocal-direct", "reciprocal-mediated")


@dataclass(frozen=True)
class Rates:
    """The numbers of one file. Its values are numbers or names of parameters, never formulas."""

    file: pathlib.Path
    batteries: int
    mediated: bool
    coupling: float
    phase: float
    charger_loss: float
    battery_loss: float
    mediator_loss: float
    drive: float

    @property
    def modes(self):
        return 1 + self.batteries * (2 if self.mediated else 1)

    @property
    def losses(self):
        """One a mode: c, b1..bN, a1..aN."""
        mediators = self.modes - 1 - self.batteries
        return np.array(
            [self.charger_loss]
            + [self.battery_loss] * self.batteries
            + [self.mediator_loss] * mediators
        )

    @property
    def source(self):
        """b of dv/dt = -M v + b."""
        b = np.zeros(self.modes, complex)
        b[0] = -1j * self.drive
        return b


def read(name):
    """The rates in NAME.toml, at the values that the file itself gives to its parameters."""
    file = NETWORKS / f"{name}.toml"
    tree = tomllib.loads(file.read_text())
    table = tree["cascade"]

    def number(key):
        value = table.get(key, 0.0)
        return tree["parameters"][value] if isinstance(value, str) else value

    charging = table["charging"]
    return Rates(
        file=file,
        batteries=table["batteries"],
        mediated=charging != "reciprocal-direct",
        coupling=number("coupling"),
        phase=-np.pi / 2 if charging == "nonreciprocal" else 0.0,
        charger_loss=number("charger_loss"),
        battery_loss=number("battery_loss"),
        mediator_loss=number("mediator_loss"),
        drive=number("drive"),
    )


def parameters(rates):
    """The file's parameters, for what is none of a cascade's rates."""
    return tomllib.loads(rates.file.read_text())["parameters"]


def matched(coupling, mediator_loss):
    """The mediator's coupling at which the triangle lets no energy back."""
    return np.sqrt(coupling * mediator_loss / 2)


class Drift:
    """A batch of M, kept from one chunk to the next: only what varies is written again."""

    def __init__(self, count, rates):
        self.m = np.zeros((count, rates.modes, rates.modes), complex)
        self.source = rates.source[None, :]
        self.link = np.arange(rates.batteries)
        self.end = self.link + 1
        self.mediator = self.end + rates.batteries
        self.put_losses(rates.losses)
        self.put(self.link, self.end, rates.coupling, rates.phase)
        if rates.mediated:
            self.put_mediators(matched(rates.coupling, rates.mediator_loss))

    def put_losses(self, losses):
        mode = np.arange(self.m.shape[1])
        self.m[:, mode, mode] = losses / 2

    def put(self, start, end, strength, phase):
        """Couplings of H = strength exp(i phase) o_start o_end^+ + h.c."""
        entry = 1j * strength * np.exp(1j * phase)
        self.m[:, end, start] = entry
        self.m[:, start, end] = -np.conj(entry)

    def put_mediators(self, strength):
        self.put(self.link, self.mediator, strength, 0.0)
        self.put(self.mediator, self.end, strength, 0.0)

    def first(self, count):
        """The first `count` of the batch, in the same memory: the last chunk may be shorter."""
        part = copy.copy(self)
        part.m = self.m[:count]
        return part

    def energies(self, mode):
        """|v|^2 of one mode in the steady state."""
        return squared(np.linalg.solve(self.m, self.source[..., None])[:, mode, 0])


def squared(amplitude):
    """|v|^2 without the square root of abs()."""
    return amplitude.real**2 + amplitude.imag**2


def chain_energy(own, ahead, back, drive):
    """E_N of a chain without mediators, by hand: from the last battery up to the charger.

    `own` are N + 1 rows of the diagonal of M, `ahead` and `back` N rows of the entries M[k + 1, k]
    and M[k, k + 1], whatever stands side by side in a row.
    """
    loop = ahead * back
    forward = squared(ahead)
    pivot = own[-1] + 0j
    energy = drive**2 / squared(pivot)
    for k in reversed(range(len(ahead))):
        pivot = own[k] - loop[k] / pivot
        energy = energy * (forward[k] / squared(pivot))
    return energy


def chunks(count, size):
    """Slices of at most `size` that cover range(count)."""
    return [slice(k, min(k + size, count)) for k in range(0, count, size)]


def spread(count, picked=5):
    """A few of range(count), ends left out where there is room: where a peer is checked."""
    return sorted({int((k + 0.5) * count / picked) for k in range(picked)})
