"""What differs between the organisations of two versions, and for what nobody answers any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from handlers.core.messages import Text, say, say_many
from handlers.core.neighbourhood.topics import LABELS
from storage.neighbourhood.checks import DOMAINS
from storage.neighbourhood.model import Neighbourhood, Partner


def differences(before: Neighbourhood, after: Neighbourhood) -> Iterator[Text]:
    """A line for each thing that is different."""
    old, new = ({one.id: one for one in either.partners} for either in (before, after))
    for key, one in new.items():
        if key in old:
            yield from _one(old[key], one)
        else:
            yield say("body", "New organisation: {partner}.", partner=one.name)
    gone = (one.name for key, one in old.items() if key not in new)
    yield from (say("body", "This organisation is gone: {partner}.", partner=one) for one in gone)
    yield from (
        say("body", "⚠️ No organisation answers for this any more: {topic}.", topic=LABELS[topic])
        for topic in left_alone(before, after)
    )
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield say("body", "The organisations are asked in another order.")


def left_alone(before: Neighbourhood, after: Neighbourhood) -> list[str]:
    """The topics for which an organisation answered, and none does any more."""
    answered, still = (
        {topic for one in either.partners for topic in one.domains} for either in (before, after)
    )
    return [topic for topic in DOMAINS if topic in answered - still]


def topics(domains: Iterable[str]) -> Text:
    """Topics in one line, by name."""
    return in_a_row([LABELS[domain] for domain in domains])


def in_a_row(names: Sequence[Text]) -> Text:
    """One or more names in one line."""
    listed = names[0]
    for one in names[1:]:
        listed = say("body", "{list}, {one}", list=listed, one=one)
    return listed


def days(partner: Partner) -> Text:
    """How soon it answers."""
    if partner.answer_within_days is None:
        return say("body", "It promised no days: two working days.")
    return say_many(
        "body",
        "It answers within {n} working day.",
        "It answers within {n} working days.",
        partner.days_to_answer,
    )


def _one(old: Partner, new: Partner) -> Iterator[Text]:
    partner = new.name
    if old.name != partner:
        yield say("body", "{old} has a new name: {partner}.", old=old.name, partner=partner)
    if set(old.domains) != set(new.domains):
        listed = topics(new.domains)
        yield say("body", "{partner} answers for: {topics}.", partner=partner, topics=listed)
    if old.answer_within_days != new.answer_within_days:
        n, promised = new.days_to_answer, new.answer_within_days
        yield (
            say("body", "{partner} promised no days: two working days.", partner=partner)
            if promised is None
            else say_many(
                "body",
                "{partner} answers within {n} working day.",
                "{partner} answers within {n} working days.",
                n,
                partner=partner,
            )
        )
    if old.phone != new.phone:
        yield (
            say("body", "{partner} has a new number: {phone}.", partner=partner, phone=new.phone)
            if new.phone
            else say("body", "{partner} has no number any more.", partner=partner)
        )
