"""What the dispatcher has to know of helping out."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, Given, Tap
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

FEATURE = Feature(
    name="volunteering",
    commands={
        "volunteer": Command(offer.show, Given, says=say("command", "I want to help in the room")),
    },
    taps={
        "volunteer": Tap(offer.show, Given),
        "volunteer.choose": Tap(offer.choose, Given),
        "volunteer.offer": Tap(offer.offer, Given),
        "volunteer.answer": Tap(offer.answer, Given),
        "volunteer.stop": Tap(offer.stop, Given),
        "offers.come": Tap(take_up.come, Given),
        "offers.later": Tap(take_up.later, Given),
        "offers.back": Tap(take_up.give_back, Given),
        "offers.day": Tap(take_up.choose_day, Given),
        "offers.buddy": Tap(take_up.be_buddy, Given),
        "offers.other": Tap(take_up.ask_others, Given),
        "offers.meet": Tap(take_up.meet, Given),
        "joining.judge": Tap(join.judge, Given),
        "joining.key": Tap(join.give_key, Given),
        "path": Tap(steps_to_work.show, Given),
        "path.choose": Tap(steps_to_work.choose, Given),
        "path.propose": Tap(steps_to_work.propose, Given),
        "path.answer": Tap(steps_to_work.answer, Given),
        "path.mine": Tap(steps_to_work.mine, Given),
        "path.remove": Tap(steps_to_work.remove, Given),
        "exchange": Tap(exchange.show, Given),
        "exchange.pick": Tap(exchange.pick, Given),
        "exchange.add": Tap(exchange.add, Given),
        "exchange.end": Tap(exchange.end, Given),
        "introducing.answer": Tap(introductions.answer, Given),
    },
    due=(reminders.due,),
    tables=("offers", "path_steps", "wishes", "introductions"),
)
