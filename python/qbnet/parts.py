"""What a network is made of, as it is shown, and what ``qbnet check`` says of it."""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple

from . import _core
from ._check import array


class Dissipator(NamedTuple):
    """A shared bath: rate ((thermal + 1) D[L] + thermal D[L^+]), L = sum of weights[mode] o_mode; rates in
    the unit of rates. As :attr:`Network.dissipators` has them.

    >>> net = qbnet.Network().mode("c", loss=1, drive=1).dissipator(0.1, {"c": 1j})
    >>> net.dissipators
    [Dissipator(rate=0.1, weights={'c': 1j}, thermal=0.0)]
    """

    rate: float
    weights: dict[str, complex]
    thermal: float


class Drive:
    """A drive in time: H gains xi(t) o + h.c. with xi(t) = amplitude f(t) exp(i detuning t).

    Attributes: ``mode`` (its name), ``shape``, ``amplitude``, ``detuning``, ``start``, ``stop``; times in
    the inverse of the unit of rates. As :attr:`Network.drives` has them. Source: docs/drives-in-time.md.

    >>> net = qbnet.Network().mode("c", loss=1).drive("c", 2, shape="exponential", rate=0.5, start=1, stop=9)
    >>> pulse = net.drives[0]
    >>> pulse.shape, pulse.amplitude, pulse.stop
    ('exponential', (2+0j), 9.0)
    """

    def __init__(self, mode: str, pulse: Any, held: Any, place: int):
        self.mode = mode
        self.shape: str = pulse.shape
        self.amplitude: complex = pulse.amplitude
        self.detuning: float = pulse.detuning
        self.start: float = pulse.start
        self.stop: float = pulse.stop
        self._pulse, self._held, self._place = pulse, held, place

    def __reduce__(self) -> Any:
        return _drive_of, (self._held.text, self._place)

    def at(self, times: Any) -> Any:
        """xi at a time, a complex number, or at each of an array of times, of its shape. Raises
        :class:`BadInput` for what is no time.

        >>> net = qbnet.Network().mode("c", loss=1).drive("c", 2, shape="square", start=1, stop=9)
        >>> net.drives[0].at(5), net.drives[0].at([0, 5, 10]).tolist()
        ((2+0j), [0j, (2+0j), 0j])
        """
        at = array(times, "times", None)
        found = self._pulse.at(at.ravel()).reshape(at.shape)
        return found if at.ndim else complex(found)

    def __repr__(self) -> str:
        return f"<qbnet.Drive of {self.mode!r}: {self.shape}, {self.start:g} to {self.stop:g}>"


def _drive_of(text: str, place: int) -> Drive:
    from .network import loads

    return loads(text).drives[place]


class Switch(NamedTuple):
    """From ``time`` on parameters have the values ``set``. As :attr:`Network.switches` has them.

    >>> qbnet.Network({"xi": 1}).mode("b", loss=0.1, drive="xi").switch(20, xi=0).switches
    [Switch(time=20.0, set={'xi': 0.0})]
    """

    time: float
    set: dict[str, float]


class Description(dict[str, Any]):
    """What ``qbnet check --json`` says, as a dict; printed as ``qbnet check`` does. Made by
    :meth:`Network.describe`.

    >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> said = net.describe()
    >>> said["stability"]["status"], len(said["modes"])
    ('ok', 3)
    """

    def __init__(self, said: Mapping[str, Any], of: Any):
        """of: the network as the library holds it, or the text."""
        super().__init__(said)
        self._of = of

    def __str__(self) -> str:
        return self._of if isinstance(self._of, str) else _core.description_text(self._of)

    def __reduce__(self) -> Any:
        return Description, (dict(self), str(self))

    __repr__ = __str__
