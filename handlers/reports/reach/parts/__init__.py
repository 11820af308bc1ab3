"""The parts of a report, each by itself: activities, hours, requests for help, steps to work."""
