"""What a network is made of, as it is shown, and what ``qbnet check`` says of it."""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple

import numpy as np

from . import _core


class Dissipator(NamedTuple):
    """A shared bath: rate ((thermal + 1) D[L] + thermal D[L^+]), L = sum of weights[mode] o_mode."""

    rate: float
    weights: dict[str, complex]
    thermal: float


class Drive:
    """A drive in time: H gains xi(t) o + h.c. with xi(t) = amplitude f(t) exp(i detuning t).

    Attributes: ``mode`` (its name), ``shape``, ``amplitude``, ``detuning``, ``start``, ``stop``."""

    def __init__(self, mode: str, pulse: Any):
        self.mode = mode
        self.shape: str = pulse.shape
        self.amplitude: complex = pulse.amplitude
        self.detuning: float = pulse.detuning
        self.start: float = pulse.start
        self.stop: float = pulse.stop
        self._pulse = pulse

    def at(self, times: Any) -> Any:
        """xi at a time, or at each of an array of times."""
        found = self._pulse.at(np.asarray(times, float).ravel()).reshape(np.shape(times))
        return found if np.ndim(times) else complex(found)

    def __repr__(self) -> str:
        return f"<qbnet.Drive of {self.mode!r}: {self.shape}, {self.start:g} to {self.stop:g}>"


class Switch(NamedTuple):
    """From ``time`` on parameters have the values ``set``."""

    time: float
    set: dict[str, float]


class Description(dict):
    """What ``qbnet check --json`` says, as a dict; printed as ``qbnet check`` does."""

    def __init__(self, said: Mapping[str, Any], held: Any):
        super().__init__(said)
        self._held = held

    def __str__(self) -> str:
        return _core.description_text(self._held)

    __repr__ = __str__
