"""The works of the sweeps' table, and what each of them must show."""

import math
from dataclasses import dataclass

SELF = "qbnet"
SOLVE = "np.linalg.solve, batched"


@dataclass(frozen=True)
class Ratio:
    peer: str
    must: float
    beyond: float = 0.0


@dataclass(frozen=True)
class Work:
    name: str
    what: str
    must: float = math.inf  # ns a unit
    beyond: float = math.inf
    ratios: tuple[Ratio, ...] = ()
    aim: str = ""  # a goal beyond that is no number


MAP = "map E_2(theta1, theta2), {0} x {0}, {1}"
WORKS = (
    Work("map-1000", MAP.format(1000, "no hoisting"), 3, 1.5, (Ratio(SOLVE, 140),)),
    Work("map-4000", MAP.format(4000, "no hoisting"), 3, 1.5, (Ratio(SOLVE, 140),)),
    Work("map-1000-hoisted", MAP.format(1000, "hoisted"), 0.8, 0.3, (Ratio(SOLVE, 500),)),
    Work("map-4000-hoisted", MAP.format(4000, "hoisted"), 0.8, 0.3, (Ratio(SOLVE, 500),)),
    Work("energy-of-g", "E_4(g), three cases", 9, 4.3, (Ratio(SOLVE, 330),)),
    Work(
        "disorder-10",
        "disorder, cascade N = 10, draw included",
        250,
        100,
        (Ratio(SOLVE, 20), Ratio("numpy, elimination by hand", 5)),
    ),
    Work(
        "max-power-4",
        "maximal power, cascade N = 4 at the rates of Fig. 4",
        25e3,
        12e3,
        (Ratio("SciPy expm and search", 40),),
    ),
    Work(
        "gradient-50",
        "gradient of log E by all 4N numbers, N = 50",
        4e3,
        1.5e3,
        (
            Ratio("SciPy solve_banded, adjoint", 25),
            Ratio("SciPy solve_banded, central differences", 3000),
        ),
    ),
    Work("two-threads", "two threads", ratios=(Ratio("qbnet, one thread", 1.8, 1.95),)),
    Work(
        "whole-process-1e7",
        "whole process, 1e7 points to .npy",
        ratios=(Ratio("np.linalg.solve, batched, and np.save", 40),),
        aim="limited by the disk",
    ),
)
