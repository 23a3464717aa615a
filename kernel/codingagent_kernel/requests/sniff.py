"""Tells what a file is by what stands in it. The name is asked only where the content leaves it open: one column of text, say."""

import io
import re
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from codingagent_kernel.requests import packed
from codingagent_kernel.requests.dialect import guess
from codingagent_kernel.requests.encoding import detect
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.json_text import parse, parse_line
from codingagent_kernel.requests.sampling import WHOLE, head_of
from codingagent_kernel.requests.source import Remarks


@dataclass(frozen=True)
class Look:
    format: str
    mime: str
    kind: str
    """data, document, image or file, as artifacts name it."""
    readable: bool = True
    """Whether `profile` or `document_text` can say what stands in it."""
    inside: str | None = None
    """What a zip or gz holds."""
    note: str | None = None


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: dict[str, Look] = {
    "csv": Look("csv", "text/csv", "data"),
    "tsv": Look("tsv", "text/tab-separated-values", "data"),
    "xlsx": Look("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "data"),
    "xlsm": Look("xlsm", "application/vnd.ms-excel.sheet.macroEnabled.12", "data", note="Its macros are never run."),
    "xlsb": Look("xlsb", "application/vnd.ms-excel.sheet.binary.macroEnabled.12", "data"),
    "xls": Look("xls", "application/vnd.ms-excel", "data"),
    "ods": Look("ods", "application/vnd.oasis.opendocument.spreadsheet", "data"),
    "parquet": Look("parquet", "application/vnd.apache.parquet", "data"),
    "json": Look("json", "application/json", "data"),
    "jsonl": Look("jsonl", "application/x-ndjson", "data"),
    "sqlite": Look("sqlite", "application/vnd.sqlite3", "data"),
    "pdf": Look("pdf", "application/pdf", "document"),
    "docx": Look("docx", f"{_OFFICE}.wordprocessingml.document", "document"),
    "pptx": Look("pptx", f"{_OFFICE}.presentationml.presentation", "document"),
    "html": Look("html", "text/html", "document"),
    "md": Look("md", "text/markdown", "document"),
    "text": Look("text", "text/plain", "document"),
    "png": Look("png", "image/png", "image"),
    "jpeg": Look("jpeg", "image/jpeg", "image"),
    "gif": Look("gif", "image/gif", "image"),
    "webp": Look("webp", "image/webp", "image"),
    "bmp": Look("bmp", "image/bmp", "image"),
    "tiff": Look("tiff", "image/tiff", "image"),
    "svg": Look("svg", "image/svg+xml", "image"),
    "zip": Look("zip", "application/zip", "file"),
    "gz": Look("gz", "application/gzip", "file"),
}

# Known, kept, but not read: what it is called, and what would be.
_UNREAD: tuple[tuple[bytes, str, str, str], ...] = (
    (b"7z\xbc\xaf\x27\x1c", "7z", "application/x-7z-compressed", "a 7-Zip archive; unpack it and upload the files"),
    (b"Rar!\x1a\x07", "rar", "application/vnd.rar", "a RAR archive; unpack it and upload the files"),
    (b"BZh", "bz2", "application/x-bzip2", "a bzip2 archive; unpack it and upload the file"),
    (b"\xfd7zXZ\0", "xz", "application/x-xz", "an xz archive; unpack it and upload the file"),
    (b"\x28\xb5\x2f\xfd", "zst", "application/zstd", "a Zstandard archive; unpack it and upload the file"),
    (b"ARROW1", "arrow", "application/vnd.apache.arrow.file", "an Arrow file; save it as Parquet"),
    (b"ORC", "orc", "application/x-orc", "an ORC file; save it as Parquet"),
    (b"\x89HDF\r\n", "hdf5", "application/x-hdf5", "an HDF5 file; save its tables as Parquet or CSV"),
    (b"\x7fELF", "elf", "application/x-executable", "a program; upload the data that it works on"),
    (b"MZ", "exe", "application/vnd.microsoft.portable-executable", "a program; upload the data that it works on"),
    (b"\xca\xfe\xba\xbe", "class", "application/java-vm", "a program; upload the data that it works on"),
    (b"{\\rtf", "rtf", "application/rtf", "an RTF document; save it as DOCX or PDF"),
    (
        b"\x80\x04\x95",
        "pickle",
        "application/octet-stream",
        "a Python pickle, which can run code when it is read; save it as Parquet or CSV",
    ),
    (b"ID3", "mp3", "audio/mpeg", "a sound file"),
    (b"OggS", "ogg", "audio/ogg", "a sound or film file"),
    (b"fLaC", "flac", "audio/flac", "a sound file"),
    (b"\x1aE\xdf\xa3", "webm", "video/webm", "a film"),
)
_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
)
_OLD_SHEETS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")
CLAIMS = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".xlsx": "xlsx", ".xlsm": "xlsm", ".xlsb": "xlsb", ".xls": "xls", ".ods": "ods", ".parquet": "parquet",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".sqlite": "sqlite", ".db": "sqlite", ".pdf": "pdf", ".docx": "docx", ".pptx": "pptx",
    ".html": "html", ".htm": "html", ".md": "md", ".txt": "text", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".zip": "zip", ".gz": "gz",
}  # fmt: skip


def sniff(path: Path, name: str) -> Look:
    """What the file is. Raises RequestFailure for one that is broken, locked, dangerous, or not what it claims to be."""
    head = head_of(path, 1 << 20)
    claim = CLAIMS.get(Path(name).suffix.lower())
    look = _binary(path, head) or _textual(path, head, claim)
    if look is None:
        look = Look("binary", "application/octet-stream", "file", readable=False)
    if claim and not look.readable and look.kind == "file" and look.format not in ("zip", "gz"):
        really = look.note or "not a text, a table or a document that is known here"
        raise RequestFailure(
            "wrong_type", f"It is called {claim.upper()}, but its content is {really}. Check that you picked the right one."
        )
    if claim and claim != look.format and not _same_family(claim, look.format):
        look = replace(look, note=f"It is called {claim.upper()}, but its content is {look.format.upper()}.")
    return look


def _same_family(claim: str, found: str) -> bool:
    families = ({"csv", "tsv", "text"}, {"md", "text", "csv"}, {"xlsx", "xlsm"}, {"json", "jsonl"}, {"text", "json", "jsonl"})
    return any(claim in family and found in family for family in families)


def _binary(path: Path, head: bytes) -> Look | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(path)
    if head.startswith(b"\x1f\x8b"):
        packed.check_gzip(path)
        return _packed(path, "gz")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(path)
    if head.startswith(_OLD_SHEETS):
        return FORMATS["xls"]
    if b"%PDF-" in head[:1024]:
        return FORMATS["pdf"]
    if head.startswith((b"PARE", b"PAR1")):
        return _parquet(path, head)
    if head.startswith(b"SQLite format 3\0"):
        return FORMATS["sqlite"]
    return _image(head) or _known(head)


def _image(head: bytes) -> Look | None:
    found = next((name for magic, name in _IMAGES if head.startswith(magic)), None)
    if found == "bmp" and head[6:10] != bytes(4):
        found = None
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        found = "webp"
    return FORMATS[found] if found else None


def _known(head: bytes) -> Look | None:
    for magic, name, mime, what in _UNREAD:
        if head.startswith(magic) and (len(magic) > 3 or b"\0" in head[:512]):
            return Look(name, mime, "file", readable=False, note=what)
    if head[4:8] == b"ftyp":
        return Look("mp4", "video/mp4", "file", readable=False, note="a film or a photo in a container; save photos as JPEG or PNG")
    return None


def _parquet(path: Path, head: bytes) -> Look:
    with path.open("rb") as file:
        file.seek(-4, 2)
        tail = file.read(4)
    if head.startswith(b"PARE") or tail == b"PARE":
        raise RequestFailure("encrypted", "This Parquet file is encrypted. Save it without encryption and upload it again.")
    if tail != b"PAR1":
        raise RequestFailure(
            "corrupt", "This Parquet file breaks off before its end. Upload it again; if it stays so, write it anew."
        )
    return FORMATS["parquet"]


def _zip(path: Path) -> Look:
    office = packed.office_format(path)
    if office:
        return FORMATS[office]
    members = packed.zip_members(path)
    if not members:
        raise RequestFailure("empty", "The zip archive holds no file. Check that you picked the right one.")
    if len(members) > 1:
        names = ", ".join(member.filename for member in members[:5]) + (" …" if len(members) > 5 else "")
        return replace(
            FORMATS["zip"],
            readable=False,
            inside=f"{len(members)} files: {names}"[:500],
            note="Unpack it and upload the files that matter.",
        )
    return _packed(path, "zip")


def _packed(path: Path, format: str) -> Look:
    """One file, which is read as it lies where it is a table; anything else must be unpacked by the person."""
    with packed.unpacked_head(path) as (head_path, name):
        inside = sniff(head_path, name)
    if inside.kind == "data":
        return replace(FORMATS[format], kind="data", inside=inside.format)
    return replace(FORMATS[format], readable=False, inside=inside.format, note="Unpack it and upload the file itself.")


def _compound(path: Path) -> Look:
    """Microsoft's old container: the names of its streams tell what it is."""
    streams = packed.compound_streams(path)
    if "EncryptedPackage" in streams:
        raise RequestFailure(
            "encrypted",
            "This file is locked with a password. Remove the password in Excel, Word or PowerPoint and upload it again.",
        )
    if streams & {"Workbook", "Book"}:
        return FORMATS["xls"]
    names = {
        "WordDocument": ("doc", "an old Word document; save it as DOCX"),
        "PowerPoint Document": ("ppt", "an old PowerPoint file; save it as PPTX"),
    }
    for stream, (name, what) in names.items():
        if stream in streams:
            return Look(name, "application/x-ole-storage", "file", readable=False, note=what)
    return Look("ole", "application/x-ole-storage", "file", readable=False, note="an old Microsoft file of an unknown sort")


def _textual(path: Path, head: bytes, claim: str | None) -> Look | None:
    encoding = detect(head)
    if encoding is None:
        return None
    text = head.decode(encoding.name, errors="replace").lstrip("\ufeff")
    stripped = text.lstrip()
    if not stripped.strip("\0"):
        raise RequestFailure("empty", "The file holds nothing but blanks. Check that you picked the right one.")
    return _markup(stripped, claim) or _json(path, stripped, claim) or _plain(text, claim)


def _markup(text: str, claim: str | None) -> Look | None:
    start = re.sub(r"^(?:\s|<!--.*?-->|<\?xml[^>]*\?>)+", "", text[:20000], flags=re.S).lower()
    if "urn:schemas-microsoft-com:office:spreadsheet" in text[:5000]:
        return Look("xml", "application/xml", "file", readable=False, note="an Excel 2003 XML workbook; save it as XLSX")
    if start.startswith(("<!doctype html", "<html", "<head", "<body")) or (claim == "html" and start.startswith("<")):
        return FORMATS["html"]
    if start.startswith(("<svg", "<!doctype svg")):
        return FORMATS["svg"]
    if start.startswith(("<table", "<div", "<p>", "<p ", "<h1", "<meta")):
        return FORMATS["html"]
    if text.startswith("<?xml"):
        return Look("xml", "application/xml", "document", note=None)
    return None


def _json(path: Path, text: str, claim: str | None) -> Look | None:
    lines = [line for line in text.split("\n", 200)[:200] if line.strip()]
    if len(text) >= (1 << 20) - 8:
        lines = lines[:-1]
    if not text.startswith(("{", "[")) and claim not in ("json", "jsonl"):
        return None
    good = sum(_is_json(line) for line in lines[:50])
    objects = all(line.lstrip().startswith(("{", "[")) for line in lines[:50])
    if len(lines) > 1 and objects and good >= 0.8 * min(len(lines), 50):
        return FORMATS["jsonl"]
    if claim == "jsonl" and good and objects:
        return FORMATS["jsonl"]
    if path.stat().st_size > WHOLE:
        return FORMATS["json"] if text.startswith(("{", "[")) else None
    try:
        parse(path.read_bytes().decode(_json_encoding(path), errors="replace").lstrip("\ufeff"), Remarks())
    except RequestFailure:
        if claim in ("json", "jsonl"):
            raise
        return None
    return FORMATS["json"]


def _json_encoding(path: Path) -> str:
    found = detect(head_of(path, 1 << 16))
    return found.name if found else "utf-8"


def _is_json(line: str) -> bool:
    try:
        parse_line(line)
    except (ValueError, RecursionError):
        return False
    return True


def _plain(text: str, claim: str | None) -> Look:
    """A table if its lines fall into columns; else prose."""
    lines = list(islice(io.StringIO(text, newline=""), 3000))
    found = guess(lines)
    tsv = found.dialect.delimiter == "\t"
    table = FORMATS["tsv" if tsv else "csv"]
    if claim in ("csv", "tsv"):
        return table
    comment = found.dialect.comment
    sure = (
        found.width > 1
        and sum(bool(line.strip()) and not (comment and line.startswith(comment)) for line in lines) > 1
        and found.dialect.delimiter not in (" ", ":", "~", "^")
    )
    if claim == "md":
        return FORMATS["md"]
    headed = claim is None and bool(re.search(r"(?m)^#{1,6} \S", text[:5000]))
    prose = sum(len(line) for line in lines) / max(1, len(lines)) / max(1, found.width) > 60
    if sure and not prose and found.consistency >= (0.95 if headed or found.dialect.delimiter in ",|" else 0.8):
        return table
    return FORMATS["md" if headed else "text"]
