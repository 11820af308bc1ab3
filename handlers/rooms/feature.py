"""What the dispatcher has to know of the rooms."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, FurtherOn, Needs, Nothing, OfRoom, Tap, Typed
from handlers.core.messages import Kind, say
from handlers.rooms import near, news, opening_hours, planned, subscriptions
from handlers.rooms.door import (
    closing,
    counting,
    forgotten_closings,
    headcount,
    opening,
    past_openings,
)
from handlers.rooms.door.closing import ClosedBefore
from handlers.rooms.door.counting import MoreInside, SoManyCame
from handlers.rooms.door.forgotten_closings import ClosedAt, OpenUntil
from handlers.rooms.door.headcount import OfOpening
from handlers.rooms.door.opening import OfChange
from handlers.rooms.door.past_openings import ForgottenBlock, ForgottenDay, LastOpenings
from handlers.rooms.door.which_room import WhichRoom
from handlers.rooms.opening_hours import Wanted
from handlers.rooms.pictures import boards
from handlers.rooms.pictures.boards import OfBoard
from handlers.rooms.planned import DaysOf

KEY = Needs.KEY_HOLDER
FEATURE = Feature(
    name="rooms",
    commands={
        "hours": Command(opening_hours.show, Wanted, says=say("command", "Is a room open?")),
        "open": Command(opening.open_room, WhichRoom, KEY, says=say("command", "I open the room")),
        "count": Command(
            counting.count, Typed, KEY, says=say("command", "How many people are here")
        ),
        "close": Command(
            closing.close_room, WhichRoom, KEY, says=say("command", "I close the room")
        ),
        "shifts": Command(
            past_openings.show, LastOpenings, KEY, says=say("command", "My openings and counts")
        ),
    },
    taps={
        "hours": Tap(opening_hours.show, Wanted),
        "hours.room": Tap(opening_hours.one_room, OfRoom),
        "hours.way": Tap(opening_hours.way, OfRoom),
        "hours.days": Tap(planned.days, DaysOf),
        "hours.news": Tap(planned.news, FurtherOn),
        "hours.ask_place": Tap(near.ask_place, Nothing),
        "tell": Tap(subscriptions.ask, FurtherOn),
        "tell.room": Tap(subscriptions.subscribe, OfRoom),
        "tell.stop": Tap(subscriptions.stop, OfRoom),
        "open": Tap(opening.open_room, WhichRoom, KEY),
        "count": Tap(counting.count, Typed, KEY),
        "count.add": Tap(counting.add, MoreInside, Needs.ROLE),
        "count.type": Tap(counting.type_number, OfOpening, Needs.ROLE),
        "close": Tap(closing.close_room, WhichRoom, KEY),
        "count.late": Tap(past_openings.correct, OfOpening, Needs.ROLE),
        "count.past": Tap(counting.count_confirmed, SoManyCame, Needs.ROLE),
        "closed_before": Tap(closing.closed_before, ClosedBefore, Needs.ROLE),
        "close_at": Tap(forgotten_closings.close_at, ClosedAt, Needs.ROLE),
        "stay_open": Tap(forgotten_closings.stay_open, OpenUntil, Needs.ROLE),
        "undo": Tap(opening.undo, OfChange, Needs.ROLE),
        "pictures": Tap(boards.show, OfRoom, Needs.ROLE),
        "pictures.link": Tap(boards.link, OfRoom, Needs.ROLE),
        "pictures.end": Tap(boards.end, OfBoard, Needs.ROLE),
        "shifts": Tap(past_openings.show, LastOpenings, KEY),
        "shifts.correct": Tap(past_openings.correct, OfOpening, Needs.ROLE),
        "forgotten": Tap(past_openings.forgotten, ForgottenDay, KEY),
        "forgotten.block": Tap(past_openings.add_block, ForgottenBlock, Needs.ROLE),
    },
    kinds={Kind.PLACE: near.near},
    steps={**near.STEPS, **headcount.STEPS, **past_openings.STEPS},
    due=(forgotten_closings.due, news.due),
    on_file_change=(news.due_changes,),
    tables=(
        "openings",
        "changes",
        "contacts",
        "participants",
        "subscriptions",
        "boards",
        "wrong_pictures",
        "guessed_rooms",
    ),
)
