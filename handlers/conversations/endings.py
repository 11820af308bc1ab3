"""How a talk ends: either side says that it is over, or somebody goes."""

from __future__ import annotations

from handlers.conversations import recipients, texts
from handlers.conversations.which_talk import OfTalk
from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.messages import Outcome, Reply, say
from storage.repositories.people.profiles import FIRST


def done(context: Context, args: OfTalk) -> Outcome:
    """Either side ends a talk; its words are wiped."""
    talk = context.store.talks.get(args.talk)
    if talk is None:
        return refusals.OVER
    if not recipients.is_going_on(context.store, talk):
        over = texts.is_over(context.view, context.store, context.person.id)
        return Outcome((over,))
    is_own = talk.person == context.person.id
    if is_own and talk.profile != context.profile:
        return refusals.somebody_else(talk.profile)
    may_answer = recipients.may_answer(context.view, context.store, talk, context.person.id)
    if not is_own and may_answer and context.profile:
        return refusals.FIRST_PERSON
    if not is_own and not (may_answer and talk.taken_by == context.person.id):
        return refusals.OVER
    context.store.talks.close(talk, context.now)
    lines = (
        say("body", "✔️ This talk is over."),
        say("body", "I wiped the messages on my side."),
    )
    rows = texts.write_rows(context.view, context.store, talk.person) if is_own else ()
    told = texts.over(context.view, context.store, talk, closed_by=context.person.id)
    return Outcome((Reply(lines, rows), *told))


def departed(context: Context, profile: str | None) -> list[Reply]:
    """End the talks of somebody who goes and wipe what was said; whoever answers hears so."""
    store, person = context.store, context.person.id
    numbers = store.talks.numbers_of(person, profile)
    store.sent.wipe_about({("talk", number) for number in numbers})
    if profile is None:
        # Whoever goes as a neighbour who answers leaves no words either.
        store.talks.wipe_answers(person)
    profiles = {FIRST, context.profile, *store.profiles.of(person)}
    told: list[Reply] = []
    for leaving in sorted(profiles) if profile is None else [profile]:
        for own in store.talks.all_of(person, leaving):
            if store.talks.close(own, context.now):
                told += texts.over(context.view, store, own, closed_by=person)
    if profile is not None:
        store.talks.forget_profile(person, profile)
    return told
