"""Work that takes turns: so many pieces at once, so many waiting, and no more."""

from collections.abc import Callable

import anyio.to_thread
from anyio import CapacityLimiter

from .errors import Refusal


class Turns:
    """Runs work in threads, `at_once` side by side; at most `longest` pieces wait."""

    def __init__(self, at_once: int, longest: int) -> None:
        self._at_once = at_once
        self._longest = longest
        self._limiter = CapacityLimiter(at_once)
        self._taken = 0

    def waiting(self) -> int:
        """How many pieces of work have been taken and not begun."""
        return max(0, self._taken - self._at_once)

    async def take[*Given, Result](self, work: Callable[[*Given], Result], *given: *Given) -> Result:
        """The work's result; raises Refusal (busy) at once where too many wait already, and what the work raises."""
        if self.waiting() >= self._longest:
            raise Refusal("busy")
        # Counted before anything is awaited: a burst would pass a count of those that wait already.
        self._taken += 1
        try:
            return await anyio.to_thread.run_sync(work, *given, limiter=self._limiter)
        finally:
            self._taken -= 1
