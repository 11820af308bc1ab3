"""How people write a BSN so that it is not seen.

Written apart from the rule that sees them all the same: `handlers/core/private`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from stdnum.nl import bsn

from tests.hostile.words.spelled import as_one, in_pairs, in_threes, one_by_one, otherwise

Writing = Callable[[str], str]


def script(zero: str) -> Writing:
    """In the digits of another script, which stand one behind the other from their zero."""
    return lambda n: "".join(chr(ord(zero) + int(digit)) for digit in n)


def signs(ten: str) -> Writing:
    """In ten signs that stand for the digits."""
    return lambda n: "".join(ten[int(digit)] for digit in n)


def lines(*between: str) -> Writing:
    """Four digits on one line and five on another."""
    return lambda n: f"{n[:4]}\n" + "\n".join(between) + f"\n{n[4:]}"


def account(bank: str, between: str = "") -> Writing:
    """Within an IBAN, whether its check digits are right or not."""
    return lambda n: between.join(
        [f"NL{int(n) % 90 + 10}", bank, f"0{n[:3]}", n[3:7], n[7:]]
        if between
        else [f"NL{int(n) % 90 + 10}{bank}0{n}"]
    )


DISGUISES: dict[str, Writing] = {
    # Digits of all sorts.
    "Arabic-Indic": script("٠"),
    "Persian": script("۰"),
    "Devanagari": script("०"),
    "Bengali": script("০"),
    "Tibetan": script("༠"),
    "full width": script("０"),
    "mathematical bold": script("𝟎"),
    "mathematical double-struck": script("𝟘"),
    "mathematical monospace": script("𝟶"),
    "segmented": script("🯰"),
    "circled": signs("⓪①②③④⑤⑥⑦⑧⑨"),
    "circled, black": signs("⓿❶❷❸❹❺❻❼❽❾"),
    "circled, sans serif": signs("🄋➀➁➂➃➄➅➆➇➈"),
    "superscript": signs("⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "subscript": script("₀"),
    "with a full stop": signs("🄀⒈⒉⒊⒋⒌⒍⒎⒏⒐"),
    "in brackets": signs("0⑴⑵⑶⑷⑸⑹⑺⑻⑼"),
    "Chinese": signs("〇一二三四五六七八九"),
    "keycaps": lambda n: "".join(f"{digit}\ufe0f\u20e3" for digit in n),
    "keycaps, spaced": lambda n: " ".join(f"{digit}\ufe0f\u20e3" for digit in n),
    "mixed scripts": lambda n: script("٠")(n[:3]) + n[3:6] + script("０")(n[6:]),
    # As they come, in groups.
    "plain": lambda n: n,
    "words around": lambda n: f"my number is{n}thank you",
    "spaces": lambda n: f"{n[:3]} {n[3:6]} {n[6:]}",
    "dots": lambda n: f"{n[:4]}.{n[4:6]}.{n[6:]}",
    "hyphens": "-".join,
    "slashes": lambda n: f"{n[:2]}/{n[2:5]}/{n[5:]}",
    "commas": lambda n: f"{n[:2]},{n[2:4]},{n[4:6]},{n[6:]}",
    "commas, one first": lambda n: f"{n[0]},{n[1:3]},{n[3:5]},{n[5:7]},{n[7:]}",
    "plus": lambda n: f"{n[:3]}+{n[3:6]}+{n[6:]}",
    "zeros in front": lambda n: f"00{n}",
    "cents behind": lambda n: f"bsn {n},00",
    "behind a telephone": lambda n: f"+31612345678 {n[:3]} {n[3:6]} {n[6:]}",
    "before a telephone": lambda n: f"{n[:3]} {n[3:6]} {n[6:]} 0612345678",
    "before a date": lambda n: f"{n[:3]} {n[3:6]} {n[6:]} 12-03-1980",
    "before a count": lambda n: f"{n[:3]} {n[3:6]} {n[6:]} 5 kinderen",
    # Words.
    "nl, words": one_by_one("nl"),
    "en, words": one_by_one("en"),
    "es, words": one_by_one("es"),
    "tr, words": one_by_one("tr"),
    "ar, words": one_by_one("ar"),
    "ma, words": one_by_one("ma"),
    "nl, other words": otherwise("nl"),
    "en, other words": otherwise("en", "-"),
    "es, other words": otherwise("es", ", "),
    "tr, other words": otherwise("tr", "\n"),
    "ar, other words": otherwise("ar", "، "),
    "nl, words in one": one_by_one("nl", ""),
    "en, words in one": one_by_one("en", ""),
    "en, words in capitals": lambda n: one_by_one("en", ". ")(n).upper(),
    "tr, words in capitals": lambda n: one_by_one("tr")(n).replace("i", "İ").upper(),
    "nl, words and their links": one_by_one("nl", " en "),
    "en, words and their links": one_by_one("en", " and "),
    "nl, pairs": in_pairs("nl"),
    "en, pairs": in_pairs("en"),
    "es, pairs": in_pairs("es", ", "),
    "tr, pairs": in_pairs("tr", " - "),
    "ar, pairs": in_pairs("ar", "، "),
    "nl, threes": in_threes("nl"),
    "en, threes": in_threes("en"),
    "es, threes": in_threes("es"),
    "tr, threes": in_threes("tr"),
    "nl, one number": as_one,
    "words and digits": lambda n: f"{n[:3]} {one_by_one('nl')(n[3:6])} {n[6:]}",
    "two languages": lambda n: f"{one_by_one('en')(n[:4])} {one_by_one('es')(n[4:])}",
    # Letters between, and for digits.
    "letters between": lambda n: "".join(a + b for a, b in zip(n, "abcdefgh ", strict=True)),
    "an x between": "x".join,
    "words between": " hallo ".join,
    "two letters between": "ab".join,
    "a word between, at once": lambda n: f"{n[:4]}maar{n[4:]}",
    "two letters between, at once": lambda n: f"{n[:4]}ab{n[4:]}",
    "letters between threes": lambda n: f"{n[:3]}a{n[3:6]}b{n[6:]}",
    "spaced letters between threes": lambda n: f"{n[:3]} q {n[3:6]} q {n[6:]}",
    "dictated, nl": lambda n: f"{n[:3]} streepje {n[3:6]} streepje {n[6:]}",
    "dictated, en": lambda n: f"{n[:4]} dot {n[4:6]} dot {n[6:]}",
    "dictated, es": lambda n: f"{n[:4]} luego {n[4:]}",
    "small o, small l": lambda n: n.replace("0", "o").replace("1", "l"),
    "big O, big I": lambda n: n.replace("0", "O").replace("1", "I"),
    "o and l, spaced": lambda n: " ".join(n).replace("0", "O").replace("1", "l"),
    "o and l in threes": lambda n: f"{n[:3]}-{n[3:6]}-{n[6:]}".replace("0", "o").replace("1", "I"),
    "Cyrillic o": lambda n: n.replace("0", "О").replace("1", "І"),
    "Greek o": lambda n: n.replace("0", "ο").replace("1", "ι"),
    "an upright line": lambda n: n.replace("1", "|"),
    # Far apart.
    "far lines": lines("", "", "", "", "", "", "", "", ""),
    "far lines, with dots": lines(".", ".", "."),
    "words between the lines": lines("", "and here comes the rest", ""),
    "a line between, in a sentence": lambda n: f"hier: {n[:4]}\nde volgende regel\n{n[4:]} dus",
    "in two parts": lambda n: f"first part {n[:4]}\nsecond part {n[4:]}",
    "lines that begin with a dash": lambda n: "\n".join(f"- {digit}" for digit in n),
    "many spaces": (" " * 40).join,
    "many dots": ("." * 15).join,
    "many dashes": lambda n: f"{n[:3]}{'—' * 30}{n[3:6]}{'–' * 30}{n[6:]}",
    "emoji between": "😀".join,
    "families between": "👩‍👩‍👧 ".join,
    "hearts and spaces": " ❤️ ".join,
    "zero-width": "\u200b\u200d\u2060".join,
    "soft hyphens": "\u00ad".join,
    "marks of direction": "\u2066\u200f".join,
    "struck through": lambda n: "".join(f"{digit}\u0336" for digit in n),
    "tabs": "\t\t".join,
    "brackets": lambda n: "".join(f"[{digit}]" for digit in n),
    "quotes": lambda n: f"'{n[:3]}' '{n[3:6]}' \"{n[6:]}\"",
    "code": lambda n: "`" + "`*`".join(n) + "`",
    # As a machine writes them.
    "entities": lambda n: "".join(f"&#{ord(digit)};" for digit in n),
    "entities, hexadecimal": lambda n: "".join(f"&#x{ord(digit):x};" for digit in n),
    "entities, padded": lambda n: "".join(f"&#{ord(digit):06d};" for digit in n),
    "entities, unfinished": lambda n: " ".join(f"&#{ord(digit)}" for digit in n),
    "entities, written twice": lambda n: "".join(f"&amp;#{ord(digit)};" for digit in n),
    "marks of a page": "</span><span>".join,
    "entities between": "&nbsp;".join,
    "entities of no width": "&zwnj;".join,
    "of a link": lambda n: "".join(f"%{ord(digit):x}" for digit in n),
    "of a program": lambda n: "".join(f"\\u{ord(digit):04x}" for digit in n),
    # Within something.
    "an IBAN": account("ABNA"),
    "an IBAN in fours": account("INGB", " "),
    "an IBAN in small letters": lambda n: account("rabo")(n).lower(),
    "an IBAN with dots": account("RABO", "."),
    "an IBAN, and lines": account("SNSB", "\n"),
    "a VAT number": lambda n: f"NL{n}B01",
    "a link": lambda n: f"https://example.org/?q={n}&x=1",
    "an address for mail": lambda n: f"jan{n}@example.org",
    "a hashtag": lambda n: f"#{n}!",
    "a file": lambda n: f"scan_{n}_2026.pdf",
    "behind a plus": lambda n: f"+{n}",
    "reversed": lambda n: n[::-1],
    "reversed, and said so": lambda n: f"mijn bsn achterstevoren: {' '.join(n[::-1])}",
    # With a word for it.
    "bsn:": lambda n: f"bsn:{n}",
    "b.s.n.": lambda n: f"b.s.n. {n[:4]} / {n[4:]}",
    "citizen service number": lambda n: f"Citizen service number = {n}",
    "sofi": lambda n: f"sofinr {n[:2]}.{n[2:5]}.{n[5:]}",
    "vatandaş": lambda n: f"vatandaşlık numaram {n}",
    "número": lambda n: f"número de servicio ciudadano: {n}",
    "رقم": lambda n: f"رقم المواطن {n}",
    "with words of the label": lambda n: f"bsn van mijn zoon is {n[:3]} en dan {n[3:6]} en {n[6:]}",
    "in order to": lambda n: f"in order to help you: {n}",
    "an order, but a bsn": lambda n: f"op de bestelling staat mijn bsn, {n}",
}
# A BSN that begins with a zero, without it; only where it says what it is.
EIGHT: dict[str, Writing] = {
    "bsn": lambda n: f"bsn {n[1:]}",
    "BSN in words": lambda n: f"BSN {one_by_one('nl')(n[1:])}",
    "burgerservicenummer": lambda n: f"burgerservicenummer: {n[1:4]}.{n[4:6]}.{n[6:]}",
    "behind": lambda n: f"{n[1:]} is mijn bsn",
}


def numbers(chance: random.Random, how_many: int, *, zeros: bool = False) -> Iterator[str]:
    """Made-up numbers that pass the eleven-test; every tenth begins with a zero, or all do."""
    made = 0
    while made < how_many:
        first = 0 if zeros or made % 10 == 0 else chance.randrange(1, 10)
        one = f"{first}{chance.randrange(10**7, 10**8)}"
        if bsn.is_valid(one):
            made += 1
            yield one
