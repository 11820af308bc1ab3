"""Requests that wait and move on: the days of whoever is asked, the next one, who hears of it."""
