"""Results in HDF5 files and as xarray datasets."""

from __future__ import annotations

import os
import threading
from typing import Any
from urllib.parse import quote, unquote

import numpy as np

from . import results, study
from ._check import path_of
from .errors import BadInput, FileError, MissingPart

FORMAT = "qbnet-result/1"
_KINDS = {
    each.__name__: each
    for each in (
        results.Steady, results.Evolution, results.Power, results.Gain, results.Sensitivity,
        results.Response, results.Scattering, results.Spectrum, results.Covariance, results.Currents, results.HalfLife, study.Sweep, study.Disorder,
    )
}
_TUPLES = {each.__name__: each for each in (study.Statistics, study.Estimate)}


def _h5py() -> Any:
    try:
        import h5py
    except ImportError as error:
        raise MissingPart("h5py must be installed for this, but is not (python3-h5py)") from error
    return h5py


def save(result: results.Result, path: str | os.PathLike[str]) -> None:
    """Writes a result to an HDF5 file; an existing file is replaced, whole or not at all."""
    h5py = _h5py()
    name, fields = path_of(path), result._fields()
    unfinished = f"{name}.unfinished-{os.getpid()}-{threading.get_ident()}"
    try:
        with h5py.File(unfinished, "w") as file:
            file.attrs["format"] = FORMAT
            file.attrs["result"] = type(result).__name__
            file.attrs["fields"] = list(fields)
            for key, value in fields.items():
                _put(file, key, value)
        os.replace(unfinished, name)
    except OSError as error:
        raise FileError(f"{name}: file must be writable, but is not: {error}").of(name, error.errno) from error
    finally:
        if os.path.exists(unfinished):
            os.remove(unfinished)


def load_result(path: str | os.PathLike[str]) -> Any:
    """Reads what :meth:`Result.save` wrote: a result that equals the one saved.

    Raises :class:`FileError` if it cannot be read, :class:`BadInput` if it holds no result,
    :class:`MissingPart` without h5py.

    >>> net = qbnet.Network().mode("c", "charger", loss=1, drive=1)
    >>> state = qbnet.steady(net)
    >>> state.save("state.h5")
    >>> qbnet.load_result("state.h5") == state
    True
    """
    h5py = _h5py()
    name = path_of(path)
    try:
        with h5py.File(name, "r") as file:
            kind = _KINDS.get(str(file.attrs.get("result")))
            if file.attrs.get("format") != FORMAT or kind is None:
                raise BadInput(f"{name}: file must hold a result ({FORMAT}), but holds none")
            fields = {unquote(key): _read(file[key], name) for key in file}
            for key in set(fields).symmetric_difference(file.attrs.get("fields", ())):
                raise BadInput(f"{name}: file must have the fields that were saved, but {key!r} is "
                               + ("none of them" if key in fields else "missing"))
            return kind(**fields)
    except OSError as error:
        raise FileError(f"{name}: file must be readable, but is not: {error}").of(name, error.errno) from error


def _read(node: Any, name: str) -> Any:
    try:
        return _get(node)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{name}: {node.name} must be as save() writes it, but is not: {error}") from error


def _put(group: Any, key: Any, value: Any) -> None:
    h5py = _h5py()
    name = quote(str(key), safe="(), ")
    if isinstance(value, dict) or hasattr(value, "_asdict"):
        below = group.create_group(name, track_order=True)
        named = hasattr(value, "_asdict")
        below.attrs["python"] = type(value).__name__ if named else "dict"
        for each, inner in (value._asdict() if named else value).items():
            _put(below, each, inner)
            below[quote(str(each), safe="(), ")].attrs["number"] = isinstance(each, float)
        return
    if value is None:
        group.create_dataset(name, data=h5py.Empty("f8")).attrs["python"] = "None"
        return
    if not isinstance(value, (np.ndarray, str, bool, int, float, complex)):
        value = tuple(value)
    if isinstance(value, tuple):
        data = np.array(value, dtype=object) if value else np.zeros(0)
        kind = {"dtype": h5py.string_dtype()} if value and isinstance(value[0], str) else {}
        if not kind:
            data = np.array(value)
        group.create_dataset(name, data=data, **kind).attrs["python"] = "tuple"
        return
    python = "array" if isinstance(value, np.ndarray) else type(value).__name__
    group.create_dataset(name, data=value).attrs["python"] = python


def _get(node: Any) -> Any:
    python = str(node.attrs["python"])
    if python == "dict" or python in _TUPLES:
        inner = {}
        for key in node:
            name: Any = unquote(key)
            inner[float(name) if node[key].attrs["number"] else name] = _get(node[key])
        return inner if python == "dict" else _TUPLES[python](**inner)
    if python == "None":
        return None
    value = node[()]
    if python == "array":
        return value
    if python == "str":
        return value.decode()
    if python == "tuple":
        return tuple(v.decode() if isinstance(v, bytes) else v.item() for v in value)
    return {"bool": bool, "int": int, "float": float, "complex": complex}[python](value)


def to_xarray(result: study.Sweep) -> Any:
    """A sweep as a dataset: a variable for each measure, with units, over the named axes."""
    try:
        import xarray
    except ImportError as error:
        raise MissingPart("xarray must be installed for this, but is not (python3-xarray)") from error
    axes = tuple(result.axes)
    for name in axes:
        if name in result.values or name == "point_status":
            raise BadInput(f"axes of a dataset must have other names than its data, but {name!r} names both")
    data = {
        name: xarray.DataArray(values, dims=axes, attrs={"units": result.units[name]})
        for name, values in result.values.items()
    }
    data["point_status"] = xarray.DataArray(result.point_status, dims=axes, attrs={"words": study.STATUS})
    about = {"network": result.network, "method": result.method, "message": result.message}
    return xarray.Dataset(data, coords=dict(result.axes), attrs=about)
