"""10,000 BSNs in every disguise, and others: ``python -m tests.bench.proofs.bsn``."""

from __future__ import annotations

import sys
import time

from handlers.core.private.numbers import blanked
from tests.hostile.words.harmless_numbers import HARMLESS, ORDERS
from tests.hostile.words.private_numbers import DISGUISES, EIGHT
from tests.hostile.words.test_private_numbers import alarms, missed, orders

HOW_MANY = 10_000
LONGEST = 4_096


def main() -> None:
    """Print how many were missed, how many were taken for one, and how long a look takes."""
    # Only what it works on this process counts, not what waits.
    begun = time.process_time()
    through = missed(HOW_MANY)
    ways = len(DISGUISES) + len(EIGHT)
    each = (time.process_time() - begun) / (HOW_MANY * ways) * 1e6
    print(
        f"BSN: {through.total()} of {HOW_MANY * ways:,} missed ({ways} disguises) {dict(through)}"
    )
    taken = alarms(HOW_MANY)
    looks = HOW_MANY * len(HARMLESS)
    print(f"no BSN, blanked all the same: {taken.total()} of {looks:,} {dict(taken)}")
    blank = orders(HOW_MANY).total()
    print(f"numbers of orders: {blank / HOW_MANY:.2%} blanked, in {len(ORDERS)} sentences")
    long = " ".join(write("111222333") for write in DISGUISES.values())[:LONGEST].ljust(LONGEST)
    begun = time.process_time()
    blanked(long)
    whole = (time.process_time() - begun) * 1e3
    print(f"a look takes {each:.0f} us, with making the words; {LONGEST} letters {whole:.0f} ms")
    sys.exit(bool(through or taken or blank > HOW_MANY * 0.02))


if __name__ == "__main__":
    main()
