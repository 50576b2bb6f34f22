"""Charging networks of bosonic quantum batteries, solved exactly.

The words are those of the network file and of the command line: networks are built with
:class:`Network`, :func:`cascade`, :func:`parallel` or read with :func:`load`; answers come from
:func:`steady`, :func:`evolve`, :func:`power`, :func:`gain`, :func:`sensitivity`, :func:`response`,
:func:`covariance`, :func:`currents`, :func:`half_life`, :func:`scattering`, :func:`spectrum`, :func:`sweep`, :func:`disorder`, as objects with NumPy arrays.
What is not accurate enough is never returned: it raises, with the sentence of the command line.

    >>> import qbnet
    >>> net = qbnet.cascade(4, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> print(f"{qbnet.steady(net)['b4'].energy:.8f}")
    0.01678985
"""

from . import bridge, errors, plots
from ._core import version as __version__
from .bridge import Displaced, displaced, from_qutip, to_qutip
from .errors import (
    BadInput,
    Error,
    Exists,
    FailedError,
    FileError,
    InaccurateError,
    InternalError,
    Interrupted,
    MarginalError,
    MissingPart,
    PhysicsError,
    QbnetWarning,
    SingularError,
    TooLarge,
    UnknownMode,
    UnstableError,
)
from .files import load_result
from .network import Network, cascade, load, loads, parallel
from .parts import Description, Dissipator, Drive, Switch
from .results import (
    Covariance,
    Currents,
    Evolution,
    Gain,
    HalfLife,
    Power,
    Response,
    Result,
    Scattering,
    Sensitivity,
    Spectrum,
    Steady,
)
from .solve import (
    covariance,
    currents,
    evolve,
    gain,
    half_life,
    power,
    response,
    scattering,
    sensitivity,
    spectrum,
    steady,
    steadystate,
)
from .study import STATUS, Compiled, Disorder, Estimate, Statistics, Sweep, compile, disorder, sweep

__all__ = [
    "BadInput", "Compiled", "Covariance", "Currents", "Description", "Disorder", "Displaced", "Dissipator", "Drive",
    "Error", "Estimate", "Evolution", "Exists", "FailedError", "FileError", "Gain", "HalfLife",
    "InaccurateError", "InternalError", "Interrupted", "MarginalError", "MissingPart", "Network",
    "PhysicsError", "Power", "QbnetWarning", "Response", "Result", "STATUS", "Scattering", "Sensitivity",
    "SingularError", "Spectrum", "Statistics", "Steady", "Sweep", "Switch", "TooLarge", "UnknownMode",
    "UnstableError", "__version__", "bridge", "cascade", "compile", "covariance", "currents", "disorder", "displaced",
    "errors", "evolve", "from_qutip", "gain", "half_life", "load", "load_result", "loads", "parallel",
    "plots", "power", "response", "scattering", "sensitivity", "spectrum", "steady", "steadystate", "sweep", "to_qutip",
]
