"""How much of us anybody gets: answers a minute, sends a second, things a day."""
