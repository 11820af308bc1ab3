"""What a report says about requests for help: how many, how far, how fast; nobody's words.

A request counts in the period in which it was made; closed ones in the period in which they ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import median

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.neighbourhood.whose_turn import MARKS
from handlers.reports.period import Period
from handlers.reports.reach.figures import Answers, Course, Referrals
from storage.neighbourhood.checks import DOMAINS
from storage.repositories.help_requests.history import Event
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import (
    ACCEPTED,
    CANCELLED,
    GOT_HELP,
    REJECTED,
    REQUESTED,
    SAID_HELPED,
)
from storage.store import Store

DAY = timedelta(days=1)
# The language of whoever asked, once the request is erased (BCP 47: undetermined).
UNKNOWN = "und"
# The steps of each request, by its number.
Steps = Mapping[int, Sequence[Event]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The requests of a period, and what ended in it; ``measured`` are the rooms that are."""

    made: Sequence[Request]
    ended: Sequence[Request]
    steps: Steps
    measured: Collection[str]

    def of_rooms(self, rooms: Collection[str]) -> Referrals:
        """The contract's counts of these rooms; nothing that is not measured is nought."""
        made = [request for request in self.made if request.room in rooms]
        ended = [request for request in self.ended if request.room in rooms]
        is_measured = any(room in self.measured for room in rooms)
        return self._referrals(made, ended, is_measured=is_measured)

    def together(self) -> Referrals:
        """The same of all; "come to me" names no room and counts here only."""
        return self._referrals(self.made, self.ended, is_measured=bool(self.measured))

    def answers(self) -> Answers:
        """What became of them by domain, and for each partner that was asked."""
        made, ended, steps = self.made, self.ended, self.steps
        partners = {request.partner for request in ended if request.partner}
        partners = partners.union(*(_asked(request, steps) for request in made))
        return Answers(
            {
                domain: _course(
                    [request for request in made if request.domain == domain],
                    [request for request in ended if request.domain == domain],
                    steps,
                )
                for domain in DOMAINS
            },
            {partner: _of_partner(partner, made, ended, steps) for partner in sorted(partners)},
            {
                domain: _tally(
                    request.language or UNKNOWN for request in made if request.domain == domain
                )
                for domain in DOMAINS
            },
        )

    def _referrals(
        self, made: Sequence[Request], ended: Sequence[Request], *, is_measured: bool
    ) -> Referrals:
        if not (is_measured or made or ended):
            return Referrals()
        whole = _course(made, ended, self.steps)
        return Referrals(
            whole.made,
            whole.accepted,
            whole.closed,
            whole.got_help,
            {domain: sum(request.domain == domain for request in made) for domain in DOMAINS},
            whole.days_to_answer,
            whole.days_to_outcome,
            whole.outcomes,
            whole.said,
        )


def asked(
    view: NeighbourhoodView,
    store: Store,
    period: Period,
    measured: Collection[str],
    rooms: Collection[str] | None,
) -> Asked:
    """What was asked and what ended in a period, in some rooms or, for None, anywhere."""
    start = datetime.combine(period.first, time(), view.zone)
    end = datetime.combine(period.last + DAY, time(), view.zone)
    made = store.requests.made_between(first=start, last=end)
    ended = store.requests.closed_between(first=start, last=end)
    if rooms is not None:
        made = [request for request in made if request.room in rooms]
        ended = [request for request in ended if request.room in rooms]
    steps = store.request_history.of_each([request.id for request in made])
    return Asked(made, ended, steps, measured)


def got_help(request: Request) -> bool:
    """Whether the person got help: what they say themselves counts before what the helper says."""
    return (request.said or request.outcome) in {SAID_HELPED, GOT_HELP}


def _course(requests: Sequence[Request], closed: Sequence[Request], steps: Steps) -> Course:
    return Course(
        made=len(requests),
        accepted=sum(_is_accepted(request, steps) for request in requests),
        closed=sum(_is_closed(request) for request in closed),
        got_help=sum(got_help(request) for request in closed),
        days_to_answer=_median_days((request.made_at, request.answered_at) for request in requests),
        days_to_outcome=_median_days(
            (request.made_at, request.closed_at) for request in closed if _is_closed(request)
        ),
        outcomes=_tally(request.outcome for request in closed if request.state != CANCELLED),
        said=_tally(request.said for request in closed),
    )


def _tally(words: Iterable[str]) -> dict[str, int]:
    """How often each was said, without what nobody said."""
    return dict(sorted(Counter(str(word) for word in words if word).items()))


def _of_partner(
    partner: str, requests: Sequence[Request], closed: Sequence[Request], steps: Steps
) -> Course:
    """A partner that refused was asked too; what became of it counts with whom it ended."""
    asked = [request for request in requests if partner in _asked(request, steps)]
    ended = [request for request in closed if request.partner == partner]
    replies = [
        (since, step)
        for request in asked
        for since, step in _replies(request, steps)
        if step.scope == partner
    ]
    return Course(
        made=len(asked),
        accepted=sum(step.what == ACCEPTED for _, step in replies),
        closed=sum(_is_closed(request) for request in ended),
        got_help=sum(got_help(request) for request in ended),
        days_to_answer=_median_days((since, step.at) for since, step in replies),
        days_to_outcome=_median_days(
            (request.asked_at, request.closed_at) for request in ended if _is_closed(request)
        ),
        outcomes=_tally(request.outcome for request in ended if request.state != CANCELLED),
        said=_tally(request.said for request in ended),
    )


def _asked(request: Request, steps: Steps) -> set[str]:
    """The partners that were asked, one after the other; the steps outlast what is erased."""
    named = {step.scope for step in steps[request.id] if step.what in {REQUESTED, REJECTED}}
    return {request.partner, *request.asked, *named} - {"", *MARKS}


def _replies(request: Request, steps: Steps) -> Iterator[tuple[datetime, Event]]:
    """Each yes and no, with the moment since when that helper was asked."""
    since = request.made_at
    for step in steps[request.id]:
        if step.what == REQUESTED:
            since = step.at
        elif step.what in {ACCEPTED, REJECTED}:
            yield since, step


def _is_accepted(request: Request, steps: Steps) -> bool:
    """Whether somebody said yes, whatever came of it later."""
    return any(step.what == ACCEPTED for step in steps[request.id])


def _is_closed(request: Request) -> bool:
    """Whether it ended with an outcome; one that was stopped has what its person says, or none."""
    return bool(request.said or (request.outcome and request.state != CANCELLED))


def _median_days(spans: Iterable[tuple[datetime, datetime | None]]) -> int | None:
    days = [(end - start) / DAY for start, end in spans if end]
    return round(median(days)) if days else None
