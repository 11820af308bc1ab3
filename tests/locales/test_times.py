"""A time is read as people say it, in the language of their chat; what could be two is none."""

from __future__ import annotations

import pytest

from locales import times

# What is said, and when it is; with a stroke between, where nobody said which half of the day.
NL = """
half tien = 9:30/21:30
halftien = 9:30/21:30
half 10 = 9:30/21:30
half een = 0:30/12:30
kwart over negen = 9:15/21:15
kwart voor 10 = 9:45/21:45
kwart voor één = 0:45/12:45
tien uur = 10:00/22:00
om 10 uur = 10:00/22:00
9.30 = 9:30/21:30
9u30 = 9:30/21:30
09h30 = 9:30
930 = 9:30/21:30
21.30 = 21:30
9,30 uur = 9:30/21:30
negen uur dertig = 9:30/21:30
vijf over half tien = 9:35/21:35
5 voor half 10 = 9:25/21:25
tien over twee = 2:10/14:10
tien voor 3 = 2:50/14:50
8 uur 's avonds = 20:00
's ochtends om 7 uur = 7:00
12 uur 's nachts = 0:00
middernacht = 0:00
twaalf uur = 12:00
Half Tien! = 9:30/21:30
"""
EN = """
half ten = 10:30/22:30
half past ten = 10:30/22:30
half 10 = 10:30/22:30
quarter past nine = 9:15/21:15
a quarter to ten = 9:45/21:45
ten o'clock = 10:00/22:00
10 o’clock = 10:00/22:00
nine thirty = 9:30/21:30
nine fifteen = 9:15/21:15
9 30 = 9:30/21:30
9:30 pm = 21:30
9.30 p.m. = 21:30
9am = 9:00
12 am = 0:00
12 pm = 12:00
12 noon = 12:00
noon = 12:00
midnight = 0:00
twenty to three = 2:40/14:40
10 past 9 = 9:10/21:10
ten to twelve = 11:50
at 8 in the evening = 20:00
11 at night = 23:00
2 at night = 2:00
14:05 = 14:05
half twelve = 12:30
"""
ES = """
las nueve y media = 9:30/21:30
a las nueve y cuarto = 9:15/21:15
las diez menos cuarto = 9:45/21:45
son las diez = 10:00/22:00
a la una = 1:00/13:00
la una y media = 1:30/13:30
las 9 y 10 = 9:10/21:10
nueve y veinte = 9:20/21:20
las once menos diez = 10:50/22:50
las doce = 12:00
doce y media = 12:30
9:30 = 9:30/21:30
9 h = 9:00/21:00
9.30 hs = 9:30/21:30
21:15 horas = 21:15
las ocho de la tarde = 20:00
las 8 de la mañana = 8:00
las diez de la noche = 22:00
la una de la noche = 1:00
mediodía = 12:00
12 del mediodía = 12:00
medianoche = 0:00
las cuatro en punto = 4:00/16:00
nueve treinta = 9:30/21:30
a las diez y veinticinco = 10:25/22:25
"""
TR = """
dokuz buçuk = 9:30/21:30
dokuz bucuk = 9:30/21:30
saat 10 = 10:00/22:00
saat onda = 10:00/22:00
on buçuk = 10:30/22:30
on bir buçuk = 11:30/23:30
on iki = 12:00
on iki buçuk = 12:30
dokuzu çeyrek geçe = 9:15/21:15
ona çeyrek var = 9:45/21:45
ona çeyrek kala = 9:45/21:45
dokuzu on geçe = 9:10/21:10
üçe beş var = 2:55/14:55
9'da = 9:00/21:00
9:30'da = 9:30/21:30
9.30 = 9:30/21:30
akşam 8 = 20:00
sabah dokuzda = 9:00
gece on bir = 23:00
gece 2 = 2:00
yarım = 12:30
öğlen = 12:00
gece yarısı = 0:00
dokuz otuz = 9:30/21:30
dört buçukta = 4:30/16:30
"""
AR = """
٩:٣٠ = 9:30/21:30
١٠:٣٠ = 10:30/22:30
٠٩:٣٠ = 9:30
التاسعة والنصف = 9:30/21:30
الساعة التاسعة والنصف = 9:30/21:30
الساعة العاشرة = 10:00/22:00
الساعة ١٠ = 10:00/22:00
تسعة ونص = 9:30/21:30
التاسعة والربع = 9:15/21:15
العاشرة إلا ربعًا = 9:45/21:45
عشرة الا ربع = 9:45/21:45
التاسعة والثلث = 9:20/21:20
العاشرة إلا ثلثا = 9:40/21:40
الثانية والنصف = 2:30/14:30
الثانية عشرة = 12:00
الثانية عشرة والنصف = 12:30
الحادية عشرة = 11:00/23:00
الواحدة ظهرا = 13:00
الثامنة مساءً = 20:00
٨ صباحا = 8:00
٨ م = 20:00
٢١ = 21:00
الظهر = 12:00
منتصف الليل = 0:00
التاسعة وعشر دقائق = 9:10/21:10
الخامسة بعد الظهر = 17:00
"""
SPANS = {
    "nl": """
9.30-12 = 9:30/21:30 12:00
9:30 tot 12 = 9:30/21:30 12:00
half tien tot twaalf = 9:30/21:30 12:00
van tien tot twaalf uur = 10:00/22:00 12:00
van half 10 tot kwart over 12 = 9:30/21:30 12:15
tussen 10 en 12 = 10:00/22:00 12:00
10:00 12:30 = 10:00/22:00 12:30
10u00 12u30 = 10:00/22:00 12:30
9 30 12 30 = 9:30/21:30 12:30
10 uur 12 uur = 10:00/22:00 12:00
0930-1200 = 9:30 12:00
10 half 12 = 10:00/22:00 11:30
's avonds van 8 tot 10 = 20:00 10:00/22:00
18:00 – 02:00 = 18:00 2:00
""",
    "en": """
from 9.30 until noon = 9:30/21:30 12:00
from quarter to ten to twelve = 9:45/21:45 12:00
ten to twelve = 10:00/22:00 12:00
between 9 and half past eleven = 9:00/21:00 11:30/23:30
9am - 1pm = 9:00 13:00
10 till quarter past 2 = 10:00/22:00 2:15/14:15
half ten until 12 = 10:30/22:30 12:00
""",
    "es": """
de nueve a doce = 9:00/21:00 12:00
de nueve y media a doce = 9:30/21:30 12:00
desde las 10 hasta las 12 y media = 10:00/22:00 12:30
entre las 9 y las 11 = 9:00/21:00 11:00/23:00
de 10 a la una y cuarto = 10:00/22:00 1:15/13:15
de 9:30 a 12 = 9:30/21:30 12:00
""",
    "tr": """
dokuzdan on ikiye kadar = 9:00/21:00 12:00
dokuz buçuktan on ikiye kadar = 9:30/21:30 12:00
9'dan 12'ye kadar = 9:00/21:00 12:00
9:30-12 = 9:30/21:30 12:00
saat 10 ile 12 arası = 10:00/22:00 12:00
sabah 9 akşam 5 = 9:00 17:00
""",
    "ar": """
من التاسعة والنصف حتى الثانية عشرة = 9:30/21:30 12:00
من ٩ إلى ١٢ = 9:00/21:00 12:00
٩:٣٠ - ١٢ = 9:30/21:30 12:00
١٠:٠٠ ١٢:٠٠ = 10:00/22:00 12:00
من العاشرة الى الواحدة ظهرا = 10:00/22:00 13:00
من ٢ لغاية ٥ = 2:00/14:00 5:00/17:00
""",
}
ONES = {"nl": NL, "en": EN, "es": ES, "tr": TR, "ar": AR}


def cases(tables: dict[str, str]) -> list[tuple[str, str, str]]:
    lines = [(tag, line) for tag, table in tables.items() for line in table.strip().splitlines()]
    return [(tag, *line.split(" = ")) for tag, line in lines]


def shown(minutes: times.Minutes) -> str:
    return "/".join(f"{one // 60}:{one % 60:02}" for one in minutes)


@pytest.mark.parametrize(("tag", "said", "meant"), cases(ONES))
def test_a_time_of_day_is_read_as_people_say_it(tag: str, said: str, meant: str) -> None:
    assert shown(times.time_of_day(said, tag)) == meant


@pytest.mark.parametrize(("tag", "said", "meant"), cases(SPANS))
def test_a_stretch_of_time_is_read_as_people_say_it(tag: str, said: str, meant: str) -> None:
    found = times.stretch(said, tag)
    assert found
    assert " ".join(map(shown, found)) == meant


def test_half_ten_is_another_hour_in_dutch_and_in_english() -> None:
    assert shown(times.time_of_day("half 10", "nl")) == "9:30/21:30"
    assert shown(times.time_of_day("half 10", "en")) == "10:30/22:30"
    # The words tell it, whatever the language of the chat.
    for tag in ("nl", "en", "tr", "uk"):
        assert shown(times.time_of_day("half tien", tag)) == "9:30/21:30"
        assert shown(times.time_of_day("half ten", tag)) == "10:30/22:30"


@pytest.mark.parametrize("tag", ["nl", "en", "es", "tr", "ar", "fr", "ti"])
@pytest.mark.parametrize(
    "said",
    [
        *("", " ", "?", "-", "morgen", "morning", "half", "kwart over", "9:", "9:3", "9:60", "25"),
        *("25:00", "24:30", "12.11.2026", "10:00:00", "12345", "9 2", "10 mensen", "€ 9,30 5"),
        *("9-12-15", "9 10 11", "ten elf", "0.5.5", "9 uur noon", "9 am pm", "a " * 45, "9" * 90),
    ],
)
def test_what_is_no_time_is_none(tag: str, said: str) -> None:
    assert times.time_of_day(said, tag) == ()


@pytest.mark.parametrize(
    "said",
    [
        *("morning", "10", "10 o'clock", "half tien", "25:00 26:00", "10:00 11:00 12:00"),
        *("10:99 12:00", "9 10 11", "12.11.2026", "van 10", "tot 12", "9-10-11", "noon " * 18),
    ],
)
def test_what_is_no_stretch_or_could_be_two_is_none(said: str) -> None:
    assert times.stretch(said, "nl") is None
