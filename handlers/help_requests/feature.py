"""What the dispatcher has to know of requests for help."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, Needs, Nothing, Tap
from handlers.core.messages import say
from handlers.help_requests import deadlines, meetings, writing
from handlers.help_requests.answer import arrivals, capacity, giving, links, progress, worklist
from handlers.help_requests.answer.arrivals import SaysOfLink
from handlers.help_requests.answer.capacity import FullUntil, OfPartner
from handlers.help_requests.answer.giving import GivesTo
from handlers.help_requests.answer.links import Sending
from handlers.help_requests.answer.progress import EndsWith, MeetsAt, WaitsUntil
from handlers.help_requests.answer.worklist import RefusedBecause
from handlers.help_requests.ask import after_yes, another, dialogue, ending, follow_up, my_requests
from handlers.help_requests.ask.after_yes import SuitsRequest
from handlers.help_requests.ask.another import OfAnother
from handlers.help_requests.ask.dialogue import Topic
from handlers.help_requests.ask.ending import CameOfRequest
from handlers.help_requests.ask.my_requests import AtRequest
from handlers.help_requests.helpers import OfRequest

FEATURE = Feature(
    name="help_requests",
    commands={
        "referral": Command(dialogue.show, Topic, says=say("command", "I need help")),
    },
    taps={
        "referral": Tap(dialogue.show, Topic),
        "referral.again": Tap(dialogue.again, Nothing),
        "my_requests": Tap(my_requests.page, AtRequest),
        "my_requests.stop": Tap(ending.stop, OfRequest),
        "my_requests.suits": Tap(after_yes.suits, SuitsRequest),
        "my_requests.said": Tap(ending.said, CameOfRequest),
        "my_requests.another": Tap(another.another, OfAnother),
        "my_requests.looked": Tap(ending.looked, OfRequest),
        "requests": Tap(worklist.show, Nothing, Needs.ROLE),
        "request": Tap(worklist.one_request, OfRequest),
        "request.reveal": Tap(worklist.reveal, OfRequest, asks_pictures=True),
        "request.accept": Tap(worklist.accept, OfRequest),
        "request.later": Tap(worklist.later, OfRequest),
        "request.refuse": Tap(worklist.refuse, RefusedBecause),
        "request.begin": Tap(progress.begin, OfRequest),
        "request.hold": Tap(progress.hold, WaitsUntil),
        "request.end": Tap(progress.end, EndsWith),
        "request.meet": Tap(progress.meet, MeetsAt),
        "request.write": Tap(writing.write, OfRequest),
        "request.note": Tap(progress.note, OfRequest),
        "request.give": Tap(giving.give, GivesTo),
        "request.link": Tap(links.web_link, OfRequest, asks_pictures=True),
        "send": Tap(links.send, Sending, Needs.ROLE),
        "sent.come": Tap(arrivals.come, SaysOfLink),
        "sent.topic": Tap(arrivals.topic, SaysOfLink),
        "sent.tell": Tap(arrivals.may_tell, SaysOfLink),
        "capacity": Tap(capacity.show, OfPartner, Needs.ROLE),
        "capacity.full": Tap(capacity.full, FullUntil, Needs.ROLE),
        "capacity.free": Tap(capacity.free, OfPartner, Needs.ROLE),
        "capacity.still": Tap(capacity.still, OfPartner, Needs.ROLE),
    },
    steps={**progress.STEPS, **dialogue.STEPS},
    due=(deadlines.due, follow_up.due),
    on_file_change=(meetings.due,),
    on_departure=(ending.departed,),
    tables=("requests", "request_events", "request_notes", "partner_links", "capacities"),
)
