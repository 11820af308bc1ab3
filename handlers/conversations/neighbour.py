"""Answering a resident: the first neighbour who does so has the talk."""

from __future__ import annotations

from dataclasses import replace

from handlers.conversations import recipients, texts
from handlers.core import keyboards, questions, typed_input
from handlers.core.context import Scene
from handlers.core.messages import Outcome, Reply, say
from handlers.core.questions import Answer, Answers, listening, listens
from handlers.everybody import menu, shared_phone
from storage.repositories.conversations import CLOSED, OPEN, TAKEN, VOICE, WORDS, Line, Talk
from storage.repositories.messages.outbox import SECRETS_KEPT

FLOW = "talk_answer"


def ask(scene: Scene, talk: Talk) -> Outcome:
    """Open the step in which a neighbour's next words, one message, go to the resident."""
    refused = _refused(scene, talk)
    if refused:
        return refused
    last = scene.store.talks.said(talk, by_resident=True)[-1:]
    # What could not be sent in time was wiped from the outbox: hear it again.
    is_old = scene.now - talk.last_at > SECRETS_KEPT
    spoken = [one for one in last if one.kind == VOICE and is_old]
    again = texts.to_helpers(scene.house, scene.store, talk, spoken, [scene.person.id])
    question = listening(FLOW, scene, {"talk": talk.id})
    return Outcome((*again, _asking(scene, talk)), question)


def speaks(scene: Scene, answers: Answers) -> Outcome:
    """A voice note while that step is open."""
    talk = scene.store.talks.get(int(answers["talk"]))
    return send(scene, talk, VOICE, scene.turn.voice) if talk else menu.over(scene)


def send(scene: Scene, talk: Talk, kind: str, words: str) -> Outcome:
    """Hand an answer on to the resident; whoever does so first has the talk."""
    words = typed_input.readable(words) if kind == WORDS else words
    refused = _refused(scene, talk)
    if refused:
        return refused
    unfit = texts.not_fit(words, kind)
    if unfit:
        return Outcome((Reply((unfit,), (keyboards.footer(),)),), keeps_question=True)
    if talk.state == OPEN and not scene.store.talks.take(talk, scene.person.id):
        return _taken()
    talk = replace(talk, state=TAKEN, taken_by=scene.person.id)
    scene.store.talks.add(talk, kind, words, scene.now, by_resident=False)
    line = Line(by_resident=False, kind=kind, words=words)
    lines = [say("body", "✅ Sent.")]
    channels = scene.store.people.channels([talk.person, scene.person.id])
    if kind == VOICE and channels[talk.person] != channels[scene.person.id]:
        lines = [say("body", "The other person cannot hear voice notes. Please write.")]
    rows = ((texts.answer_button(talk), texts.done_button(talk)), keyboards.footer())
    told = texts.to_resident(scene.house, scene.store, talk, line)
    return Outcome((Reply(tuple(lines), rows), told))


def present_talk(scene: Scene) -> Talk | None:
    """The talk in which this neighbour answers now, if they still may."""
    talk = scene.store.talks.answered_by(scene.person.id)
    may = talk and not scene.face and recipients.may_answer(scene.store, talk, scene.person.id)
    return talk if may else None


def _refused(scene: Scene, talk: Talk) -> Outcome | None:
    """Why somebody cannot answer: no right to, too late, or nobody is there any more."""
    if not recipients.may_answer(scene.store, talk, scene.person.id):
        return menu.only_key_holders(scene)
    if scene.face:
        # The key belongs to the first person on this phone: no child reads along.
        return shared_phone.first_please(scene)
    if talk.state != CLOSED and not scene.store.people.present([talk.person]):
        scene.store.talks.close(talk, scene.now)
        return _over()
    if talk.state == CLOSED:
        return _over()
    return _taken() if talk.taken_by not in {None, scene.person.id} else None


def _over() -> Outcome:
    return Outcome((Reply((say("body", "This talk is over."),), (keyboards.footer(),)),))


def _taken() -> Outcome:
    line = say("body", "Somebody answers already.")
    return Outcome((Reply((line,), (keyboards.footer(),)),))


def _asking(scene: Scene, talk: Talk) -> Reply:
    last = scene.store.talks.said(talk, by_resident=True)[-1:]
    said = [one for one in last if one.kind != VOICE]
    first = say("body", "💬 Write or speak your answer now.")
    lines = (first, *texts.said(said))
    rows = ((texts.done_button(talk),),) if talk.taken_by else ()
    return Reply(lines, (*rows, keyboards.footer()), is_secret=True, afterwards=(first,))


def _ask(scene: Scene, answers: Answers) -> Reply | None:
    talk = scene.store.talks.get(int(answers["talk"]))
    return None if talk is None or _refused(scene, talk) else _asking(scene, talk)


def _then(scene: Scene, answers: Answers, typed: Answer) -> Outcome:
    talk = scene.store.talks.get(int(answers["talk"]))
    if not listens(scene, answers):
        return menu.not_understood(scene)
    return send(scene, talk, WORDS, str(typed)) if talk else menu.over(scene)


STEPS: dict[tuple[str, str], questions.Step] = {(FLOW, "words"): questions.Step(_ask, str, _then)}
