"""libSBML's formula trees written as Python arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

AVOGADRO = 6.02214076e23

_NUMPY = (
    *("exp", "log", "sqrt", "abs", "floor", "ceil", "where", "minimum", "maximum"),
    *("sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh"),
    *("logical_and", "logical_or", "logical_not"),
)

VECTOR_SCOPE: dict[str, Any] = {name: getattr(np, name) for name in _NUMPY}
"""Names that a written formula may use besides its own arguments."""


class Unsupported(Exception):
    """A formula that cannot be run; the text names the construct."""


class FormulaWriter:
    """Writes formulas of one model.

    Parameters
    ----------
    libsbml : the module.
    places : SBML id -> Python text.
    """

    def __init__(self, libsbml: Any, places: Mapping[str, str]) -> None:
        self._sbml = libsbml
        self._places = places
        kinds = {
            "AST_PLUS": (" + ", "0.0"),
            "AST_TIMES": (" * ", "1.0"),
        }
        self._sums = {getattr(libsbml, kind): how for kind, how in kinds.items()}
        compare = {"EQ": "==", "NEQ": "!=", "GT": ">", "LT": "<", "GEQ": ">=", "LEQ": "<="}
        self._compare = {
            getattr(libsbml, f"AST_RELATIONAL_{kind}"): sign for kind, sign in compare.items()
        }
        calls = {
            "AST_FUNCTION_ABS": "abs",
            "AST_FUNCTION_CEILING": "ceil",
            "AST_FUNCTION_FLOOR": "floor",
            "AST_FUNCTION_EXP": "exp",
            "AST_FUNCTION_LN": "log",
            "AST_FUNCTION_SIN": "sin",
            "AST_FUNCTION_COS": "cos",
            "AST_FUNCTION_TAN": "tan",
            "AST_FUNCTION_ARCSIN": "arcsin",
            "AST_FUNCTION_ARCCOS": "arccos",
            "AST_FUNCTION_ARCTAN": "arctan",
            "AST_FUNCTION_SINH": "sinh",
            "AST_FUNCTION_COSH": "cosh",
            "AST_FUNCTION_TANH": "tanh",
            "AST_LOGICAL_NOT": "logical_not",
        }
        self._calls = {getattr(libsbml, kind): name for kind, name in calls.items()}
        folds = {
            "AST_LOGICAL_AND": "logical_and",
            "AST_LOGICAL_OR": "logical_or",
            "AST_FUNCTION_MIN": "minimum",
            "AST_FUNCTION_MAX": "maximum",
        }
        self._folds = {getattr(libsbml, kind): name for kind, name in folds.items()}
        self._constants = {
            libsbml.AST_CONSTANT_E: repr(float(np.e)),
            libsbml.AST_CONSTANT_PI: repr(float(np.pi)),
            libsbml.AST_CONSTANT_TRUE: "True",
            libsbml.AST_CONSTANT_FALSE: "False",
            libsbml.AST_NAME_AVOGADRO: repr(AVOGADRO),
            libsbml.AST_NAME_TIME: "t",
        }

    def write(self, node: Any) -> str:
        """The formula as Python.

        Raises
        ------
        Unsupported : a delay, a rate of change or another construct without a plain value.
        """
        kind = node.getType()
        inner = [node.getChild(i) for i in range(node.getNumChildren())]
        if kind in self._constants:
            return self._constants[kind]
        if node.isNumber():
            return f"({node.getValue()!r})"
        if kind == self._sbml.AST_NAME:
            if node.getName() not in self._places:
                raise Unsupported(f"the name '{node.getName()}' without a value")
            return self._places[node.getName()]
        parts = [self.write(child) for child in inner if kind not in self._refused]
        if kind in self._sums:
            joint, empty = self._sums[kind]
            return f"({joint.join(parts) or empty})"
        if kind == self._sbml.AST_MINUS:
            return f"(-{parts[0]})" if len(parts) == 1 else f"({parts[0]} - {parts[1]})"
        if kind == self._sbml.AST_DIVIDE:
            return f"({parts[0]} / {parts[1]})"
        if kind in (self._sbml.AST_POWER, self._sbml.AST_FUNCTION_POWER):
            return _power(parts[0], parts[1], inner[1])
        if kind == self._sbml.AST_FUNCTION_ROOT:
            degree, base = parts if len(parts) == 2 else ("2.0", parts[0])
            return f"({base} ** (1.0 / {degree}))"
        if kind == self._sbml.AST_FUNCTION_LOG:
            base, value = parts if len(parts) == 2 else ("10.0", parts[0])
            return f"(log({value}) / log({base}))"
        if kind in self._compare and len(parts) == 2:
            return f"({parts[0]} {self._compare[kind]} {parts[1]})"
        if kind in self._calls:
            return f"{self._calls[kind]}({parts[0]})"
        if kind in self._folds and parts:
            text = parts[0]
            for part in parts[1:]:
                text = f"{self._folds[kind]}({text}, {part})"
            return text
        if kind == self._sbml.AST_FUNCTION_PIECEWISE and len(parts) % 2:
            text = parts[-1]
            for value, condition in zip(parts[-3::-2], parts[-2::-2], strict=True):
                text = f"where({condition}, {value}, {text})"
            return text
        raise Unsupported(self._name(node))

    @property
    def _refused(self) -> tuple[int, ...]:
        return (self._sbml.AST_FUNCTION_DELAY,)

    def _name(self, node: Any) -> str:
        if node.getType() == self._sbml.AST_FUNCTION_DELAY:
            return "a delay"
        return f"'{node.getName() or self._sbml.formulaToL3String(node)}'"


def _power(base: str, exponent: str, node: Any) -> str:
    """Small whole powers as products: fast, and exact for negative bases."""
    if node.isNumber() and node.getValue() in (2.0, 3.0, 4.0):
        return "(" + " * ".join([base] * int(node.getValue())) + ")"
    return f"({base} ** {exponent})"
