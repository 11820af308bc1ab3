"""All measurements, one after the other: ``make bench``."""

from tests.bench import bench_reach, broadcast, kill, load, places, throughput

for part in (throughput, load, places, broadcast, bench_reach, kill):
    print(f"--- {part.__name__}")
    part.main()
