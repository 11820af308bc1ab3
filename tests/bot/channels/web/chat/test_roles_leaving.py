"""In a real browser nothing of a role stays after Leave, nor after a shift in which nobody came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Request, expect

from bot.channels.web import pages
from bot.channels.web.chat.cookies import COOKIE
from handlers.core.keyboards import PICTURES
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.neighbourhood.file import read_text
from storage.repositories.people.browsers import IDLE, ROLE_IDLE
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, OPERATOR, PARTNER, Role
from tests.bot.channels.web.browsing import PHONE, kept, taps
from tests.bot.channels.web.site import Site, Visitor
from tests.conftest import TWO_ROOMS
from tests.support.asking import CALLED, CONTACT, PARTNERS

SECRET = "a secret of mine"
MINUTE = timedelta(minutes=1)
# So often we look whether a browser has cleared what it keeps.
PATIENCE = 100
LETS_IN = "let you in again"
# With each role: what is tapped and comes to stand on the screen; what is said, and answered.
USES: dict[Role, tuple[tuple[str, ...], str, str, str]] = {
    Role(KEY_HOLDER, "h-buurt"): ((), "I open", "/menu", "My openings"),
    Role(COORDINATOR, ""): (("Manage",), "who has which role", "/manage", "who has which role"),
    Role(PARTNER, "debts"): (("Requests", "1", "contact"), CONTACT, "/menu", "Full or free"),
    Role(OPERATOR, ""): (
        (),
        "when this bot has trouble",
        "/mydata",
        "You have looked after this bot",
    ),
}
OF_ROLES = (
    *("Welcome to the team", LETS_IN, SECRET, CONTACT, CALLED, "has which role", "trouble"),
    "Our figures",
    *("I open", "My openings", "Manage", "Report", "Full or free", "Requests for you"),
    *("You hold a key", "You are a coordinator", "You answer for", "You look after"),
)


class Desk:
    """A browser at which somebody sits down, with a script or without."""

    def __init__(self, context: BrowserContext, site: Site, *, has_script: bool) -> None:
        self.context, self.site, self.has_script = context, site, has_script

    def invitation(self, role: Role) -> str:
        with self.site.database.writing() as store:
            return store.invitations.make(role, None, self.site.now)[0]

    def opens(self, path: str) -> None:
        """A new tab with its first answer."""
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda problem: pytest.fail(str(problem)))
        self.page.goto(path)
        self.begins()

    def begins(self) -> None:
        """Without a script the first words are said with a button."""
        if not self.has_script and not self.page.locator(".bot").count():
            self.page.get_by_role("button", name="Start").click()
        expect(self.page.locator(".bot").first).to_be_visible()

    def says(self, text: str, then: str) -> None:
        self.page.fill("#text", text)
        self.page.locator("#say button").click()
        expect(self.page.locator(".bot").last).to_contain_text(then)

    def has(self, role: Role) -> str:
        """Somebody took a role and used it, with the cookie of this browser; their pictures."""
        here = Visitor(self.site)
        here.opens()
        [asked] = here.says(f"/start {self.invitation(role)}")
        [answer] = here.taps(asked, "Yes")
        pictures = pictures_in(answer["text"])
        buttons, seen, *_ = USES[role]
        for label in buttons:
            [answer] = here.taps(answer, label)
        cookie = {"name": COOKIE, "value": here.http.cookies[COOKIE], "url": self.site.url}
        self.context.add_cookies([cookie])
        self.opens("/")
        expect(self.page.locator(".bot").last).to_contain_text(seen)
        return pictures

    def uses(self, role: Role) -> None:
        """What only somebody with this role is answered, and what they say meanwhile."""
        *_, words, answer = USES[role]
        self.says(f"{words} {SECRET}", answer)

    def leaves(self) -> None:
        self.page.goto("/?lang=en")
        if self.has_script:
            # An answer without a page leaves the browser where it is. What a test answers is not
            # kept by the browser, so it answers this alone.
            self.context.route(pages.AWAY, lambda route: route.fulfill(status=204))
        with self.page.expect_event("requestfinished", is_leaving):
            taps(self.page, "Leave")
        self.context.unroute_all()
        if not self.has_script:
            # The internet is not there: the browser shows a page of its own.
            self.page.wait_for_url("chrome-error://**")
        # A browser clears what it keeps beside the page: on a busy machine a moment later.
        for _ in range(PATIENCE):
            if not self.context.cookies():
                return
            self.page.wait_for_timeout(50)
        pytest.fail(str(self.context.cookies()))

    def is_left_alone(self) -> None:
        """Nobody does anything for the length of a shift."""
        self.page.goto("/rooms")
        self.site.now += ROLE_IDLE + MINUTE

    def reads_nothing(self) -> None:
        """The first screen, and neither there nor in the tab a word of before."""
        self.begins()
        reads_nothing(self.page.content() + (kept(self.page) if self.has_script else ""))


def is_leaving(request: Request) -> bool:
    return request.url.endswith("/leave")


def pictures_in(text: str) -> str:
    return "".join(sign for sign in text.split(LETS_IN)[1] if sign in PICTURES)


def cookie_of(context: BrowserContext) -> str:
    """What a browser keeps of ours, and nothing else."""
    [value] = [one["value"] for one in context.cookies()]
    return value


def reads_nothing(held: str) -> None:
    assert [word for word in OF_ROLES if word in held] == []


def opens_nobody(site: Site, cookie: str) -> None:
    """Whoever has a copy of the cookie is somebody new of whom nothing is known."""
    copy = Visitor(site)
    copy.http.cookies.set(COOKIE, cookie, domain="127.0.0.1")
    page = copy.opens()
    assert 'data-seen=""' in page
    reads_nothing(page)
    reads_nothing(str(copy.says("/mydata")))


@pytest.fixture(scope="module")
def office(open_site: Site) -> Site:
    """A site with partners, of whom one is asked for help."""
    loaded = read_text(TWO_ROOMS + PARTNERS, "partners.toml")
    open_site._view = NeighbourhoodView(loaded)
    with open_site.database.writing() as store:
        store.neighbourhoods.save(loaded)
        rosa = store.people.known([("telegram", "rosa", "en")])["telegram", "rosa"].id
        about = {"domain": "debt", "language": "ar", "room": "h-buurt", "is_urgent": True}
        consent = {"consent_version": "1", "consent_language": "en", "times": "morning"}
        told = {"contact": CONTACT, "call_me": CALLED, "safe_here": True, "partner": "debts"}
        store.requests.make(rosa, "", open_site.now, **about, **consent, **told)
    return open_site


@pytest.fixture(scope="module", params=[True, False], ids=["script", "plain"])
def phone(
    browser: Browser, office: Site, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """One phone for all, so that it has our pictures and scripts already."""
    made = browser.new_context(
        viewport=PHONE, locale="en-GB", base_url=office.url, java_script_enabled=request.param
    )
    yield made
    made.close()


@pytest.fixture
def desk(phone: BrowserContext, office: Site, request: pytest.FixtureRequest) -> Iterator[Desk]:
    phone.clear_cookies()
    yield Desk(phone, office, has_script=request.node.callspec.params["phone"])
    for page in phone.pages:
        page.close()


@pytest.mark.long
@pytest.mark.parametrize("role", USES, ids=lambda role: role.role.value)
def test_after_leave_and_after_a_shift_in_which_nobody_came_only_the_pictures_open_a_role(
    desk: Desk, role: Role
) -> None:
    pictures = desk.has(role)
    desk.uses(role)
    for ends in (desk.leaves, desk.is_left_alone):
        before = cookie_of(desk.context)
        ends()
        desk.page.go_back()
        desk.reads_nothing()
        opens_nobody(desk.site, before)
        desk.says(pictures, "It's good that you're back.")
        desk.reads_nothing()
        desk.uses(role)
        opens_nobody(desk.site, before)


def test_an_invitation_that_was_taken_in_the_browser_opens_nothing_after_leave(desk: Desk) -> None:
    code = desk.invitation(Role(COORDINATOR, ""))
    desk.opens(f"/?start={code}")
    taps(desk.page, "Yes")
    expect(desk.page.locator(".bot").last).to_contain_text(LETS_IN)
    desk.leaves()
    before = desk.page
    desk.opens(f"/?start={code}")
    expect(desk.page.locator(".bot").last).to_contain_text("This link has already been used.")
    desk.reads_nothing()
    desk.says("/mydata", "This is what I know about you.")
    desk.reads_nothing()
    desk.page = before
    desk.page.go_back()
    desk.page.reload()
    desk.reads_nothing()


@pytest.mark.parametrize("phone", [True], indirect=True, ids=["script"])
def test_within_a_shift_a_role_is_open_but_its_tab_shows_nothing_of_before(desk: Desk) -> None:
    role = Role(COORDINATOR, "")
    desk.has(role)
    desk.uses(role)
    desk.page.goto("/rooms")
    desk.site.now += IDLE
    desk.page.go_back()
    expect(desk.page.locator(".bot")).to_have_count(1)
    assert SECRET not in desk.page.content() + kept(desk.page)
    desk.says("/menu", "Manage")
