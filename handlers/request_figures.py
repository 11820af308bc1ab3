"""What a report says about requests for help: how many, how far, how fast; nothing of what about.

A request counts in the period in which it was made; closed ones in the period in which they ended.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median

from handlers.figures import Answers, PartnerAnswers, Referrals
from handlers.house import House
from storage.neighbourhood_checks import DOMAINS
from storage.requests import GOT_HELP, SAID_HELPED, Request
from storage.store import Store

DAY = timedelta(days=1)


def between(
    house: House, store: Store, first: date, last: date
) -> tuple[list[Request], list[Request]]:
    """What was made, and what ended, on these local days."""
    start = datetime.combine(first, time(), house.zone)
    end = datetime.combine(last + DAY, time(), house.zone)
    return store.requests.made_between(start, end), store.requests.closed_between(start, end)


def referrals(
    made: Sequence[Request], closed: Sequence[Request], accepted: Collection[int]
) -> Referrals:
    """The contract's counts of some requests."""
    return Referrals(
        made=len(made),
        accepted=sum(one.id in accepted for one in made),
        closed=sum(_is_closed(one) for one in closed),
        got_help=sum(got_help(one) for one in closed),
        by_domain={domain: sum(one.domain == domain for one in made) for domain in DOMAINS},
    )


def answers(
    made: Sequence[Request], closed: Sequence[Request], accepted: Collection[int]
) -> Answers:
    """How many days answers and outcomes took, and the counts for each partner that is asked."""
    partners = sorted({one.partner for one in (*made, *closed) if one.partner})
    return Answers(
        _median_days((one.made_at, one.answered_at) for one in made),
        _median_days((one.made_at, one.closed_at) for one in closed if _is_closed(one)),
        {
            partner: PartnerAnswers(
                made=sum(one.partner == partner for one in made),
                accepted=sum(one.partner == partner and one.id in accepted for one in made),
                closed=sum(one.partner == partner and _is_closed(one) for one in closed),
                got_help=sum(one.partner == partner and got_help(one) for one in closed),
            )
            for partner in partners
        },
    )


def got_help(request: Request) -> bool:
    """Whether the person got help: what they say themselves counts before what the helper says."""
    return (request.said or request.outcome) in {SAID_HELPED, GOT_HELP}


def _is_closed(request: Request) -> bool:
    """Whether it ended with an outcome; one that was stopped halfway has none."""
    return bool(request.outcome or request.said)


def _median_days(spans: Iterable[tuple[datetime, datetime | None]]) -> int | None:
    days = [(end - start) / DAY for start, end in spans if end]
    return round(median(days)) if days else None
