"""Finds what somebody means by a few typed letters."""

from __future__ import annotations

from collections.abc import Iterable

from storage.neighbourhood import Room

# Below this likeness (0 to 100) a typed name is a guess, and guesses open the wrong door.
SURE = 80
# And one that another name comes this close to could be either.
NEARLY = 75
# Fewer letters than this begin too many names.
BEGINNING = 2


def find_room(typed: str, rooms: Iterable[Room]) -> Room | None:
    """The one room that a typed name or id means; None when none or several fit."""
    # Four megabytes for what few type: a room is a button nearly always.
    from rapidfuzz import fuzz, utils  # noqa: PLC0415

    wanted = utils.default_process(typed)
    if not wanted:
        return None
    names = [(room, utils.default_process(word)) for room in rooms for word in (room.id, room.name)]
    likeness = [(room, fuzz.ratio(word, wanted)) for room, word in names]
    sure = any(score >= SURE for _, score in likeness)
    for fits in (
        [room for room, word in names if word == wanted],
        [room for room, word in names if len(wanted) >= BEGINNING and word.startswith(wanted)],
        [room for room, score in likeness if sure and score >= NEARLY],
    ):
        if fits:
            return fits[0] if all(room is fits[0] for room in fits) else None
    return None
