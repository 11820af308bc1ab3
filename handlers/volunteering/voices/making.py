"""Saying a sentence: it is shown, a voice note comes, its own person hears it and says yes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.core import refusals
from handlers.core.context import Context, Spoken
from handlers.core.messages import (
    Ability,
    Outcome,
    Question,
    Reply,
    Text,
    button,
    say,
    say_if,
)
from handlers.core.questions import BACK, Answer, Answers, Step, only_buttons
from handlers.volunteering.voices import texts
from handlers.volunteering.voices.texts import After, OfVoice
from storage.repositories.volunteering.voices import MADE

FLOW, STEP = "voices", "sentence"
# So many times somebody may say a sentence a day; and what a recording takes that is not here yet.
MOST_A_DAY, USUAL_BYTES = 400, 65_536
SPEAK = say_if(
    Ability.VOICE,
    say("body", "Send it as a voice note."),
    say("body", "Do you see 🎤 below? Tap it and speak."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays(After):
    """Whether somebody's voice may stay when they are forgotten; 1 is a yes."""

    yes: int


def _missing(context: Context, language: str) -> list[Spoken]:
    """The sentences that nobody has said yet in a language, nor waits to be heard with."""
    said = {one.heard for one in context.store.voices.entries(language)}
    return [one for one in context.voices.sentences(language) if one.heard not in said]


def asks(context: Context, language: str, one: Spoken, *first: Text) -> Outcome:
    """Ask for a sentence, after what is said ``first``."""
    answers: Answers = {"language": language, "heard": one.heard.hex()}
    reply = _ask(context, answers)
    assert reply
    reply = replace(reply, lines=(*first, *reply.lines))
    return Outcome((reply,), Question(FLOW, STEP, answers))


def _ask(context: Context, answers: Answers) -> Reply | None:
    """The sentence, and how to say it; None when it is not said any more."""
    language, heard = str(answers["language"]), str(answers["heard"])
    one = texts.sentence(context, language, heard)
    if one is None or not texts.may(context):
        return None
    lines = (
        say("body", "🎤 Please say this sentence:"),
        texts.shown(language, one.slot, one.one),
        SPEAK,
    )
    other = button(say("btn", "➡️ More"), "voices.other", after=heard)
    return Reply(lines, ((other,), (button(BACK, "voices"),)))


def _heard(context: Context, answers: Answers, _: Answer) -> Outcome:
    """A voice note came: its own person hears it as it is kept."""
    language, heard = str(answers["language"]), str(answers["heard"])
    one = texts.sentence(context, language, heard)
    if not texts.may(context):
        return texts.refused(context)
    if one is None:
        return refusals.OVER
    turn, store = context.turn, context.store.voices
    if not turn.voice:
        return asks(context, language, one)
    if turn.sound and texts.seconds(turn.sound) > texts.LONGEST:
        return asks(context, language, one, texts.TOO_LONG)
    if not store.has_room(2 * len(turn.sound) or USUAL_BYTES):
        return _no_more()
    if not context.may("voices", MOST_A_DAY):
        return _no_more()
    made = store.make(
        context.person.id,
        language=language,
        heard=one.heard,
        slot=one.slot,
        one=one.one,
        today=context.today,
        sound=turn.sound,
        fetched_as="" if turn.sound else turn.voice,
    )
    lines = (
        say("body", "🎧 This is you. Is it right?"),
        texts.shown(language, one.slot, one.one),
    )
    # The first row is about what is heard: where nothing is, it goes.
    rows = (
        (button(say("btn", "✅ Yes"), "voices.right", voice=made.id),),
        (
            button(say("btn", "↻ Try again"), "voices.again", voice=made.id),
            button(say("btn", "➡️ More"), "voices.other", after=heard),
        ),
        (button(BACK, "voices"),),
    )
    reply = Reply(lines, rows, voice=made.name)
    return Outcome((reply,), Question(FLOW, STEP, answers))


def _no_more() -> Outcome:
    line = say("body", "I cannot keep more voices today. Thank you!")
    return Outcome((Reply((line,)),))


def right(context: Context, args: OfVoice) -> Outcome:
    """It is right: another neighbour hears it next. Once its person is asked whether it stays."""
    recorded = context.store.voices.get(args.voice)
    if not texts.may(context):
        return texts.refused(context)
    if recorded is None:
        return _once_more(context)
    if not texts.is_own(context, recorded):
        return refusals.OVER
    if recorded.state == MADE and not context.store.voices.confirm(recorded.id, context.today):
        return refusals.OVER
    heard = recorded.heard.hex()
    thanks = say("body", "✅ Thank you! Another neighbour listens to it first.")
    if context.store.voices.may_stay(context.person.id) is None:
        lines = (
            thanks,
            say("body", "Maybe you delete your data one day."),
            say("body", "May your voice stay then, without you?"),
        )
        yes = button(say("btn", "✅ Yes"), "voices.stay", yes=1, after=heard)
        no = button(say("btn", "❌ No"), "voices.stay", yes=0, after=heard)
        return Outcome((Reply(lines, ((yes, no),)),))
    return goes_on(context, recorded.language, heard, thanks)


def stay(context: Context, args: Stays) -> Outcome:
    """Whether somebody's voice may stay; then the next sentence."""
    if not texts.may(context):
        return texts.refused(context)
    context.store.voices.choose(context.person.id, stays=args.yes == 1)
    return goes_on(context, context.language, args.after, say("body", "✅ Noted."))


def again(context: Context, args: OfVoice) -> Outcome:
    """It was not right: the same sentence once more."""
    recorded = context.store.voices.get(args.voice)
    if not texts.may(context):
        return texts.refused(context)
    if recorded is None:
        return _once_more(context)
    if not texts.is_own(context, recorded):
        return refusals.OVER
    context.store.voices.drop(recorded.id, MADE)
    one = texts.sentence(context, recorded.language, recorded.heard.hex())
    return asks(context, recorded.language, one) if one else refusals.OVER


def _once_more(context: Context) -> Outcome:
    """What was recorded could not be heard, and is gone; the question may be open still."""
    dialogue = context.person.dialogue
    if dialogue is None or dialogue.flow != FLOW:
        return refusals.OVER
    asked = _ask(context, dialogue.answers)
    return Outcome((asked,), keeps_question=True) if asked else refusals.OVER


def goes_on(context: Context, language: str, after: str, *first: Text) -> Outcome:
    """The next sentence that nobody has said, after what is said ``first``.

    From the start again behind the last one.
    """
    left = _missing(context, language)
    if not left:
        done = say("body", "🎉 Every sentence was said. Thank you!")
        return Outcome((Reply((*first, done)),))
    every = [one.heard.hex() for one in context.voices.sentences(language)]
    at = every.index(after) if after in every else -1
    later = [one for one in left if every.index(one.heard.hex()) > at]
    return asks(context, language, (later or left)[0], *first)


def other(context: Context, args: After) -> Outcome:
    """Another sentence instead of this one."""
    if not texts.may(context):
        return texts.refused(context)
    return goes_on(context, context.language, args.after)


STEPS = {(FLOW, STEP): Step(_ask, only_buttons, _heard, takes_voice=True)}
