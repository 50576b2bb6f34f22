"""Networks: built in Python, or read from the file format, with the same words in both."""

from __future__ import annotations

import os
from typing import Any, Mapping, Sequence

from . import _core
from ._check import flag, mapping, path_of, plain, sample_rows, scalar, text_of, whole
from ._held import Held
from ._result import Array
from ._toml import document_text, parsed, table_text, with_settings
from .errors import BadInput, FileError, UnknownMode
from .parts import Description, Dissipator, Drive, Switch

Number = Any
"""A number, or an expression of parameters such as ``"10*gamma"``."""

class Network:
    """A charging network of bosonic modes, with losses, couplings, baths and drives::

        H = sum_j Delta_j o_j^+ o_j + sum_(i->j) (z_ij o_i o_j^+ + h.c.) + sum_j (xi_j o_j + h.c.)
        z_ij = strength exp(i phase),     <o_j> = v_j,     dv/dt = -M v - i conj(xi)

    ``loss`` is an energy decay rate: an amplitude decays at half of it; a gain feeds a mode,
    :meth:`squeeze` adds pairs of quanta. Rates share one unit of your choice. Every number may be an expression of the parameters, as in the file format, and
    is checked when it is given. Conventions: docs/conventions.md.

    >>> import qbnet
    >>> net = qbnet.Network(parameters={"gamma": 1, "g": "gamma/10"})
    >>> net.mode("c", "charger", loss="gamma", drive=1)
    <qbnet.Network: 1 mode (1 charger, 0 batteries, 0 mediators), 0 couplings>
    >>> net.mode("b", "battery", loss="gamma")
    <qbnet.Network: 2 modes (1 charger, 1 battery, 0 mediators), 0 couplings>
    >>> net.triangle("c", "b", strength="g", phase="-pi/2", mediator_loss="20*gamma")
    <qbnet.Network: 3 modes (1 charger, 1 battery, 1 mediator), 3 couplings>
    >>> print(f"{qbnet.steady(net)['b'].energy:.6f}")
    0.308642
    """

    def __init__(self, parameters: Mapping[str, Number] | None = None):
        self._spec: dict[str, Any] = {"parameters": {}}
        self._name = "network"
        self._text: str | None = None
        self._settings: dict[str, Any] = {}
        self._draft: Any = None
        self._held_now: Held | None = None
        for name, value in mapping(parameters or {}, "parameters").items():
            self.parameter(name, value)

    # Building.

    def parameter(self, name: str, value: Number) -> "Network":
        """Gives a name to a number, or to an expression of the parameters before it. Raises
        :class:`BadInput` for a name that is none or taken, and for an expression that is wrong.

        >>> net = qbnet.Network().parameter("gamma", 0.5).parameter("g", "gamma/10")
        >>> net.mode("c", loss="gamma", detuning="g").parameters
        {'gamma': 0.5, 'g': 0.05}
        """
        given = {text_of(name, "a name"): scalar(value, f"parameter {name}")}
        self._add(table_text("[parameters]", given))
        self._spec["parameters"].update(given)
        return self

    def mode(
        self,
        name: str,
        role: str = "battery",
        *,
        loss: Number,
        detuning: Number = None,
        thermal: Number = None,
        drive: Number = None,
        gain: Number = None,
        squeezing: Number | Mapping[str, Number] = None,
    ) -> "Network":
        """Adds a mode: dv/dt gains -(loss - gain)/2 v - i detuning v - i conj(drive).

        role: ``"charger"``, ``"battery"`` or ``"mediator"``. loss: kappa >= 0, in the unit of rates.
        detuning: Delta, against the frame that rotates with the drive. thermal: occupation >= 0 of
        the bath. drive: xi, a complex number, an expression, or a dict ``{"re":, "im":}`` or
        ``{"amplitude":, "phase":}``. gain: >= 0, the rate at which gain D[o^+] feeds energy in.
        squeezing: of the bath that takes ``loss``: r, or a dict ``{"r":, "phase":}``; with the
        occupation n its noise is <b b> = -(n + 1/2) exp(i phase) sinh 2r and <b^+ b> = n cosh 2r +
        sinh^2 r; -350 <= r <= 350. Raises :class:`BadInput` for what is not allowed. Source:
        docs/conventions.md.

        >>> net = qbnet.Network().mode("c", "charger", loss=0.5, drive=1j, thermal=0.25)
        >>> print(f"{qbnet.steady(net)['c'].energy:.2f}")
        16.25
        """
        if squeezing is not None and not isinstance(squeezing, Mapping):
            squeezing = {"r": squeezing}
        return self._add_part(
            "mode",
            {"name": name, "role": role, "loss": loss, "detuning": detuning, "thermal": thermal,
             "drive": drive, "gain": gain, "squeezing": squeezing},
        )

    def couple(self, from_: str, to: str, strength: Number, phase: Number = None) -> "Network":
        """Adds a coupling: H gains strength exp(i phase) o_from o_to^+ + h.c.

        phase in radians; only the flux around a loop is physical. With a mediator's path beside it,
        ``-pi/2`` sends energy from ``from_`` to ``to`` (see :meth:`triangle`). Raises :class:`BadInput` for
        modes that are none or the same, and a pair that is coupled already. Source: docs/conventions.md.

        >>> net = qbnet.Network().mode("c", loss=1, drive=1).mode("b", loss=1).couple("c", "b", 0.5)
        >>> print(f"{qbnet.steady(net)['b'].energy:.2f}")
        1.00
        """
        self._take_apart()
        for each in self._spec.get("triangle", ()):
            mediator = each.get("mediator", f"a_{each['from']}_{each['to']}")
            if mediator in (from_, to):
                raise BadInput(f'a coupling must join modes that mode() adds, but "{mediator}" is the mediator of a '
                               "triangle; mode() and couple() make a triangle too")
        return self._add_part(
            "coupling", {"from": from_, "to": to, "strength": strength, "phase": phase}
        )

    def triangle(
        self,
        from_: str,
        to: str,
        *,
        strength: Number,
        phase: Number,
        mediator_loss: Number,
        mediator: str | None = None,
        mediator_coupling: Number = None,
    ) -> "Network":
        """Adds the paper's AB triangle: a coupling, and a lossy mediator a beside it::

            H gains strength exp(i phase) o_from o_to^+ + g1 o_from a^+ + g2 a o_to^+ + h.c.

        mediator: its name, ``a_<from>_<to>`` by default. mediator_coupling: g1 = g2, by default
        sqrt(strength mediator_loss / 2), at which nothing comes back with phase = -pi/2; or
        ``[g1, g2]``. Raises :class:`BadInput` as :meth:`couple` and :meth:`mode`. Source:
        docs/file-format.md.

        >>> net = qbnet.Network().mode("c", loss=1, drive=1).mode("b", loss=1)
        >>> net.triangle("c", "b", strength=0.1, phase="-pi/2", mediator_loss=20).names
        ('c', 'b', 'a_c_b')
        """
        return self._add_part(
            "triangle",
            {"from": from_, "to": to, "strength": strength, "phase": phase, "mediator": mediator,
             "mediator_loss": mediator_loss, "mediator_coupling": mediator_coupling},
        )

    def squeeze(
        self, from_: str, to: str | None = None, *, strength: Number, phase: Number = None
    ) -> "Network":
        """Adds a squeezer: H gains strength exp(i phase) o_from^+ o_to^+ + h.c., or half of it if
        ``to`` is not given: then the mode is squeezed with itself.

        A mode alone settles only where strength < loss/2, two where strength < the geometric mean
        of their losses/2; :meth:`describe` says which networks do. Raises :class:`BadInput` for modes
        that are none, and a pair that is squeezed already. Source: docs/moments.md, section 3.

        >>> net = qbnet.Network().mode("b", loss=1).squeeze("b", strength=0.25)
        >>> print(f"{qbnet.steady(net)['b'].energy:.6f}")
        0.166667
        """
        ends = {"mode": from_} if to is None else {"from": from_, "to": to}
        return self._add_part("squeezing", {**ends, "strength": strength, "phase": phase})

    def dissipator(
        self, rate: Number, weights: Mapping[str, Number], *, thermal: Number = None
    ) -> "Network":
        """Adds a shared bath: rate ((n + 1) D[L] + n D[L^+]), L = sum of weight o_mode. rate >= 0, in the
        unit of rates. weights: a complex number a mode. thermal: the occupation n >= 0, 0 by default.
        Raises :class:`BadInput` for what is not allowed. Source: docs/conventions.md.

        >>> net = qbnet.Network().mode("c", loss=1, drive=1).mode("b", loss=1)
        >>> print(f"{qbnet.steady(net.dissipator(1, {'c': 1, 'b': 1}))['b'].energy:.6f}")
        0.444444
        """
        if not isinstance(weights, Mapping):
            raise BadInput(f"weights must be a dict from modes to numbers, but are {weights!r}")
        return self._add_part("dissipator", {"rate": rate, "weights": weights, "thermal": thermal})

    def drive(
        self,
        mode: str,
        amplitude: Number,
        *,
        shape: str | None = None,
        detuning: Number = None,
        start: Number = None,
        stop: Number = None,
        rate: Number = None,
        center: Number = None,
        width: Number = None,
        file: str | os.PathLike[str] | None = None,
        samples: tuple[Any, Any] | None = None,
    ) -> "Network":
        """Adds a drive in time: H gains xi(t) o + h.c., xi(t) = amplitude f(t) exp(i detuning t).

        shape, f(t) between start and stop: ``"square"`` 1; ``"exponential"`` exp(-rate (t - start));
        ``"raised-cosine"`` sin^2(pi (t - start)/(stop - start)); ``"gaussian"``
        exp(-(t - center)^2/(2 width^2)); ``"sampled"`` lines between the samples of a CSV ``file``,
        or of ``samples``, a pair of arrays of shape (samples,): times and (complex) values. Times in the
        inverse of the unit of rates. Such networks are taken by :func:`evolve`, by :func:`covariance` and
        :func:`currents` at times, and by :func:`sweep` with measures at a time. Raises :class:`BadInput` for
        what a shape lacks, or does not have. Source: docs/drives-in-time.md.

        >>> net = qbnet.Network().mode("c", "charger", loss=0.1)
        >>> net.drive("c", 0.5, shape="gaussian", center=30, width=6).drives
        [<qbnet.Drive of 'c': gaussian, -30 to 90>]
        >>> print(f"{qbnet.evolve(net, [40])['c'].energy[0]:.6f}")
        19.021077
        """
        if file is not None and samples is not None:
            raise BadInput("drive must be given file or samples, but is given both")
        sampled = file is not None or samples is not None
        table = {
            "mode": mode, "amplitude": amplitude, "shape": shape or ("sampled" if sampled else None),
            "detuning": detuning, "start": start, "stop": stop, "rate": rate, "center": center, "width": width,
            "samples": None if samples is None else sample_rows(samples)}
        if file is None:
            return self._add_in_time("drive", table)
        _of_file(lambda path: self._add_in_time("drive", {**table, "file": path}), path_of(file, "file"))
        self._take_samples(self._spec)
        return self

    def switch(self, time: Number, settings: Mapping[str, Number] | None = None,
               **more: Number) -> "Network":
        """From ``time`` on, parameters have these values, and all that is said by them follows. Taken by
        the answers that take :meth:`drive`. Raises :class:`BadInput` for a time below 0 and for what is no
        parameter. Source: docs/drives-in-time.md.

        >>> net = qbnet.Network({"xi": 1}).mode("b", loss=0.1, drive="xi").switch(20, xi=0)
        >>> print(f"{qbnet.evolve(net, [20, 40])['b'].energy[1]:.6f}")
        21.630714
        """
        return self._add_in_time("switch", {"time": time, "set": _settings_of(settings, more)})

    def disorder(
        self,
        *,
        distribution: str = "normal",
        strength: Number = None,
        loss: Number = None,
        phase: Number = None,
        detuning: Number = None,
        element: Sequence[Mapping[str, Number]] = (),
    ) -> "Network":
        """Says how numbers spread from sample to sample: of strengths and losses relatively, of phases
        (rad) and detunings absolutely. For :func:`qbnet.disorder`, and returns this network.

        distribution: ``"normal"``, where a spread is a standard deviation, or ``"uniform"``, a half-width.
        element: dicts for single modes, ``{"mode":, "loss":, "detuning":}``, or couplings, ``{"from":, "to":,
        "strength":, "phase":}``. Raises :class:`BadInput` without a spread. Source: docs/disorder.md.

        >>> net = qbnet.cascade(2, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
        >>> net = net.disorder(strength=0.05, element=[{"mode": "b1", "loss": 0.2}])
        >>> qbnet.disorder(net, 100, "energy(b2)").statistics["energy(b2)"].ok
        100
        """
        try:
            elements = [mapping(each, "an element") for each in element]
        except TypeError:
            raise BadInput(f"element must be a list of dicts, but is {element!r}") from None
        spread = {"distribution": distribution, "strength": strength, "loss": loss, "phase": phase,
                  "detuning": detuning, "element": elements or None}
        self._take_apart()
        return self._try_with("disorder", _taken("disorder", spread))

    def set(self, settings: Mapping[str, Number] | None = None, **more: Number) -> "Network":
        """The network with other values of its parameters, as ``--set`` makes it. This one stays.

        >>> net = qbnet.cascade(2, coupling="g", charger_loss=1, battery_loss=1, mediator_loss=20,
        ...                     parameters={"g": 0.1})
        >>> net.set(g=0.2).parameters
        {'g': 0.2}
        """
        new = _settings_of(settings, more)
        other = self.copy()
        other._settings = {**self._settings, **new}
        other._held_now = None
        if new:
            other._even_if_empty()
        return other

    def copy(self) -> "Network":
        """A network of its own, that can be added to.

        >>> net = qbnet.Network().mode("c", loss=1)
        >>> len(net.copy().mode("b", loss=1)), len(net)
        (2, 1)
        """
        other = Network()
        other.__setstate__(self.__getstate__())
        other._held_now = self._held_now
        return other

    # What it is.

    @property
    def names(self) -> Sequence[str]:
        """Names of the modes, in the order of all results.

        >>> qbnet.Network().mode("c", loss=1).mode("b", loss=1).names
        ('c', 'b')
        """
        return self._held.names if self else ()

    @property
    def roles(self) -> Sequence[str]:
        """Role of each mode: ``"charger"``, ``"battery"`` or ``"mediator"``.

        >>> qbnet.Network().mode("c", "charger", loss=1).mode("b", loss=1).roles
        ('charger', 'battery')
        """
        return self._held.roles if self else ()

    @property
    def parameters(self) -> dict[str, float]:
        """Values of the parameters.

        >>> qbnet.Network({"gamma": 2, "g": "gamma/10"}).mode("c", loss="gamma", detuning="g").parameters
        {'gamma': 2.0, 'g': 0.2}
        """
        return dict(self._even_if_empty().parameters)

    @property
    def batteries(self) -> tuple[str, ...]:
        """Names of the batteries.

        >>> qbnet.Network().mode("c", "charger", loss=1).mode("b", loss=1).batteries
        ('b',)
        """
        if not self:
            return ()
        held = self._held
        return tuple(held.name_of(j) for j in held.core.with_role("battery"))

    @property
    def rates(self) -> dict[str, Array]:
        """``loss``, ``detuning``, ``thermal``, ``drive`` (complex), ``gain``, ``squeezing_r`` and
        ``squeezing_phase``, each an array of shape (modes,), in the unit of rates or of no unit.

        >>> qbnet.Network().mode("c", loss=1, drive=1j).mode("b", loss=2).rates["loss"].tolist()
        [1.0, 2.0]
        """
        return dict(self._held.core.rates)

    @property
    def couplings(self) -> dict[str, Array]:
        """``from`` and ``to`` (numbers of modes), ``strength`` (unit of rates), ``phase`` (radians): arrays of
        shape (couplings,).

        >>> links = qbnet.Network().mode("c", loss=1).mode("b", loss=1).couple("c", "b", 0.5).couplings
        >>> links["from"].tolist(), links["to"].tolist(), links["strength"].tolist()
        ([0], [1], [0.5])
        """
        return dict(self._held.core.couplings)

    @property
    def squeezers(self) -> dict[str, Array]:
        """``from`` and ``to`` (numbers of modes, the same for one mode), ``strength`` (unit of rates), ``phase``
        (radians): arrays of shape (squeezers,).

        >>> qbnet.Network().mode("b", loss=1).squeeze("b", strength=0.25).squeezers["strength"].tolist()
        [0.25]
        """
        return dict(self._held.core.squeezers)

    @property
    def dissipators(self) -> list[Dissipator]:
        """Shared baths, each a :class:`Dissipator`: ``rate``, ``weights`` (of each mode) and ``thermal``.

        >>> net = qbnet.Network().mode("c", loss=1).mode("b", loss=1).dissipator(0.1, {"c": 1, "b": -1})
        >>> net.dissipators[0].weights
        {'c': (1+0j), 'b': (-1+0j)}
        """
        held = self._held
        return [
            Dissipator(rate, {held.name_of(j): w for j, w in weights}, thermal)
            for rate, weights, thermal in held.core.dissipators
        ]

    @property
    def drives(self) -> list[Drive]:
        """Drives in time, each a :class:`Drive`, as they are added; constant ones are in :attr:`rates`.

        >>> qbnet.Network().mode("c", loss=1).drive("c", 1, shape="square", start=0, stop=5).drives
        [<qbnet.Drive of 'c': square, 0 to 5>]
        """
        held = self._held
        return [Drive(held.name_of(pulse.mode), pulse, held, k) for k, pulse in enumerate(held.core.pulses)]

    @property
    def switches(self) -> list[Switch]:
        """What changes from which time on, each a :class:`Switch`.

        >>> net = qbnet.Network({"g": 0.1}).mode("c", loss=1).mode("b", loss=1).couple("c", "b", "g")
        >>> net.switch(5, g=0).switches[0].time
        5.0
        """
        return [Switch(time, dict(values)) for time, values in self._held.core.switches]

    def index(self, name: str) -> int:
        """Number of the mode with this name. Raises :class:`UnknownMode`.

        >>> qbnet.Network().mode("c", loss=1).mode("b", loss=1).index("b")
        1
        """
        found = self._held.find(text_of(name, "mode")) if self else None
        if found is None:
            raise UnknownMode(f'mode must be one of the network, but "{name}" is none'
                              + (self._held.core.did_you_mean(name) if self else ""))
        return found

    def __len__(self) -> int:
        empty = self._text is None and not any(self._spec.get(key) for key in ("cascade", "parallel", "mode"))
        return 0 if empty else self._held.size

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and len(self) > 0 and self._held.has(name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Network) and self.to_toml() == other.to_toml()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        if not self:
            return "<qbnet.Network: empty>"
        held = self._held
        count = [(len(held.core.with_role(role)), role) for role in ("charger", "battery", "mediator")]
        parts = ", ".join(_count(n, role) for n, role in count)
        links = _count(len(held.core.couplings["from"]), "coupling")
        return f"<qbnet.Network: {_count(held.size, 'mode')} ({parts}), {links}>"

    def describe(self) -> "Description":
        """Modes, couplings, loop fluxes and stability, without solving: ``qbnet check``, as a
        :class:`Description`.

        >>> net = qbnet.cascade(1, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
        >>> print(str(net.describe()).splitlines()[0])
        network: 3 modes (1 charger, 1 battery, 1 mediator), 3 couplings, no shared dissipators
        """
        self._held.warned
        return Description(self._held.description, self._held.core)

    check = describe

    # Files.

    def to_toml(self) -> str:
        """The network file that reads back as this network.

        >>> net = qbnet.Network({"g": 0.5}).mode("c", loss=1, drive="g")
        >>> qbnet.loads(net.to_toml()) == net
        True
        """
        return with_settings(self._unset_text(), self._settings)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the network file; :func:`load` reads it. Raises :class:`FileError`, and
        :class:`BadInput` for a network without modes.

        >>> qbnet.Network().mode("c", loss=1, drive=1).save("one.toml")
        >>> qbnet.load("one.toml").names
        ('c',)
        """
        self._held  # refuses a network without modes, which could not be loaded
        name, text = path_of(path), self.to_toml()
        try:
            with open(name, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise FileError(f"{name}: file must be writable, but is not: {error.strerror}").of(
                name, error.errno) from error

    # Pictures.

    def svg(self, title: str = "", rates: bool = True, largest: int = 64) -> str:
        """The drawing of ``qbnet check --draw``, as the text of an SVG picture. title: above it. rates: write
        numbers. largest: draw so many modes at most.

        >>> net = qbnet.Network().mode("c", "charger", loss=1, drive=1).mode("b", loss=1).couple("c", "b", 0.5)
        >>> net.svg(title="Two modes").count("<text") > 5
        True
        """
        return _core.drawing(self._held.core, text_of(title, "title"), flag(rates, "rates"), whole(largest, "largest"))

    def _repr_svg_(self) -> str:
        return self.svg()

    def plot(self, **how: Any) -> Any:
        """The network drawn by matplotlib: :func:`qbnet.plots.network`."""
        from . import plots

        return plots.network(self, **how)

    # Frames and other programs.

    def displaced(self) -> Any:
        """The frame in which the steady state is the vacuum: :func:`qbnet.bridge.displaced`."""
        from .bridge import displaced

        return displaced(self)

    def to_qutip(self, dims: int | Sequence[int]) -> Any:
        """H and c_ops for QuTiP: :func:`qbnet.bridge.to_qutip`."""
        from .bridge import to_qutip

        return to_qutip(self, dims)

    # Below.

    @property
    def _held(self) -> Held:
        if self._held_now is None:
            self._held_now = Held(self._unset_text(), self._name, self._settings)
        return self._held_now

    def _even_if_empty(self) -> Held:
        """For what can be said of a network before it has modes."""
        if self:
            return self._held
        any_mode = table_text("[[mode]]", {"name": "any", "role": "battery", "loss": 1})
        return Held(document_text({"parameters": self._spec["parameters"]}) + any_mode, self._name, self._settings)

    def _unset_text(self) -> str:
        """The network file without what :meth:`set` says."""
        return self._text if self._text is not None else document_text(self._spec)

    def _add_part(self, kind: str, table: Mapping[str, Any]) -> "Network":
        given = _taken(kind, table)
        self._add(table_text(f"[[{kind}]]", given))
        self._spec.setdefault(kind, []).append(given)
        return self

    def _add_in_time(self, kind: str, table: Mapping[str, Any]) -> "Network":
        self._take_apart()
        return self._try_with(kind, [*self._spec.get(kind, ()), _taken(kind, table)])

    def _try_with(self, key: str, value: Any) -> "Network":
        """Says something of the whole network, and takes it back if the network is refused."""
        before, self._spec[key] = self._spec.get(key), value
        self._held_now = None
        try:
            self._held
        except Exception:
            self._spec[key] = before
            raise
        return self

    def _add(self, tables: str) -> None:
        self._take_apart()
        if self._draft is None:
            draft = _core.Draft()
            apart = {k: v for k, v in self._spec.items() if k not in ("disorder", "drive", "switch")}
            draft.add(document_text(apart).removeprefix("qbnet = 1\n") or "\n[parameters]")
            self._draft = draft
        try:
            self._draft.add(tables)
        except Exception:
            self._draft = None
            raise
        self._held_now = None

    def _take_samples(self, said: dict[str, Any]) -> None:
        """From the files that were read into what the network says, which needs them no longer."""
        drives = [each for each in zip(said["drive"], self._held.core.pulses) if "file" in each[0]]
        for drive, pulse in drives:
            del drive["file"]
            drive["samples"] = pulse.samples
        if drives:
            self._spec, self._text, self._name, self._held_now = said, None, "network", None

    def _take_apart(self) -> None:
        """From the text of a file, and what is set, to what it says."""
        if self._text is None and not self._settings:
            return
        self._even_if_empty()  # refuses what only qbnet sees
        if self._text is not None:
            self._spec, self._text, self._name = parsed(self._text), None, "network"
        self._spec["parameters"].update(self._settings)
        self._settings, self._draft = {}, None

    def __getstate__(self) -> dict[str, Any]:
        if self._text is not None:
            return {"text": self._text, "name": self._name, "settings": self._settings}
        copied = {k: dict(v) if isinstance(v, dict) else list(v) for k, v in self._spec.items() if v is not None}
        copied.setdefault("parameters", {})
        return {"spec": copied, "name": self._name, "settings": self._settings}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self._spec = state.get("spec", {"parameters": {}})
        self._text = state.get("text")
        self._name = state["name"]
        self._settings = dict(state["settings"])
        self._draft = None
        self._held_now = None


def _family(kind: str, parameters: Mapping[str, Number] | None, rates: Mapping[str, Any]) -> Network:
    net = Network(parameters)
    net._spec[kind] = _taken(kind, rates)
    net._held
    return net


def cascade(
    batteries: int,
    *,
    coupling: Number,
    charger_loss: Number,
    battery_loss: Number,
    mediator_loss: Number = None,
    mediator_coupling: Number = None,
    charging: str = "nonreciprocal",
    phase: Number = None,
    drive: Number = 1,
    charger_thermal: Number = None,
    battery_thermal: Number = None,
    mediator_thermal: Number = None,
    parameters: Mapping[str, Number] | None = None,
) -> Network:
    """The paper's cascade (Fig. 1b, Eq. (1)): charger c, batteries b1 to bN in a row, and a
    mediator a_k beside each link.

    Every rate is one number for all links (batteries), or a list of one each. charging:
    ``"nonreciprocal"``, ``"reciprocal-direct"`` (case I, no mediators) or ``"reciprocal-mediated"``
    (case II, phases 0). phase: -pi/2 by default. mediator_coupling: sqrt(coupling mediator_loss / 2)
    by default. drive: 1 by default. Raises :class:`BadInput`, and :class:`TooLarge` beyond 2e7
    batteries.

    >>> net = qbnet.cascade(4, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1)
    >>> net.names
    ('c', 'b1', 'b2', 'b3', 'b4', 'a1', 'a2', 'a3', 'a4')
    """
    rates = {k: v for k, v in locals().items() if k != "parameters"}
    return _family("cascade", parameters, rates)


def parallel(
    batteries: int,
    *,
    coupling: Number,
    charger_loss: Number,
    battery_loss: Number,
    mediator_loss: Number = None,
    mediator_coupling: Number = None,
    charging: str = "nonreciprocal",
    phase: Number = None,
    drive: Number = 1,
    charger_thermal: Number = None,
    battery_thermal: Number = None,
    mediator_thermal: Number = None,
    parameters: Mapping[str, Number] | None = None,
) -> Network:
    """The paper's parallel network (Fig. 1c): the charger feeds each battery by a link of its own.
    Arguments as for :func:`cascade`.

    >>> len(qbnet.parallel(3, coupling=0.01, charger_loss=0.1, battery_loss=0.1, mediator_loss=1))
    7
    """
    rates = {k: v for k, v in locals().items() if k != "parameters"}
    return _family("parallel", parameters, rates)


def loads(text: str, settings: Mapping[str, Number] | None = None, *, name: str = "network",
          **more: Number) -> Network:
    """A network from the text of a network file, TOML or JSON. settings: parameters to set, as
    ``--set`` does. name: what errors call it. Raises :class:`BadInput` with the place of what is wrong.
    Source: docs/file-format.md.

    >>> text = '''
    ... qbnet = 1
    ... parameters.kappa = 1
    ... [[mode]]
    ... name = "c"
    ... role = "charger"
    ... loss = "kappa"
    ... drive = 1
    ... '''
    >>> [qbnet.steady(qbnet.loads(text, kappa=kappa))["c"].energy for kappa in (1, 2)]
    [4.0, 1.0]
    """
    if not isinstance(text, str):
        raise BadInput(f"text must be a str, but is {type(text).__name__}")
    net = Network()
    net._text, net._name = text_of(text, "text"), text_of(name, "name")
    net._settings = _settings_of(settings, more)
    if net._held.core.pulses:
        net._take_samples(parsed(text))
    return net


def load(path: str | os.PathLike[str], settings: Mapping[str, Number] | None = None,
         **more: Number) -> Network:
    """A network from a network file. settings: as for :func:`loads`. Raises as :func:`loads`, and
    :class:`FileError`. Source: docs/file-format.md.

    >>> net = qbnet.cascade(2, coupling="g", charger_loss=1, battery_loss=1, mediator_loss=20, parameters={"g": 0.1})
    >>> net.save("cascade.toml")
    >>> qbnet.load("cascade.toml", g=0.2).parameters
    {'g': 0.2}
    """
    name = path_of(path)
    return loads(_of_file(_core.load_text, name), settings, name=name, **more)


def _of_file(read: Any, path: str) -> Any:
    """With the errno of a file that cannot be read."""
    try:
        return read(path)
    except FileError as refused:
        raise refused.of(path, _errno_of_reading(path)) from None


def _errno_of_reading(path: str) -> int | None:
    try:
        with open(path, "rb"):
            return None
    except OSError as error:
        return error.errno


def not_a_network(value: Any) -> BadInput:
    return BadInput(f"net must be a qbnet.Network, but is {type(value).__name__}")


def _taken(kind: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of what is given, without what is not."""
    owner = table.get("name", kind)
    return {key: plain(value, f"{key} of {owner}") for key, value in table.items() if value is not None}


def _settings_of(settings: Mapping[str, Number] | None, more: Mapping[str, Number]) -> dict[str, Any]:
    """Numbers and expressions by parameter."""
    given = {**mapping(settings or {}, "settings"), **more}
    return {text_of(name, "a name"): scalar(value, f"parameter {name}") for name, value in given.items()}


def _count(n: int, one: str) -> str:
    many = {"battery": "batteries"}.get(one, one + "s")
    return f"{n} {one if n == 1 else many}"
