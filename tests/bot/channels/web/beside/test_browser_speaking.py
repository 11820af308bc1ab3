"""Speaking in a real browser, whose microphone beeps once a second."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from bot.channels.web import page_texts
from bot.channels.web.chat import cookies
from bot.rendering.pictures import drawn
from handlers.core.messages import Kind
from storage.repositories.people.roles import KEY_HOLDER, Role
from tests.bot.channels.web.beside.sounds import heard, recorded
from tests.bot.channels.web.beside.test_speaking import helper
from tests.bot.channels.web.browsing import PHONE, says, taps, visit
from tests.bot.channels.web.conftest import ARGUMENTS, chromium
from tests.bot.channels.web.site import Site, Visitor

pytestmark = pytest.mark.long

BEEPS = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
SPEAKING = {key: text.one for key, text in page_texts.SPEAKING.items()}


@pytest.fixture(scope="module")
def ear() -> Iterator[Browser]:
    """A browser with a microphone."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS, *BEEPS])
        yield opened
        opened.close()


@pytest.fixture
def fatma(site: Site) -> Visitor:
    """Somebody new who helps: what others said before does not reach her."""
    return helper(site)


@pytest.fixture
def page(ear: Browser, site: Site, fatma: Visitor) -> Iterator[Page]:
    """Somebody who is about to say something to a human."""
    site.is_storing = True
    context = ear.new_context(viewport=PHONE, locale="en-GB", base_url=site.url)
    page = visit(context, "/")
    expect(page.locator("#speak")).to_have_count(0)
    taps(page, page_texts.BAR["person"].one)
    expect(page.locator("#speak")).to_be_visible()
    yield page
    context.close()


def hold(page: Page, milliseconds: int, *, lets_go_at: tuple[int, int] = (0, 0)) -> None:
    box = page.locator("#speak").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    expect(page.locator("#speak.on")).to_be_visible()
    page.wait_for_timeout(milliseconds)
    page.mouse.move(x + lets_go_at[0], y + lets_go_at[1])
    page.mouse.up()


def spoken(page: Page) -> Locator:
    """What this tab shows of what was spoken in it."""
    return page.locator(".me", has_text="🎤")


def told(helper: Visitor) -> dict[str, Any]:
    """The voice note that comes to who helps next; other news may come before it."""
    for _ in range(5):
        for news in helper.news(wait=20):
            if news["voice"]:
                return news
    raise AssertionError("No voice note came.")


def voices(site: Site) -> list[bytes]:
    return [turn.sound for turn in site.heard if turn.kind is Kind.VOICE]


def test_held_and_let_go_it_is_heard_by_a_human_and_the_answer_is_heard_here(
    page: Page, site: Site, fatma: Visitor
) -> None:
    mic, clock, own = page.locator("#speak"), page.locator("#spoken output"), spoken(page)
    hold(page, 1_000)
    expect(own.last).to_contain_text("You:🎤 0:01")
    expect(page.locator(".bot").last).to_contain_text("🎧 We got your voice note.")
    (sound,) = voices(site)
    assert 0.6 < heard(sound) < 3
    # A neighbour hears it, and a voice of hers is heard here.
    note = told(fatma)
    same = fatma.http.get(note["voice"]).content
    assert heard(same) == heard(sound)
    fatma.taps(note, "💬 Answer")
    fatma.http.post("/speak", params={"id": "back"}, content=same)
    audio = page.locator(".bot audio").last
    expect(audio).to_be_visible()
    plays = "player => player.play().then(() => player.duration)"
    assert 0.6 < audio.evaluate(plays) < 3
    # It slides away, is too short, or Escape: nobody hears it.
    hold(page, 200, lets_go_at=(0, -200))
    expect(page.locator("#notice")).to_have_text(SPEAKING["speak_dropped"])
    hold(page, 480)
    expect(page.locator("#notice")).to_have_text(SPEAKING["speak_short"])
    mic.press("Enter")
    expect(clock).to_be_visible()
    page.keyboard.press("Escape")
    expect(clock).to_be_hidden()
    expect(mic).to_have_attribute("aria-label", SPEAKING["speak"])
    # By keys: once to begin, once to stop, then it is thrown away, or sent.
    for decides, count in ((SPEAKING["speak_drop"], 1), ("Send", 2)):
        mic.press("Enter")
        expect(mic).to_have_attribute("aria-label", SPEAKING["speak_stop"])
        expect(page.locator("#notice")).to_have_text(SPEAKING["speak_on"])
        page.wait_for_timeout(650)
        mic.press("Enter")
        expect(page.locator("#spoken")).to_be_visible()
        if decides == "Send":
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        page.locator("#spoken").get_by_role("button", name=drawn.without(decides)).press("Enter")
        expect(page.locator("#spoken")).to_be_hidden()
        assert page.evaluate("document.activeElement.id") == "speak"
        expect(own).to_have_count(count)
    expect(page.locator(".bot", has_text="🎧 We got your voice note.")).to_have_count(2)
    assert len(voices(site)) == 3


def test_without_a_connection_it_waits_in_its_turn_and_a_reload_says_that_it_is_gone(
    page: Page, site: Site
) -> None:
    own, late = spoken(page), page.locator(".me.late small")
    page.context.set_offline(True)
    says(page, "first these words")
    hold(page, 650)
    says(page, "and then these")
    expect(late.nth(1)).to_have_text("Waiting to be sent")
    # Another page is looked at meanwhile: what was said until then is there.
    page.locator("#speak").press("Enter")
    expect(page.locator("#speak.on")).to_be_visible()
    page.wait_for_timeout(650)
    page.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange'));"
        "delete document.hidden; document.dispatchEvent(new Event('visibilitychange'));"
    )
    expect(page.locator("#spoken").get_by_role("button", name="Send")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".bot", has_text="✅ Sent.")).to_have_count(2)
    said = [turn.text or turn.kind.value for turn in site.heard if not turn.automatic]
    assert said[-3:] == ["first these words", "voice", "and then these"]
    page.locator("#spoken").get_by_role("button", name="Send").click()
    expect(own).to_have_count(2)
    expect(page.locator(".bot", has_text="🎧 We got your voice note.")).to_have_count(2)
    # Nothing that was heard is said to be lost, what was not is.
    page.context.set_offline(True)
    hold(page, 650)
    expect(own).to_have_count(3)
    page.route("**/speak*", lambda route: route.abort())
    page.context.set_offline(False)
    page.reload()
    expect(own).to_have_count(3)
    expect(late).to_have_text([SPEAKING["speak_lost"]])
    assert len(voices(site)) == 2


NOT_YET = """
    const { mediaDevices } = navigator, ask = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (wish) => {
      mediaDevices.getUserMedia = ask;
      return Promise.reject(new DOMException('It is still in use.', 'NotReadableError'));
    }; 0
"""


def test_a_microphone_that_is_not_ready_yet_is_asked_once_more(page: Page, site: Site) -> None:
    page.evaluate(NOT_YET)
    hold(page, 1_000)
    expect(spoken(page)).to_have_count(1)
    expect(page.locator(".bot").last).to_contain_text("🎧 We got your voice note.")
    assert len(voices(site)) == 1


@pytest.mark.parametrize("lacks", ["permission", "MediaRecorder"])
def test_where_nothing_can_be_recorded_words_go_on(
    ear: Browser, site: Site, fatma: Visitor, lacks: str
) -> None:
    context = ear.new_context(viewport=PHONE, locale="en-GB", base_url=site.url)
    page = visit(context, "/")
    refuse = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no')); 0"
    page.evaluate("delete self.MediaRecorder" if lacks == "MediaRecorder" else refuse)
    taps(page, page_texts.BAR["person"].one)
    expect(page.locator(".bot").last).to_contain_text("Write now.")
    if lacks == "permission":
        page.locator("#speak").press("Enter")
        expect(page.locator(".note")).to_have_text(SPEAKING["speak_none"])
        expect(page.locator("#speak")).to_be_visible()
    else:
        expect(page.locator("html.speaks")).to_have_count(1)
        expect(page.locator("#speak")).to_have_count(0)
    says(page, "I write then")
    expect(page.locator(".bot").last).to_contain_text("✅ Sent.")
    context.close()


def test_the_tablet_of_a_room_waits_for_whoever_speaks_or_listens(
    ear: Browser, site: Site, fatma: Visitor
) -> None:
    context = ear.new_context(viewport=PHONE, locale="en-GB", base_url=site.url)
    page = context.new_page()
    page.clock.install()
    page.goto("/?kiosk=1")
    expect(page.locator(".bot[data-id]")).to_have_count(1)
    taps(page, page_texts.BAR["person"].one)
    expect(page.locator("#speak")).to_be_visible()
    page.locator("#speak").press("Enter")
    expect(page.locator("#speak.on")).to_be_visible()
    page.wait_for_timeout(1_000)
    # One may speak for a minute, without a touch.
    page.clock.fast_forward(54_000)
    expect(page.locator("#speak.on")).to_be_visible()
    expect(page.locator(".kiosk")).to_have_count(0)
    page.locator("#speak").press("Enter")
    page.locator("#spoken button").last.click()
    expect(spoken(page)).to_have_count(1)
    # What comes back may be as long.
    fatma.taps(told(fatma), "💬 Answer")
    sound = recorded(seconds=58)
    assert fatma.http.post("/speak", params={"id": "long"}, content=sound).status_code == 200
    page.locator(".bot audio").last.evaluate("player => player.play()")
    page.clock.fast_forward(70_000)
    expect(page.locator(".bot audio").last).to_be_visible()
    expect(page.locator(".kiosk")).to_have_count(0)
    # Then nobody is there any more.
    page.locator(".bot audio").last.evaluate("player => player.pause()")
    page.clock.fast_forward(62_000)
    expect(page.locator(".bot audio")).to_have_count(0)
    context.close()


def test_a_sentence_for_others_is_spoken_on_the_page_and_heard_there_before_it_is_right(
    page: Page, site: Site
) -> None:
    (mine,) = [one for one in page.context.cookies() if one["name"] == cookies.COOKIE]
    person = site.person(mine["value"][: cookies.TOKEN_LETTERS])
    assert person
    with site.database.writing() as store:
        store.roles.give(person.id, Role(KEY_HOLDER, "h-buurt"), site.now)
    says(page, "/voice")
    taps(page, "Start")
    asks = page.locator(".bot").last
    expect(asks).to_contain_text("Please say this sentence:")
    expect(asks).to_contain_text("Do you see 🎤 below?")
    hold(page, 1_000)
    expect(page.locator(".bot").last).to_contain_text("This is you. Is it right?")
    audio = page.locator(".bot audio").last
    audio.evaluate("audio => audio.play()")
    page.wait_for_function("audio => audio.currentTime > 0.2", arg=audio.element_handle())
    expect(page.locator("#speak")).to_be_visible()
    taps(page, "Yes")
    expect(page.locator(".bot").last).to_contain_text("May your voice stay then")
    with site.database.reading() as store:
        (lent,) = store.voices.numbers_of(person.id)
        assert 0.6 < heard(store.voices.sound(lent)) < 3
