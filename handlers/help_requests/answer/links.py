"""Links that work once: to one request, for a partner without the chat; for whom a partner sends.

A link of the second kind says domain, language and room, and nothing about the person.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import locales
from handlers.core import keyboards
from handlers.core.context import Args, Scene
from handlers.core.keyboards import NEWS, two_by_two
from handlers.core.messages import (
    Attachment,
    Button,
    Outcome,
    Reply,
    Text,
    Tongue,
    button,
    name,
    say,
)
from handlers.core.topics import LABELS
from handlers.everybody import menu, shared_phone
from handlers.help_requests import helper_texts, helpers
from handlers.help_requests.answer import worklist
from handlers.help_requests.helper_texts import REQUESTS
from handlers.rooms import opening_hours, status
from storage.repositories.help_requests.partners import ANSWER, SENT, Link
from storage.repositories.help_requests.states import OPEN
from storage.repositories.people.roles import PARTNER, Role

# Whom a partner sent is listed for so long.
LISTED = timedelta(days=30)
SHOWN = 10


def web_link(scene: Scene, args: Args) -> Outcome:
    """A link to one request, for somebody of the partner who has no chat with us."""
    request = scene.store.requests.get(int(args.get("request", 0)))
    if request is None:
        return worklist.only_helpers(scene)
    is_partners = helpers.side(scene.house, scene.store, request).role == PARTNER
    helper = helpers.helper_of(scene.house, scene.store, request, scene.person)
    may = helper is not None or scene.person.is_coordinator
    if not is_partners or not may or request.state not in OPEN:
        return worklist.one_request(scene, args)
    if request.person == scene.person.id:
        return worklist.only_helpers(scene)
    code, expires = scene.store.partners.make_link(
        ANSWER, request.partner, scene.person.id, scene.now, request_id=request.id
    )
    who = helper_texts.partner_name(scene.house, request.partner)
    lines = (
        say("body", "🔗 Send this link to {partner} only.", partner=who),
        say("body", "Whoever opens it first sees the request."),
        say("body", "It works once, until {date}.", date=scene.house.today(expires)),
        name(_web_address(scene, code)),
    )
    after = say("body", "The link was wiped here.")
    rows = ((button(REQUESTS, "requests"),), keyboards.footer())
    return Outcome((Reply(lines, rows, is_secret=True, afterwards=(after,)),))


def send(scene: Scene, args: Args) -> Outcome:
    """Somebody is sent to a room: for what, which language, which room; then a link for them."""
    places = own_partners(scene)
    if not places:
        return worklist.only_helpers(scene)
    place = str(args.get("partner", places[0] if len(places) == 1 else ""))
    domain, tag = str(args.get("domain", "")), str(args.get("language", ""))
    rooms = scene.house.rooms
    room = str(args.get("room", next(iter(rooms)) if len(rooms) == 1 else ""))
    chosen: dict[str, str | int] = {}
    if place not in places:
        line = say("body", "For which partner?")
        choices = [
            button(name(helper_texts.partner_name(scene.house, one)), "send", partner=one)
            for one in places
        ]
        return _asked(line, choices)
    chosen["partner"] = place
    if domain not in LABELS:
        line = say("body", "What does somebody need in the room?")
        choices = [button(label, "send", **chosen, domain=one) for one, label in LABELS.items()]
        return _asked(line, choices, *_sent_lines(scene, place))
    chosen["domain"] = domain
    if tag not in locales.languages():
        line = say("body", "Which language do they speak?")
        choices = [
            button(name(locales.languages()[one].own_name), "send", **chosen, language=one)
            for one in keyboards.languages_offered(scene)
        ]
        return _asked(line, choices)
    chosen["language"] = tag
    if room not in rooms:
        line = say("body", "To which room?")
        choices = [button(name(one.name), "send", **chosen, room=one.id) for one in rooms.values()]
        return _asked(line, choices)
    return _link(scene, place, domain, tag, room)


def opened(scene: Scene, code: str) -> Outcome | None:
    """Somebody whom a partner sent opens the link: the room expects them. None for other codes."""
    link = scene.store.partners.find_link(SENT, code)
    if link is None:
        return None
    room = scene.house.rooms.get(link.room)
    if room is None:
        return _no_more(scene, say("body", "This room is not there any more."))
    if link.used_at is None:
        # A link is worth as much as the one who made it: without their role nobody expects anybody.
        maker = scene.store.roles.of(link.made_by) if link.made_by else ()
        if Role(PARTNER, link.partner) not in maker or not scene.store.partners.use_link(
            link.id, scene.person.id, scene.now, scene.face
        ):
            return _no_more(scene, say("body", "This link is too old. Please ask for a new one."))
        if not scene.person.language and link.language in locales.languages():
            scene.store.people.choose_language(scene.person.id, link.language)
    elif link.used_by != scene.person.id:
        used = say("body", "This link was used already. Please ask for a new one.")
        return _no_more(scene, used)
    elif link.face != scene.face:
        return shared_phone.somebody_else(scene, link.face)
    replies = [_welcome(scene, link)]
    if link.may_tell is None:
        replies.append(_question(scene, link))
    if link.used_at is None:
        replies += _tell_room(scene, link)
    return Outcome(tuple(replies))


def may_tell(scene: Scene, args: Args) -> Outcome:
    """The answer to "may the partner know that you arrived?"; the first one counts."""
    link = scene.store.partners.get_link(int(args.get("link", 0)))
    if link is None or link.kind != SENT or link.used_by != scene.person.id:
        return menu.over(scene)
    if link.face != scene.face:
        return shared_phone.somebody_else(scene, link.face)
    is_yes = args.get("yes") == 1
    if not scene.store.partners.let_tell(link.id, may_tell=is_yes):
        is_yes = bool(link.may_tell)
    if is_yes:
        line = say("body", "✅ They hear only: arrived, or not yet.")
    else:
        line = say("body", "✅ We tell them nothing.")
    room = scene.house.rooms.get(link.room)
    here = ((opening_hours.check_in_button(room),),) if room else ()
    lines = (line, say("body", "You are always welcome."))
    return Outcome((Reply(lines, (*here, keyboards.footer()), replaces=True),), keeps_question=True)


def own_partners(scene: Scene) -> list[str]:
    """The partners of the file that this person answers for."""
    held = scene.person.rooms_as(PARTNER)
    return [one.id for one in scene.house.neighbourhood.partners if one.id in held]


def _link(scene: Scene, place: str, domain: str, tag: str, room: str) -> Outcome:
    what = {"domain": domain, "language": tag, "room": room}
    code, expires = scene.store.partners.make_link(SENT, place, scene.person.id, scene.now, **what)
    links = scene.links(code)
    lines = (
        say("body", "➕ Give this link or picture to the person."),
        say("body", "It says: {domain}, {language}.", domain=LABELS[domain], language=Tongue(tag)),
        say("body", "It names nobody. The room expects somebody."),
        say("body", "It works once, until {date}.", date=scene.house.today(expires)),
        *(name(link) for link in links),
    )
    after = say("body", "The link was wiped here.")
    again = button(say("btn", "➕ Send somebody"), "send")
    rows = ((again, button(REQUESTS, "requests")), keyboards.footer())
    picture = Attachment("link.svg", _as_picture(links[0]))
    reply = Reply(lines, rows, attachment=picture, is_secret=True, afterwards=(after,))
    return Outcome((reply,))


def _welcome(scene: Scene, link: Link) -> Reply:
    room = scene.house.rooms[link.room]
    answer = opening_hours.one_room(scene, {"room": room.id}).replies[0]
    lines = (
        say("body", "👋 Welcome. {room} expects you.", room=room.name),
        LABELS[link.domain],
        *answer.lines,
    )
    base = menu.menu(scene, *lines)
    return replace(
        base,
        rows=((opening_hours.check_in_button(room),), *base.rows, *keyboards.language_rows(scene)),
    )


def _question(scene: Scene, link: Link) -> Reply:
    """Asked in a message of its own, so that it stays when another button is tapped first."""
    who = helper_texts.partner_name(scene.house, link.partner)
    yes = button(say("btn", "✅ Yes"), "sent.tell", link=link.id, yes=1)
    no = button(say("btn", "❌ No"), "sent.tell", link=link.id, yes=0)
    line = say("body", "May {partner} know that you arrived?", partner=who)
    return Reply((line,), ((yes, no), keyboards.footer()))


def _tell_room(scene: Scene, link: Link) -> list[Reply]:
    """Tell the key-holders that somebody comes: for what and in which language, never who."""
    lines = (
        NEWS,
        say("body", "Somebody comes to {room}.", room=scene.house.rooms[link.room].name),
        say("body", "It is for: {domain}.", domain=LABELS[link.domain]),
        say("body", "🌐 Language: {language}.", language=Tongue(link.language)),
        say("body", "Please make them feel welcome."),
    )
    holders = [
        one for one in scene.store.roles.key_holders(link.room) if one != scene.person.id
    ] or scene.store.roles.coordinators()
    return [
        Reply(lines, (keyboards.footer(),), to=one) for one in holders if one != scene.person.id
    ]


def _sent_lines(scene: Scene, place: str) -> list[Text]:
    """Whom a partner sent, as far as they may know it: arrived, or not yet."""
    links = scene.store.partners.sent_by(place, scene.now - LISTED)[:SHOWN]
    made = []
    for one in links:
        values: dict[str, Text | Tongue] = {
            "domain": LABELS[one.domain],
            "language": Tongue(one.language),
        }
        if one.arrived_at:
            made.append(say("body", "✅ {domain}, {language}: arrived.", **values))
        else:
            made.append(say("body", "⏳ {domain}, {language}: not yet.", **values))
    return [say("body", "Whom you sent:"), *made] if made else []


def _asked(line: Text, choices: list[Button], *before: Text) -> Outcome:
    return Outcome(
        (Reply((*before, line), (*two_by_two(choices), keyboards.footer()), replaces=True),)
    )


def _no_more(scene: Scene, line: Text) -> Outcome:
    return Outcome((menu.menu(scene, line, *status.present(scene)),))


def _web_address(scene: Scene, code: str) -> str:
    """Where a code is opened on the web; the web's own address is the last of our links."""
    return f"{scene.links('')[-1].partition('?')[0]}help/{code}"


def _as_picture(link: str) -> str:
    # Only for those few who make one: it costs the others no time at start.
    import segno  # noqa: PLC0415

    drawn = BytesIO()
    # A white ground: a dark page would swallow the squares.
    segno.make(link, error="m", micro=False).save(
        drawn, kind="svg", border=4, scale=8, light="white"
    )
    return drawn.getvalue().decode()
