"""Results over frequencies: what passes between ports, and normal modes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._result import Array, Result, _short

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Response(Result):
    """What passes between two ports at each frequency w of a weak probe::

        S(w) = 1 - C (M - i w)^-1 C^+,  C: the jumps of the ports, sqrt(kappa_j) o_j of a mode

    ``forward`` and ``reverse``: S_to,from and S_from,to, complex; ``transmission`` and
    ``reverse_transmission``: |S|^2, the part of the incoming power that comes out, with their log10;
    ``isolation_db``: their ratio; ``added_noise``: quanta that warm baths add, referred to the input.
    Shape (frequencies,); frequencies in the unit of rates, against the drive's.

    With two frequencies or more also ``transmission_peak`` and ``isolation_peak``, (frequency, dB),
    and the bands ``transmission_3db``, ``isolation_3db`` and ``isolation_20db``, dicts with ``lower``,
    ``upper``, ``width`` and, without a width, a ``reason``; None otherwise.

    Error: ``error_bound``, the largest relative one of a |S|^2. Source: docs/response.md; C. W.
    Gardiner and M. J. Collett, Phys. Rev. A 31, 3761 (1985).

    >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> r = qbnet.response(net, "c", "b1")
    >>> print(f"{r.transmission_peak[1]:.4f} dB, 3 dB over {r.transmission_3db['width']:.6f}")
    -5.1055 dB, 3 dB over 0.078290
    >>> r.error_bound < 1e-12, qbnet.response(net, "c", "b1", [0]).transmission_peak
    (True, None)
    """

    kind = "response"

    frequencies: Array
    forward: Array
    reverse: Array
    transmission: Array
    reverse_transmission: Array
    log10_transmission: Array
    log10_reverse_transmission: Array
    isolation_db: Array
    added_noise: Array
    error_bound: float
    from_: str
    to: str
    transmission_peak: tuple[float, float] | None = None
    isolation_peak: tuple[float, float] | None = None
    transmission_3db: dict[str, Any] | None = None
    isolation_3db: dict[str, Any] | None = None
    isolation_20db: dict[str, Any] | None = None

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        heads = {"frequencies": "frequency (rate)", "transmission": f"{self.from_} to {self.to} (1)",
                 "reverse_transmission": f"{self.to} to {self.from_} (1)", "isolation_db": "isolation (dB)",
                 "added_noise": "added noise (quanta)"}
        columns = [[_short(x) for x in self.__dict__[k][:most]] for k in heads]
        return list(heads.values()), [list(row) for row in zip(*columns)]

    def _length(self) -> int:
        return len(self.frequencies)

    def plot(self, **how: Any) -> Axes:
        """Both transmissions: :func:`qbnet.plots.response`."""
        from . import plots

        return plots.response(self, **how)


class Scattering(Result):
    """The scattering matrix, out = S in, between ``ports`` at each frequency: ``s``, complex, shape
    (frequencies, to, from); frequencies in the unit of rates, against the drive's.

    ``complete``: every bath is a port, so that S S^+ = 1; ``unitarity_defects``: largest entry of
    |S S^+ - 1| at each frequency, rounding if complete, else what leaves by other ports.

    Error: ``error_bound``, the largest relative one of an entry. Source: docs/response.md.

    >>> net = qbnet.Network().mode("a", loss=1, drive=1).mode("b", loss=1).couple("a", "b", 0.5)
    >>> found = qbnet.scattering(net, frequencies=[0])
    >>> abs(found.s[0]).round(6).tolist(), found.ports
    ([[0.0, 1.0], [1.0, 0.0]], ('a', 'b'))
    >>> found.complete, bool(found.unitarity_defects[0] < 1e-14), found.error_bound < 1e-13
    (True, True, True)
    """

    kind = "scattering"

    ports: tuple[str, ...]
    frequencies: Array
    s: Array
    complete: bool
    unitarity_defects: Array
    error_bound: float

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        rows = [[_short(w), _short(np.abs(s).max()), _short(d)] for w, s, d in zip(
            self.frequencies[:most], self.s, self.unitarity_defects)]
        return ["frequency (rate)", "largest |S| (1)", "unitarity defect (1)"], rows

    def _length(self) -> int:
        return len(self.frequencies)

    def plot(self, **how: Any) -> Axes:
        """A map of |S|: :func:`qbnet.plots.scattering`."""
        from . import plots

        return plots.scattering(self, **how)


class Spectrum(Result):
    """Normal modes, slowest decay first::

        M x = lambda x,  v ~ exp(-lambda t):  Re lambda decays the amplitude, Im lambda is its frequency

    Shape (modes,), with squeezers twice as many, in the unit of rates. ``conditions``: how far lambda
    moves over how far M does. ``clusters``: how many eigenvalues cannot be told from it, 1 for none
    else; ``defective``: those whose eigenvectors merge. ``right``, ``left``: of the eigenvectors, dicts
    with ``participation`` (how many modes it lives on), ``centre`` and ``most`` (the mode with most
    weight). ``exceptional_distance``: to first order no smaller change of M makes two eigenvalues meet.
    ``winding``: of a uniform cascade around ``winding_base``, else None and ``winding_reason``.

    Error: ``errors``, absolute; proofs where ``proven``, up to 64 modes, and up to 100 where doubles do not tell. Source: docs/response.md,
    sections 4 and 5.

    >>> net = qbnet.Network().mode("a", loss=1, drive=1).mode("b", loss=1).couple("a", "b", 0.5)
    >>> found = qbnet.spectrum(net)
    >>> found.eigenvalues.round(9).tolist(), found.right["participation"].round(9).tolist()
    ([(0.5-0.5j), (0.5+0.5j)], [2.0, 2.0])
    >>> found.proven, bool(found.errors.max() < 1e-14), found.slowest_decay
    (True, True, 0.5)
    """

    kind = "spectrum"

    eigenvalues: Array
    errors: Array
    conditions: Array
    clusters: Array
    defective: Array
    right: dict[str, Any]
    left: dict[str, Any]
    proven: bool
    slowest_decay: float
    vector_condition: float
    exceptional_distance: float
    winding: int | None
    winding_base: complex
    winding_reason: str

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        rows = [
            [_short(z.real), _short(z.imag), _short(e), _short(c), self.right["most"][k]]
            for k, (z, e, c) in enumerate(zip(self.eigenvalues[:most], self.errors, self.conditions))
        ]
        return ["decay (rate)", "frequency (rate)", "error (rate)", "condition (1)", "most on"], rows

    def _length(self) -> int:
        return len(self.eigenvalues)

    def plot(self, **how: Any) -> Axes:
        """Eigenvalues in the plane: :func:`qbnet.plots.spectrum`."""
        from . import plots

        return plots.spectrum(self, **how)
