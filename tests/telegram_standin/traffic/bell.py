"""A bell that rings whenever something has changed."""

import asyncio


class Bell:
    """Wakes everybody who waits for a change."""

    def __init__(self) -> None:
        self._heard: asyncio.Event | None = None

    def ring(self) -> None:
        """Something has changed."""
        if self._heard is not None:
            self._heard.set()
            self._heard = None

    async def heard(self) -> None:
        """Wait for the next change."""
        if self._heard is None:
            self._heard = asyncio.Event()
        await self._heard.wait()
