"""Numbers that are nobody's secret: phones, amounts, dates, homes, counts, and those of orders.

Written apart from the rule that must leave them alone: `handlers/core/private`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator


def plain(chance: random.Random) -> str:
    """Nine digits as they come; one in eleven passes the eleven-test."""
    return str(chance.randrange(10**8, 10**9))


# As people write about the number of an order, an invoice, a parcel.
ORDERS: tuple[str, ...] = (
    "mijn bestelnummer is {}",
    "Bestelnr. {}",
    "bestelling {} is niet aangekomen",
    "Ik heb order {} nog niet ontvangen",
    "ordernummer: {}",
    "Order #{}",
    "het gaat om factuur {} van vorige maand",
    "factuurnummer {}",
    "Factuurnr: {}, nog niet betaald",
    "klantnummer {}",
    "mijn klantnr is {}",
    "o.v.v. kenmerk {}",
    "kenmerk: {}",
    "uw referentie {}",
    "track & trace {}",
    "Track&trace-code: {}",
    "pakket {} ligt bij de buren",
    "zendingsnummer {}",
    "polisnummer {}",
    "polis nr {} van de zorgverzekering",
    "contractnummer {} bij Vattenfall",
    "dossiernummer {}",
    "dossier {} bij de gemeente",
    "zaaknummer {}",
    "aanvraagnummer {}",
    "reserveringsnummer {}",
    "boekingsnummer {} van de reis",
    "ticketnummer {}",
    "lidnummer {}",
    "serienummer van de wasmachine: {}",
    "meternummer {}",
    "{} is het ordernummer",
    "{} (bestelnummer)",
    "my order number is {}",
    "order no. {}",
    "Order number: {}, when does it come?",
    "your invoice {}",
    "invoice no {}",
    "customer number {}",
    "reference {}",
    "ref: {}",
    "tracking number {}",
    "parcel {} did not arrive",
    "package {}",
    "booking {}",
    "reservation number {}",
    "policy number {}",
    "case number {}",
    "ticket {}",
    "member number {}",
    "serial number {}",
    "{} is my order number",
    "sipariş numaram {}",
    "sipariş no: {}",
    "fatura no {}",
    "müşteri numarası {}",
    "kargo takip numarası {}",
    "rezervasyon {}",
    "poliçe no {}",
    "dosya numarası {}",
    "mi pedido es {}",
    "número de pedido: {}",
    "pedido {}",
    "factura {}",
    "número de cliente {}",
    "referencia {}",
    "número de seguimiento {}",
    "mi paquete {}",
    "reserva {}",
    "póliza {}",
    "expediente {}",
    "رقم الطلب {}",
    "طلبي رقم {}",
    "الفاتورة {}",
    "رقم الفاتورة: {}",
    "رقم العميل {}",
    "رقم التتبع {}",
    "رقم الشحنة {}",
    "رقم الحجز {}",
    "رقم الملف {}",
)


def mixed(chance: random.Random, n: int) -> str:
    """Letters and digits as addresses of the web have them."""
    return "".join(chance.choices("abcdefABCDEF0123456789", k=n))


def digits(chance: random.Random, n: int) -> str:
    return "".join(chance.choices("0123456789", k=n))


def harmless(chance: random.Random) -> Iterator[tuple[str, str]]:
    """One number of each kind that has nothing private in it, as people type it."""
    for kind, write in HARMLESS.items():
        ways = write(chance, lambda n: digits(chance, n))
        yield kind, chance.choice(ways)


Digits = Callable[[int], str]


def _mobiles(chance: random.Random, d: Digits) -> list[str]:
    a, b, c, e = d(2), d(2), d(2), d(2)
    return [
        f"06{a}{b}{c}{e}",
        f"06-{a}{b}{c}{e}",
        f"06 {a}{b}{c}{e}",
        f"06 {a} {b} {c} {e}",
        f"06-{a} {b} {c} {e}",
        f"06.{a}.{b}.{c}.{e}",
        f"06 {a}{b[0]} {b[1]}{c} {e}",
        f"06 {a}{b} {c}{e}",
        f"+316{a}{b}{c}{e}",
        f"+31 6 {a}{b}{c}{e}",
        f"+31 6 {a} {b} {c} {e}",
        f"+31 (0)6 {a}{b}{c}{e}",
        f"+31(0)6-{a}{b}{c}{e}",
        f"0031 6 {a}{b}{c}{e}",
        f"00316{a}{b}{c}{e}",
        f"bel mij op 06{a}{b}{c}{e}, na 10.00 uur",
        f"bel 06 {a}{b}{c}{e} of kamer 12",
        f"tel. 06-{a}{b}{c}{e}",
        f"06{a}{b}{c}{e} of 06{e}{c}{b}{a}",
        f"mobiel: 6{a}{b}{c}{e}",
        f"(06) {a}{b}{c}{e}",
        f"06/{a}{b}{c}{e}",
        f"06 - {a} {b} {c} {e}",
        f"06{a} {b}{c[0]} {c[1]}{e}",
        f"+31-6-{a}{b}{c}{e}",
        f"+31.6.{a}{b}.{c}{e}",
        f"0031(0)6{a}{b}{c}{e}",
        f"(+31) 6 {a}{b}{c}{e}",
        f"+31 (0) 6 {a} {b} {c} {e}",
        f"06 {a}{b}{c}{e} / 06 {e}{c}{b}{a}",
        f"📞06{a}{b}{c}{e}",
    ]


def _landlines(chance: random.Random, d: Digits) -> list[str]:
    return [
        f"020{d(7)}",
        f"020-{d(7)}",
        f"020 {d(7)}",
        f"020 {d(3)} {d(4)}",
        f"020-{d(3)} {d(2)} {d(2)}",
        f"(020) {d(7)}",
        f"(020) {d(3)} {d(4)}",
        f"+31 20 {d(7)}",
        f"+31 (0)20 {d(3)} {d(4)}",
        f"+3120{d(7)}",
        f"0031 20 {d(3)}{d(4)}",
        f"0299-{d(6)}",
        f"0299 {d(3)} {d(3)}",
        f"+31 299 {d(6)}",
        f"0800-{d(4)}",
        f"020/{d(7)}",
        f"010-4 {d(2)} {d(2)} {d(2)}",
        f"0251 {d(2)} {d(2)} {d(2)}",
        f"088 {d(3)} {d(4)}",
        f"☎ 020 - {d(3)} {d(2)} {d(2)}",
        f"0900 {d(4)}",
        f"14 020 of 020 {d(7)}",
        f"De huisarts: 020 {d(3)} {d(2)} {d(2)}, open 8.00-17.00",
    ]


def _abroad(chance: random.Random, d: Digits) -> list[str]:
    nine = f"{chance.randrange(1, 10)}{d(8)}"
    return [
        f"+90 5{d(2)} {d(3)} {d(2)} {d(2)}",
        f"+905{d(9)}",
        f"05{d(2)} {d(3)} {d(2)} {d(2)}",
        f"+212 6 {d(2)} {d(2)} {d(2)} {d(2)}",
        f"+2126{d(8)}",
        f"00212 6{d(8)}",
        f"+34 6{d(2)} {d(3)} {d(3)}",
        f"+34 6{d(2)} {d(2)} {d(2)} {d(2)}",
        f"+346{d(8)}",
        f"0034 6{d(8)}",
        f"+32 4{d(2)} {d(2)} {d(2)} {d(2)}",
        f"+324{d(8)}",
        f"+49 15{d(1)} {d(8)}",
        f"+49 30 {d(6)}",
        f"+44 7{d(3)} {d(6)}",
        f"+48 {nine[:3]} {nine[3:6]} {nine[6:]}",
        f"+233 {nine[:2]} {nine[2:5]} {nine[5:]}",
        f"+234 8{d(2)} {d(3)} {d(4)}",
        f"+597 {d(7)}",
        f"+597 {d(3)} {d(4)}",
        f"+5999 {d(3)} {d(4)}",
        f"+1 ({chance.randrange(2, 10)}{d(2)}) {d(3)}-{d(4)}",
        f"+963 9{d(2)} {d(3)} {d(3)}",
        f"+251 9{d(8)}",
        f"+252 6{d(1)} {d(7)}",
        f"WhatsApp +34 6{d(8)}",
        f"+44 (0)20 {d(4)} {d(4)}",
        f"+49 (0) 151 {d(8)}",
        f"+212-6{d(2)}-{d(6)}",
        f"00 212 6 {d(2)} {d(2)} {d(2)} {d(2)}",
        f"202-{d(3)}-{d(4)}",
        f"532 {d(3)} {d(2)} {d(2)}",
        f"0470 {d(2)} {d(2)} {d(2)}",
        f"+961 3 {d(6)}",
        f"+7 9{d(2)} {d(3)}-{d(2)}-{d(2)}",
    ]


def _amounts(chance: random.Random, d: Digits) -> list[str]:
    big = f"{chance.randrange(1, 10)}{d(2)}"
    return [
        f"€ {d(3)},{d(2)}",
        f"€{d(2)},{d(2)} + €{d(2)},{d(2)} + €{d(3)},{d(2)}",
        f"{big}.{d(3)},{d(2)}",
        f"{big[0]}.{d(3)}.{d(3)},{d(2)}",
        f"€ {big}.{d(3)}.{d(3)}",
        f"{big}.{d(3)}.{d(3)} euro",
        f"{d(4)} euro",
        f"{d(3)},- {d(3)},- {d(3)},-",
        f"{d(2)},{d(2)} {d(2)},{d(2)} {d(1)},{d(2)}",
        f"${big},{d(3)}.{d(2)}",
        f"{big} euro huur, {big} euro gas en {big} euro zorg",
        f"huur € {big}, zorg € {big}, gas € {big}",
        f"{d(3)} TL ve {d(3)} TL ve {d(3)} TL",
        f"EUR {d(4)},{d(2)}",
        f"{d(2)}% van {d(4)}",
        f"1 {d(3)} {d(3)} euro",
        f"{big} {d(3)} {d(3)} euro",
        f"{big}€ {big}€ {big}€",
        f"tussen {d(1)}000 en {d(1)}0000 euro",
        f"€ 12,50 per maand, 3 x € 15,-, € {d(3)}",
    ]


MONTHS = ("januari", "march", "abril", "mayıs", "juni", "jul", "aug.", "sept", "ekim", "november")


def _dates(chance: random.Random, d: Digits) -> list[str]:
    day, month, year = (
        chance.randrange(1, 29),
        chance.randrange(1, 13),
        chance.randrange(1950, 2030),
    )
    hour, name = f"{chance.randrange(24)}:{chance.randrange(6)}{d(1)}", chance.choice(MONTHS)
    return [
        f"{day}-{month}-{year}",
        f"{day:02d}-{month:02d}-{year} {hour}",
        f"{year}-{month:02d}-{day:02d} {hour}",
        f"{year}-{month:02d}-{day:02d}T{month:02d}:30",
        f"{day}/{month}/{year}",
        f"{day}.{month}.{year}, {hour}",
        f"{day}-{month}-{year % 100:02d} {hour}",
        f"{year}/{month:02d}/{day:02d} {hour}",
        f"{day}/{month} - {day}/{month} {hour}",
        f"{day}-{month}-26, {day}-{month}-27",
        f"{day} {name} {year}",
        f"{day} {name} {year} om {hour}",
        f"van {day} {name} {year} tot {day} {name} {year + 1}",
        f"{day} {month} {year}",
        f"geboren {day}-{month}-{year}, kamer {d(1)}",
        f"van {day}-{month}-{year} tot {day}-{month}-{year}",
        f"{day}-{month}, {day}-{month}, {day}-{month}",
        f"{day}/{month} {day + 1}/{month} {day + 2}/{month} om {hour}",
        f"{day}{month:02d}{year}",
    ]


def _times(chance: random.Random, d: Digits) -> list[str]:
    half = chance.choice(["00", "15", "30", "45"])
    first, last = chance.randrange(7, 12), chance.randrange(13, 22)
    return [
        f"{first}:{half}-12:15, 13:00-{last}:{half}",
        f"{first}.{half} - 12.00 / 13.{half} - {last}.30",
        f"{first}u{half} tot 12u15 en 13u{half}",
        f"van {first} tot 12 en van 13 tot {last}, met 3 mensen",
        f"{first}:{half} {first}:{half} {last}:{half}",
        f"{first}-12 en 13-{last} en 20-22 en 5",
        f"ma {first}-12, di {first}-12, wo {last}-22",
        f"{first}h{half} - {last}h{half}",
        f"{first} am to {last - 12} pm, {first} am to {last - 12} pm",
        f"bus {d(2)} om {first}.{half} en {last}.{half}",
        f"9.{half} / 11.{half} / {last}.{half}",
        f"open 10-12, 13-{last}, 9-11",
        f"ma {first}.{half}, di {first}.{half}, wo {last}.00",
    ]


def _homes(chance: random.Random, d: Digits) -> list[str]:
    code = f"{chance.randrange(1000, 9999)}"
    letters, house = chance.choice(["AB", "XK", "GD", "HV"]), chance.randrange(1, 1000)
    return [
        f"{code} {letters} {house}",
        f"{code}{letters} {house}",
        f"{code}{letters.lower()} nr {house}",
        f"{code} {letters}, Bijlmerdreef {house}-{d(1)}",
        f"Bijlmerdreef {house}, {code} {letters} Amsterdam",
        f"postcode {code} {letters} huisnummer {house} kamer {d(3)}",
        f"Hakfort {house}, {code} {letters}, derde etage",
        f"huisnummer {house}, {house + 2} en {house + 4}",
        f"kamer {d(3)}, {d(3)} en {d(3)}",
        f"room {d(3)} and {d(3)} and {d(3)}",
        f"lokaal {d(3)} of {d(3)}, verdieping {d(1)}",
        f"flat {d(3)}, {d(3)}, {d(3)}",
        f"Bijlmerdreef {house}-{d(1)}, {code} {letters}",
        f"52.{d(7)}, 4.{d(7)}",
        f"https://www.google.com/maps/@52.{d(7)},4.{d(7)},17z",
        f"https://maps.app.goo.gl/{mixed(chance, 17)}",
        f"https://us02web.zoom.us/j/9{d(10)}?pwd={mixed(chance, 32)}",
        f"oda {d(3)}, {d(3)} ve {d(3)}",
    ]


def _years(chance: random.Random, d: Digits) -> list[str]:
    year = chance.randrange(1950, 2027)
    return [
        f"{year}",
        f"{year}-{year + 1}",
        f"sinds {year}, {year + 3} en {year + 7}",
        f"{year}/{year + 1} en {d(1)} kinderen",
        f"in {year} tot {year + 2}, {d(1)} jaar lang",
        f"born {year}, married {year + 5}, 3 kids",
    ]


def _counts(chance: random.Random, d: Digits) -> list[str]:
    one = chance.randrange(2, 60)
    return [
        d(2),
        f"/close {d(2)}",
        " ".join(d(2) for _ in range(chance.randrange(2, 5))),
        f"{one} mensen, {d(1)} nieuw",
        f"{d(1)} volwassenen en {d(1)} kinderen",
        f"kinderen van {d(1)}, {d(1)} en 1{d(1)} jaar",
        f"{one} of {one + 1}",
        "1. brood\n2. melk\n3. kaas\n4. eieren\n5. thee\n6. zeep\n7. appels\n8. rijst\n9. koffie",
        "1 2 3 4 5 6 7 8",
        f"10 a 12 personen, {one} stoelen",
        f"{d(2)} x {d(2)} x {d(2)} cm",
        f"{d(3)} x {d(3)} x {d(3)} cm",
        f"{d(2)} kg, {d(1)},{d(1)} m en {d(3)} gram",
        f"een of twee mensen om {one % 12 + 1} uur",
        "one of us, two of them, three in all",
        "een twee drie vier vijf zes zeven, waar is mijn mooie boek gebleven",
        "uno dos tres",
        "bir iki üç kişi",
        "scores: 12-10, 21-19, 15-13",
        "12+13+2+14 = 41",
        "een kind van vijf en een van zeven en twee van acht",
        f"{d(6)}",
        f"{d(8)}",
        f"{d(10)}",
    ]


def _accounts(chance: random.Random, d: Digits) -> list[str]:
    return [f"NL{d(2)}", f"mijn IBAN eindigt op {d(4)}", f"IBAN NL{d(2)} ABNA", f"pas {d(3)}"]


HARMLESS: dict[str, Callable[[random.Random, Digits], list[str]]] = {
    "mobile phones": _mobiles,
    "landlines": _landlines,
    "phones abroad": _abroad,
    "amounts": _amounts,
    "dates": _dates,
    "times": _times,
    "homes and rooms": _homes,
    "years": _years,
    "counts": _counts,
    "parts of an IBAN": _accounts,
}
