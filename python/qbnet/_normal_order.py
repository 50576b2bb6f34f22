"""QuTiP's operators as sums of normally ordered products of creations and annihilations."""

from __future__ import annotations

import itertools
import math
from typing import Any, Sequence

import numpy as np

from .errors import BadInput, MissingPart

ROUNDING = 16 * float(np.finfo(float).eps)
"""What is smaller than this, relative to the terms that it is the rest of, is rounding."""

Terms = dict[tuple[tuple[int, ...], tuple[int, ...]], complex]
"""Coefficients by (modes created, modes annihilated)."""


def qutip_module() -> Any:
    try:
        import qutip
    except ImportError as error:
        raise MissingPart("qutip must be installed for this, but is not (python3-qutip)") from error
    return qutip


def refuse_no_operator(value: Any, what: str) -> None:
    if not isinstance(value, qutip_module().Qobj):
        known = type(value).__name__ + (": drives in time are not read" if isinstance(value, list) else "")
    elif not value.isoper or value.dims[0] != value.dims[1]:
        known = f"{value.type} with the dims {value.dims}"
    elif not np.isfinite(value.data.data).all():
        known = "one with numbers that are not finite"
    else:
        return
    raise BadInput(f"{what} must be an operator of qutip on modes, but is {known}")


def refuse_not_hermitian(h: Any, tolerance: float) -> None:
    matrix = h.data.tocsr().astype(complex)
    adjoint = matrix.getH().tocsr()
    excess = abs(matrix - adjoint) - ROUNDING * (abs(matrix) + abs(adjoint))
    if excess.nnz and excess.data.max() > tolerance * _largest(matrix):
        raise BadInput("H must be Hermitian, but is not")


def normal_ordered(operator: Any, levels: Sequence[int], labels: Sequence[str], what: str, tolerance: float) -> Terms:
    """Coefficients of the normally ordered products of up to two operators; refuses what is more.

    The products with m creations and n annihilations are read off the matrix elements between the
    lowest Fock states, order by order, and the rest must vanish: what is left of an element is
    compared with the rounding of what was taken from it, however large other elements are."""
    qutip = qutip_module()
    refuse_no_operator(operator, what)
    if [int(d) for d in operator.dims[0]] != list(levels):
        raise BadInput(f"{what} must have the dims {list(levels)}, but has {operator.dims[0]}")
    size = len(levels)
    identity = [qutip.qeye(d) for d in levels]
    o = [qutip.tensor(identity[:j] + [qutip.destroy(d)] + identity[j + 1 :]) for j, d in enumerate(levels)]
    products: list[tuple[int, ...]] = [(), *((j,) for j in range(size))]
    pairs: list[tuple[int, ...]] = [(i, j) for i in range(size) for j in range(i, size)]
    wanted = [(u, d) for u in products for d in products]
    wanted += [((), p) for p in pairs] + [(p, ()) for p in pairs]
    rest = operator.data.tocsr().astype(complex).copy()
    noise = ROUNDING * abs(rest)
    least = tolerance * _largest(rest)
    found: Terms = {}
    for created, destroyed in sorted(wanted, key=lambda each: len(each[0]) + len(each[1])):
        row, column, norm = _element(created, destroyed, levels)
        if not abs(rest[row, column]) > max(noise[row, column], least):
            continue
        z = complex(rest[row, column]) / norm
        matrix = qutip.tensor(identity)
        for j in created:
            matrix = matrix * o[j].dag()
        for j in destroyed:
            matrix = matrix * o[j]
        product = matrix.data.tocsr()
        found[created, destroyed] = z
        noise = noise + (noise[row, column] / norm + ROUNDING * abs(z)) * abs(product)
        rest = rest - z * product
    excess = (abs(rest) - noise).tocoo()
    left = excess.data > least
    if left.any():
        created, destroyed = _lowest(excess.row[left], excess.col[left], levels)
        row, column, norm = _element(created, destroyed, levels)
        refuse_term(what, created, destroyed, complex(rest[row, column]) / norm, labels)
    return found


def refuse_term(what: str, created: Any, destroyed: Any, z: complex, labels: Sequence[str]) -> None:
    product = " ".join([f"{labels[j]}^+" for j in created] + [labels[j] for j in destroyed])
    allowed = "quadratic" if what == "H" else "a sum of annihilation and creation operators"
    raise BadInput(f"{what} must be {allowed}, but has the term ({z:.6g}) {product or '1'}")


def _largest(matrix: Any) -> float:
    return float(np.abs(matrix.data).max()) if matrix.nnz else 0.0


def _lowest(rows: np.ndarray, columns: np.ndarray, levels: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The product with the fewest operators among these matrix elements."""
    up, down = np.unravel_index(rows, levels), np.unravel_index(columns, levels)
    k = int(np.argmin(sum(up) + sum(down)))
    created, destroyed = (
        tuple(itertools.chain.from_iterable([j] * int(n[k]) for j, n in enumerate(counts))) for counts in (up, down))
    return created, destroyed


def _element(created: tuple[int, ...], destroyed: tuple[int, ...], levels: Sequence[int]) -> tuple[int, int, float]:
    """Row and column of the states with one quantum for each of these modes, and the norm they make."""
    counts = [[modes.count(j) for j in range(len(levels))] for modes in (created, destroyed)]
    row, column = (int(np.ravel_multi_index(each, levels)) for each in counts)
    return row, column, math.prod(math.sqrt(math.factorial(n)) for each in counts for n in each)
