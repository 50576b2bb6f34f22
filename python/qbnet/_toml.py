"""Tables of a network file as text."""

from __future__ import annotations

import json
import re
from typing import Any, Mapping

import numpy as np

from .errors import BadInput


def key_text(key: Any) -> str:
    if not isinstance(key, str):
        raise BadInput(f"a name must be a str, but is {key!r}")
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)


def value_text(value: Any, what: str) -> str:
    """A number, an expression, a complex number, or a list or dict of them."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, (bool, np.bool_)):
        raise BadInput(f"{what} must be a number, but is {bool(value)}")
    if isinstance(value, Mapping):
        inner = (f"{key_text(k)} = {value_text(v, f'{k} of {what}')}" for k, v in value.items())
        return "{ " + ", ".join(inner) + " }"
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        raise BadInput(f"{what} must be numbers, but have the type object")
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, (list, tuple, np.ndarray)):
        if isinstance(value, np.ndarray) and value.ndim > 1:
            raise BadInput(f"{what} must have the shape (n,), but have the shape {value.shape}")
        items = value.tolist() if isinstance(value, np.ndarray) else value
        return "[" + ", ".join(value_text(v, f"number {k + 1} of {what}") for k, v in enumerate(items)) + "]"
    return _number_text(value, what)


def _number_text(value: Any, what: str) -> str:
    if isinstance(value, (complex, np.complexfloating)):
        z = complex(value)
        return f"{{ re = {_real_text(z.real)}, im = {_real_text(z.imag)} }}"
    if isinstance(value, (int, np.integer)) and abs(int(value)) < 2**53:
        return str(int(value))
    try:
        return _real_text(float(value))
    except (TypeError, ValueError, OverflowError):
        raise BadInput(f"{what} must be a number or an expression, but is {value!r}") from None


def _real_text(x: float) -> str:
    # What is not finite is refused where it is read, by its name there.
    return repr(float(x))


def table_text(header: str, table: Mapping[str, Any]) -> str:
    name = table.get("name", header.strip("[]"))
    lines = [f"{key_text(k)} = {value_text(v, f'{k} of {name}')}" for k, v in table.items()]
    return header + "\n" + "".join(line + "\n" for line in lines)
