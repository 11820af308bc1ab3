"""One folding for all that is typed: what people take for the same is the same after it.

It works on whole texts, with what is written in C: a message of 4,096 signs costs a few tenths of a
millisecond. Nothing is kept of what it was asked.
"""

from __future__ import annotations

import re
import unicodedata

# Longer than any message; one sign can stand for eighteen when it is taken apart.
LONGEST = 5_000
# No phrase goes on beyond the end of a sentence.
END = "|"
# Marks above and below letters (vowels, hamza, accents, zalgo), tones of skin, what joins or turns,
# and the apostrophes that people leave out.
MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u00ad\u034f\u061c\u135d-\u135f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\U0001f3fb-\U0001f3ff'’‘`´ʼʻʹʺ]+"
)
# Signs between two words without a space end nothing: "my.husband", "16.30".
INSIDE = re.compile(r"(?<=\w)[.:](?=\w)")
ENDS = re.compile(r"[.!?؟؛;…።፧፨\n\r\v\f\u2028\u2029|]+")
# Pictures are words of their own; what is neither a letter nor a digit stands between words.
PICTURES = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")
WORDS = re.compile(r"[^\W_]+|\|")
# One letter, one shape: Arabic, Persian and Urdu; Ethiopic letters that sound alike; Latin letters
# that stand on no keyboard but their own.
ALIKE = (
    *zip("ىیےئۍېكکہھۀةۃۆۇۋؤ", "ييييييككهههههوووو", strict=True),
    *zip("ıłøđðħŋɛɔəœæþ", "iloddhneoeeet", strict=True),
)
HAS_ALIKE = re.compile(f"[{''.join(one for one, _ in ALIKE)}]")
_RARE = {
    **{
        chr(letter + order): chr(same + order)
        for letter, same in (
            *((0x1210, 0x1200), (0x1280, 0x1200), (0x1220, 0x1230), (0x12D0, 0x12A0)),
            *((0x1340, 0x1338), (0x12B8, 0x12A8), (0x1250, 0x1240)),
        )
        for order in range(7)
    },
    # Their first and fourth form sound alike, too.
    **dict(zip("ሃሓኃኣዓ", "ሀሀሀአአ", strict=True)),
    **{chr(zero + digit): str(digit) for zero in (0x660, 0x6F0, 0x966) for digit in range(10)},
}
RARE = str.maketrans(_RARE)
HAS_RARE = re.compile(f"[{''.join(_RARE)}]")
# Letters of other scripts that look like Latin ones, and the other way round.
LOOKS_LATIN = dict(
    zip("асеорхуіјѕһԁԛԝкмнтвгαοενρτυικχ", "aceopxyijshdqwkmhtbraoevptuikx", strict=True)
)
NOT_LATIN = re.compile("[\u0370-\u052f]")
LATIN = re.compile("[a-z]")
TO_NOT_LATIN = str.maketrans("aceopxyijskmht", "асеорхуіјѕкмнт")
TO_LATIN = str.maketrans(LOOKS_LATIN)
ONLY_LOOKS = re.compile(f"[{''.join(LOOKS_LATIN)}]+")
# Letters with a space, a dot or a dash between them: "h e l p", "h.e.l.p".
# So many words are looked at letter by letter.
MOST_MIXED = 400
WORD = re.compile(r"\w+")
# The same for what is typed on most keyboards, at once.
ASCII = {
    code: f" {END} " if ENDS.match(chr(code)) else " "
    for code in range(128)
    if not chr(code).isalnum()
}


def letters(text: str) -> str:
    """The same text in small letters, without marks, each letter and digit in one shape."""
    if text.isascii():
        return MARKS.sub("", text.lower()) if "'" in text or "`" in text else text.lower()
    before = len(text)
    text = unicodedata.normalize("NFKD", text.casefold())
    text = MARKS.sub("", text[: 2 * max(LONGEST, before)])
    if HAS_ALIKE.search(text):
        # A few replacements take less than a look at each letter.
        for one, same in ALIKE:
            text = text.replace(one, same)
    return text.translate(RARE) if HAS_RARE.search(text) else text


def words(text: str) -> list[str]:
    """The words of a text, folded, then its pictures; ``|`` stands where a sentence ends."""
    text = INSIDE.sub(" ", letters(text[:LONGEST]))
    if not text.isascii():
        if NOT_LATIN.search(text) and LATIN.search(text):
            text = _in_one_script(text)
        pictures = dict.fromkeys(PICTURES.findall(text))
        said = WORDS.findall(ENDS.sub(f" {END} ", text))
        return [*said, END, *pictures] if pictures else said
    return text.translate(ASCII).split()


def _in_one_script(text: str) -> str:
    """A word of two scripts is one of the script that most of it is in; the rest looks like it."""
    is_latin = len(LATIN.findall(text)) >= len(NOT_LATIN.findall(text))

    def read(word: re.Match[str]) -> str:
        latin, all_signs = len(LATIN.findall(word[0])), len(word[0])
        if (latin and 2 * latin >= all_signs) or (is_latin and ONLY_LOOKS.fullmatch(word[0])):
            return word[0].translate(TO_LATIN)
        return word[0].translate(TO_NOT_LATIN) if latin else word[0]

    return WORD.sub(read, text, count=MOST_MIXED)
