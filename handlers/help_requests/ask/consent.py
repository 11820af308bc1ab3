"""The yes before anybody is asked: who will see what, and how long it is kept.

Three short lines with pictures; all of it on a tap.
"""

from __future__ import annotations

from collections.abc import Sequence

import locales
from handlers.core.context import Context
from handlers.core.messages import IN_TONGUE, Kind, Text, Tongue, say
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.questions import Answers
from handlers.help_requests import assignment, resident_texts
from locales.catalogs.audience import Audience

# Kept with every yes. Change it whenever the words below change; a test compares them.
VERSION = "2026-12-04"

AGREE_LABEL = say("btn", "✅ Yes, ask")
PROMISES = (
    say("body", "They see topic, area, time and your language."),
    say("body", "Organisations and coordinators can see how to reach you."),
    say("body", "We note who opened it, so you can see that."),
    say("body", "If nobody helps, we delete your words after 14 days."),
    say("body", "If somebody helps, we delete your words 30 days later."),
    say("body", "We keep date, area, topic and result, without your name."),
    say("body", "You can cancel it at any time."),
    say("body", "Do you agree?"),
)
# What stands in the place of what it is about, and of whom that tells.
ASKED_FOR_YOU = say("body", "⛑️ I'll ask somebody for you.")
ORGANISATIONS = say("body", "organisations that help with it")
SOMETHING = say("body", "For you")
SHORTLY = (
    say("body", "They see topic, area, language, how to reach you."),
    say("body", "⏳ We delete it 30 days after help. You can cancel. Agreed?"),
)


def screen(context: Context, helpers: Sequence[str]) -> dict[str, str]:
    """What a yes counts for: who is named on the screen, its words and their language."""
    return {"shown": " ".join(helpers), "version": VERSION, "language": context.language}


def is_meant(context: Context) -> bool:
    """Whether a yes was tapped, or typed as it stands on its button: no other word is a yes."""
    if context.turn.kind is Kind.TAPPED:
        return True
    chain = (context.language, context.view.neighbourhood.default_language)
    label = locales.sentence(chain, AGREE_LABEL.slot, AGREE_LABEL.one).text
    return _letters(context.turn.text) == _letters(label)


def _letters(words: str) -> str:
    return "".join(sign for sign in words.casefold() if sign.isalnum())


def shortly(
    context: Context, answers: Answers, helpers: Sequence[str], *, is_safe: bool
) -> tuple[Text, ...]:
    """Who, what and how long, a line each.

    On a phone that is not safe nobody is named who gives away what it is about.
    """
    first, *others = _names(context, answers, helpers, is_safe=is_safe)
    # Of which room they are stands with the first, or under all there is to read.
    room = context.view.rooms.get(str(answers["room"]))
    short = say("body", "the room")
    whole = say("body", "the key-holders of {room}", room=room.name) if room else None
    asked = [first, *(short if who == whole else who for who in others)]
    topic = LABELS[str(answers["domain"])] if is_safe else SOMETHING
    return (_who(topic, asked), *SHORTLY)


def of_another(context: Context, domain: str, partner: str, room: str) -> tuple[Text, ...]:
    """The same for one more helper, to whom somebody did not say yes yet."""
    asked = [_called(context, partner, room), say("body", "the coordinators")]
    return (_who(LABELS[domain], asked), *SHORTLY)


def read_along(context: Context, lines: Sequence[Text]) -> tuple[Text, ...]:
    """The same once more in the room's language, where a language begins and nobody has read it.

    Then somebody who knows that language can read along, and say what the yes is for.
    """
    own, tag = (
        locales.languages().get(context.language),
        context.view.neighbourhood.default_language,
    )
    if own is None or tag == own.tag or not own.is_draft or own.whole >= Audience.ROOM:
        return tuple(lines)
    along = say("body", "🌐 The same in {language}:", language=Tongue(tag))
    return (*lines, along, *(Text(IN_TONGUE, tag, {"said": line}) for line in lines))


def words(
    context: Context, answers: Answers, helpers: Sequence[str], *, is_safe: bool
) -> tuple[Text, ...]:
    """All that somebody says yes to, in the order in which it happens."""
    if not is_safe:
        first, *others = _names(context, answers, helpers, is_safe=False)
        then = [say("body", "No answer? Then we ask: {who}.", who=other) for other in others]
        return (ASKED_FOR_YOU, say("body", "First we ask: {who}.", who=first), *then, *PROMISES)
    return (
        *_wanted(context, answers),
        *_places(context, str(answers["domain"])),
        *_asked(context, answers, helpers),
        *PROMISES,
    )


def _wanted(context: Context, answers: Answers) -> tuple[Text, Text]:
    room = context.view.rooms.get(str(answers["room"]))
    place = say("body", "We come to you.")
    if room:
        place = say("body", "📍 In {room}.", room=room.name)
    return LABELS[str(answers["domain"])], place


def _names(
    context: Context, answers: Answers, helpers: Sequence[str], *, is_safe: bool
) -> list[Text]:
    """Everybody who may come to see it, in order."""
    room = str(answers["room"])
    asked = [
        _called(context, helper, room) if is_safe or not helper else ORGANISATIONS
        for helper in helpers
    ]
    if room in context.view.rooms:
        asked.append(say("body", "the coordinators"))
    return asked if is_safe else [who for at, who in enumerate(asked) if who not in asked[:at]]


def _who(topic: Text, asked: Sequence[Text]) -> Text:
    """For what whom we ask, in one line: the first two by name."""
    if len(asked) == 1:
        return say("body", "{topic}: I'll ask only {who}.", topic=topic, who=asked[0])
    first, second = asked[:2]
    values = {"topic": topic, "first": first, "second": second}
    if len(asked) == 2:
        return say("body", "{topic}: I'll ask {first}, then {second}.", **values)
    return say("body", "{topic}: I'll ask {first}, then {second}, then others.", **values)


def _called(context: Context, helper: str, room: str) -> Text:
    if not helper and room in context.view.rooms:
        return say("body", "the key-holders of {room}", room=context.view.rooms[room].name)
    return resident_texts.who(context.view, helper, room)


def _places(context: Context, domain: str) -> list[Text]:
    """Which partner has place, as far as anybody looked, and when that was."""
    lines = []
    for partner in assignment.partners_for(context.view, domain):
        capacity = context.store.partners.capacity(partner.id)
        if capacity is None:
            line = say("body", "{partner}: we do not know if there is space.", partner=partner.name)
            lines.append(line)
            continue
        until = capacity.full_until
        if until and context.store.partners.is_full(partner.id, context.today):
            lines.append(
                say("body", "{partner} is full until {date}.", partner=partner.name, date=until)
            )
        else:
            lines.append(say("body", "{partner} has space.", partner=partner.name))
        checked = context.view.today(capacity.checked_at)
        lines.append(say("body", "Last checked: {date}.", date=checked))
    return lines


def _asked(context: Context, answers: Answers, helpers: Sequence[str]) -> list[Text]:
    """Everybody who may come to see it, the first one first."""
    room = str(answers["room"])
    lines = [
        _helper_line(context, helper, room, is_first=number == 0)
        for number, helper in enumerate(helpers)
    ]
    if room in context.view.rooms:
        lines.append(say("body", "The coordinators will look if nobody answers."))
    full = [
        partner.name
        for partner in assignment.partners_for(context.view, str(answers["domain"]))
        if partner.id not in helpers
    ]
    lines += [
        say("body", "If they have space again, we can also ask: {who}.", who=partner)
        for partner in full
    ]
    return lines


def _helper_line(context: Context, helper: str, room: str, *, is_first: bool) -> Text:
    if not helper and room in context.view.rooms:
        named = context.view.rooms[room].name
        if is_first:
            return say("body", "First we ask the key-holders of {room}.", room=named)
        return say("body", "No answer? Then the key-holders of {room}.", room=named)
    asked = resident_texts.who(context.view, helper, room)
    if is_first:
        return say("body", "First we ask: {who}.", who=asked)
    return say("body", "No answer? Then we ask: {who}.", who=asked)
