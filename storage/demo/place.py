"""The place: a neighbourhood file with rooms, activities, partners and a plan, as one writes it."""

from __future__ import annotations

import json
import random
from datetime import date
from typing import Any

from storage.neighbourhood.model import Neighbourhood

# So that everybody sees in every report and picture that nobody lives here.
NAME = "Proefwijk (demo)"
ZONE = "Europe/Amsterdam"
ROOMS = (
    *("Holendrecht", "H-buurt", "Venserpolder", "KG-buurt", "Gein", "Reigersbos", "Ganzenhoef"),
    *("Kraaiennest", "Kantershof", "Geerdinkhof", "Kleiburg", "Gooioord", "Hakfort", "Huigenbos"),
    *("Heesterveld", "Nellestein", "Bullewijk", "Amstel III", "Strandvliet", "Haardstee"),
)
STREETS = ("plein", "hof", "straat", "pad", "dreef")
# Languages that people read here, how many of a hundred do, in the order of the menu.
LANGUAGES = {
    "nl": 36,
    "en": 18,
    "ar": 10,
    "tr": 5,
    "ti": 3,
    "es": 6,
    "pap": 5,
    "uk": 2,
    "fa": 2,
    "so": 1,
    "tw": 5,
    "srn": 3,
    "pl": 1,
    "pt": 1,
    "fr": 1,
    "ur": 1,
}
HOURS = (
    "Mo-Fr 10:00-17:00; Sa 11:00-15:00; PH off",
    "Mo-Th 10:00-16:00; Fr 10:00-12:00,14:00-18:00; PH off",
    "Mo-Fr 09:30-12:30,13:30-17:00; PH off",
    "Tu-Th 13:00-17:00; Fr 13:00-17:00,19:00-23:00; Sa[1] 14:00-18:00; PH off",
    "Mo-Sa 10:00-18:00; PH off",
)
# What one can do: id, domain, days, from when, minutes, places, title in Dutch and English.
ACTIVITIES = (
    ("taal", "learning", "TU", "10:00", 90, 12, "Taalles voor beginners", "Dutch for beginners"),
    ("brieven", "forms", "WE", "13:30", 120, None, "Hulp bij brieven", "Help with letters"),
    ("koken", "meeting", "TH", "14:00", 150, 10, "Samen koken", "Cooking together"),
    ("geld", "budget", "FR", "14:00", 90, 8, "Hulp met geld", "Help with money"),
)
EACH_ROOM = 3
PARTNERS = (
    ("raadslieden", "Sociaal raadslieden", ("forms", "housing"), 5),
    ("schuldhulp", "Schuldhulp Zuidoost", ("debt", "budget"), 10),
    ("welzijn", "Welzijnswerk", ("wellbeing", "care", "meeting"), 7),
    ("taalhuis", "Taalhuis", ("learning",), 14),
    ("werkplein", "Werkplein", ("work", "enterprise", "participation"), 14),
)


def luck(seed: int, part: str) -> random.Random:
    """The luck of one part: the same for the same seed, whatever other parts draw."""
    return random.Random(f"{seed} {part}")  # noqa: S311 - nothing secret is drawn


def neighbourhood(*, rooms: int, years: int, seed: int, today: date) -> Neighbourhood:
    """A neighbourhood of so many rooms that has been there for so many years."""
    chance = luck(seed, "place")
    made = [_room(number, chance) for number in range(rooms)]
    data = {
        "name": NAME,
        "timezone": ZONE,
        "default_language": "nl",
        "languages": list(LANGUAGES),
        "rooms": made,
        "activities": [
            _activity(room["id"], number + turn, today.year - years)
            for number, room in enumerate(made)
            for turn in range(EACH_ROOM)
        ],
        "partners": [
            {"id": partner, "name": name, "domains": domains, "answer_within_days": days}
            for partner, name, domains, days in PARTNERS
        ],
        "population": {"low": rooms * 1_000, "high": rooms * 1_500},
        "targets": [
            {
                "year": year,
                "rooms": rooms,
                "volunteers": rooms * 30,
                "participants": rooms * 425,
            }
            for year in range(today.year - years, today.year + 1)
        ],
        "urgent": [
            {
                "phone": "112",
                "label": {"nl": "Ambulance, brandweer, politie", "en": "Ambulance, fire, police"},
            }
        ],
    }
    return Neighbourhood.from_json(json.dumps(data))


def _room(number: int, chance: random.Random) -> dict[str, Any]:
    """One of the names, with a number once all of them are taken."""
    again, which = divmod(number, len(ROOMS))
    name = ROOMS[which] + (f" {again + 1}" if again else "")
    street = name.split()[0].replace("-buurt", "") + chance.choice(STREETS)
    return {
        "id": name.lower().replace(" ", "-"),
        "name": name,
        "address": f"{street} {chance.randint(1, 240)}",
        "latitude": round(52.295 + chance.random() * 0.04, 4),
        "longitude": round(4.945 + chance.random() * 0.05, 4),
        # No Dutch number begins like this: nobody's phone rings.
        "phone": f"+31 20 000 {number:04}",
        "hours": HOURS[number % len(HOURS)],
    }


def _activity(room: str, which: int, since: int) -> dict[str, Any]:
    what, domain, day, clock, minutes, places, dutch, english = ACTIVITIES[which % len(ACTIVITIES)]
    return {
        "id": f"{what}-{room}",
        "room": room,
        "domain": domain,
        "start": f"{since}-01-01T{clock}:00",
        "rrule": f"FREQ=WEEKLY;BYDAY={day}",
        "minutes": minutes,
        "title": {"nl": dutch, "en": english},
        **({"places": places} if places else {}),
    }
