"""Writing or speaking to a human: a resident's words go to a neighbour who answers them.

Words go out only from the open step, from [💬 Answer] or as a reply to a message of the talk. A
voice note is for ears, so it always goes to a human.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.conversations import choose_room, neighbour, recipients, texts
from handlers.core import keyboards, message_json, questions, typed_input
from handlers.core.context import Args, Scene
from handlers.core.messages import Button, Outcome, Reply, Text, button, say
from handlers.core.questions import Answer, Answers
from handlers.everybody import menu, shared_phone
from handlers.rooms import contacts
from storage.neighbourhood.model import Room
from storage.repositories.conversations import CLOSED, TAKEN, VOICE, WORDS, Line, Talk

MOST, WITHIN = 5, timedelta(minutes=5)


def write(scene: Scene, args: Args) -> Outcome:
    """Open the step in which the next words or voice notes go to a human."""
    own = scene.store.talks.of(scene.person.id, scene.face)
    if own:
        return _listen(scene, {"talk": own.id})
    room = scene.house.rooms.get(str(args.get("room", ""))) or choose_room.known(scene)
    if room is None:
        return choose_room.ask(scene, args)
    if not choose_room.helpers(scene, room.id):
        return Outcome((texts.nobody(scene.house),))
    return _listen(scene, {"room": room.id})


def answer(scene: Scene, args: Args) -> Outcome:
    """Open the step in which the next words go to the other side of a talk."""
    talk = scene.store.talks.get(int(args.get("talk", 0)))
    if talk is None:
        return menu.over(scene)
    if talk.person != scene.person.id:
        return neighbour.ask(scene, talk)
    if talk.face != scene.face:
        return shared_phone.somebody_else(scene, talk.face)
    if talk.state == CLOSED:
        return Outcome((texts.is_over(),))
    return _listen(scene, {"talk": talk.id})


def done(scene: Scene, args: Args) -> Outcome:
    """Either side ends a talk; its words are wiped."""
    talk = scene.store.talks.get(int(args.get("talk", 0)))
    if talk is None:
        return menu.over(scene)
    if talk.state == CLOSED:
        return Outcome((texts.is_over(),))
    is_own = talk.person == scene.person.id
    if is_own and talk.face != scene.face:
        return shared_phone.somebody_else(scene, talk.face)
    if not is_own and scene.face and recipients.may_answer(scene.store, talk, scene.person.id):
        return shared_phone.first_please(scene)
    if not is_own and not (
        talk.taken_by == scene.person.id
        and recipients.may_answer(scene.store, talk, scene.person.id)
    ):
        return menu.over(scene)
    scene.store.talks.close(talk, scene.now)
    lines = (
        say("body", "✔️ This talk is over."),
        say("body", "I wiped the messages on my side."),
    )
    again = (button(say("btn", "💬 Write to a person"), "talk"),)
    rows = (again, keyboards.footer()) if is_own else (keyboards.footer(),)
    told = texts.over(scene.store, talk, closed_by=scene.person.id)
    return Outcome((Reply(lines, rows), *told))


def voice(scene: Scene, args: Args) -> Outcome:
    """A voice note goes to a human: in the talk that goes on, or it begins one."""
    heard = scene.turn.voice
    if not heard:
        return menu.only_words(scene, args)
    replied = _replied_to(scene)
    if replied:
        return _answered(scene, replied, VOICE, heard)
    dialogue = scene.person.dialogue
    if dialogue and dialogue.flow == neighbour.FLOW:
        if questions.listens(scene, dialogue.answers):
            return neighbour.speaks(scene, dialogue.answers)
        late = scene.store.talks.get(int(dialogue.answers["talk"]))
        # The step stays: what is spoken next goes to nobody else either.
        return replace(_passed_nothing_on(late), keeps_question=True)
    own = scene.store.talks.of(scene.person.id, scene.face)
    if own:
        return _pass_on(scene, own, None, VOICE, heard)
    chosen = str(dialogue.answers.get("room", "")) if dialogue and dialogue.flow == FLOW else ""
    # Somebody who answers others: a voice note must not go to the wrong ears.
    helped = None if chosen else hint(scene)
    if helped:
        return helped
    known = scene.house.rooms.get(chosen) or choose_room.known(scene)
    room = known if known and choose_room.helpers(scene, known.id) else choose_room.soonest(scene)
    return _pass_on(scene, None, room, VOICE, heard)


def replied(scene: Scene, text: str) -> Outcome | None:
    """Words that reply to a message of a talk go to its other side; None for other words."""
    talk = _replied_to(scene)
    return _answered(scene, talk, WORDS, text) if talk else None


def hint(scene: Scene) -> Outcome | None:
    """Words that may have been meant for a talk: how to send them; None where there is none."""
    talk = scene.store.talks.of(scene.person.id, scene.face) or neighbour.present_talk(scene)
    # A reply that came before it was written down what our message is called.
    is_lost = bool(scene.turn.reply_to and scene.person.roles)
    return _passed_nothing_on(talk) if talk or is_lost else None


def _passed_nothing_on(talk: Talk | None) -> Outcome:
    lines = (
        say("body", "I passed nothing on."),
        say("body", "To answer, tap 💬 first."),
    )
    buttons = (texts.answer_button(talk), texts.done_button(talk)) if talk else ()
    return Outcome((Reply(lines, (*([buttons] if buttons else []), keyboards.footer())),))


def ended_by(scene: Scene, outcome: Outcome) -> Outcome:
    """Whatever else a person does ends the step that takes any words for words to a human."""
    return replace(outcome, keeps_question=False) if is_open(scene) else outcome


def is_open(scene: Scene) -> bool:
    """Whether the step is open that takes any words for words to a human."""
    dialogue = scene.person.dialogue
    return dialogue is not None and dialogue.flow in {FLOW, neighbour.FLOW}


def is_answering(scene: Scene) -> bool:
    """Whether somebody's words are a neighbour's answer to a resident."""
    dialogue, talk = scene.person.dialogue, _replied_to(scene)
    if talk is None and dialogue and dialogue.flow == neighbour.FLOW:
        talk = scene.store.talks.get(int(dialogue.answers["talk"]))
    return talk is not None and recipients.may_answer(scene.store, talk, scene.person.id)


def at_hand(scene: Scene) -> Answers | None:
    """Which talk or room somebody is writing to just now; None when they are not."""
    talk = _replied_to(scene) or scene.store.talks.of(scene.person.id, scene.face)
    if talk and _is_own(scene, talk) and talk.state != CLOSED:
        return {"talk": talk.id}
    dialogue = scene.person.dialogue
    is_writing = dialogue is not None and dialogue.flow == FLOW
    return {"room": str(dialogue.answers.get("room", ""))} if dialogue and is_writing else None


def _listen(scene: Scene, answers: Answers) -> Outcome:
    asking = _ask(scene, answers)
    if asking is None:
        return Outcome((texts.is_over(),))
    return Outcome((asking,), questions.listening(FLOW, scene, answers))


def _ask(scene: Scene, answers: Answers) -> Reply | None:
    """Say where the words go and when they are read."""
    if "talk" not in answers:
        room = scene.house.rooms.get(str(answers["room"]))
        if room is None:
            return None
        lines = (
            say("body", "💬 Write or speak now. A neighbour of {room} reads it.", room=room.name),
            say("body", "Nobody sees your name or number."),
            recipients.when_read(scene.house, scene.store, room, scene.now),
        )
        first: list[Button] = [texts.cannot_wait()]
        if len(scene.house.rooms) > 1:
            first.append(button(say("btn", "🕙 Another room"), "talk.room"))
        return Reply(lines, (tuple(first), keyboards.footer()))
    talk = scene.store.talks.get(int(answers["talk"]))
    if talk is None or not _is_own(scene, talk) or talk.state == CLOSED:
        return None
    last = scene.store.talks.said(talk, by_resident=False)[-1:]
    said = [one for one in last if one.kind == WORDS]
    return Reply(
        (say("body", "💬 Write or speak now."), *texts.said(said)),
        ((texts.cannot_wait(), texts.done_button(talk)), keyboards.footer()),
        is_secret=bool(said),
        afterwards=(say("body", "💬 Write or speak now."),),
    )


def _then(scene: Scene, answers: Answers, typed: Answer) -> Outcome:
    if not questions.listens(scene, answers):
        return hint(scene) or menu.not_understood(scene)
    if "talk" in answers:
        talk = scene.store.talks.get(int(answers["talk"]))
        if talk is None or not _is_own(scene, talk):
            return menu.over(scene)
        return _pass_on(scene, talk, None, WORDS, str(typed))
    own = scene.store.talks.of(scene.person.id, scene.face)
    room = scene.house.rooms.get(str(answers["room"]))
    return _pass_on(scene, own, room, WORDS, str(typed))


def _answered(scene: Scene, talk: Talk, kind: str, words: str) -> Outcome:
    if _is_own(scene, talk):
        return _pass_on(scene, talk, None, kind, words)
    if talk.person == scene.person.id:
        return shared_phone.somebody_else(scene, talk.face)
    return neighbour.send(scene, talk, kind, words)


def _pass_on(scene: Scene, talk: Talk | None, room: Room | None, kind: str, words: str) -> Outcome:
    """Hand a resident's words on to whoever answers, or to those who are asked."""
    if talk and talk.state == CLOSED:
        return Outcome((texts.is_over(),))
    words = typed_input.readable(words) if kind == WORDS else words
    refused = texts.not_fit(words, kind) or _too_many(scene)
    if refused:
        return Outcome((Reply((refused,), (keyboards.footer(),)),), keeps_question=True)
    place = talk.room if talk else room.id if room else ""
    lines: list[Line] = []
    was_taken = talk is not None and talk.state == TAKEN
    if talk and was_taken:
        talk = _still_answered(scene, talk)
    wide, when = (talk.reach, talk.asked_at) if talk else (recipients.OPENER, scene.now)
    reach, helpers = recipients.asked(scene.house, scene.store, place, scene.person.id, wide, when)
    if talk and talk.taken_by:
        helpers = [talk.taken_by]
    if not helpers:
        if talk:
            scene.store.talks.close(talk, scene.now)
        return Outcome((texts.nobody(scene.house),))
    if talk is None:
        talk = scene.store.talks.start(scene.person.id, scene.face, place, reach, scene.now)
    elif not talk.taken_by and (reach > talk.reach or was_taken):
        # Others than before are asked now: they have to know what was said to those.
        scene.store.talks.widen(talk, reach, scene.now)
        lines = scene.store.talks.said(talk, by_resident=True)
    scene.store.talks.add(talk, kind, words, scene.now, by_resident=True)
    lines.append(Line(by_resident=True, kind=kind, words=words))
    told = texts.to_helpers(scene.house, scene.store, talk, lines, helpers)
    question = questions.listening(FLOW, scene, {"talk": talk.id})
    return Outcome((_sent(scene, talk, kind, helpers), *told), question)


def _still_answered(scene: Scene, talk: Talk) -> Talk:
    """The talk as it is, or asked anew where whoever answered may not do so any more."""
    if talk.taken_by and recipients.may_answer(scene.store, talk, talk.taken_by):
        return talk
    scene.store.talks.free(talk, recipients.HOLDERS, scene.now)
    return scene.store.talks.get(talk.id) or talk


def _too_many(scene: Scene) -> Text | None:
    sent = scene.store.talks.written_since(scene.person.id, scene.face, scene.now - WITHIN)
    if sent < MOST:
        return None
    return say("body", "This message was not passed on. Please wait a few minutes.")


def _sent(scene: Scene, talk: Talk, kind: str, helpers: list[int]) -> Reply:
    """Tell a resident that the words are on their way, and honestly when they are read."""
    lines = [
        say("body", "🎧 We heard you. A neighbour listens.")
        if kind == VOICE
        else say("body", "✅ Sent. A neighbour reads it.")
    ]
    channels = scene.store.people.channels(helpers)
    if kind == VOICE and scene.person.channel not in channels.values():
        lines = [
            say("body", "🎧 Your voice note came, but nobody can hear it there."),
            say("body", "Please write, or call."),
            *contacts.phones(scene.house, talk.room),
        ]
    room = scene.house.rooms.get(talk.room)
    if room and not talk.taken_by:
        lines.append(recipients.when_read(scene.house, scene.store, room, scene.now))
        more = say("body", "The answer comes here. You can write more.")
        dialogue = scene.person.dialogue
        is_asked = dialogue is not None and dialogue.flow and not is_open(scene)
        # The next words answer the question that is open beside it.
        lines.append(say("body", "The answer comes here.") if is_asked else more)
    rows = ((texts.cannot_wait(), texts.done_button(talk)), keyboards.footer())
    return Reply(tuple(lines), rows)


def _is_own(scene: Scene, talk: Talk) -> bool:
    """Whether whoever has the phone now began this talk."""
    return (talk.person, talk.face) == (scene.person.id, scene.face)


def _replied_to(scene: Scene) -> Talk | None:
    """The talk whose message this turn replies to."""
    if not scene.turn.reply_to:
        return None
    for message in scene.store.messages.sent_as(scene.person.id, scene.turn.reply_to):
        for act in message_json.acts(message.payload):
            if act and act.name in {"talk.answer", "talk.done"}:
                return scene.store.talks.get(int(act.args["talk"]))
    return None


FLOW = "talk"
STEPS: dict[tuple[str, str], questions.Step] = {(FLOW, "words"): questions.Step(_ask, str, _then)}
