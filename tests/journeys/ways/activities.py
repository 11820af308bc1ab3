"""Something to do: found, signed up for, alone or with others; given back; kept in a calendar."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.journeys.journey import Walk, journey


def others_come(walk: Walk, groups: tuple[int, ...]) -> None:
    """So many others have signed up for what comes next that has a number of places."""
    # The first activity of the example is open to all: these look on the afternoon before.
    walk.street.now = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)
    for size in groups:
        group = walk.street.neighbour().says("/activities")
        group.taps("➕ With others").says(str(size)).sees("✅ We expect")


@journey("sign up", most=2)
def signs_up(walk: Walk) -> None:
    walk.taps("📅 Activities").taps("✅ I'm coming").sees("✅ We expect you.")


@journey("sign up with others", most=3)
def comes_with_others(walk: Walk) -> None:
    walk.taps("📅 Activities").taps("➕ With others").taps("3").sees("✅ We expect 3 people.")


@journey("cancel", most=2)
def cancels(walk: Walk) -> None:
    walk.taps("📅 Activities").taps("✅ I'm coming")
    walk.again().taps("📅 Activities").taps("❌ Not coming").sees("Thank you for telling us.")


@journey("take a cancellation back", most=3)
def cancels_and_thinks_again(walk: Walk) -> None:
    walk.taps("📅 Activities").taps("✅ I'm coming").again().taps("📅 Activities")
    walk.taps("❌ Not coming").taps("↩️ I'll still come").sees("✅ We expect you.")


@journey("waiting list", most=2)
def waits(walk: Walk) -> None:
    others_come(walk, (10, 2))
    walk.again().taps("📅 Activities").taps("⏳ Waiting list")
    walk.sees("You are number 1 on the waiting list.")


@journey("calendar", most=3)
def keeps_the_date(walk: Walk) -> None:
    walk.taps("📅 Activities").taps("✅ I'm coming").taps("📎 Calendar")
    assert walk.neighbour.last.attachment


@journey("another activity", most=4)
def chooses_another(walk: Walk) -> None:
    walk.taps("📅 Activities").taps("📅 All activities")
    other = next(label for label in walk.neighbour.buttons() if "Coffee" in label)
    walk.taps(other).taps("✅ I'm coming").sees("Coffee together")


@journey("what is on that day", most=3)
def by_day(walk: Walk) -> None:
    walk.taps("📅 Activities").taps("📆 By day").taps("📆 Thursday").sees("📆 Thursday")


@journey("something of a kind", most=3)
def by_kind(walk: Walk) -> None:
    walk.taps("📅 Activities").taps("🔎 By kind").taps("📖 Learn").sees("📖 Learn")
