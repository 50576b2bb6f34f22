"""What every peer is: a name, a piece of work, and a function that does it."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    seconds: float
    points: int
    error: Callable[[], float]  # largest relative error at a few points, against qbnet


@dataclass(frozen=True)
class Peer:
    work: str
    name: str
    run: Callable[[int], Outcome]
    points: int  # a round
    least: int  # points that are enough to be checked
    unit: str = "ns a point"
    allowed: float = 1e-10  # relative error


def timed(function, *arguments):
    """Seconds of processor time, and what the function returned."""
    start = time.process_time()
    result = function(*arguments)
    return time.process_time() - start, result
