"""A sign is sealed as the RFC says, and goes to the internet only."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from bot.channels.web.stay import address, sealing
from bot.channels.web.stay.address import NoAddress, Outside
from tests.bot.channels.web.beside.stay.standin import Browser, plain, wrapped

# The example of RFC 8291, appendix A.
RECEIVER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
AUTH, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
EXPECTED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY"
    "WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexS"
    "gSxsj_Qulcy4a-fN"
)
GOOD = "https://push.example.org/send/abc"


def test_the_example_of_the_rfc_comes_out_to_the_letter() -> None:
    ours = ec.derive_private_key(int.from_bytes(plain(SENDER), "big"), ec.SECP256R1())
    words = b"When I grow up, I want to be a watermelon"
    made = sealing.sealed(words, RECEIVER, AUTH, ephemeral=ours, salt=plain(SALT), fill=0)
    assert wrapped(made) == EXPECTED


def test_only_the_browser_opens_it_and_all_signs_are_as_long() -> None:
    browser = Browser(GOOD, ec.generate_private_key(ec.SECP256R1()))
    keys = wrapped(browser.point), wrapped(browser.auth)
    made = [sealing.sealed(b'{"title":"' + b"x" * n + b'"}', *keys) for n in (1, 200)]
    assert [len(browser.opens(one)["title"]) for one in made] == [1, 200]
    assert len(made[0]) == len(made[1])
    assert made[0] != sealing.sealed(b'{"title":"x"}', *keys)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.org/x",
        "https://push.example.org:8443/x",
        "https://push.example.org:22/x",
        "https://user:pass@push.example.org/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://10.0.0.7/x",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://127.1/x",
        "https://localhost/x",
        "https://printer.local/x",
        "https://db.internal/x",
        "https://metadata.google.internal/x",
        "https://router/x",
        "https:///x",
        "https://push.example.org\\@127.0.0.1/x",
        "https://push.example.org/x#part",
        "https://push.example.org/\nx",
        "https://push.example.org/" + "x" * 900,
        "https://" + "a." * 130 + "org/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "",
    ],
)
def test_a_sign_goes_to_the_internet_only(endpoint: str) -> None:
    with pytest.raises(NoAddress):
        Outside().check(endpoint)


@pytest.mark.parametrize(
    "resolved",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "100.100.100.200", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1%eth0", "fd00:ec2::254", "fc00::1", "fec0::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
        *("2002:7f00:1::", "2002:c0a8:101::", "2001:0:1::1", "nonsense"),
    ],
)
def test_a_name_that_stands_for_a_place_at_home_is_not_connected_to(resolved: str) -> None:
    assert not address.are_outside([resolved])
    # One good address beside it does not help.
    assert not address.are_outside(["93.184.216.34", resolved])


def test_the_services_of_browsers_are_on_the_internet() -> None:
    for name in ("fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com"):
        assert Outside().check(f"https://{name}/x") == f"https://{name}"
    assert address.are_outside(["142.250.1.1", "2a00:1450:400e::1"])
    assert not address.are_outside([])


@pytest.mark.parametrize(
    "wrong",
    [
        {"keys": {}},
        {"keys": None},
        {"keys": {"p256dh": "AAAA", "auth": AUTH}},
        {"keys": {"p256dh": wrapped(b"\4" + b"\1" * 64), "auth": AUTH}},
        {"keys": {"p256dh": wrapped(b"\2" + b"\1" * 32), "auth": AUTH}},
        {"keys": {"p256dh": "é" * 87, "auth": AUTH}},
        {"keys": {"p256dh": RECEIVER, "auth": "AAAA"}},
        {"keys": {"p256dh": RECEIVER, "auth": "!" * 22}},
        {"keys": {"p256dh": RECEIVER, "auth": 7}},
        {"endpoint": None},
        {"endpoint": ["https://push.example.org"]},
    ],
)
def test_what_is_no_key_of_a_browser_is_not_taken(wrong: dict[str, object]) -> None:
    good = {"endpoint": GOOD, "keys": {"p256dh": RECEIVER, "auth": AUTH}}
    assert address.read(good, 1, Outside()).endpoint == GOOD
    with pytest.raises(NoAddress):
        address.read({**good, **wrong}, 1, Outside())
    for nothing in (None, [], "x", 7):
        with pytest.raises(NoAddress):
            address.read(nothing, 1, Outside())
