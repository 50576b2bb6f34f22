"""A network as the library holds it, with what Python asks of it again and again."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Iterator, Mapping

from . import _core
from ._toml import with_settings
from .errors import QbnetWarning, in_python

_MOST_WRITTEN_OUT = 10_000


class Held:
    """Never changes. Names of large networks are made when they are asked for."""

    def __init__(self, text: str, name: str, settings: Mapping[str, Any]):
        core = _core.read(text, name, [(key, str(value)) for key, value in settings.items()])
        self.core = core
        self.size: int = core.size
        self._settings = settings
        self.find = core.find
        self.name_of = core.name_of
        self.role_of = core.role_of

    def has(self, name: str) -> bool:
        return name.isascii() and self.find(name) is not None

    @cached_property
    def text(self) -> str:
        """The network file, with what is set."""
        return with_settings(self.core.text, self._settings)

    @cached_property
    def warned(self) -> bool:
        """Warns once, when the network is first asked for more than its parts: it may get more."""
        for sentence in self.core.warnings:
            warnings.warn(in_python(sentence), QbnetWarning, stacklevel=5)
        return True

    @cached_property
    def names(self) -> Sequence[str]:
        if self.size > _MOST_WRITTEN_OUT:
            return Lazy(self.core, "name")
        return tuple(self.core.names)

    @cached_property
    def roles(self) -> Sequence[str]:
        if self.size > _MOST_WRITTEN_OUT:
            return Lazy(self.core, "role")
        return tuple(self.core.roles)

    @cached_property
    def parameters(self) -> dict[str, float]:
        return dict(self.core.parameters)

    @cached_property
    def description(self) -> dict[str, Any]:
        return json.loads(_core.description(self.core))


class Lazy(Sequence):
    """Names, or roles, of the modes of a large network."""

    def __init__(self, core: Any, what: str):
        self._core, self._what = core, what
        self._one = core.name_of if what == "name" else core.role_of

    def __len__(self) -> int:
        return self._core.size

    def __getitem__(self, k: Any) -> Any:
        if isinstance(k, slice):
            return tuple(self._one(j) for j in range(*k.indices(len(self))))
        if not -len(self) <= k < len(self):
            raise IndexError(f"there are {len(self)} modes, but {k} was asked for")
        return self._one(k % len(self))

    def __iter__(self) -> Iterator[str]:
        return (self._one(j) for j in range(len(self)))

    def index(self, name: Any, *where: Any) -> int:  # type: ignore[override]
        found = self._core.find(name) if self._what == "name" else None
        if found is None:
            return super().index(name, *where)
        return found

    def __contains__(self, name: object) -> bool:
        if self._what == "name":
            return isinstance(name, str) and name.isascii() and self._core.find(name) is not None
        return super().__contains__(name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (Lazy, tuple)) and len(self) == len(other) and all(
            a == b for a, b in zip(self, other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{len(self)} {self._what}s: {', '.join(self[:3])}, ..., {self[-1]}>"

    def __reduce__(self) -> Any:
        return tuple, (list(self),)
