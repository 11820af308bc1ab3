"""Long proofs that do not belong in every run: many numbers, many forged taps, new keys."""
