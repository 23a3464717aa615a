"""Texts of many languages, written in the encodings that people's programs still use."""

import pytest

from codingagent_kernel.requests.conftest import Ask
from codingagent_kernel.requests.encoding import detect

TEXTS = {
    "russian": (
        "id,name,city\n1,Иван Петров,Москва\n2,Анна Смирнова,Санкт-Петербург\n",
        ["cp1251", "koi8_r", "cp866", "iso8859_5"],
    ),
    "german": ("id;name\n1;Müller\n2;Größe und Straße\n3;Käse\n", ["latin_1", "cp1252", "cp850", "mac_roman"]),
    "french": ("id,ville\n1,Orléans\n2,Besançon\n3,Nîmes\n4,Être là-bas où ça\n", ["latin_1", "cp1252"]),
    "spanish": ("id,nombre\n1,Peña\n2,José Núñez\n3,¿Qué año?\n", ["latin_1", "cp1252"]),
    "italian": ("comune;città\nx;perché è così\n", ["cp1252"]),
    "prices": ("id;preis\n1;12 €\n2;15 €\n", ["cp1252"]),
    "polish": ("id,miasto\n1,Łódź\n2,Kraków\n3,Wrocław\n4,Częstochowa\n5,Święty\n", ["cp1250", "iso8859_2"]),
    "czech": ("id,mesto\n1,Plzeň\n2,Hradec Králové\n3,Ústí nad Labem\n4,České Budějovice\n5,Třebíč\n", ["cp1250", "iso8859_2"]),
    "hungarian": ("id,v\n1,Győr\n2,Szűcs János\n3,Kőszeg\n", ["cp1250", "iso8859_2"]),
    "turkish": ("id,il\n1,İstanbul\n2,Diyarbakır\n3,Şanlıurfa\n4,Muğla\n5,Gümüşhane\n", ["cp1254"]),
    "greek": ("id,age,name\n1,39,Νικόλαος\n2,23,Θεσσαλονίκη\n3,36,Μυρων\n", ["iso8859_7", "cp1253"]),
    "hebrew": ("id,name\n1,שלום עולם\n2,תל אביב\n", ["cp1255"]),
    "arabic": ("id,name\n1,محمد علي\n2,القاهرة\n", ["cp1256"]),
    "japanese": ("id,名前,都市\n1,山田太郎,東京\n2,鈴木花子,大阪\n3,さとう,カタカナ\n", ["cp932", "euc_jp", "iso2022_jp"]),
    "japanese firms": ("番号,会社\n1,㈱山田\n2,髙島屋①\n3,さくら㈲\n", ["cp932"]),
    "japanese header": ("日付,売上\n2024-01-01,100\n2024-01-02,200\n", ["cp932", "euc_jp"]),
    "chinese": ("编号,姓名,城市\n1,张三,北京\n2,李四,上海\n3,王五,广州\n", ["gb18030", "gbk"]),
    "chinese header": ("日期,销售额\n2024-01-01,100\n", ["gb18030"]),
    "taiwanese": ("編號,姓名,城市\n1,王小明,臺北\n2,李大同,高雄\n", ["big5"]),
    "korean": ("번호,이름,도시\n1,김철수,서울\n2,이영희,부산\n", ["cp949"]),
}
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize(
    ("text", "encoding"), [(text, encoding) for text, legacy in TEXTS.values() for encoding in legacy + UNICODE]
)
def test_the_text_comes_back_letter_for_letter(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    found = detect(data)
    assert found is not None
    assert data.decode(found.name).lstrip("\ufeff") == text


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x7fELF" + bytes(600), b"\x00\x01\x02\x03" * 200])
def test_bytes_that_are_no_text_have_no_encoding(data: bytes) -> None:
    assert detect(data) is None


def test_a_few_broken_bytes_do_not_turn_utf8_into_something_else() -> None:
    data = ("name\n" + "Größe, Maße, Straße\n" * 30).encode() + b"\xff\n"
    found = detect(data)
    assert found is not None
    assert found.name == "utf-8"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_a_passport_tells_the_encoding_and_reads_by_it(passport: Ask, encoding: str) -> None:
    found = passport("id;größe\n1;Käse und Öl\n2;Maß\n", encoding=encoding)
    assert found["head"] == [[1, "Käse und Öl"], [2, "Maß"]]
    assert found["columns"][1]["name"] == "größe"
    assert found["encoding"] == encoding


def test_a_guessed_encoding_is_said_to_be_one(passport: Ask) -> None:
    found = passport("id,name\n1,x\n2,é\n", encoding="latin-1")
    assert "uncertain_encoding" in {warning["code"] for warning in found["warnings"]}


def test_letters_that_only_windows_knows_are_read_far_below_the_head(passport: Ask) -> None:
    rows = "".join(f"{number},東京都\n" for number in range(200_000))
    found = passport(f"番号,都市\n{rows}200000,㈱髙島屋①\n", encoding="cp932", full=True)
    assert (found["encoding"], found["rows"]) == ("cp932", 200_001)
    assert "damaged_characters" not in {warning["code"] for warning in found["warnings"]}


def test_broken_bytes_are_counted_by_line_and_shown(passport: Ask) -> None:
    text = ("id,name\n" + "1,Größe\n" * 50).encode() + b"2,Gr\xf6\xdfe\n3,K\xe4se\n"
    found = passport(text)
    said = [warning["message"] for warning in found["warnings"] if warning["code"] == "damaged_characters"]
    assert said == ["2 lines hold bytes that are no characters of this encoding; they are shown as \ufffd. Check those values."]
    assert found["rows"] == 52
