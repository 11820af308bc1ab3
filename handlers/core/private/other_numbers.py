"""What has nine digits or more and is no BSN: dates, hours, telephones, amounts, rooms, orders.

Each ends where such a number ends, so that a BSN right in front of it or behind it is seen. Every
repetition has a bound: the time they take grows no faster than the text.
"""

from __future__ import annotations

import re

# Stands where a number stood that is none of ours; nothing goes on over it.
HIDDEN = "\0"
# With one of these in a text, eight digits are a BSN whose leading zero was left out.
LABEL = re.compile(
    r"bsn|b[. ]s[. ]n\b|sofi|burger.?service|fiscaal|persoonsnum"
    r"|citizen'?s?.?(?:service|number)|social security"
    r"|vatandas|kimlik|servicio ciudadano|numero (?:de )?ciudadano|المواطن|رقم وطني|الرقم الوطني"
    r"|بي اس ان"
)
ZEROS = re.compile(r"(?<!\d)00(?=\d{9}(?!\d))")
DAY, MONTH, HOUR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:[01]?\d|2[0-4])"
DATE = re.compile(
    rf"(?<!\d)(?:(?<!\d[-/.]){DAY}([-/.]){MONTH}\1(?:19|20)\d\d(?!\1?\d)"
    rf"|(?<!\d ){DAY} {MONTH} (?:19|20)\d\d(?! ?\d)"
    rf"|(?:19|20)\d\d([-/]){MONTH}\2{DAY}(?!\2?\d)"
    # A year of two digits; with more digits behind it, it may be a BSN in pairs.
    rf"|(?<!\d[-/]){DAY}([-/]){MONTH}\3\d\d(?![-/]?\d| \d{{3}}))"
    rf"(?:,?[ t]{HOUR}[:.][0-5]\d(?!\d))?"
)
CLOCK = re.compile(
    rf"(?<![\d:]){HOUR}:[0-5]\d(?::[0-5]\d)?(?![\d:])"
    rf"|(?<![a-z\d]){HOUR}[uh][0-5]\d(?![a-z\d])"
    rf"|(?<![\w.,-]){HOUR}\.[0-5][05](?!\w|[.,]\d)"
    rf"|(?<![\w.,/-])(?:{HOUR} ?[-–] ?(?:1\d|2[0-4])|1\d ?[-–] ?\d)(?!\w|[.,/-]\d)"
    rf"|(?<!\d)(?<!\d\.){HOUR}\.[0-5]\d ?[-–] ?{HOUR}\.[0-5]\d(?!\.?\d)"
)
GAP = r"[ .)/–-]{1,3}"
ONE = r"(?:[ .()/-]{0,3}\d)"
# The Netherlands have nine digits behind 31, Suriname six or seven, America and Russia ten; other
# countries as few as there can be. Nine digits in one piece behind 00 or + are a BSN.
ABROAD = (
    rf"(?:\+|00 ?)(?:31[ .-]?(?:\(0\))?{ONE}{{9}}|597(?:{ONE}{{7}}|[ .()/-]{{1,3}}\d{ONE}{{5}})"
    rf"|[17](?!\W{{1,9}}0){ONE}{{10}}|[2-9]\d(?!\W{{1,9}}0(?!\))){ONE}{{8,11}}?)"
    r"|31[ -]?(?:6[ -]?\d{8}|[1-9]\d[ -]?\d{7})"
)
# In the groups that people write; 3-3-3-1 is a BSN and how many children there are.
HERE = "|".join(
    GAP.join(rf"\d{{{length}}}" for length in grouped)
    for grouped in ("28", "244", "22222", "2332", "2242", "37", "334", "3322", "46", "433", "4222")
)
TURKISH = rf"05\d\d(?:\d{{7}}|{GAP}\d{{7}}|{GAP}\d{{3}}{GAP}(?:\d{{4}}|\d\d{GAP}\d\d))"
# A mobile number without its zero.
SAID_TO_BE_ONE = (
    r"(?:(?<=tel)|(?<=telefoon)|(?<=nummer)|(?<=mobiel)|(?<=gsm)|(?<=phone)|(?<=mobile)"
    r"|(?<=whatsapp)|(?<=movil)|(?<=cep)|(?<=telefon)|(?<=telefono)|(?<=هاتف)|(?<=جوال))"
    r"[ .:]{1,2}6\d{8}"
)
PHONE = re.compile(
    rf"(?<![\d+])(?:{ABROAD}|(?=0[1-9])(?:\d{{10}}|(?<!\d[ ./-])(?:{HERE}))|{TURKISH})(?!\d)"
    rf"|{SAID_TO_BE_ONE}(?!\d)"
)
AMOUNT = r"(?:[1-9]\d{0,2}(?:[., ]\d{3}){1,4}(?:[.,]\d\d)?|\d{1,7}[.,]\d\d)"
MONEY_SIGN = re.compile(
    rf"(?:[€$£₺] ?|\beur ){AMOUNT}(?!\d)"
    rf"|(?<![\d.,]){AMOUNT} ?(?:[€₺](?! ?\d)|euro?\b)|(?<!\d)\d{{1,4}},-(?!\d)"
)
# Hundreds of millions are a BSN rather than an amount, and so are commas all along.
CENTS = re.compile(
    r"(?<!\d)(?<!\d,)(?:(?<!\d[ ./-])|(?<=,\d\d[ ./-]))"
    r"(?:\d{1,7}|\d{1,3}[. ]\d{3}|\d{1,2}(?:[. ]\d{3}){2}),\d\d(?!,?\d)"
)
# So many rooms, houses or lines of a bus, with a comma or a word between.
AND = r"(?:, ?(?:en |and |y |ve |of |or |o |و)?| (?:en|and|y|ve|of|or|o|veya|و) ?)"
PLACES = re.compile(
    r"(?:kamer|room|lokaal|zaal|flat|huisnummer|bus|tram|lijn|oda|sala|salon|habitacion"
    rf"|apartment|appartement|daire|غرفه|شقه)s? \d{{1,4}}(?:{AND}\d{{1,4}}){{1,9}}(?!\d)"
)
POSTCODE = re.compile(r"(?<![\w-])[1-9]\d{3} ?[a-z]{2}(?!\w)")
POINT = re.compile(r"(?<![\d.])\d{1,3}\.\d{4,15}, ?-?\d{1,3}\.\d{4,15}(?![\d.])")
# Days without their year, one behind the other.
DAYS = re.compile(
    rf"(?<![\w/-]){DAY}([-/]){MONTH}(?:(?:{AND}|[, ]){DAY}\1{MONTH}){{1,9}}(?![\w/]|-\d)"
)
# In an address of the web only digits without a letter beside them may be a number.
WORD = re.compile(r"[^\W_]+")
LINK = re.compile(r"(?:https?://|www\.)[^\s\0]{1,2000}")
SIZE = re.compile(r"(?<!\w)\d{1,4}(?: ?[x×*] ?\d{1,4}){1,3}(?= ?(?:mm|cm|m|px)\b)")

# What an order, an invoice, a parcel is called, wherever its number is nine digits in one piece.
ORDER = (
    r"bestel|(?<!b)order(?! to\b)|factu|invoice|klant|client|customer|kenmerk|referen|\bref\b"
    r"|\bo\.?v\.?v\b|track|\btrace|pakket|pakje|zending|parcel|package|shipment|delivery|bezorg"
    r"|levering|retour|vracht|waybill|postnl|\bdhl\b|\bdpd\b|\bups\b|\bgls\b|bol\.com|polis|poliza"
    r"|policy|contract|ticket|reserv|boeking|booking|lidn[ru]|lidmaat|pasnum|kaartnum"
    r"|aansluitn|acceptgiro|\bt ?& ?t\b|\bpo\b|membership|abonne|subscri|serienum"
    r"|serial|artikel|product|\bsku\b|\bean\b|barcode|streepjes|meternum|voucher|coupon|cadeau"
    r"|transact|betaling|payment|offerte|kassabon|siparis|fatura|musteri|kargo|takip|referans"
    r"|rezervasyon|sozlesme|abone|bilet|\burun|gonderi|irsaliye|pedido|seguimiento|paquete|envio"
    r"|recibo|albaran|طلب|فاتور|عميل|زبون|مرجع|تتبع|شحن|طرد|حجز|بوليص|عقد|تذكر|منتج|اشتراك"
)
# About these somebody may well give a BSN: only where it is said that the number is theirs.
FILE = (
    r"dossier|zaak|case|aanvraag|aanmeld|melding|application|claim|schade|certifica|licen[ct]"
    r"|debiteur|relatie|inschrij|registra|incident|klacht|complaint|afspraak|appointment|confirm"
    r"|bevestig|member|student|leerling|volg|batch|dosya|basvuru|police|\buye|onay|kayit|expediente"
    r"|tramite|socio|compra|matricula|cita|incidencia|ملف|موعد|شكوي|عضوي|تسجيل|تاكيد"
)
NUMBER = r"(?:num(?:mer|ber|ero|ara)|nr\b|no\b|num\b|code|\bid\b|رقم)"
OF_SOMETHING = re.compile(
    rf"{ORDER}|(?:{FILE})\w{{0,10}}(?:\W{{0,3}}{NUMBER}|\W{{1,4}}\Z)"
    rf"|{NUMBER}\W{{1,3}}(?:de \w{{0,3}}|ال)?(?:{FILE})"
)
NEAR_BEFORE, NEAR_BEHIND = 40, 25
NINE = re.compile(r"(?<!\d)\d{9}(?!\d)")
# An order's number and the next one: 123456789, 123456780 and 123456781.
LISTED = re.compile(rf"(?:{AND}|[ ;/\n]{{1,3}})[a-z#]{{0,3}}")
OTHERS = (POINT, DATE, DAYS, CLOCK, PHONE, MONEY_SIGN, CENTS, PLACES, POSTCODE, SIZE)


def without(plain: str) -> tuple[str, bool]:
    """The text with a hole for all that is no BSN, and whether it has a word for a BSN in it."""
    is_labelled = LABEL.search(plain) is not None
    plain = LINK.sub(_without_letters, plain)
    # With that word near by a comma or a colon does not make it an amount or an hour.
    masks = (DATE, PHONE) if is_labelled else OTHERS
    for mask in masks:
        plain = mask.sub(_hidden, plain)
    plain = ZEROS.sub(_hidden, plain)
    return (plain if is_labelled else _without_orders(plain)), is_labelled


def _without_orders(plain: str) -> str:
    last = -1
    for match in NINE.finditer(plain):
        start, end = match.span()
        is_next = last >= 0 and LISTED.fullmatch(plain, last, start)
        near = OF_SOMETHING.search(plain, max(0, start - NEAR_BEFORE), start)
        if is_next or near or OF_SOMETHING.search(plain, end, end + NEAR_BEHIND):
            plain = plain[:start] + HIDDEN * (end - start) + plain[end:]
            last = end
    return plain


def _without_letters(link: re.Match[str]) -> str:
    return WORD.sub(lambda word: word[0] if word[0].isdigit() else _hidden(word), link[0])


def _hidden(match: re.Match[str]) -> str:
    return HIDDEN * len(match[0])
