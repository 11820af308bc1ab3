"""10,000 BSNs in 12 disguises, 10,000 other numbers: ``python -m tests.bench.proofs.bsn``."""

from __future__ import annotations

import time

from tests.hostile.test_private_words import DISGUISES, HOW_MANY, measure


def main() -> None:
    """Print how many were missed, how many were taken for one, and how long a look takes."""
    begun = time.perf_counter()
    missed, alarms = measure()
    looks = HOW_MANY * (len(DISGUISES) + 1)
    each = (time.perf_counter() - begun) / looks * 1e6
    print(f"BSN: {missed} of {HOW_MANY * len(DISGUISES)} missed ({len(DISGUISES)} disguises)")
    rate = sum(alarms.values()) / HOW_MANY
    print(f"false alarms: {rate:.2%} of {HOW_MANY} other numbers {alarms}; {each:.0f} us a look")


if __name__ == "__main__":
    main()
