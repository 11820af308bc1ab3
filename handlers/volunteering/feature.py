"""What the dispatcher has to know of helping out."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, FurtherOn, Needs, Nothing, Tap
from handlers.core.messages import say
from handlers.volunteering import (
    exchange,
    introductions,
    join,
    offer,
    reminders,
    steps_to_work,
    take_up,
)
from handlers.volunteering.exchange import (
    FurtherInRoom,
    OfWish,
    PlaceOfWish,
    SideOfRoom,
    ThingToAdd,
)
from handlers.volunteering.introductions import AnswerToIntroduction
from handlers.volunteering.join import Judgement
from handlers.volunteering.offer import Again, AnswerToDay, Choice, StopsOffer, TimeOfOffer
from handlers.volunteering.steps_to_work import (
    AnswerToStep,
    NewStep,
    OfStep,
    VolunteersOf,
)
from handlers.volunteering.take_up import OnDay
from handlers.volunteering.trial import OfOffer
from handlers.volunteering.voices import making as saying
from handlers.volunteering.voices import start as voices
from handlers.volunteering.voices.listening import Judged
from handlers.volunteering.voices.making import Stays
from handlers.volunteering.voices.start import TakesBack
from handlers.volunteering.voices.texts import After, OfVoice

COORDINATOR, FIRST_PERSON = Needs.COORDINATOR, Needs.FIRST_PERSON
FEATURE = Feature(
    name="volunteering",
    commands={
        "volunteer": Command(offer.show, Again, says=say("command", "I want to help in the room")),
        "voice": Command(voices.show, Nothing, FIRST_PERSON),
    },
    taps={
        "volunteer": Tap(offer.show, Again),
        "volunteer.choose": Tap(offer.choose, Choice),
        "volunteer.kinds": Tap(offer.kinds, Again),
        "volunteer.offer": Tap(offer.offer_help, Choice),
        "volunteer.when": Tap(offer.suits, TimeOfOffer),
        "volunteer.answer": Tap(offer.answer, AnswerToDay),
        "volunteer.stop": Tap(offer.stop, StopsOffer),
        "offers.come": Tap(take_up.come, OfOffer),
        "offers.later": Tap(take_up.later, OfOffer),
        "offers.back": Tap(take_up.give_back, OfOffer),
        "offers.day": Tap(take_up.choose_day, OnDay),
        "offers.buddy": Tap(take_up.be_buddy, OfOffer),
        "offers.other": Tap(take_up.ask_others, OfOffer),
        "offers.meet": Tap(take_up.meet, OfOffer),
        "joining.judge": Tap(join.judge, Judgement),
        "joining.key": Tap(join.give_key, OfOffer, COORDINATOR),
        "path": Tap(steps_to_work.show, VolunteersOf, COORDINATOR),
        "path.choose": Tap(steps_to_work.choose, OfOffer, COORDINATOR),
        "path.propose": Tap(steps_to_work.propose, NewStep, COORDINATOR),
        "path.answer": Tap(steps_to_work.answer, AnswerToStep),
        "path.mine": Tap(steps_to_work.mine, FurtherOn),
        "path.remove": Tap(steps_to_work.remove, OfStep),
        "exchange": Tap(exchange.show, FurtherInRoom),
        "exchange.pick": Tap(exchange.pick, SideOfRoom),
        "exchange.add": Tap(exchange.add, ThingToAdd),
        "exchange.move": Tap(exchange.move, PlaceOfWish),
        "exchange.mine": Tap(exchange.mine, Nothing),
        "exchange.end": Tap(exchange.end, OfWish),
        "introducing.answer": Tap(introductions.answer, AnswerToIntroduction),
        "voices": Tap(voices.show, Nothing, FIRST_PERSON),
        "voices.next": Tap(voices.go_on, After, FIRST_PERSON),
        "voices.judge": Tap(voices.judge, Judged, FIRST_PERSON),
        "voices.back": Tap(voices.take_back, TakesBack, FIRST_PERSON),
        "voices.right": Tap(saying.right, OfVoice, FIRST_PERSON),
        "voices.again": Tap(saying.again, OfVoice, FIRST_PERSON),
        "voices.other": Tap(saying.other, After, FIRST_PERSON),
        "voices.stay": Tap(saying.stay, Stays, FIRST_PERSON),
    },
    steps=saying.STEPS,
    due=(reminders.due, introductions.due),
    on_file_change=(reminders.due_changes, introductions.due_changes),
    on_departure=(offer.departed,),
    tables=("offers", "path_steps", "wishes", "introductions", "voices"),
)
