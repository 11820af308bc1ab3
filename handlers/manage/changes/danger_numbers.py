"""What differs between the numbers for danger of two versions, and what 112 stays for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handlers.conversations.danger import LABELS
from handlers.conversations.danger_screens import FIRST
from handlers.core.messages import Text, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.manage.changes import organisations
from handlers.rooms import contacts
from storage.neighbourhood.checks import DANGERS, Danger
from storage.neighbourhood.danger import UrgentNumber
from storage.neighbourhood.model import Neighbourhood

EVERYWHERE = contacts.EVERYWHERE.phone
# Where somebody has to come at once, 112 stays among the numbers that are read first.
ALWAYS: tuple[Danger, ...] = ("medical", "violence")


def differences(
    before: Neighbourhood, after: Neighbourhood, languages: Iterable[str]
) -> Iterator[Text]:
    """A line for each thing that is different; texts in the first of the languages they have."""
    tags = tuple(languages)
    old, new = (by_phone(one.urgent_numbers) for one in (before, after))
    for key, one in new.items():
        was, label = old.get(key), one.label_in(*tags)
        if was is None:
            yield say("body", "New number for danger: {phone}, {label}.", **_called(one, tags))
            continue
        if was.label != one.label:
            yield say("body", "{phone} has another text: {label}.", phone=one.phone, label=label)
        if set(was.kinds) != set(one.kinds):
            yield say("body", "{phone} is for: {kinds}.", phone=one.phone, kinds=kinds(one))
    for one in (one for key, one in old.items() if key not in new):
        yield say("body", "This number is gone: {phone}, {label}.", **_called(one, tags))
    yield from _left_with_less(before, after)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield say("body", "The numbers for danger are in another order.")


def by_phone(numbers: Iterable[UrgentNumber]) -> dict[str, UrgentNumber]:
    """Each number by its telephone; one that stands there twice by which it is, too."""
    found: dict[str, UrgentNumber] = {}
    for one in numbers:
        again = sum(other.phone == one.phone for other in found.values())
        found[f"{one.phone} /{again + 1}" if again else one.phone] = one
    return found


def kinds(number: UrgentNumber) -> Text:
    """For which dangers it is, by name."""
    if not number.kinds:
        return say("body", "every danger")
    return organisations.in_a_row([LABELS[kind] for kind in number.kinds])


def short_of_112(before: Neighbourhood, after: Neighbourhood) -> list[Danger]:
    """The dangers in which 112 is not read first any more, though somebody has to come at once."""
    return [kind for kind in ALWAYS if _is_first(before, kind) and not _is_first(after, kind)]


def _is_first(neighbourhood: Neighbourhood, kind: str) -> bool:
    numbers = contacts.numbers_for(NeighbourhoodView(neighbourhood), kind)
    return EVERYWHERE in {one.phone for one in numbers[:FIRST]}


def _left_with_less(before: Neighbourhood, after: Neighbourhood) -> Iterator[Text]:
    """The dangers for which there was a number of their own, and is none any more."""
    view = NeighbourhoodView(after)
    for kind in DANGERS:
        if not _has_own(before, kind) or _has_own(after, kind):
            continue
        if contacts.numbers_for(view, kind):
            yield say("body", "⚠️ Only 112 is left for: {danger}.", danger=LABELS[kind])
        else:
            yield say("body", "⚠️ No number is left for: {danger}.", danger=LABELS[kind])


def _has_own(neighbourhood: Neighbourhood, kind: Danger) -> bool:
    """Whether there is anybody to call besides 112."""
    return any(
        one.phone != EVERYWHERE and kind in (one.kinds or DANGERS)
        for one in neighbourhood.urgent_numbers
    )


def _called(number: UrgentNumber, languages: tuple[str, ...]) -> dict[str, str]:
    return {"phone": number.phone, "label": number.label_in(*languages)}
