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

COORDINATOR = Needs.COORDINATOR
FEATURE = Feature(
    name="volunteering",
    commands={
        "volunteer": Command(offer.show, Again, says=say("command", "I want to help in the room")),
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
    },
    due=(reminders.due, introductions.due),
    on_file_change=(reminders.due_changes, introductions.due_changes),
    on_departure=(offer.departed,),
    tables=("offers", "path_steps", "wishes", "introductions"),
)
