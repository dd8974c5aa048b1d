"""What was made of the same frozen objects lately: found by identity, which costs no look into them.

A document that is being edited keeps its tables but for the one that changed. Comparing or hashing
thousands of facts to find that out would cost more than most of what is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Lately(Generic[T]):
    """Room for so many results. An entry keeps its objects, so that none takes another's place."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._held: dict[Hashable, tuple[tuple[object, ...], T]] = {}
        self._lock = Lock()

    def of(self, objects: tuple[object, ...], make: Callable[[], T], *more: Hashable) -> T:
        """What `make` gave for these very objects (and these values besides), or gives now."""
        key = (tuple(map(id, objects)), more)
        held = self._held.get(key)
        if held is not None:
            return held[1]
        made = make()
        with self._lock:
            while len(self._held) >= self.room:
                del self._held[next(iter(self._held))]
            self._held[key] = objects, made
        return made
