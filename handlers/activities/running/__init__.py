"""What those who run an activity do: move it, cancel it, count who came."""
