"""What the tests of the dispatcher share."""

from __future__ import annotations

from tests.handlers.dispatch.picnic import picnic

__all__ = ["picnic"]
