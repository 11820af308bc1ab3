"""What stands behind the figures: what each means, its openings, its rooms, whom to ask."""
