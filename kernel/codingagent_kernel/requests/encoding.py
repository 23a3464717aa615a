"""Tells the encoding of a text from its bytes, and says so when a file is no text at all."""

import codecs
import re
import unicodedata
from dataclasses import dataclass

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Letters by how common they are in a running text of each script; a wrong decoding yields the rare ones.
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґўћђљњџј"
_GREEK = "αοιετσνηυρπκμλςωδγχθφβξζψάέήίόύώϊϋΐΰ"
_WESTERN = "éäöüáóíèñçàúêãåøßæâôîùûëïìòõœÿðþý"
_CENTRAL = "áéíóöüšžčřěůýťďňłąęśżźćńőűşţșțăâîđľĺŕäëôúç"
_TURKISH = "ıüçşğöâîûéİ"
_SIGNS = "€°–’“”…«»©®£µ§²³ºª‘„—¿¡±×·•½¼™"
_HEBREW = "יוהלאתםרבמשןנעחקדפטגזכצסךףץ"
_ARABIC = "اليمونرتبةعدسفهكقحجشطصخزضذثغءىأإئؤظآ"
_CHINESE = (
    "的一是不了在人有我他这中大来上个国和地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都"
    "同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高"
    "间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员"
    "解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保"
    "至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传"
    "师观清今切院让识候带导争运京津沪渝苏浙江湖广州深圳省县城男姓编号价格数量销售额國會學來時說個們這後發過經對開關長門書東車馬電話機價數號臺灣"
)
_KANA = "".join(map(chr, range(0x3041, 0x30FF)))
_HANGUL = "이다는에의가을로하고한사대인지기도서를은자시들어해나리일아정수그부라과보전주국제상있중스성구장동신여원공만경명세산북남울광천강김박최조윤임한오"

# In order of preference where two tell the same story.
_MULTI = ("cp932", "gb18030", "euc_jp", "cp949", "big5")
_SINGLE: dict[str, tuple[str, float]] = {
    # name: (its letters, how unlikely it is beforehand)
    "cp1252": (_WESTERN, 0.0),
    "cp1251": (_CYRILLIC, 0.0),
    "iso8859_7": (_GREEK, 0.0),
    "cp1253": (_GREEK, 0.1),
    "cp1250": (_CENTRAL, 0.2),
    "iso8859_2": (_CENTRAL, 0.25),
    "cp1254": (_TURKISH, 0.5),
    "koi8_r": (_CYRILLIC, 0.3),
    "cp1255": (_HEBREW, 0.0),
    "cp1256": (_ARABIC, 0.1),
    "iso8859_5": (_CYRILLIC, 0.3),
    "cp866": (_CYRILLIC, 0.4),
    "cp850": (_WESTERN, 0.6),
    "mac_roman": (_WESTERN, 0.8),
    "latin_1": (_WESTERN, 0.2),
}
_SHOWN = {
    "iso8859_7": "iso-8859-7",
    "iso8859_2": "iso-8859-2",
    "iso8859_5": "iso-8859-5",
    "latin_1": "latin-1",
}


@dataclass(frozen=True)
class Encoding:
    name: str
    """A name that Python and pandas know."""
    sure: bool
    """False where the bytes fit several encodings and the commonest was taken."""


def detect(head: bytes) -> Encoding | None:
    """The encoding of a text that begins with `head`; None when this is no text."""
    for bom, name in BOMS:
        if head.startswith(bom):
            return Encoding(name, sure=True)
    wide = _wide(head)
    if wide:
        return wide
    if head.count(b"\0") > len(head) // 1000 + 8 or _looks_binary(head):
        return None
    if re.search(rb"\x1b\$[@B]", head[:65536]) and _decodes(head, "iso2022_jp"):
        return Encoding("iso2022_jp", sure=True)
    if _is_utf8(head):
        return Encoding("utf-8", sure=True)
    return _legacy(head)


def _wide(head: bytes) -> Encoding | None:
    """UTF-16 and UTF-32 without a mark: their zero bytes stand in fixed places."""
    part = head[: len(head) // 4 * 4][:65536]
    if len(part) < 8:
        return None
    zeros = [part[place::4].count(0) / (len(part) / 4) for place in range(4)]
    some, nearly_all = 0.05, 0.95
    shapes = {
        "utf-32-le": zeros[0] < some and min(zeros[2], zeros[3]) > nearly_all,
        "utf-32-be": zeros[3] < some and min(zeros[0], zeros[1]) > nearly_all,
        "utf-16-le": min(zeros[1], zeros[3]) > some + 4 * max(zeros[0], zeros[2]),
        "utf-16-be": min(zeros[0], zeros[2]) > some + 4 * max(zeros[1], zeros[3]),
    }
    return next((Encoding(name, sure=True) for name, fits in shapes.items() if fits and _reads_well(part, name)), None)


def _reads_well(data: bytes, name: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(name)().decode(data, final=False)
    except UnicodeDecodeError:
        return False
    strange = sum(1 for letter in text if unicodedata.category(letter) in ("Cc", "Cn", "Co") and letter not in "\t\r\n")
    return strange <= len(text) // 100


def _decodes(data: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(data, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _looks_binary(head: bytes) -> bool:
    controls = sum(head.count(bytes([code])) for code in range(32) if code not in (0, 1, 9, 10, 12, 13, 26, 27, 28, 29, 30, 31))
    return controls > len(head) // 200 + 2


def _is_utf8(head: bytes) -> bool:
    """True also when a few bytes are broken in a text that is plainly UTF-8 elsewhere; the reader counts those as damaged."""
    if _decodes(head, "utf-8"):
        return True
    text = head.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    sound = sum(1 for letter in text if ord(letter) > 127) - broken
    return sound >= 20 * broken


def _legacy(head: bytes) -> Encoding | None:
    """The candidate whose letters are the commonest. Judged on the lines that hold bytes over 127."""
    lines = [line for line in head.splitlines() if any(byte > 127 for byte in line)]
    sample = b"\n".join(lines)[:32768]
    # A cut in the middle of a character must not rule an encoding out.
    sample = sample[: sample.rfind(b"\n")] if len(sample) == 32768 and b"\n" in sample else sample
    names = [*_MULTI, *_SINGLE]
    scores = sorted(
        ((score, -place, name) for place, name in enumerate(names) if (score := _score(sample, name)) is not None),
        reverse=True,
    )
    if not scores:
        return Encoding("latin-1", sure=False)
    best, _, name = scores[0]
    if best < -4:
        return None if len(sample) > 200 else Encoding("cp1252", sure=False)
    close = len(scores) > 1 and best - scores[1][0] < 0.15 and name not in _MULTI
    return Encoding(_SHOWN.get(name, name), sure=not close)


def _score(sample: bytes, name: str) -> float | None:
    """The mean commonness of the letters beyond ASCII, from 0 (the commonest) downwards; None if the bytes are not in this encoding."""
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return None
    foreign = [letter for letter in text if ord(letter) > 127]
    if not foreign:
        return None
    marks = sum(_commonness(letter, name) for letter in foreign) / len(foreign)
    unlikely = _SINGLE[name][1] if name in _SINGLE else 0.0
    return marks - 4 * _odd_pairs(text) / len(foreign) - unlikely


def _ranks() -> dict[str, dict[str, float]]:
    signs = {sign: -0.8 - 2.0 * place / len(_SIGNS) for place, sign in enumerate(_SIGNS)}
    return {
        name: signs | {letter: -3.0 * place / len(letters) for place, letter in enumerate(letters)}
        for name, (letters, _) in _SINGLE.items()
    }


_RANK = _ranks()


def _commonness(letter: str, name: str) -> float:
    if name in _MULTI:
        return _commonness_east(letter, name)
    rank = _RANK[name].get(letter.lower() if letter != "İ" else letter)
    if rank is None:
        return -4.0 if letter.isalpha() else -5.0
    return rank - (0.3 if letter.isupper() else 0.0)


def _commonness_east(letter: str, name: str) -> float:
    code = ord(letter)
    if name in ("cp932", "euc_jp") and letter in _KANA:
        return 0.0
    if letter in _CHINESE:
        return -0.3 if name in ("gb18030", "big5") else -0.8
    if name == "cp949" and 0xAC00 <= code <= 0xD7A3:
        return 0.0 if letter in _HANGUL else -1.5
    if 0x3000 <= code <= 0x303F or 0xFF01 <= code <= 0xFF5E:
        return -1.0
    if 0xFF61 <= code <= 0xFF9F:
        return -3.5
    if 0x4E00 <= code <= 0x9FFF:
        return -2.0 if _first_level(letter, name) else -4.5
    return -5.0


def _first_level(letter: str, name: str) -> bool:
    """The national standards put the everyday characters into their first level."""
    lead = letter.encode(name, errors="ignore")[:1]
    levels = {"cp932": (0x88, 0x97), "gb18030": (0xB0, 0xD7), "euc_jp": (0xB0, 0xCF), "big5": (0xA4, 0xC6), "cp949": (0xCA, 0xFD)}
    low, high = levels[name]
    return bool(lead) and low <= lead[0] <= high


def _odd_pairs(text: str) -> float:
    """Letters that stand where no spelling puts them: a capital after a small one, two scripts in a word, accents side by side."""
    odd = 0.0
    padded = f" {text} "
    for before, letter, after in zip(padded, text, padded[2:], strict=False):
        if ord(letter) < 128:
            continue
        if not letter.isalpha():
            inside = before.isalpha() and letter not in "’°·"
            odd += 1.0 if after.isalpha() and (inside or (letter == "’" and not before.isalpha())) else 0.0
            continue
        odd += 0.0 if before.isalpha() or after.isalpha() else 0.5
        if before.isalpha():
            odd += _odd_pair(before, letter)
        if after.isalpha() and ord(after) < 128:
            odd += _odd_pair(letter, after)
    return odd


def _odd_pair(before: str, letter: str) -> float:
    if (before.islower() and letter.isupper()) or _script(before) != _script(letter):
        return 1.0
    return 0.3 if ord(before) > 127 and ord(letter) > 127 and _script(letter) == 0 else 0.0


def _script(letter: str) -> int:
    """A number for the script: Latin 0, Greek 1, Cyrillic 2, Hebrew and Arabic 3, the East 4."""
    code = ord(letter)
    return sum(code >= start for start in (0x370, 0x400, 0x530, 0x700))
