"""The program's door: ``buurtbot``, which is the same as ``python -m bot``."""

from __future__ import annotations

import gc
import sys

# What structlog and httpx would bring to draw tracebacks and help of their own, which nobody sees
# here, and for threads that we do not have: sixty modules, a twentieth of the start and the memory.
UNSEEN = dict.fromkeys(("rich", "pygments", "greenlet"))


def main() -> None:
    """Run the command line."""
    # Hundreds of modules make objects that stay. To look through them for rubbish again and again
    # takes a tenth of the start, and later on time from every turn.
    gc.disable()
    sys.modules.update(UNSEEN)  # type: ignore[arg-type]
    import httpx  # noqa: F401, PLC0415
    import structlog  # noqa: F401, PLC0415

    for name in UNSEEN:
        del sys.modules[name]
    from handlers.core.feature import FeatureMistake  # noqa: PLC0415

    try:
        from bot.cli.main import main as run  # noqa: PLC0415
    except FeatureMistake as mistake:
        sys.exit(f"buurtbot: {mistake}")

    collect_less()
    run()


def collect_less() -> None:
    """Keep what was loaded for good, and look for rubbish as seldom as a server should.

    A transaction of turns makes some ten thousand objects that stay until it ends: to look through
    them again and again took a tenth of the time of each turn.
    """
    # Half a megabyte of it is rubbish. To find it takes a twentieth of a second, once.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


if __name__ == "__main__":
    main()
