"""What the dispatcher has to know of what everybody can do."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, Given, Tap
from handlers.core.messages import Kind, say
from handlers.everybody import forget, language, menu, my_data, shared_phone, start

FEATURE = Feature(
    name="everybody",
    commands={
        "start": Command(start.start, Given),
        "menu": Command(menu.show, Given, says=say("command", "What you can do here")),
        "language": Command(language.ask, Given, says=say("command", "Choose your language")),
        "mydata": Command(my_data.show, Given, says=say("command", "What I know of you")),
        "forget": Command(forget.ask, Given, says=say("command", "Delete your data")),
    },
    taps={
        "menu": Tap(menu.show, Given),
        "language": Tap(language.ask, Given),
        "language.choose": Tap(language.choose, Given),
        "mydata": Tap(my_data.show, Given),
        "mydata.file": Tap(my_data.as_file, Given),
        "forget": Tap(forget.ask, Given),
        "forget.yes": Tap(forget.yes, Given),
        "faces": Tap(shared_phone.who, Given),
        "faces.new": Tap(shared_phone.new, Given),
        "faces.add": Tap(shared_phone.add, Given),
        "faces.choose": Tap(shared_phone.choose, Given),
        "faces.take_away": Tap(shared_phone.take_away, Given),
        "faces.gone": Tap(shared_phone.gone, Given),
    },
    kinds={
        Kind.SENT_OTHER: menu.only_words,
        Kind.EDITED: menu.changed_message,
        Kind.FORWARDED: menu.forwarded,
    },
    tables=("people", "faces", "dialogues"),
)
