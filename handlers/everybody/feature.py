"""What the dispatcher has to know of what everybody can do."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, FurtherOn, Needs, Nothing, Tap, Typed
from handlers.core.messages import Kind, say
from handlers.everybody import forget, language, menu, more, my_data, shared_phone, sound, start
from handlers.everybody.browsers import come_back, leave, stay
from handlers.everybody.browsers.come_back import Picked
from handlers.everybody.forget import ForgetYes
from handlers.everybody.language import OfLanguage
from handlers.everybody.shared_phone import OfProfile
from handlers.everybody.sound import OnOrOff
from handlers.help_requests.helpers import OfRequest

FEATURE = Feature(
    name="everybody",
    commands={
        "start": Command(start.start, Typed),
        "menu": Command(menu.show, Nothing, says=say("command", "What you can do here")),
        "help": Command(menu.asked_for_help, Nothing),
        "language": Command(language.ask, Nothing, says=say("command", "Choose your language")),
        "mydata": Command(my_data.show, FurtherOn, says=say("command", "What I know about you")),
        "forget": Command(forget.ask, Nothing, says=say("command", "Delete your data")),
    },
    taps={
        "menu": Tap(menu.show, Nothing),
        "more": Tap(more.show, Nothing),
        "language": Tap(language.ask, Nothing),
        "language.choose": Tap(language.choose, OfLanguage),
        "mydata": Tap(my_data.show, FurtherOn),
        "mydata.file": Tap(my_data.as_file, Nothing),
        "forget": Tap(forget.ask, Nothing),
        "forget.yes": Tap(forget.yes, ForgetYes),
        "sound": Tap(sound.choose, OnOrOff),
        "stay": Tap(stay.yes, Nothing),
        "stay.no": Tap(stay.no, Nothing),
        "come_back": Tap(come_back.ask, Picked),
        "come_back.pick": Tap(come_back.pick, Picked),
        "come_back.safe": Tap(come_back.safe, OfRequest),
        "come_back.again": Tap(come_back.again, Nothing, Needs.ROLE, asks_pictures=True),
        "faces": Tap(shared_phone.who, FurtherOn),
        "faces.new": Tap(shared_phone.new, Nothing),
        "faces.add": Tap(shared_phone.add, OfProfile),
        "faces.choose": Tap(shared_phone.choose, OfProfile),
        "faces.take_away": Tap(shared_phone.take_away, FurtherOn),
        "faces.gone": Tap(shared_phone.gone, OfProfile),
    },
    kinds={
        Kind.PICTURE: menu.letter,
        Kind.SENT_OTHER: menu.only_words,
        Kind.EDITED: menu.changed_message,
        Kind.FORWARDED: menu.forwarded,
        Kind.WENT: leave.leave,
    },
    tables=("people", "faces", "dialogues", "ways_back", "web_visits", "push_addresses"),
)
