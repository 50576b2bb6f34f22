"""What every result has: a status, how it was found, tables, files."""

from __future__ import annotations

import html
from functools import cached_property
from typing import Any, Callable, ClassVar, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ._held import Held
from .errors import UnknownMode

Array = NDArray[Any]


class Result:
    """What every answer has. Arrays run over the modes asked for, in the order of ``names``.

    Every result says how far it may be trusted (``status``), how it was found (``method``,
    ``message``) and what it is the answer for (``network``, ``parameters``); its error estimate is
    named in its class. Results own their memory and know nothing of the network object that they
    came from: they can be pickled, saved and kept, and print as tables with units.

    >>> net = qbnet.cascade(4, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> qbnet.power(net, modes="b4")
    <qbnet.Power: ok>
    mode  max power (omega*rate)  time (1/rate)  energy (omega)
      b4           0.00011064499      124.42047     0.013766503
    >>> state = qbnet.steady(net)
    >>> state.status, state.method
    ('ok', 'double')
    """

    kind: ClassVar[str] = "result"
    _columns: ClassVar[Mapping[str, str]] = {}
    """What a table shows, and the head of each column, with its unit."""

    status: str
    """How far the numbers may be trusted: ``"ok"``, or ``"inaccurate"`` where that was allowed."""
    message: str
    """One sentence: why the network settles and how the answer was found, or what is wrong with it."""
    method: str
    """How the answer was found: the way, or the arithmetic that was needed of several."""

    def __init__(self, **fields: Any):
        self.__dict__.update(fields)

    # Fields as the others, but where a compiled network answered: there they cost more than the answer.
    _asked: Callable[[], Held]

    @cached_property
    def parameters(self) -> dict[str, float]:
        """Parameters of the network."""
        return dict(self._asked().parameters)

    @cached_property
    def network(self) -> str:
        """Text of the network file that this is the answer for."""
        return self._asked().text

    def _fields(self) -> dict[str, Any]:
        """All that it says."""
        said = {**self.__dict__, "parameters": self.parameters, "network": self.network}
        said.pop("_asked", None)
        return said

    __getstate__ = _fields

    def __repr__(self) -> str:
        text = self._table_text()
        return f"<qbnet.{type(self).__name__}: {self.status}{self._note()}>" + ("\n" + text if text else "")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Result) or type(other) is not type(self):
            return NotImplemented
        mine, theirs = self._fields(), other._fields()
        return mine.keys() == theirs.keys() and all(_same(v, theirs[k]) for k, v in mine.items())

    __hash__ = None  # type: ignore[assignment]

    # Tables.

    def _note(self) -> str:
        """What is to be said of a table as a whole, after a comma."""
        return ""

    def _rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        headers, columns = ["mode"], [self.__dict__.get("names", ())[:most]]
        for key, head in self._columns.items():
            value = self.__dict__.get(key)
            if value is None:
                continue
            headers.append(head)
            columns.append([_short(x) for x in value[:most]])
        return headers, [list(row) for row in zip(*columns)]

    def _length(self) -> int:
        return len(self.__dict__.get("names", ()))

    def _table_text(self, most: int = 20) -> str:
        headers, shown = self._rows(most)
        if not shown:
            return ""
        width = [max(len(h), *(len(r[k]) for r in shown)) for k, h in enumerate(headers)]
        lines = ["  ".join(h.rjust(w) for h, w in zip(headers, width))]
        lines += ["  ".join(c.rjust(w) for c, w in zip(row, width)) for row in shown]
        if self._length() > most:
            lines.append(f"... {self._length() - most} more")
        return "\n".join(lines)

    def _repr_html_(self, most: int = 60) -> str:
        headers, rows = self._rows(most)
        head = "".join(f"<th>{html.escape(h)}</th>" for h in headers)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>"
            for row in rows
        )
        length = self._length()
        more = f"<p>{length - most} more rows</p>" if length > most else ""
        return (
            f"<table><caption>{html.escape(self.kind)}: {html.escape(self.status + self._note())}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
        )

    # Files.

    def save(self, path: Any) -> None:
        """Writes everything to an HDF5 file, which :func:`qbnet.load_result` reads back. Raises
        :class:`FileError`, and :class:`MissingPart` without h5py."""
        from .files import save

        save(self, path)


class ByMode(Result):
    """A result whose first axis is the modes: ``result["b1"]`` is one of them, :class:`OfMode`.

    >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> state = qbnet.steady(net, modes=["b1", "b2"])
    >>> list(state), len(state), "c" in state, state.index("b2"), state["b2"].role
    (['b1', 'b2'], 2, False, 1, 'battery')
    """

    names: Sequence[str]
    roles: Sequence[str]

    def index(self, name: str) -> int:
        """Place of a mode in the arrays. Raises :class:`UnknownMode` for one that is not there."""
        if name not in self.names:
            raise UnknownMode(f"mode must be one of this result, but {name!r} is none")
        return self.names.index(name)

    def __getitem__(self, name: str) -> "OfMode":
        k = self.index(name)
        fields: dict[str, Any] = {"name": name}
        for key, singular in self._singular.items():
            value = getattr(self, key, None)
            if value is None:
                continue
            if isinstance(value, dict):
                fields[singular] = {each: _item(of[k]) for each, of in value.items()}
            else:
                fields[singular] = _item(value[k])
        return OfMode(fields)

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    _singular: ClassVar[Mapping[str, str]] = {}
    """Arrays by mode, and what each is called of one mode."""


class OfMode:
    """What a result says of one mode: its arrays' names in the singular.

    >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> b1 = qbnet.power(net)["b1"]
    >>> print(f"{b1.name}: {b1.max_power:.8f} at {b1.time:.6f}")
    b1: 0.39652335 at 54.211180
    """

    def __init__(self, fields: dict[str, Any]):
        self.__dict__.update(fields)

    def __repr__(self) -> str:
        return "OfMode(" + ", ".join(f"{k}={_short(v)}" for k, v in self.__dict__.items()) + ")"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OfMode) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]

    def __getattr__(self, key: str) -> Any:
        raise AttributeError(f"this result says no {key!r} of a mode, but {', '.join(self.__dict__)}")


def _item(x: Any) -> Any:
    return x.item() if isinstance(x, np.generic) else x


def _short(x: Any) -> str:
    if isinstance(x, (float, np.floating)):
        return f"{x:.8g}"
    if isinstance(x, (complex, np.complexfloating)):
        return f"{complex(x):.6g}"
    if isinstance(x, np.ndarray):
        return f"array of {x.shape}"
    return str(x)


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray):
        numbers = a.dtype.kind in "fc"
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=numbers)
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(_same(v, b[k]) for k, v in a.items())
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, float) and isinstance(b, float) and a != a and b != b:
        return True
    return bool(a == b)
