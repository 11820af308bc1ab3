"""Finds what somebody means by a few typed letters."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils

from storage.neighbourhood import Room

# Below this score (0 to 100) a typed name is a guess, and guesses open the wrong door.
SURE = 80


def find_room(typed: str, rooms: Iterable[Room]) -> Room | None:
    """The one room that a typed name or id means; None when none or several fit."""
    rooms = tuple(rooms)
    wanted = utils.default_process(typed)
    for room in rooms:
        if wanted and wanted in {utils.default_process(room.id), utils.default_process(room.name)}:
            return room
    names = {room.id: room.name for room in rooms}
    found = process.extract(
        typed,
        names,
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        score_cutoff=SURE,
        limit=2,
    )
    if not found or (len(found) > 1 and found[1][1] == found[0][1]):
        return None
    return next(room for room in rooms if room.id == found[0][2])
