"""
A mypy plugin: in the core, no expression is a float.

A syntax tree shows a float literal, but not that `a / b` is one because both are ints.
Types do: every call and operator in the core whose result is a float is an error here.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import PurePath

from mypy.errorcodes import ErrorCode
from mypy.plugin import FunctionContext, MethodContext, Plugin
from mypy.types import Instance, Type, UnionType, get_proper_type

CORE = {
    "quantities", "reasons", "catalogue", "knowledge", "therapy", "conversion", "admixture", "delivery", "transition",
    "surveillance", "safety", "inspection", "emergency", "visit", "consult",
}  # fmt: skip
FLOATS = {"builtins.float", "builtins.complex"}
EXACT = ErrorCode("exact", "A float in the core", "Cisterna")


def is_float(kind: Type) -> bool:
    """True for float, complex, and a union that may be either."""
    proper = get_proper_type(kind)
    if isinstance(proper, UnionType):
        return any(is_float(item) for item in proper.items)
    return isinstance(proper, Instance) and proper.type.fullname in FLOATS


def refuse_float(context: FunctionContext | MethodContext) -> Type:
    """An error where a call or an operator of the core gives a float."""
    parts = PurePath(context.api.path).parts
    in_core = any(pair[0] == "cisterna" and pair[1] in CORE for pair in pairwise(parts))
    if in_core and is_float(context.default_return_type):
        context.api.fail(
            "This is a float. The core is exact: use Fraction, or // with divmod", context.context, code=EXACT
        )
    return context.default_return_type


class Exact(Plugin):
    """Looks at every call and operator."""

    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        """Plain calls, `float(...)` among them."""
        return refuse_float

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        """Methods and operators, `int / int` among them."""
        return refuse_float


def plugin(version: str) -> type[Plugin]:
    """What mypy asks for."""
    return Exact
