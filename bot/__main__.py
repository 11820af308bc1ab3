"""The program's door: ``buurtbot``, which is the same as ``python -m bot``."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line."""
    # Hundreds of modules make objects that stay. To look through them for rubbish again and again
    # takes a tenth of the start, and later on time from every turn.
    gc.disable()
    from handlers.core.feature import FeatureMistake  # noqa: PLC0415

    try:
        from bot.cli.main import main as run  # noqa: PLC0415
    except FeatureMistake as mistake:
        sys.exit(f"buurtbot: {mistake}")

    gc.collect()
    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
