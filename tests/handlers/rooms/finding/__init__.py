"""One room or the nearest, by a tap or typed, at any number of rooms."""
