"""A small file of a neighbourhood, and the mistakes that are found in one."""

from __future__ import annotations

SMALL = """\
name = "Test"
timezone = "Europe/Amsterdam"
default_language = "nl"
languages = ["nl", "en"]

[[rooms]]
id = "one"
name = "One"
address = "Street 1"
hours = "Mo-Fr 10:00-17:00; PH off"

[[rooms]]
id = "two"
name = "Two"
address = "Street 2"
latitude = 52.3
longitude = 4.9
phone = "+31 20 000 0101"
hours = "20:00-02:00"
exceptions = [
  { date = 2026-07-01, closed = true, reason = "Keti Koti" },
  { date = 2027-03-10, hours = "13:00-16:00", reason = { nl = "Feest", en = "Party" } },
]

[[activities]]
id = "coffee"
room = "one"
domain = "meeting"
start = 2026-01-07T10:00:00
rrule = "FREQ=WEEKLY;BYDAY=WE"
minutes = 120
places = 12
[activities.title]
nl = "Koffie"

[[partners]]
id = "help"
name = "Help"
domains = ["debt", "budget"]
answer_within_days = 5

[population]
low = 4000
high = 6000

[[targets]]
year = 2026
rooms = 4
volunteers = 150
participants = 1700

[[costs]]
name = "Rent"
2026 = 1000

[[financing]]
name = "City"
2026 = 1000
2027 = 0

[urgent]
"Police" = "112"
"""


def change(old: str, new: str) -> str:
    """Change one thing in the small file."""
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)
