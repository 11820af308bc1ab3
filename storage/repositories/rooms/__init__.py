"""Queries about rooms: openings, contacts, participants, reach."""
