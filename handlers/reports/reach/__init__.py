"""What the rooms did, worked out from what was logged, held against the plan."""
