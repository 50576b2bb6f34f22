"""What comes in: numbers, arrays and names, each refused with one sentence."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from .errors import BadInput


def number(value: Any, what: str) -> float:
    """A finite real number."""
    if isinstance(value, (bool, np.bool_, str, bytes)) or np.ndim(value) != 0:
        raise BadInput(f"{what} must be a number, but is {value!r}")
    try:
        if np.iscomplexobj(value):
            raise TypeError
        result = float(value)
    except (TypeError, ValueError):
        raise BadInput(f"{what} must be a real number, but is {value!r}") from None
    if not np.isfinite(result):
        raise BadInput(f"{what} must be finite, but is {result}")
    return result


def whole(value: Any, what: str, least: int = 0, most: int | None = None) -> int:
    """A whole number, also one written as a float without a fraction (1e6)."""
    result = number(value, what)
    if result != int(result) or result < least or (most is not None and result > most):
        upto = f"of at least {least}" if most is None else f"from {least} to {most}"
        raise BadInput(f"{what} must be a whole number {upto}, but is {value!r}")
    return int(value)


def threads(value: int | None) -> int:
    """How many threads: all processors that this process may use, if not given."""
    if value is None:
        return max(1, min(1024, len(os.sched_getaffinity(0))))
    return whole(value, "threads", 1, 1024)


def array(values: Any, what: str, shape: tuple[int | None, ...] = (None,)) -> np.ndarray:
    """Finite real numbers as a new contiguous array of doubles; the argument is never changed.

    ``shape``: the shape asked for, ``None`` for any length.
    """
    try:
        given = np.asarray(values)
    except ValueError as error:
        raise BadInput(f"{what} must be an array of numbers, but is ragged: {error}") from None
    if given.dtype.kind == "c":
        raise BadInput(f"{what} must be real numbers, but are complex ({given.dtype})")
    if given.dtype.kind not in "iuf" and given.size > 0:
        raise BadInput(f"{what} must be numbers, but have the type {given.dtype}")
    fits = given.ndim == len(shape) and all(
        want is None or want == have for want, have in zip(shape, given.shape)
    )
    if not fits:
        wanted = str(tuple("n" if n is None else n for n in shape)).replace("'n'", "n")
        raise BadInput(f"{what} must have the shape {wanted}, but have the shape {given.shape}")
    result = np.array(given, dtype=np.float64, order="C")
    if given.dtype.kind in "iu" and given.dtype.itemsize == 8:
        with np.errstate(invalid="ignore"):
            other = (result.astype(given.dtype) != given) | (np.abs(result) >= 2.0**63)
        if other.any():
            at = tuple(int(k) for k in np.argwhere(other)[0])
            raise BadInput(f"{what} must be doubles, but {_index(at)} is {given[at]}, which is none")
    bad = ~np.isfinite(result)
    if bad.any():
        at = tuple(int(k) for k in np.argwhere(bad)[0])
        raise BadInput(f"{what} must be finite, but {_index(at)} is {result[at]}")
    return result


def _index(at: tuple[int, ...]) -> str:
    return "the number at index " + (str(at[0]) if len(at) == 1 else str(at))
