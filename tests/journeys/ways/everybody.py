"""The first screen, whom to call, and what one has of one's own."""

from __future__ import annotations

from tests.journeys.journey import Walk, journey


@journey("is it open", most=0)
def is_it_open(walk: Walk) -> None:
    walk.sees("🟢 Holendrecht: open.")


@journey("SOS", most=1)
def whom_to_call(walk: Walk) -> None:
    walk.taps("🆘").sees("☎ 112")


@journey("forget", most=3)
def forgets(walk: Walk) -> None:
    walk.taps("☰ More").taps("🗑️ Delete my data").taps("🗑️ Yes, delete").sees("✅ Done.")


@journey("what is known of me", most=2)
def my_data(walk: Walk) -> None:
    walk.taps("☰ More").taps("📦 My data").sees("📦 This is what I know about you.")


@journey("a second person on the phone", most=3)
def second_person(walk: Walk) -> None:
    walk.taps("☰ More").taps("👪 Somebody else").taps("➕ 🦊").sees("🦊", "Which language")
