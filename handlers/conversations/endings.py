"""How a talk ends: either side says that it is over, or somebody goes.

Stop, or goodbye, typed in a talk: it is asked whether it ends, and the words are not lost.
"""

from __future__ import annotations

from handlers.conversations import neighbour, recipients, resident, texts
from handlers.conversations.which_talk import OfTalk
from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.messages import Outcome, Question, Reply, say
from handlers.core.questions import Answer, Answers, Step, choice, own_answers
from storage.repositories.people.profiles import FIRST

END, SEND = 1, 0
STEP = "end"


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
        say("body", "✔️ This chat is finished."),
        say("body", "I deleted the messages on my side."),
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


def sure(context: Context, words: str) -> Outcome | None:
    """Ask before anything ends, and keep the words; who says it again means it.

    None for whoever did not answer yet: they have no talk that could end.
    """
    dialogue = context.person.dialogue
    assert dialogue
    answers = own_answers(dialogue.answers)
    talk = context.store.talks.get(int(answers["talk"]))
    if talk is None or context.person.id not in {talk.person, talk.taken_by}:
        return None
    if dialogue.step == STEP:
        return _then(context, answers, END)
    asked = _ask(context, answers)
    assert asked
    return Outcome((asked,), Question(dialogue.flow, STEP, {**answers, "words": words}))


def _ask(_context: Context, _: Answers) -> Reply | None:
    end = choice(say("btn", "✔️ Yes, end it"), END)
    send = choice(say("btn", "💬 No, send it"), SEND)
    return Reply((say("body", "Do you want to end this chat?"),), ((end, send),))


def _then(context: Context, answers: Answers, answer: Answer) -> Outcome:
    """End it, or pass the words on; whatever else is typed goes with them."""
    if answer == END:
        return done(context, OfTalk(talk=int(answers["talk"])))
    dialogue = context.person.dialogue
    assert dialogue
    kept = {key: value for key, value in answers.items() if key != "words"}
    words = [str(answers.get("words", "")), "" if answer == SEND else str(answer)]
    talks = {**resident.STEPS, **neighbour.STEPS}
    return talks[dialogue.flow, "words"].then(context, kept, "\n".join(filter(None, words)))


STEPS: dict[tuple[str, str], Step] = {
    (flow, STEP): Step(
        _ask,
        str,
        _then,
        passes_words_on=flow == neighbour.FLOW,
        takes_any_words=True,
        longest=texts.LONGEST,
    )
    for flow in (resident.FLOW, neighbour.FLOW)
}
