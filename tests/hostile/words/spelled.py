"""Numbers in words as people say them, in five languages: digit by digit, in pairs, in threes."""

from __future__ import annotations

from collections.abc import Callable


def row(words: str) -> list[str]:
    return words.split()


ONES = {
    "nl": row("nul een twee drie vier vijf zes zeven acht negen"),
    "en": row("zero one two three four five six seven eight nine"),
    "es": row("cero uno dos tres cuatro cinco seis siete ocho nueve"),
    "tr": row("sıfır bir iki üç dört beş altı yedi sekiz dokuz"),
    "ar": row("صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة"),
}
# How the same are said elsewhere, or written in a hurry.
OTHER_ONES = {
    "nl": row("nul één twee drie vier vijf zes zeuven acht negen"),
    "en": row("oh one two three four five six seven eight nine"),
    "es": row("cero un dos tres cuatro cinco seis siete ocho nueve"),
    "tr": row("sifir bir iki uc dort bes alti yedi sekiz dokuz"),
    "ar": row("صفر واحد اثنين ثلاث اربع خمس ست سبع ثمان تسع"),
    "ma": row("صفر واحد جوج تلاتة ربعة خمسة ستة سبعة تمنية تسعود"),
}
TEENS = {
    "nl": row("tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien"),
    "en": row("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"),
    "es": row(
        "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve "
        "veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
        "veintiocho veintinueve"
    ),
    "tr": ["on"],
    "ar": [
        *("عشرة", "أحد عشر", "اثنا عشر", "ثلاثة عشر", "أربعة عشر", "خمسة عشر", "ستة عشر"),
        *("سبعة عشر", "ثمانية عشر", "تسعة عشر"),
    ],
}
TENS = {
    "nl": row("twintig dertig veertig vijftig zestig zeventig tachtig negentig"),
    "en": row("twenty thirty forty fifty sixty seventy eighty ninety"),
    "es": row("veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"),
    "tr": row("yirmi otuz kırk elli altmış yetmiş seksen doksan"),
    "ar": row("عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون"),
}
HUNDREDS_ES = row(
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos "
    "ochocientos novecientos"
)


def under_hundred(language: str, number: int) -> str:
    """A number from 0 to 99 in words."""
    if number < 10:
        return ONES[language][number]
    if number - 10 < len(TEENS[language]):
        return TEENS[language][number - 10]
    tens, one = divmod(number, 10)
    ten, unit = TENS[language][tens - 2] if tens > 1 else "on", ONES[language][one]
    if one == 0:
        return ten
    if language == "nl":
        return f"{unit}{'ën' if unit.endswith('e') else 'en'}{ten}"
    return {"en": f"{ten}-{unit}", "es": f"{ten} y {unit}", "tr": f"{ten} {unit}"}.get(
        language, f"{unit} و{ten}"
    )


def under_thousand(language: str, number: int) -> str:
    """A number from 0 to 999 in words."""
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return under_hundred(language, rest)
    unit = ONES[language][hundreds] if hundreds > 1 else ""
    hundred = {
        "nl": f"{unit}honderd",
        "en": f"{ONES['en'][hundreds]} hundred",
        "tr": f"{unit} yüz".strip(),
        "es": HUNDREDS_ES[hundreds - 1] if rest or hundreds > 1 else "cien",
    }[language]
    if not rest:
        return hundred
    between = {"nl": "", "en": " and ", "tr": " ", "es": " "}[language]
    return f"{hundred}{between}{under_hundred(language, rest)}"


def one_by_one(language: str, between: str = " ") -> Callable[[str], str]:
    table = {**ONES, "ma": OTHER_ONES["ma"]}[language]
    return lambda number: between.join(table[int(digit)] for digit in number)


def otherwise(language: str, between: str = " ") -> Callable[[str], str]:
    return lambda number: between.join(OTHER_ONES[language][int(digit)] for digit in number)


def in_pairs(language: str, between: str = " ") -> Callable[[str], str]:
    """12 34 56 78 9; a zero in front is said."""

    def said(number: str) -> str:
        pairs = [number[at : at + 2] for at in range(0, len(number), 2)]
        zero = ONES[language][0]
        words = [
            (f"{zero} " if len(pair) > 1 and pair[0] == "0" else "")
            + under_hundred(language, int(pair))
            for pair in pairs
        ]
        return between.join(words)

    return said


def in_threes(language: str) -> Callable[[str], str]:
    """One hundred eleven, two hundred twenty-two, ...; zeros in front are said."""

    def said(number: str) -> str:
        zero, words = ONES[language][0], []
        for three in (number[:3], number[3:6], number[6:]):
            zeros = len(three) - len(three.lstrip("0"))
            words += [zero] * min(zeros, 3)
            words += [under_thousand(language, int(three))] if zeros < 3 else []
        return ", ".join(words)

    return said


def as_one(number: str) -> str:
    """As the one Dutch number that it is: honderdelf miljoen tweehonderd...duizend ..."""
    millions, thousands, rest = int(number[:3]), int(number[3:6]), int(number[6:])
    zeros = "nul " * (3 - len(number[:3].lstrip("0")))
    words = f"{zeros}{under_thousand('nl', millions)} miljoen"
    words += f" {under_thousand('nl', thousands)}duizend" if thousands else ""
    return words + (f" {under_thousand('nl', rest)}" if rest else "")
