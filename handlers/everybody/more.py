"""What does not stand on the first screen: help, a phone for two, one's data, wrong words."""

from __future__ import annotations

from handlers.core import keyboards
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import Below, Outcome, Reply, button, say
from handlers.everybody import forget, sound
from handlers.team.words import wrong_words
from handlers.volunteering.texts import SIDES
from storage.repositories.volunteering.exchange import CAN, LOOK


def show(context: Context, _: Nothing) -> Outcome:
    """Each thing by its name; the question that was open is over."""
    rows = (
        (button(say("btn", "🌱 I want to help"), "volunteer"),),
        (
            button(SIDES[CAN], "exchange.pick", side=CAN),
            button(SIDES[LOOK], "exchange.pick", side=LOOK),
        ),
        (button(say("btn", "👪 Somebody else"), "faces"),),
        (
            button(say("btn", "📦 My data"), "mydata"),
            forget.offer(),
        ),
    )
    lines = [say("body", "What else?")]
    if wrong := wrong_words.offer(context):
        # Whose device chose the language was told nothing of it yet.
        lines.append(say("body", "A computer helped to translate this. Something wrong? Tap ✏️."))
    home, *others = keyboards.footer()
    last = (home, keyboards.languages(), *others)
    reply = Reply(tuple(lines), (*rows, *sound.offer(context), *wrong, last), below=Below.NOTHING)
    return Outcome((reply,))
