"""Which subjects are a coordinator's: what nobody wants to hear of comes to all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import Outcome, Reply, Text, button, say
from handlers.core.neighbourhood import subjects
from handlers.core.questions import BACK


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSubject:
    """A subject, and whether somebody is told of it from now on: 1 or 0."""

    subject: str
    on: int


def show(context: Context, _: Nothing) -> Outcome:
    """What a coordinator is told about, each with a button that turns it around."""
    return Outcome((replace(_screen(context), replaces=bool(context.turn.tap)),))


def choose(context: Context, args: OwnSubject) -> Outcome:
    """From now on somebody is told of this, or is not; the same button again changes nothing."""
    if args.subject not in subjects.LABELS:
        return refusals.OVER
    person, store = context.person.id, context.store
    store.report_choices.set(person, args.subject, is_on=bool(args.on))
    told = subjects.coordinators(store, args.subject)
    is_alone = not args.on and person in told
    first = (say("body", "Nobody else wants this. So you all still get it."),) if is_alone else ()
    return Outcome((replace(_screen(context, *first), replaces=True),))


def _screen(context: Context, *first: Text) -> Reply:
    chosen = context.store.report_choices.of(context.person.id)
    rows = []
    for subject, (told, not_told) in subjects.LABELS.items():
        is_on = chosen.get(subject, True)
        label = told if is_on else not_told
        rows.append((button(label, "manage.subject", subject=subject, on=int(not is_on)),))
    lines = (
        *first,
        say("body", "🔔 Which news do you want at once?"),
        say("body", "Tap to change. ✅ you get it, ⬜ you don't."),
        say("body", "What nobody wants comes to all coordinators."),
        say("body", "🆘 When somebody needs help now, you always hear it."),
    )
    rows.append((button(BACK, "alerts"),))
    return Reply(lines, tuple(rows))
