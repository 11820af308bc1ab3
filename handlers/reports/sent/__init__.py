"""Reports that go out by themselves: when, to whom, who wants which, and what was sent."""
