"""All measurements, one after the other: ``make bench``."""

from tests.bench import bench_reach, kill, load, throughput

for part in (throughput, load, bench_reach, kill):
    print(f"--- {part.__name__}")
    part.main()
