"""Writing or speaking to a human: a resident's words go to a neighbour who answers them.

Words go out only from the open step, from [💬 Answer] or as a reply to a message of the talk. A
voice note is for ears, so it always goes to a human.
"""

from __future__ import annotations

from dataclasses import replace

from handlers.conversations import choose_room, neighbour, recipients, texts, which_talk
from handlers.conversations.which_talk import OfTalk
from handlers.core import questions, refusals, typed_input
from handlers.core.context import Context
from handlers.core.feature import OfRoom
from handlers.core.messages import Ability, Button, Outcome, Reply, Text, button, say, say_if
from handlers.core.private import screen
from handlers.core.questions import Answer, Answers
from handlers.rooms import contacts
from storage.neighbourhood.rooms import Room
from storage.repositories.conversations.talks import (
    CLOSED,
    TAKEN,
    VOICE,
    WORDS,
    Line,
    LineKind,
    Talk,
)


def write(context: Context, args: OfRoom) -> Outcome:
    """Open the step in which the next words or voice notes go to a human, where there is one."""
    own = context.store.talks.of(context.person.id, context.profile)
    if own:
        return _listen(context, {"talk": own.id})
    room = choose_room.likeliest(context, args.room)
    if room is None:
        return Outcome((texts.nobody(context),), keeps_question=True)
    return _listen(context, {"room": room.id})


def answer(context: Context, args: OfTalk) -> Outcome:
    """Open the step in which the next words go to the other side of a talk."""
    talk = context.store.talks.get(args.talk)
    if talk is None:
        return refusals.OVER
    if talk.person != context.person.id:
        return neighbour.ask(context, talk)
    if talk.profile != context.profile:
        return refusals.somebody_else(talk.profile)
    if not recipients.is_going_on(context.store, talk):
        return _is_over(context)
    return _listen(context, {"talk": talk.id})


def voice(context: Context) -> Outcome:
    """A voice note goes to a human: in the talk that goes on, or it begins one."""
    heard = context.turn.voice
    if not heard:
        return refusals.ONLY_WORDS
    replied = which_talk.replied_to(context)
    if replied:
        return _answered(context, replied, VOICE, heard)
    dialogue = context.person.dialogue
    if context.turn.sound and (dialogue is None or dialogue.flow not in {FLOW, neighbour.FLOW}):
        # Recorded for a talk that is over meanwhile: it begins none with anybody else.
        return which_talk.hint(context) or which_talk.passed_nothing_on(None)
    if dialogue and dialogue.flow == neighbour.FLOW:
        if questions.listens(context, dialogue.answers):
            return neighbour.speaks(context, dialogue.answers)
        late = context.store.talks.get(int(dialogue.answers["talk"]))
        # The step stays: what is spoken next goes to nobody else either.
        return replace(which_talk.passed_nothing_on(late), keeps_question=True)
    own = _open_talk(context)
    if own:
        return _pass_on(context, own, None, VOICE, heard)
    chosen = str(dialogue.answers.get("room", "")) if dialogue and dialogue.flow == FLOW else ""
    # Somebody who answers others: a voice note must not go to the wrong ears.
    helped = None if chosen else which_talk.hint(context)
    if helped:
        return helped
    return _pass_on(context, None, choose_room.likeliest(context, chosen), VOICE, heard)


def replied(context: Context, text: str) -> Outcome | None:
    """Words that reply to a message of a talk go to its other side; None for other words."""
    talk = which_talk.replied_to(context)
    return _answered(context, talk, WORDS, text) if talk else None


def _open_talk(context: Context) -> Talk | None:
    """The talk for which a voice note is: the one whose step is open, else the only one there is.

    Where there are several, words for one must not reach the others' ears.
    """
    dialogue = context.person.dialogue
    every = context.store.talks.all_of(context.person.id, context.profile)
    wanted = dialogue.answers.get("talk") if dialogue and dialogue.flow == FLOW else None
    asked = next((talk for talk in every if talk.id == wanted), None)
    is_only = len(every) == 1 and every[0].request is None
    return asked or (every[0] if is_only else None)


def at_hand(context: Context) -> str | None:
    """The room somebody is writing to just now, empty in a talk; None when they are not."""
    own = context.store.talks.of(context.person.id, context.profile)
    talk = which_talk.replied_to(context) or own
    if talk and _is_own(context, talk) and talk.state != CLOSED and talk.request is None:
        return ""
    dialogue = context.person.dialogue
    is_writing = dialogue is not None and dialogue.flow == FLOW
    room = dialogue.answers.get("room") if dialogue and is_writing else None
    return None if room is None else str(room)


def _listen(context: Context, answers: Answers) -> Outcome:
    asking = _ask(context, answers)
    if asking is None:
        return _is_over(context)
    return Outcome((asking,), questions.listening(FLOW, context, answers))


def _ask(context: Context, answers: Answers) -> Reply | None:
    """Say where the words go and when they are read."""
    if "talk" not in answers:
        room = context.view.rooms.get(str(answers["room"]))
        if room is None:
            return None
        lines = (
            say_if(
                Ability.VOICE,
                say("body", "💬 What do you want to say? Write or speak now."),
                say("body", "💬 What do you want to say? Write now."),
            ),
            say("body", "A neighbour of {room} reads it.", room=room.name),
            recipients.when_read(context.view, context.store, room, context.now),
            say("body", "Nobody sees your name or number."),
        )
        others: list[Button] = []
        if any(one.phone for one in context.view.rooms.values()):
            others.append(button(say("btn", "📞 Phone numbers"), "person.phones"))
        if len(context.view.rooms) > 1:
            others.append(button(say("btn", "🕙 Another room"), "talk.room"))
        return Reply(lines, (tuple(others), (texts.cannot_wait(),)))
    talk = context.store.talks.get(int(answers["talk"]))
    if not (talk and _is_own(context, talk) and recipients.is_going_on(context.store, talk)):
        return None
    last = context.store.talks.said(talk, by_resident=False)[-1:]
    if not screen.is_phone_safe(context):
        last = []
    written = [line for line in last if line.kind == WORDS]
    asks = texts.WRITE_NOW
    who_reads = () if written else texts.for_helper(context.store, talk)
    return Reply(
        (asks, *who_reads, *texts.said(written)),
        ((texts.cannot_wait(), texts.done_button(talk)),),
        voice=_spoken(context, talk, last),
        is_secret=bool(last),
        afterwards=(asks,),
    )


def _spoken(context: Context, talk: Talk, last: list[Line]) -> str:
    """A voice note that came last, where several share the phone: it may have come to another."""
    store, shared = context.store, context.store.profiles.of(context.person.id)
    hears = talk.taken_by and texts.can_hear(store, talk.taken_by, [context.person.id])
    spoken = [line for line in last if line.is_recording or (line.kind == VOICE and hears)]
    return spoken[-1].words if spoken and shared else ""


def _then(context: Context, answers: Answers, typed: Answer) -> Outcome:
    if not questions.listens(context, answers):
        return which_talk.hint(context) or refusals.NOT_UNDERSTOOD
    if "talk" in answers:
        talk = context.store.talks.get(int(answers["talk"]))
        if talk is None or not _is_own(context, talk):
            return refusals.OVER
        return _pass_on(context, talk, None, WORDS, str(typed))
    own = context.store.talks.of(context.person.id, context.profile)
    room = context.view.rooms.get(str(answers["room"]))
    return _pass_on(context, own, room, WORDS, str(typed))


def _answered(context: Context, talk: Talk, kind: LineKind, words: str) -> Outcome:
    if _is_own(context, talk):
        return _pass_on(context, talk, None, kind, words)
    if talk.person == context.person.id:
        return refusals.somebody_else(talk.profile)
    return neighbour.send(context, talk, kind, words)


def _pass_on(
    context: Context, talk: Talk | None, room: Room | None, kind: LineKind, words: str
) -> Outcome:
    """Hand a resident's words on to whoever answers, or to those who are asked."""
    if talk and not recipients.is_going_on(context.store, talk):
        return _is_over(context)
    words = typed_input.as_typed(words) if kind == WORDS else words
    no_more = texts.too_many(context) or texts.no_more_sound(context, talk, by_resident=True)
    refused = texts.not_fit(words, kind) or no_more
    if refused:
        return Outcome((Reply((refused,)),), keeps_question=True)
    place = talk.room if talk else room.id if room else ""
    lines: list[Line] = []
    was_taken = talk is not None and talk.state == TAKEN
    if talk and was_taken:
        talk = recipients.still_answered(context.view, context.store, talk, context.now)
    wide, when = (talk.circle, talk.asked_at) if talk else (recipients.OPENER, context.now)
    view, store = context.view, context.store
    if talk:
        circle, helpers = recipients.asked_in(view, store, talk, wide, when)
    else:
        circle, helpers = recipients.asked(view, store, place, context.person.id, wide, when)
    if talk and talk.taken_by:
        helpers = [talk.taken_by]
    if not helpers:
        if talk:
            context.store.talks.close(talk, context.now)
        return Outcome((texts.nobody(context, has_words=True),))
    if talk is None:
        talk = context.store.talks.start(
            context.person.id, context.profile, room=place, circle=circle, now=context.now
        )
        context.count_contact()
    elif not talk.taken_by and (circle > talk.circle or was_taken):
        # Others than before are asked now: they have to know what was said to those.
        context.store.talks.widen(talk, circle, context.now)
        lines = context.store.talks.said(talk, by_resident=True)
    sound = context.turn.sound
    line = context.store.talks.add(talk, kind, words, context.now, by_resident=True, sound=sound)
    lines.append(line)
    told = texts.to_helpers(context.view, context.store, talk, lines, helpers)
    question = questions.listening(FLOW, context, {"talk": talk.id})
    return Outcome((_sent(context, talk, kind, helpers), *told), question)


def _sent(context: Context, talk: Talk, kind: LineKind, helpers: list[int]) -> Reply:
    """Tell a resident that the words are on their way, and honestly when they are read."""
    lines = [
        say("body", "🎧 We got your voice note. A neighbour will listen.")
        if kind == VOICE
        else say("body", "✅ Sent. A neighbour will read it.")
        if talk.request is None
        else say("body", "✅ Sent. Your helper will read it.")
    ]
    can_hear = context.turn.sound or texts.can_hear(context.store, context.person.id, helpers)
    if kind == VOICE and not can_hear:
        lines = [
            say("body", "🎧 Your voice note arrived, but nobody can hear it there."),
            say("body", "Please write, or call."),
            *contacts.phones(context.view, talk.room)[:2],
        ]
    elif talk.request is None:
        lines += _when_answered(context, talk)
    if talk.request is not None:
        return _sent_to_helper(context, talk, lines)
    rows = ((texts.cannot_wait(), texts.done_button(talk)),)
    return Reply(tuple(lines), rows, offers_signs=screen.may_show_signs(context))


def _when_answered(context: Context, talk: Talk) -> tuple[Text, ...]:
    """When somebody reads it, and where the answer comes; nothing in a talk that goes on."""
    room = context.view.rooms.get(talk.room)
    if room is None or talk.taken_by:
        return ()
    dialogue = context.person.dialogue
    is_asked = dialogue and dialogue.flow and dialogue.flow not in {FLOW, neighbour.FLOW}
    # The next words answer the question that is open beside it.
    answer_comes = say("body", "The answer will come here.")
    if not is_asked:
        answer_comes = say("body", "The answer will come here. You can write more.")
    return recipients.when_read(context.view, context.store, room, context.now), answer_comes


def _sent_to_helper(context: Context, talk: Talk, lines: list[Text]) -> Reply:
    """The same about a request for help; on a phone that is not safe nothing of it stays."""
    request = recipients.request_of(context.store, talk)
    rows = ((texts.cannot_wait(), texts.done_button(talk)),)
    if request and request.safe_here:
        more = say("body", "The answer will come here. You can write more.")
        return Reply((*lines, more), rows, offers_signs=screen.may_show_signs(context))
    told = Reply((*lines, say("body", "No answer will come to this phone.")), rows)
    return screen.emptied(context, told)


def _is_over(context: Context) -> Outcome:
    return Outcome((texts.is_over(context.view, context.store, context.person.id),))


def _is_own(context: Context, talk: Talk) -> bool:
    """Whether whoever has the phone now began this talk."""
    return (talk.person, talk.profile) == (context.person.id, context.profile)


FLOW = "talk"
STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "words"): questions.Step(_ask, str, _then, takes_any_words=True, longest=texts.LONGEST)
}
