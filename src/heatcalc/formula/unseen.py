"""A figure that nobody may look at: what is found out with it in place of a home's figures holds whatever these are."""

from typing import Any, NoReturn


class Looked(Exception):
    """Somebody asked what an unseen figure is, so that the answer depends on it."""


class _Unseen:
    """It adds and multiplies to itself. It counts as not zero, on which alone a line's source depends."""

    def _stays(self, _: object) -> "_Unseen":
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _stays

    def _looked(self, *_: object) -> NoReturn:
        raise Looked

    __lt__ = __le__ = __gt__ = __ge__ = __floordiv__ = __mod__ = __divmod__ = __getattr__ = _looked
    __int__ = __float__ = __round__ = __floor__ = __ceil__ = __trunc__ = __neg__ = __abs__ = _looked
    __str__ = __repr__ = __format__ = _looked

    def __eq__(self, _: object) -> bool:
        raise Looked

    __hash__ = None  # type: ignore[assignment]


UNSEEN: Any = _Unseen()
"""In the place of any number."""
