"""What qbnet raises: one class for each reason, all below :class:`Error`.

The sentences are those of the command line. Where a class of Python's own says the same, it is a
base too: a wrong value can be caught as :class:`ValueError`.
"""

from __future__ import annotations

import os
import re


class Error(Exception):
    """Base of all that qbnet raises. ``status`` is the word that the command line prints, and
    ``exit_code`` the code with which it ends."""

    status = "failed"
    exit_code = 1

    @property
    def message(self) -> str:
        """The sentence."""
        return str(self.args[0]) if self.args else ""


class InternalError(Error):
    """An error in qbnet itself."""


class BadInput(Error, ValueError):
    """A network, an argument or a file that is wrong; the sentence names what, and what is right."""

    exit_code = 3


class UnknownMode(BadInput, KeyError):
    """A name that no mode of the network has."""

    __str__ = Exception.__str__


class PhysicsError(Error):
    """The physics refuses: there is no steady state, or none is approached."""

    status = "marginal"
    exit_code = 4


class UnstableError(PhysicsError):
    """The network gains energy."""

    status = "unstable"


class MarginalError(PhysicsError):
    """A normal mode never decays."""

    status = "marginal"


class SingularError(PhysicsError):
    """A normal mode that never decays is resonant with the drive."""

    status = "singular"


class InaccurateError(Error):
    """Computed, but not as accurately as promised. ``allow_inaccurate=True`` returns the values."""

    status = "inaccurate"
    exit_code = 5


class FailedError(Error):
    """Nothing could be computed."""


class FileError(Error, OSError):
    """Reading or writing failed."""

    exit_code = 6
    __str__ = Exception.__str__

    def of(self, path: str, code: int | None) -> "FileError":
        """With what :class:`OSError` tells a program."""
        self.filename = path
        if code is not None:
            self.errno, self.strerror = code, os.strerror(code)
        return self


class TooLarge(Error, MemoryError):
    """Too large for this machine; said, with an estimate, before trying."""

    exit_code = 7


class Exists(FileError):
    """The output exists."""

    exit_code = 8


class MissingPart(Error, ImportError):
    """An optional part, such as matplotlib, is missing."""

    exit_code = 9
    __str__ = Exception.__str__


class Interrupted(Error, KeyboardInterrupt):
    """Stopped by Ctrl-C; also a :class:`KeyboardInterrupt`."""

    status = "interrupted"
    exit_code = 130


class QbnetWarning(UserWarning):
    """What the command line warns of, among it points of a sweep that have no value."""


_BY_EXIT_CODE = {
    1: InternalError,
    2: BadInput,
    3: BadInput,
    4: PhysicsError,
    5: InaccurateError,
    6: FileError,
    7: TooLarge,
    8: Exists,
    9: MissingPart,
}
_BY_STATUS: dict[str, type[Error]] = {
    "inaccurate": InaccurateError,
    "unstable": UnstableError,
    "marginal": MarginalError,
    "singular": SingularError,
    "interrupted": Interrupted,
}


def in_python(sentence: str) -> str:
    """A sentence of the command line with its options called as arguments are."""
    built = re.match(r"network:(\d+:\d+:)? *", sentence)
    if built:  # in Python, not in a file: there are no lines
        sentence = re.sub(r" (is )?at line \d+ already", r" \1already there", sentence[built.end() :])
    return re.sub(r"(?<![\w-])--([a-z][a-z-]*)", lambda m: m[1].replace("-", "_"), sentence)


def refusal(exit_code: int, sentence: str) -> Error:
    """The exception for a refusal of the library; called by it."""
    if sentence.startswith("mode must be a mode of the network"):
        return UnknownMode(in_python(sentence))
    return _BY_EXIT_CODE.get(exit_code, Error)(in_python(sentence))


def judge(status: str, message: str, allow_inaccurate: bool) -> None:
    """Raises unless the status is ok, or inaccurate and allowed."""
    if status == "ok" or (status == "inaccurate" and allow_inaccurate):
        return
    if status == "inaccurate":
        message += "; allow_inaccurate=True returns the values all the same"
    raise _BY_STATUS.get(status, FailedError)(message)
