"""All measurements, one after the other: ``make bench``."""

from tests.bench import bench_reach, broadcast, kill, load, places, throughput
from tests.bench.growth import people, waiting

for part in (throughput, waiting, people, load, places, broadcast, bench_reach, kill):
    print(f"--- {part.__name__}")
    part.main()
