"""A scheme's right-hand side on numpy arrays, compiled once from its expressions.

Used by the steady-state solver and by the scipy reference. It shares nothing with the compiled
kernel beyond the reaction list itself, so that one can check the other.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spinecable.chemistry.reactions import Scheme, names_in
from spinecable.errors import ChemistryError, suggestion

_STEP = 1e-100
"""Imaginary step of the derivative: exact, since nothing is subtracted."""


def _magnitude(x: Any) -> Any:
    """|x| that also carries a derivative through the complex step."""
    return np.where(np.real(x) < 0.0, -x, x)


class Equations:
    """Fluxes, derivatives and Jacobian of one scheme.

    Species and parameters are rows in the order of ``scheme.species`` and ``scheme.parameters``;
    further axes (compartments) are carried along. Concentrations are in uM, time is in seconds.
    """

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.species = tuple(s.name for s in scheme.species)
        self.parameters = tuple(p.name for p in scheme.parameters)
        index = {name: i for i, name in enumerate(self.species)}
        self.stoichiometry = np.zeros((len(self.species), len(scheme.reactions)))
        for j, reaction in enumerate(scheme.reactions):
            for name, n in reaction.change().items():
                self.stoichiometry[index[name], j] = n
        scope: dict[str, Any] = {"exp": np.exp, "pow": np.power, "fabs": _magnitude}
        exec(compile(self._source(), f"<equations of {scheme.name}>", "exec"), scope)
        self._sides = scope["sides"]

    def _source(self) -> str:
        place = {name: f"x[{i}]" for i, name in enumerate(self.species)}
        place |= {name: f"p[{i}]" for i, name in enumerate(self.parameters)}
        lines = ["def sides(x, p):"]
        for i, derived in enumerate(self.scheme.derived):
            lines.append(f"    d{i} = {_renamed(derived.expression, place)}")
            place[derived.name] = f"d{i}"
        sides: tuple[list[str], list[str]] = ([], [])
        for reaction in self.scheme.reactions:
            for side, coefficient, molecules in (
                (sides[0], reaction.forward, reaction.left),
                (sides[1], reaction.backward, reaction.right),
            ):
                factors = [_renamed(coefficient, place)]
                if not reaction.zero_order:
                    factors += [place[name] for name, n in molecules.items() for _ in range(n)]
                side.append(" * ".join(factors))
        forward, backward = ("".join(f"{term}, " for term in side) for side in sides)
        lines.append(f"    return ({forward}), ({backward})")
        return "\n".join(lines)

    def parameter_values(self, values: Mapping[str, float] | None = None) -> NDArray[np.float64]:
        """Values of all parameters, some replaced.

        Raises
        ------
        ChemistryError : an unknown parameter.
        """
        given = values or {}
        for name in given:
            if name not in self.parameters:
                raise ChemistryError(
                    f"the scheme '{self.scheme.name}' has no parameter '{name}'",
                    tip=suggestion(name, self.parameters),
                )
        return np.array([given.get(p.name, p.value) for p in self.scheme.parameters], dtype=float)

    def fluxes(self, x: NDArray[Any], p: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Forward and backward flux of every reaction (uM/s), shape (n_reactions, ...)."""
        shape = np.broadcast_shapes(x.shape[1:], p.shape[1:])
        kind = np.result_type(x, p)
        if not shape:
            forward, backward = self._sides(x.tolist(), p.tolist())
            return np.array(forward, dtype=kind), np.array(backward, dtype=kind)
        forward, backward = (
            np.array([np.broadcast_to(value, shape) for value in side], dtype=kind).reshape(
                -1, *shape
            )
            for side in self._sides(x, p)
        )
        return forward, backward

    def derivative(self, x: NDArray[Any], p: NDArray[Any]) -> NDArray[Any]:
        """dx/dt (uM/s), the shape of `x`."""
        forward, backward = self.fluxes(x, p)
        return np.tensordot(self.stoichiometry, forward - backward, axes=1)

    def turnover(self, x: NDArray[Any], p: NDArray[Any]) -> NDArray[Any]:
        """What flows into and out of each species together (uM/s): the scale of dx/dt."""
        forward, backward = self.fluxes(x, p)
        return np.tensordot(np.abs(self.stoichiometry), np.abs(forward) + np.abs(backward), axes=1)

    def jacobian(self, x: NDArray[np.float64], p: NDArray[np.float64]) -> NDArray[np.float64]:
        """d(dx/dt)/dx (s^-1), exact: shape (n_species, n_species, ...) for x (n_species, ...)."""
        n = len(self.species)
        moved = np.repeat(x[:, None].astype(complex), n, axis=1)
        for i in range(n):
            moved[i, i] += 1j * _STEP
        return np.imag(self.derivative(moved, p[:, None])) / _STEP


def _renamed(expression: str, place: Mapping[str, str]) -> str:
    """The expression with every name replaced by its place, in parentheses."""
    names_in(expression)

    class Rename(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            found = place.get(node.id)
            return ast.parse(found, mode="eval").body if found else node

    tree = Rename().visit(ast.parse(expression.strip(), mode="eval"))
    return f"({ast.unparse(tree)})"
