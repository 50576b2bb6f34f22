"""Network files as text: written, read, and with other values of their parameters."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any, Mapping

_LISTS = ("mode", "coupling", "triangle", "dissipator", "squeezing", "drive", "switch")


def table_text(header: str, table: Mapping[str, Any]) -> str:
    return header + "\n" + "".join(f"{key_text(k)} = {value_text(v)}\n" for k, v in table.items())


def key_text(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _string_text(key)


def value_text(value: Any) -> str:
    """What ``_check.plain`` gives, or what a file has."""
    if isinstance(value, str):
        return _string_text(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key_text(k)} = {value_text(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(value_text, value)) + "]"
    return repr(value)


def _string_text(value: str) -> str:
    # Escaped beyond ASCII, so that a name with another letter is refused as a name.
    return re.sub(r"[^\x20-\x7e]", lambda letter: f"\\U{ord(letter[0]):08x}", json.dumps(value, ensure_ascii=False))


def document_text(said: Mapping[str, Any]) -> str:
    """The network file that says this."""
    parts = ["qbnet = 1\n"]
    if said.get("parameters"):
        parts.append(table_text("[parameters]", said["parameters"]))
    for family in ("cascade", "parallel"):
        if family in said:
            parts.append(table_text(f"[{family}]", said[family]))
    for kind in _LISTS:
        parts.extend(table_text(f"[[{kind}]]", each) for each in said.get(kind) or ())
    if said.get("disorder"):
        apart = dict(said["disorder"])
        elements = apart.pop("element", ())
        parts.append(table_text("[disorder]", apart))
        parts.extend(table_text("[[disorder.element]]", each) for each in elements)
    return "\n".join(parts)


def parsed(text: str) -> dict[str, Any]:
    """What a network file says, TOML or JSON."""
    text = text.removeprefix("\ufeff")
    said = json.loads(text) if _is_json(text) else tomllib.loads(text)
    said.pop("qbnet", None)
    said.setdefault("parameters", {})
    return said


def _is_json(text: str) -> bool:
    return text.lstrip().startswith("{")


def with_settings(text: str, settings: Mapping[str, Any]) -> str:
    """The same file with other values of some parameters that it has."""
    for name, value in settings.items():
        written = f"{name} = {value_text(value)}"
        section = re.search(r"^[ \t]*\[[ \t]*parameters[ \t]*\].*\n((?:(?![ \t]*\[).*\n?)*)", text, re.MULTILINE)
        lines, found = re.subn(rf"^[ \t]*([\"']?){name}\1[ \t]*=.*$", lambda _: written, section[1],
                               flags=re.MULTILINE) if section else ("", 0)
        if section is None or found != 1:  # a file in another layout is written anew
            said = parsed(text)
            said["parameters"][name] = value
            text = document_text(said)
        else:
            text = text[: section.start(1)] + lines + text[section.end(1) :]
    return text
