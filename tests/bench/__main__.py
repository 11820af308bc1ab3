"""All measurements, one after the other: ``make bench``."""

import sys

from tests.bench import bench_reach, broadcast, kill, load, places, throughput
from tests.bench.growth import pages, people, start, waiting

is_missed = False
for part in (throughput, waiting, people, start, pages, load, places, broadcast, bench_reach, kill):
    print(f"--- {part.__name__}", flush=True)
    try:
        part.main()
    except SystemExit as end:
        is_missed |= bool(end.code)
sys.exit(is_missed)
