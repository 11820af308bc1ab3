"""The titles of an activity by language: which there are, and which nobody gave yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import FurtherOn, Needs, Tap
from handlers.core.keyboards import in_rows, more_row, part
from handlers.core.messages import Button, Outcome, Reply, Text, Tongue, button, say
from handlers.core.questions import BACK
from handlers.manage.activities import listing
from storage.neighbourhood.activities import Activity

A_PAGE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles(FurtherOn):
    """The arguments of a button about the titles of an activity."""

    activity: str


def show(context: Context, args: Titles) -> Outcome:
    """In which languages there is a title, and in which not yet; each with its button."""
    activity = listing.activity_of(context, args.activity)
    if activity is None:
        return refusals.OVER
    shown, further = part(tongues(context, activity), args.skip, A_PAGE)
    lines = (listing.title_of(context, activity), _missing(activity, shown))
    keys = [_key(activity, tag) for tag in shown]
    back = button(BACK, "plan.activity", activity=activity.id)
    more = more_row("plan.titles", further, activity=activity.id)
    rows = (*in_rows(keys), *more, (back,))
    return Outcome((Reply(lines, rows, replaces=bool(context.turn.tap)),))


def tongues(context: Context, activity: Activity) -> list[str]:
    """The languages a title can be given in: those of the neighbourhood, and those it has."""
    return list(dict.fromkeys([*context.view.neighbourhood.languages, *activity.title]))


def to_titles(activity: str) -> Button:
    """The way to the titles in every language."""
    return button(say("btn", "🌐 Every language"), "plan.titles", activity=activity)


def _missing(activity: Activity, shown: Iterable[str]) -> Text:
    """In which of these languages there is no title."""
    listed: Tongue | Text | None = None
    for tag in (tag for tag in shown if tag not in activity.title):
        other = Tongue(tag)
        listed = say("body", "{list}, {one}", list=listed, one=other) if listed else other
    if listed is None:
        return say("body", "🌐 Here is a title in each language.")
    return say("body", "🌐 Languages without a title: {list}.", list=listed)


def _key(activity: Activity, tag: str) -> Button:
    label = say("choice", "➕ {language}", language=Tongue(tag))
    if tag in activity.title:
        label = say("choice", "✅ {language}", language=Tongue(tag))
    return button(label, "plan.title", activity=activity.id, language=tag)


TAPS: dict[str, Tap[Any]] = {
    "plan.titles": Tap(show, Titles, Needs.COORDINATOR, asks_pictures=True),
}
