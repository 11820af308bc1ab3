"""Twenty sentences in each language that cannot wait, and twenty that only sound like it."""

from __future__ import annotations

import re

import pytest

import locales
from locales import urgent

CANNOT_WAIT = {
    "en": """
I am being evicted
They evicted us yesterday
The landlord is throwing us out of our house
The bailiff is at the door
We will lose our home
I have nowhere to sleep... no place to sleep tonight
They cut off my electricity
They shut off our gas this morning
Our power was cut off
We have no heating and a baby
The electricity has been disconnected
My husband hits me
He is beating me
She threatened me with a knife
I am afraid of my husband
domestic violence
I was raped
He will kill me
I want to kill myself
I don't want to live anymore
""",
    "nl": """
Wij worden uit ons huis gezet
Ik ben uitgezet
Er komt morgen een ontruiming
De deurwaarder staat aan de deur
Ze zetten ons op straat
Ik slaap op straat, ik moet op straat slapen
Ik ben dakloos
De stroom is afgesloten
Ze sluiten morgen het gas af
We zitten zonder stroom
Wij zijn afgesloten van energie
Mijn man slaat mij
Hij heeft me geslagen
Ik word bedreigd
Ik ben bang voor mijn man
huiselijk geweld
Hij wil me vermoorden
Ik denk aan zelfmoord
Ik wil dood
Ik wil niet meer leven
""",
    "es": """
Me van a echar de casa
Nos echaron del piso
Tengo un desahucio mañana
Nos quedamos en la calle
Duermo en la calle
No tengo donde dormir
Me cortaron la luz
Nos han cortado el gas
Van a cortar el agua
Estamos sin luz
No tenemos calefacción
Mi marido me pega
Él me ha pegado
Me amenazó con un cuchillo
Tengo miedo de mi marido
violencia de género
Me quiere matar
Quiero suicidarme
No quiero vivir
Quiero morir
""",
    "tr": """
Evden atılıyoruz
Ev sahibi bizi evden çıkarıyor
Yarın tahliye var
Sokakta kaldık
Kalacak yerim yok
İcra kapıda
Elektriğimiz kesildi
Elektriği kestiler
Doğalgazımız kesilecek
Evde elektrik yok
Suyumuzu kestiler
Kocam beni dövüyor
Bana vurdu
Beni tehdit ediyor
Kocamdan korkuyorum
Aile içi şiddet
Beni öldürecek
İntihar etmek istiyorum
Ölmek istiyorum
ARTIK YAŞAMAK İSTEMİYORUM
""",
    "ar": """
طردونا من البيت
صاحب البيت يريد أن يطردنا من الشقة
وصلني أمر إخلاء
ننام في الشارع
ليس عندي مكان أنام
رمونا بالشارع
قطعوا الكهرباء
انقطعت عنا الكهرباء
الكهرباء مقطوعة
نحن بدون كهرباء
سيقطعون الغاز غداً
زوجي يضربني
ضربني أمس
هو يهددني
أنا خائفة من زوجي
عنف منزلي
سيقتلني
أريد أن أنتحر
أريد أن أموت
لا أريد أن أعيش
""",
}

CAN_WAIT = {
    "en": """
The light is off
I turned off the light
Where is the power button?
My phone has no power bank
Is the room open today?
I need help with a letter
He beats me at chess
My heart beats fast
The heat is killing me
I want to live in Amsterdam
I don't want to live here
I want to learn Dutch
When do you close?
I lost my keys
Put the chairs out of the room
My back hurts
Can I cut paper there?
The children play on the street
I have debts
No problem, thank you
""",
    "nl": """
Het licht is uit
Doe het licht uit
Hoe laat gaat het dicht?
Ik heb hulp nodig met een brief
Er is een ontruimingsoefening
De kinderen spelen op straat
Hij slaat me over
Dat slaat nergens op
Mijn hart slaat snel
De klok slaat twaalf
Ik wil Nederlands leren
Ik wil in Amsterdam leven
Waar sta ik op straat?
De winkel is afgesloten
Mijn telefoon is uit
Ik heb schulden
Geef gas met de auto
Mijn plant is dood
Ik ben bang voor honden
Kan ik hier werken?
""",
    "es": """
La luz está apagada
Apaga la luz
¿A qué hora abre?
Necesito ayuda con una carta
Agua sin gas, por favor
Una habitación sin luz natural
Los niños juegan en la calle
¿En qué calle está?
No quiero vivir aquí
Quiero vivir en Ámsterdam
Me pega el sol
Quiero aprender neerlandés
Tengo deudas
Corté el papel
Me echan de menos
Mi casa es pequeña
Tengo miedo de los perros
El gas es caro
La planta está muerta
¿Puedo trabajar aquí?
""",
    "tr": """
Işık kapalı
Işığı kapattım
Saat kaçta açılıyor?
Mektup için yardım lazım
Evden çıktım
Evden çıkarken aradım
Çocuklar sokakta oynuyor
Dövme yaptırdım
Döviz kuru ne?
Burada yaşamak istemiyorum
Amsterdam'da yaşamak istiyorum
Elektrik faturası geldi
Elektrik pahalı
Su içmek istiyorum
Gaz kokusu nasıl olur?
Hollandaca öğrenmek istiyorum
Borcum var
Köpekten korkuyorum
Kağıt kestim
Bana yaz lütfen
""",
    "ar": """
النور مطفأ
أطفأت الضوء
متى تفتح الغرفة؟
أحتاج مساعدة في رسالة
الأطفال يلعبون في الشارع
أين الشارع؟
لا أريد أن أعيش هنا
أريد أن أعيش في أمستردام
فاتورة الكهرباء وصلت
الكهرباء غالية
أريد أن أتعلم الهولندية
عندي ديون
أخاف من الكلاب
أبحث عن قطع غيار
خرجت من البيت
البيت صغير
أشرب الماء
شكراً جزيلاً
إخلاء سبيل أخي
هل يمكنني أن أعمل هنا؟
""",
}


def sentences(lists: dict[str, str]) -> list[tuple[str, str]]:
    return [(tag, one) for tag, text in lists.items() for one in text.strip().splitlines()]


@pytest.mark.parametrize(("tag", "said"), sentences(CANNOT_WAIT))
def test_what_cannot_wait_is_heard(tag: str, said: str) -> None:
    assert urgent.is_urgent(said)
    assert urgent.is_urgent(f"Salaam!! {said.upper()} :(")


@pytest.mark.parametrize(("tag", "said"), sentences(CAN_WAIT))
def test_what_only_sounds_like_it_is_not(tag: str, said: str) -> None:
    assert not urgent.is_urgent(said)


def test_every_language_has_a_list_and_twenty_of_each() -> None:
    for tag in locales.languages():
        assert (locales.FOLDER / tag / "urgent.txt").exists(), tag
        for lists in (CANNOT_WAIT, CAN_WAIT):
            assert len(lists[tag].strip().splitlines()) == 20, tag


def test_marks_capitals_and_hidden_signs_hide_nothing() -> None:
    for said in (
        "SUICIDIO",
        "su\u200bicide",
        "elektrigimiz kesildi",
        "ELEKTRİĞİMİZ KESİLDİ",
        "انْتِحَار",
        "انتحـــار",
        "i don’t want to live",
        "kill     MYSELF",
    ):
        assert urgent.is_urgent(said), said


def test_a_phrase_is_whole_words_of_one_sentence() -> None:
    assert not urgent.is_urgent("They cut bread. My power drill is off.")
    assert not urgent.is_urgent("unsuicidal")
    assert not urgent.is_urgent("")


def test_a_list_is_written_without_code() -> None:
    made = urgent._read("# remark\nred*/blue ... house # why\n\n*fire\n- red toy house\n")
    for said in ("reddish old house", "BLUE house", "one two bonfire"):
        assert made.urgent.search(urgent.plain(said)), said
    for said in ("blue a b c d house", "house red", "fires"):
        assert not made.urgent.search(urgent.plain(said)), said
    assert made.harmless.sub(" ", "red toy house").strip() == ""
    assert not re.search(urgent._read("").urgent, "anything")
