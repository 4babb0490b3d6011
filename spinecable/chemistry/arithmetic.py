"""Rate expressions: evaluated on numpy arrays, or written as C++."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from spinecable.errors import ChemistryError

_OPERATORS: dict[type, tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("+", lambda a, b: a + b),
    ast.Sub: ("-", lambda a, b: a - b),
    ast.Mult: ("*", lambda a, b: a * b),
    ast.Div: ("/", lambda a, b: a / b),
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {"exp": np.exp, "pow": np.power, "fabs": np.abs}


@cache
def _node(expression: str) -> ast.expr:
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except SyntaxError as error:
        raise ChemistryError(f"'{expression}' is not an arithmetic expression") from error


@cache
def constant(expression: str) -> float | None:
    """The number that the expression is, or None where it depends on names."""
    if any(isinstance(n, ast.Name) for n in ast.walk(_node(expression))):
        return None
    return float(evaluate(expression, {}))


def evaluate(expression: str, values: Mapping[str, Any]) -> Any:
    """The expression's value; `values` holds numbers or arrays of one shape."""

    def visit(node: ast.AST) -> Any:
        match node:
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.Name(id=name):
                return values[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -visit(operand)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return visit(operand)
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return visit(left) ** visit(right)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return _OPERATORS[type(op)][1](visit(left), visit(right))
            case ast.Call(func=ast.Name(id=name), args=args) if name in _FUNCTIONS:
                return _FUNCTIONS[name](*(visit(a) for a in args))
        raise ChemistryError(f"'{expression}' is not plain arithmetic")

    return visit(_node(expression))


def as_cpp(expression: str, names: Mapping[str, str]) -> str:
    """The expression in C++, every name replaced by its entry in `names`.

    exp, pow and fabs become ``lane_exp`` and so on, which take vectors; small whole powers are
    written as products.
    """

    def visit(node: ast.AST) -> str:
        match node:
            case ast.Constant(value=int() | float() as number):
                return repr(float(number))
            case ast.Name(id=name):
                return names[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"(-{visit(operand)})"
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return visit(operand)
            case (
                ast.BinOp(left=left, op=ast.Pow(), right=right)
                | ast.Call(func=ast.Name(id="pow"), args=[left, right])
            ):
                match right:
                    case ast.Constant(value=int() | float() as n) if n in (1, 2, 3, 4):
                        return "(" + " * ".join([visit(left)] * int(n)) + ")"
                return f"lane_pow(lane{{}} + {visit(left)}, lane{{}} + {visit(right)})"
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return f"({visit(left)} {_OPERATORS[type(op)][0]} {visit(right)})"
            case ast.Call(func=ast.Name(id=name), args=[one]) if name in _FUNCTIONS:
                return f"lane_{name}(lane{{}} + {visit(one)})"
        raise ChemistryError(f"'{expression}' is not plain arithmetic")

    return visit(_node(expression))
