"""What comes in: numbers, arrays and names, each refused with one sentence.

What is kept is a copy: what the caller does to a list or an array afterwards changes nothing.
"""

from __future__ import annotations

import os
from typing import Any, Mapping

import numpy as np

from .errors import BadInput

_TOO_LARGE = "must be at most 1.8e308 in size, but is larger"


def text_of(value: Any, what: str) -> str:
    """A text, such as a name or an expression."""
    if not isinstance(value, str):
        raise BadInput(f"{what} must be a text, but is {value!r}")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise BadInput(f"{what} must be Unicode text, but is {ascii(value)}") from None
    return str(value)


def names_of(values: Any, what: str) -> list[str]:
    """One name, or several."""
    if isinstance(values, str):
        return [text_of(values, what)]
    try:
        several = list(values)
    except TypeError:
        raise BadInput(f"{what} must be names, but are {values!r}") from None
    for name in several:
        if not isinstance(name, str):
            raise BadInput(f"{what} must be names, but one is {name!r}")
    return [text_of(name, what) for name in several]


def flag(value: Any, what: str) -> bool:
    if not isinstance(value, (bool, np.bool_)):
        raise BadInput(f"{what} must be True or False, but is {value!r}")
    return bool(value)


def path_of(value: Any, what: str = "path") -> str:
    try:
        path = text_of(os.fsdecode(value), what)
    except TypeError:
        raise BadInput(f"{what} must be a str or a path, but is {value!r}") from None
    if "\0" in path:
        raise BadInput(f"{what} must be a path, but is {path!r}")
    return path


def mapping(value: Any, what: str) -> dict[Any, Any]:
    if not isinstance(value, Mapping):
        raise BadInput(f"{what} must be a dict from names to numbers, but is {value!r}")
    return dict(value)


def is_scalar(value: Any) -> bool:
    try:
        return bool(np.ndim(value) == 0)
    except ValueError:  # ragged
        return False


def number(value: Any, what: str) -> float:
    """A finite real number."""
    if isinstance(value, (bool, np.bool_, str, bytes)) or not is_scalar(value):
        raise BadInput(f"{what} must be a number, but is {value!r}")
    try:
        if np.iscomplexobj(value) or np.ma.is_masked(value):
            raise TypeError
        result = float(value)
    except OverflowError:
        raise BadInput(f"{what} {_TOO_LARGE}") from None
    except (TypeError, ValueError):
        raise BadInput(f"{what} must be a real number, but is {value!r}") from None
    if not np.isfinite(result):
        raise BadInput(f"{what} must be finite, but is {result}")
    _refuse_rounded(value, result, what)
    return result


def _refuse_rounded(value: Any, result: float, what: str) -> None:
    if isinstance(value, (int, np.integer)) and int(result) != int(value):
        raise BadInput(f"{what} must be a double, but is {value}, which is none")


def complex_number(value: Any, what: str) -> complex:
    """A finite number, real or complex."""
    if is_scalar(value) and np.iscomplexobj(value):
        z = complex(value)
        return complex(number(z.real, what), number(z.imag, what))
    return complex(number(value, what))


def whole(value: Any, what: str, least: int = 0, most: int = 2**53) -> int:
    """A whole number, also one written as a float without a fraction (1e6)."""
    written = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    result = int(value) if written else number(value, what)
    if result != int(result) or not least <= int(value) <= most:
        upto = f"of at least {least}" if most == 2**53 and result < least else f"from {least} to {most}"
        raise BadInput(f"{what} must be a whole number {upto}, but is {value!r}")
    return int(value)


def threads(value: int | None) -> int:
    """How many threads: all processors that this process may use, if not given."""
    if value is None:
        return max(1, min(1024, len(os.sched_getaffinity(0))))
    return whole(value, "threads", 1, 1024)


def array(values: Any, what: str, shape: tuple[int | None, ...] | None = (None,)) -> np.ndarray:
    """Finite real numbers as a new contiguous array of doubles; the argument is never changed.

    ``shape``: the shape asked for, with ``None`` for any length; ``None`` for any shape.
    """
    given = _as_array(values, what)
    if given.dtype.kind == "c":
        raise BadInput(f"{what} must be real numbers, but are complex ({given.dtype})")
    if given.dtype.kind not in "iuf" and given.size > 0:
        raise BadInput(f"{what} must be numbers, but have the type {given.dtype}")
    if shape is not None and not (given.ndim == len(shape) and all(
            want is None or want == have for want, have in zip(shape, given.shape))):
        wanted = str(tuple("n" if n is None else n for n in shape)).replace("'n'", "n")
        raise BadInput(f"{what} must have the shape {wanted}, but have the shape {given.shape}")
    result = np.array(given, dtype=np.float64, order="C")
    if given.dtype.kind in "iu" and given.dtype.itemsize == 8:
        with np.errstate(invalid="ignore"):
            other = (result.astype(given.dtype) != given) | (np.abs(result) >= 2.0**63)
        if other.any():
            at = _first(other)
            raise BadInput(f"{what} must be doubles, but {_index(at)} is {given[at]}, which is none")
    bad = ~np.isfinite(result)
    if bad.any():
        at = _first(bad)
        raise BadInput(f"{what} must be finite, but {_index(at)} is {result[at]}")
    return result


def sample_rows(samples: Any) -> list[list[float]]:
    """[time, re, im] of each sample, of a pair of arrays: times and values, real or complex."""
    try:
        first, second = samples
    except (TypeError, ValueError):
        raise BadInput(f"samples must be a pair, times and values, but are {samples!r}") from None
    times, values = array(first, "times of samples"), _as_array(second, "values of samples")
    re, im = values, np.zeros(values.shape)
    if values.dtype.kind == "c":
        re, im = values.real, values.imag
    re, im = array(re, "values of samples"), array(im, "values of samples")
    if times.shape != re.shape:
        raise BadInput(f"samples must be times and values of one length, but have the shapes {times.shape} "
                       f"and {re.shape}")
    return np.column_stack([times, re, im]).tolist()


def _as_array(values: Any, what: str) -> np.ndarray:
    try:
        given = np.asarray(values)
    except ValueError:
        raise BadInput(f"{what} must be an array of numbers, but is ragged") from None
    except TypeError:
        raise BadInput(f"{what} must be an array of numbers, but is {values!r}") from None
    if np.ma.is_masked(values):
        raise BadInput(f"{what} must be numbers, but {_index(_first(np.ma.getmaskarray(values)))} is masked")
    return given


def _first(where: np.ndarray) -> tuple[int, ...]:
    return tuple(int(k) for k in np.argwhere(where)[0])


def _index(at: tuple[int, ...]) -> str:
    return "the number at index " + (str(at[0]) if len(at) == 1 else str(at))


def plain(value: Any, what: str) -> Any:
    """A number, an expression, or a list or dict of them, in Python's own types."""
    if isinstance(value, str):
        return text_of(value, what)
    if isinstance(value, Mapping):
        return {text_of(k, f"a name in {what}"): plain(v, f"{k} of {what}") for k, v in value.items()}
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "O":
            raise BadInput(f"{what} must be numbers, but have the type object")
        if value.ndim > 1:
            raise BadInput(f"{what} must have the shape (n,), but have the shape {value.shape}")
        if value.ndim:
            value = _as_array(value, what).tolist()
        elif not np.ma.is_masked(value):
            return plain(value[()], what)
    if isinstance(value, (list, tuple)):
        return [plain(each, f"number {k + 1} of {what}") for k, each in enumerate(value)]
    return _plain_number(value, what)


def scalar(value: Any, what: str) -> Any:
    """A real number or an expression, in Python's own types."""
    taken = plain(value, what)
    if isinstance(taken, (list, dict)):
        raise BadInput(f"{what} must be a number or an expression, but is {value!r}")
    return taken


def _plain_number(value: Any, what: str) -> Any:
    if isinstance(value, (bool, np.bool_)):
        raise BadInput(f"{what} must be a number, but is {bool(value)}")
    if isinstance(value, (complex, np.complexfloating)):
        return {"re": float(value.real), "im": float(value.imag)}
    try:
        if isinstance(value, (bytes, bytearray)) or np.ma.is_masked(value):
            raise TypeError
        result = float(value)
    except OverflowError:
        raise BadInput(f"{what} {_TOO_LARGE}") from None
    except (TypeError, ValueError):
        raise BadInput(f"{what} must be a number or an expression, but is {value!r}") from None
    _refuse_rounded(value, result, what)
    # What is not finite is refused where it is read, by its name there.
    return int(value) if isinstance(value, (int, np.integer)) and abs(result) < 2**53 else result
