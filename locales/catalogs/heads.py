"""The head of a catalog: what the language is called, how it counts, where its dates come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from babel import Locale, UnknownLocaleError
from babel.plural import PluralRule, to_gettext

from locales.catalogs.sentences import plural_of

TAG = re.compile("[a-z]{2,3}")
# Where the data of Unicode knows no such language, or calls it otherwise than people do: its own
# name, and whose dates it takes.
OWN = {
    "ary": ("الدارجة", "ar_MA"),
    "en": ("English", "en_GB"),
    "fa": ("فارسی / دری", "fa"),
    "pap": ("Papiamentu", "pap"),
    "prs": ("دری", "fa_AF"),
    "pt": ("Português", "pt_PT"),
    "so": ("Soomaali", "so"),
    "srn": ("Sranantongo", "nl"),
    "tw": ("Twi", "ak"),
}
# Unicode's word for a language that nobody knows.
UNDETERMINED = "und"
ORDER = ("zero", "one", "two", "few", "many", "other")
# Whole numbers up to here show every form that people are counted with.
COUNTED = 200
# As people write the rules that most languages have.
USUAL = ("nplurals=2; plural=(n != 1);", "nplurals=2; plural=(n > 1);", "nplurals=1; plural=0;")
# So many numbers say which form is meant.
EXAMPLES = 4


class UnknownTag(Exception):
    """There is no such language; the sentence says what to write instead."""


def made(tag: str) -> dict[str, str]:
    """The head of a new catalog, by the data of Unicode; raises UnknownTag."""
    own_name, dates = OWN.get(tag, ("", tag))
    try:
        if not TAG.fullmatch(tag) or tag == UNDETERMINED:
            raise UnknownLocaleError(tag[:20])
        locale = Locale.parse(dates)
    except (UnknownLocaleError, ValueError):
        raise UnknownTag(
            f"The language {tag[:20]!r} is not known. Write its tag in small letters, without a "
            "region: pl, so, srn. If it is none that Unicode knows, begin its file by hand: "
            "docs/translator.md says how."
        ) from None
    called = own_name or (locale.display_name or tag)
    return {
        "Language": tag,
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(locale),
        "X-Dates": dates,
        "X-Name": called[0].upper() + called[1:],
        "X-Review": "draft",
    }


def plural_forms(locale: Locale) -> str:
    """The rule by which a language counts whole things, as gettext writes it."""
    rule = locale.plural_form
    used = {rule(number) for number in range(COUNTED)}
    *own, _ = names = [one for one in ORDER if one in used]
    counted = [names.index(rule(number)) for number in range(COUNTED)]
    for usual in USUAL:
        if [plural_of(usual)(number) for number in range(COUNTED)] == counted:
            return usual
    # Forms that only fractions and millions take are nothing we count.
    return f"{to_gettext(PluralRule({one: rule.rules[one] for one in own})).rstrip(';')};"


def number_of_forms(rule: str) -> int:
    """How many plural forms a head has."""
    return int(rule.partition("nplurals=")[2].partition(";")[0])


def check(head: Mapping[str, str]) -> None:
    """A head by which sentences can be found and counted; raises ValueError or LookupError."""
    rule = head["Plural-Forms"]
    forms, plural = number_of_forms(rule), plural_of(rule)
    if not 1 <= forms <= len(ORDER):
        raise ValueError(f"Plural-Forms: nplurals is {forms}")
    try:
        strange = {plural(number) for number in range(COUNTED)} - set(range(forms))
    except ArithmeticError as problem:
        raise ValueError(f"Plural-Forms: {problem}") from problem
    if strange:
        raise ValueError(f"Plural-Forms: there is no form {max(strange)}")
    if not head["X-Name"].strip():
        raise ValueError("X-Name is empty")


def examples(plural: Callable[[int], int], forms: int) -> list[str]:
    """For each plural form the numbers that take it: "1", "2, 3, 4, 22 …", "5 and more"."""
    numbers: list[list[int]] = [[] for _ in range(forms)]
    for number in range(COUNTED):
        numbers[plural(number)].append(number)
    return [_named(taken) for taken in numbers]


def _named(numbers: list[int]) -> str:
    """Those from which on all take the same form are not counted up."""
    if not numbers or numbers[-1] != COUNTED - 1:
        few = ", ".join(map(str, numbers[:EXAMPLES]))
        return few if len(numbers) <= EXAMPLES else f"{few} …"
    first = next(
        number for place, number in enumerate(numbers) if COUNTED - number == len(numbers) - place
    )
    single = [str(number) for number in numbers if number < first]
    if len(single) >= EXAMPLES:
        return f"{', '.join(single[:EXAMPLES])} …"
    return ", ".join([*single, f"{first} and more"])
