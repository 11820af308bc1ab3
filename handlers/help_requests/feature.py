"""What the dispatcher has to know of requests for help."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, Given, Needs, Tap
from handlers.core.messages import say
from handlers.help_requests import deadlines, meetings
from handlers.help_requests.answer import capacity, links, progress, worklist
from handlers.help_requests.ask import dialogue, follow_up, my_requests

FEATURE = Feature(
    name="help_requests",
    commands={
        "referral": Command(dialogue.show, Given, says=say("command", "I need help")),
    },
    taps={
        "referral": Tap(dialogue.show, Given),
        "referral.again": Tap(dialogue.again, Given),
        "my_requests": Tap(my_requests.show, Given),
        "my_requests.stop": Tap(my_requests.stop, Given),
        "my_requests.said": Tap(my_requests.said, Given),
        "my_requests.looked": Tap(my_requests.looked, Given),
        "requests": Tap(worklist.show, Given, Needs.ROLE),
        "request": Tap(worklist.one_request, Given),
        "request.reveal": Tap(worklist.reveal, Given),
        "request.accept": Tap(worklist.accept, Given),
        "request.later": Tap(worklist.later, Given),
        "request.refuse": Tap(worklist.refuse, Given),
        "request.begin": Tap(progress.begin, Given),
        "request.hold": Tap(progress.hold, Given),
        "request.end": Tap(progress.end, Given),
        "request.meet": Tap(progress.meet, Given),
        "request.note": Tap(progress.note, Given),
        "request.link": Tap(links.web_link, Given),
        "send": Tap(links.send, Given, Needs.ROLE),
        "sent.tell": Tap(links.may_tell, Given),
        "capacity": Tap(capacity.show, Given, Needs.ROLE),
        "capacity.full": Tap(capacity.full, Given, Needs.ROLE),
        "capacity.free": Tap(capacity.free, Given, Needs.ROLE),
        "capacity.still": Tap(capacity.still, Given, Needs.ROLE),
    },
    steps={**progress.STEPS, **dialogue.STEPS},
    due=(deadlines.due, follow_up.due),
    on_file_change=(meetings.due,),
    tables=("requests", "request_events", "request_notes", "partner_links", "capacities"),
)
