"""All measurements, one after the other: ``make bench``. Exit code 1: something missed."""

import sys

from tests.bench import bench_reach, broadcast, kill, load, places, throughput
from tests.bench.growth import backlog, copies, waiting

is_missed = False
for part in (throughput, waiting, backlog, copies, load, places, broadcast, bench_reach, kill):
    print(f"--- {part.__name__}")
    try:
        part.main()
    except SystemExit as ended:
        is_missed |= bool(ended.code)
sys.exit(is_missed)
