"""Every long proof, and one table of what came of it: ``make prove``.

Each runs as a command of its own, so that a line can be had again by itself.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence

from tests.support.paths import ROOT

PROOFS: Sequence[tuple[str, ...]] = (
    ("tests.bench.kill", "5000", "50"),
    ("tests.bench.proofs.bsn",),
    ("tests.bench.proofs.danger",),
    ("tests.bench.proofs.forging.forged",),
    ("tests.bench.proofs.forging.guessing",),
    ("tests.bench.proofs.idle",),
    ("tests.bench.proofs.rotation",),
    ("tests.bench.proofs.sends",),
    ("tests.bench.growth.signs",),
    ("tests.bench.growth.told.changed_hours",),
    ("tests.bench.proofs.soak",),
    ("tests.bench.proofs.stolen",),
    ("tests.bench.proofs.slow_words",),
    ("tests.bench.proofs.restore",),
    ("tests.bench.proofs.first_starts",),
    ("tests.mutants",),
)


def main() -> None:
    """Run them one after the other; exit 1 when one of them failed."""
    failed = False
    print("| command | minutes | what it says |")
    print("| --- | --- | --- |")
    for proof in PROOFS:
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", *proof], cwd=ROOT, capture_output=True, text=True, check=False
        )
        minutes = (time.monotonic() - began) / 60
        said = " · ".join((done.stdout if done.returncode == 0 else done.stderr).split("\n")[-5:])
        failed |= done.returncode != 0
        print(f"| `python -m {' '.join(proof)}` | {minutes:.0f} | {said.strip(' ·')} |", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
