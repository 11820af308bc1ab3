"""Answering a resident: the first neighbour who does so has the talk."""

from __future__ import annotations

from dataclasses import replace

from handlers.conversations import recipients, texts
from handlers.core import questions, refusals, typed_input
from handlers.core.context import Context
from handlers.core.messages import Ability, Outcome, Reply, say, say_if
from handlers.core.questions import Answer, Answers, listening, listens
from storage.repositories.conversations.talks import (
    CLOSED,
    OPEN,
    TAKEN,
    VOICE,
    WORDS,
    LineKind,
    Talk,
)
from storage.repositories.messages.outbox import SECRETS_KEPT

FLOW = "talk_answer"


def ask(context: Context, talk: Talk) -> Outcome:
    """Open the step in which a neighbour's next words, one message, go to the resident."""
    refused = _refused(context, talk)
    if refused:
        return refused
    last = context.store.talks.said(talk, by_resident=True)[-1:]
    # What could not be sent in time was wiped from the outbox: hear it again.
    is_old = context.now - talk.last_at > SECRETS_KEPT
    spoken = [line for line in last if line.kind == VOICE and is_old]
    again = texts.to_helpers(context.view, context.store, talk, spoken, [context.person.id])
    question = listening(FLOW, context, {"talk": talk.id})
    read = texts.was_read(context.store, talk, context.now)
    return Outcome((*again, _asking(context, talk), *read), question)


def speaks(context: Context, answers: Answers) -> Outcome:
    """A voice note while that step is open."""
    talk = context.store.talks.get(int(answers["talk"]))
    return send(context, talk, VOICE, context.turn.voice) if talk else refusals.OVER


def send(context: Context, talk: Talk, kind: LineKind, words: str) -> Outcome:
    """Hand an answer on to the resident; whoever does so first has the talk."""
    words = typed_input.as_typed(words) if kind == WORDS else words
    refused = _refused(context, talk)
    if refused:
        return refused
    unfit = texts.not_fit(words, kind) or texts.no_more_sound(context, talk, by_resident=False)
    if unfit:
        return Outcome((Reply((unfit,)),), keeps_question=True)
    if talk.state == OPEN and not context.store.talks.take(talk, context.person.id):
        return _taken()
    talk = replace(talk, state=TAKEN, taken_by=context.person.id)
    sound = context.turn.sound
    line = context.store.talks.add(talk, kind, words, context.now, by_resident=False, sound=sound)
    lines = [say("body", "✅ Sent.")]
    hears = sound or texts.can_hear(context.store, context.person.id, [talk.person])
    if kind == VOICE and not hears:
        lines = [say("body", "The other person cannot hear voice notes. Please write.")]
    rows = ((texts.answer_button(talk), texts.done_button(talk)),)
    told = texts.to_resident(context.view, context.store, talk, line)
    return Outcome((Reply(tuple(lines), rows), told))


def present_talk(context: Context) -> Talk | None:
    """The talk in which this neighbour answers now, if they still may."""
    if not context.person.roles or context.profile:
        return None
    talk = context.store.talks.answered_by(context.person.id)
    if talk and recipients.may_answer(context.view, context.store, talk, context.person.id):
        return talk
    return None


def _refused(context: Context, talk: Talk) -> Outcome | None:
    """Why somebody cannot answer: no right to, too late, or nobody is there any more."""
    if not recipients.may_answer(context.view, context.store, talk, context.person.id):
        return refusals.ONLY_KEY_HOLDERS if talk.request is None else refusals.OVER
    if context.profile:
        # The key belongs to the first person on this phone: no child reads along.
        return refusals.FIRST_PERSON
    if talk.state != CLOSED and not context.store.people.present([talk.person]):
        context.store.talks.close(talk, context.now)
        return _over()
    if talk.state == CLOSED:
        return _over()
    request = recipients.request_of(context.store, talk)
    if request and not request.safe_here:
        return Outcome((Reply((texts.NOT_SAFE,)),))
    return _taken() if talk.taken_by not in {None, context.person.id} else None


def _over() -> Outcome:
    return Outcome((Reply((say("body", "This chat is finished."),)),))


def _taken() -> Outcome:
    line = say("body", "Somebody is already answering.")
    return Outcome((Reply((line,)),))


def _asking(context: Context, talk: Talk) -> Reply:
    last = context.store.talks.said(talk, by_resident=True)[-1:]
    written = [line for line in last if line.kind != VOICE]
    first = say_if(
        Ability.VOICE,
        say("body", "💬 Write or speak your answer now."),
        say("body", "💬 Write your answer now."),
    )
    if not last:
        # In a talk about a request whoever helps may be the first to say something.
        first = texts.WRITE_NOW
    lines = (first, *texts.said(written))
    rows = ((texts.done_button(talk),),) if talk.taken_by else ()
    return Reply(lines, tuple(rows), is_secret=True, afterwards=(first,))


def _ask(context: Context, answers: Answers) -> Reply | None:
    talk = context.store.talks.get(int(answers["talk"]))
    return None if talk is None or _refused(context, talk) else _asking(context, talk)


def _then(context: Context, answers: Answers, typed: Answer) -> Outcome:
    talk = context.store.talks.get(int(answers["talk"]))
    if not listens(context, answers):
        return refusals.NOT_UNDERSTOOD
    return send(context, talk, WORDS, str(typed)) if talk else refusals.OVER


STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "words"): questions.Step(
        _ask, str, _then, passes_words_on=True, takes_any_words=True, longest=texts.LONGEST
    )
}
