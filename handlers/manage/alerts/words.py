"""What needs somebody, in words: what is new to a coordinator, and what is over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from handlers.core.keyboards import Rows, in_rows
from handlers.core.messages import Button, Text, say, say_many
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.manage.alerts.findings import Finding, Found
from handlers.team.alarms import OVER, SUBJECTS, Alarm
from storage.repositories.reports.alerts import Known, Subject, Wanted

ROOMS = (Subject.NOT_OPENED, Subject.SILENT)
# So many lines and buttons stand in one message; the rest is behind a button.
LINES, BUTTONS = 6, 4
MORE = say("body", "There is more. Tap 🔔.")


@dataclass(frozen=True, slots=True)
class Fresh:
    """What somebody does not know yet, what is over, and what they know then."""

    begun: Sequence[Finding]
    over: Sequence[Text]
    told: Sequence[Known]


def of(person: int, wanted: Wanted, found: Found) -> list[Finding]:
    """What somebody wants to know of all that needs somebody; never what is their own."""
    alarms = set(SUBJECTS.values())
    return [
        one
        for one in found.findings
        if one.known.subject not in wanted.muted
        and one.person != person
        and not (one.known.subject in alarms and person in found.listeners)
    ]


def fresh(view: NeighbourhoodView, person: int, wanted: Wanted, found: Found) -> Fresh:
    """What is new to somebody, and what is over of what they know."""
    goes_on = {one.known[:2]: one for one in of(person, wanted, found)}
    known = [one for one in wanted.told if one.subject not in wanted.muted]
    still = [one for one in known if _stands(one, goes_on.get(one[:2]))]
    told = {one[:2] for one in still}
    begun = [one for what, one in goes_on.items() if what not in told]
    ended = [one for one in known if one not in still and one[:2] not in goes_on]
    over: list[Text] = []
    for line in _over(view, found, ended):
        # A room that was silent did not open before that either.
        over += [] if line in over else [line]
    return Fresh(
        begun,
        over,
        (*still, *(one.known for one in begun)),
    )


def lines(findings: Collection[Finding]) -> list[Text]:
    """A line for each thing; requests and offers are counted."""
    silent = {one.known.about for one in findings if one.known.subject == Subject.SILENT}
    said = [
        one.line
        for one in findings
        if one.line and not (one.known.subject == Subject.NOT_OPENED and one.known.about in silent)
    ]
    requests, offers = (_many(findings, kind) for kind in (Subject.REQUESTS, Subject.OFFERS))
    if requests:
        said.append(
            say_many(
                "body",
                "⛑️ {n} request for help waits too long.",
                "⛑️ {n} requests for help wait too long.",
                requests,
            )
        )
    if offers:
        said.append(
            say_many(
                "body",
                "🌱 {n} offer to help waits too long.",
                "🌱 {n} offers to help wait too long.",
                offers,
            )
        )
    return said


def rows(findings: Iterable[Finding]) -> Rows:
    """The buttons that help, each once."""
    every: dict[str, Button] = {}
    for one in findings:
        for key in one.buttons:
            every.setdefault(repr(key), key)
    return in_rows(list(every.values())[:BUTTONS])


def _stands(known: Known, present: Finding | None) -> bool:
    return present is not None and known.since >= present.after


def _over(view: NeighbourhoodView, found: Found, ended: Sequence[Known]) -> Iterator[Text]:
    """What is over; nothing of what only left the file, or went with its year."""
    for one in ended:
        if one.subject in ROOMS and one.about in view.rooms:
            if found.open_until.get(one.about, "") > one.since:
                room = view.rooms[one.about].name
                yield say("body", "✅ {room} has opened again.", room=room)
        elif one.subject == Subject.TARGETS and one.since == str(found.year):
            parts = {"": one.since, **{part.id: part.name for part in view.neighbourhood.districts}}
            what = parts.get(one.about, "")
            yield say("body", "✅ Near the plan again: {what}.", what=what or one.since)
        elif one.subject == Subject.PARTNER:
            names = {part.id: part.name for part in view.neighbourhood.partners}
            if one.about in names:
                yield say("body", "✅ {partner} is in time again.", partner=names[one.about])
        elif one.subject in SUBJECTS.values():
            yield OVER[Alarm(one.about)]
    requests, offers = (
        sum(one.subject == kind for one in ended) for kind in (Subject.REQUESTS, Subject.OFFERS)
    )
    if requests:
        yield say_many(
            "body",
            "✅ {n} request for help waits no more.",
            "✅ {n} requests for help wait no more.",
            requests,
        )
    if offers:
        yield say_many(
            "body",
            "✅ {n} offer to help waits no more.",
            "✅ {n} offers to help wait no more.",
            offers,
        )


def _many(findings: Iterable[Finding], subject: Subject) -> int:
    return sum(one.known.subject == subject for one in findings)
