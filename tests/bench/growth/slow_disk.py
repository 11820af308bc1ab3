"""The real program without limits on sending, over a disk on which each commit takes longer."""

from __future__ import annotations

import time

from sqlalchemy import Engine, event

from tests.bench import unlimited

SECONDS = 0.05


@event.listens_for(Engine, "commit")
def _wait(_: object) -> None:
    time.sleep(SECONDS)


if __name__ == "__main__":
    unlimited.main()
