"""Reports that go out by themselves."""
