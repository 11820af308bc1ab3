"""All measurements, one after the other: ``make bench``."""

import sys

from tests.bench import bench_reach, broadcast, kill, load, places, throughput
from tests.bench.growth import backlog, copies, pages, people, start, waiting

PARTS = (
    *(throughput, waiting, people, start, pages, backlog, copies),
    *(load, places, broadcast, bench_reach, kill),
)
is_missed = False
for part in PARTS:
    print(f"--- {part.__name__}", flush=True)
    try:
        part.main()
    except SystemExit as ended:
        is_missed |= bool(ended.code)
sys.exit(is_missed)
