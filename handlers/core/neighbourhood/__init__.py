"""The neighbourhood file as handlers need it: rooms, timetables, schedule."""
