"""
Frozen, slotted dataclasses that cost little to define.

The standard library's decorator compiles half a dozen functions for each class at every start, a millisecond a class.
This one compiles none. Its classes are of the same kind: `dataclasses.replace`, `fields` and `is_dataclass` work on
them, and type checkers take the decorator for the standard one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    from dataclasses import _FIELD, MISSING, FrozenInstanceError, field
    from operator import attrgetter

    def dataclass(*, frozen, slots):
        """As `dataclasses.dataclass(frozen=True, slots=True)`; there is no other kind here."""
        if not (frozen and slots):
            raise TypeError("a value is frozen and has slots: write @dataclass(frozen=True, slots=True)")
        return _made

    def _made(plain):
        own = {name: _field(plain, name, kind) for name, kind in vars(plain).get("__annotations__", {}).items()}
        before = {}
        for base in reversed(plain.__mro__[1:]):
            before |= getattr(base, "__dataclass_fields__", {})
        fields = {**before, **own}
        body = {name: part for name, part in vars(plain).items() if name not in own}
        for gone in ("__dict__", "__weakref__"):
            body.pop(gone, None)
        body |= {"__slots__": tuple(own), "__match_args__": tuple(fields), "__dataclass_fields__": fields}
        for name, part in _methods(fields, "__post_init__" in body or hasattr(plain, "__post_init__")).items():
            body.setdefault(name, part)
        if body.get("__hash__", 0) is None:
            raise TypeError(f"{plain.__name__} defines __eq__ and not __hash__. Define both or neither.")
        made = type(plain)(plain.__name__, plain.__bases__, body)
        made.__qualname__ = plain.__qualname__
        if made.__doc__ is None:
            made.__doc__ = f"{made.__name__}({', '.join(fields)})"
        return made

    def _field(plain, name, kind):
        given = vars(plain).get(name, MISSING)
        found = given if hasattr(given, "default_factory") else field(default=given)
        found.name, found.type, found._field_type = name, kind, _FIELD
        found.kw_only = False
        return found

    def _methods(fields, checked):
        names = tuple(fields)
        values = attrgetter(*names) if len(names) > 1 else lambda self: tuple(getattr(self, name) for name in names)
        known = frozenset(names)
        put = object.__setattr__

        def init(self, *args, **named):
            if len(args) > len(names):
                raise TypeError(f"{type(self).__name__} takes {len(names)} values and was given {len(args)}")
            for name, value in zip(names, args, strict=False):
                if name in named:
                    raise TypeError(f"{type(self).__name__} was given '{name}' twice")
                put(self, name, value)
            for name in names[len(args) :]:
                if name in named:
                    put(self, name, named.pop(name))
                elif fields[name].default is not MISSING:
                    put(self, name, fields[name].default)
                elif fields[name].default_factory is not MISSING:
                    put(self, name, fields[name].default_factory())
                else:
                    raise TypeError(f"{type(self).__name__} was not given '{name}'")
            if named:
                raise TypeError(f"{type(self).__name__} has no '{next(iter(named))}'")
            if checked:
                self.__post_init__()

        def equal(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            return values(self) == values(other)

        def hashed(self):
            # Of the values alone, as theirs is; whoever puts text in it must not let the order of a set show.
            return values(self).__hash__()

        def shown(self):
            return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

        def refuse(self, name, value=None):
            if name in known or type(self).__setattr__ is refuse:
                raise FrozenInstanceError(f"cannot assign to field {name!r}")
            put(self, name, value)

        def state(self):
            return list(values(self))

        def restore(self, found):
            for name, value in zip(names, found, strict=True):
                put(self, name, value)

        return {"__init__": init, "__eq__": equal, "__hash__": hashed, "__repr__": shown, "__setattr__": refuse,
                "__delattr__": refuse, "__getstate__": state, "__setstate__": restore}  # fmt: skip


__all__ = ["dataclass"]
