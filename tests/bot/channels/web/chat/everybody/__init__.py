"""The page for every eye and hand: slow lines, old browsers, large letters, no screen at all."""
