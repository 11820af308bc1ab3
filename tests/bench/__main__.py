"""All measurements, one after the other: ``make bench``."""

from tests.bench import bench_reach, broadcast, kill, load, places, throughput
from tests.bench.growth import waiting

for part in (throughput, waiting, load, places, broadcast, bench_reach, kill):
    print(f"--- {part.__name__}")
    part.main()
