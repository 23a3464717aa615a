"""Looks into archives without trusting them: what they hold, whether they are locked, and whether they are made to burst."""

import gzip
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from codingagent_kernel.requests import limits
from codingagent_kernel.requests.failure import RequestFailure

MOST_MEMBERS = 20_000
MOST_RATIO = 200
FREE_RATIO_BYTES = 100 * 1024**2
"""Below so many unpacked bytes no ratio is suspicious."""
HEAD = 4 * 1024**2

_CONTENT_TYPES = (
    (b"ms-excel.sheet.binary.macroEnabled.main", "xlsb"),
    (b"ms-excel.sheet.macroEnabled.main+xml", "xlsm"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"spreadsheetml.template.main+xml", "xlsx"),
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"wordprocessingml.template.main+xml", "docx"),
    (b"ms-word.document.macroEnabled.main+xml", "docx"),
    (b"presentationml.presentation.main+xml", "pptx"),
    (b"presentationml.slideshow.main+xml", "pptx"),
    (b"presentationml.template.main+xml", "pptx"),
    (b"ms-powerpoint.presentation.macroEnabled.main+xml", "pptx"),
)
_BOMB = "This archive unpacks to far more than it should, as a zip bomb does; it is not opened. Upload the files themselves."
_BROKEN = "This archive is damaged. Make it again, or upload the files themselves."


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        raise RequestFailure(
            "corrupt", "The file begins like a zip archive or an Office file but is damaged. Upload it again."
        ) from problem
    check_zip(archive, path.stat().st_size)
    return archive


def check_zip(archive: zipfile.ZipFile, size: int) -> None:
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or total > limits.disk_share() or (total > FREE_RATIO_BYTES and total > MOST_RATIO * size):
        raise RequestFailure("bomb", _BOMB)
    # Members that share the same bytes are the trick of the bombs that need no nesting.
    if sum(member.compress_size for member in members) > 2 * size + 4096:
        raise RequestFailure("bomb", _BOMB)


def zip_members(path: Path) -> list[zipfile.ZipInfo]:
    """The files in it that a person put there."""
    with _opened(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir() and not _is_clutter(member.filename)]
    if any(member.flag_bits & 1 for member in members):
        raise RequestFailure("encrypted", "This zip archive is locked with a password. Unpack it and upload the files themselves.")
    return members


def _is_clutter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")


def office_format(path: Path) -> str | None:
    """xlsx, docx … when the zip is an Office file, by its own list of contents."""
    with _opened(path) as archive:
        names = {member.filename for member in archive.infolist()}
        try:
            if "[Content_Types].xml" in names:
                types = _read_little(archive, "[Content_Types].xml")
                return next((found for mark, found in _CONTENT_TYPES if mark in types), None)
            if "mimetype" in names:
                mime = _read_little(archive, "mimetype").strip()
                if b"encryption-data" in (
                    _read_little(archive, "META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
                ):
                    raise RequestFailure(
                        "encrypted", "This file is locked with a password. Save it without one and upload it again."
                    )
                return "ods" if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet") else None
        except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError) as problem:
            raise RequestFailure("corrupt", _BROKEN) from problem
    return None


def _read_little(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(1 << 20)


def check_gzip(path: Path) -> None:
    """Unpacks the beginning; what swells a thousandfold there is made to burst."""
    out = 0
    with path.open("rb") as file:
        decompressor = zlib.decompressobj(31)
        taken = 0
        try:
            while out < FREE_RATIO_BYTES and (data := file.read(1 << 16)):
                taken += len(data)
                out += len(decompressor.decompress(data, FREE_RATIO_BYTES))
                if decompressor.unconsumed_tail or decompressor.eof:
                    break
        except zlib.error as problem:
            raise RequestFailure("corrupt", _BROKEN) from problem
    if out >= FREE_RATIO_BYTES and out > MOST_RATIO * taken:
        raise RequestFailure("bomb", _BOMB)


@contextmanager
def unpacked_head(path: Path) -> Iterator[tuple[Path, str]]:
    """The beginning of the only file inside, under its own name, for a look. A container inside is unpacked whole if it is small."""
    folder = Path(tempfile.mkdtemp(prefix="look-"))
    try:
        name = inner_name(path)
        target = folder / "inside"
        unpack(path, target, most=HEAD, cut=True)
        if target.read_bytes()[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1") and target.stat().st_size >= HEAD:
            unpack(path, target, most=64 * 1024**2, cut=True)
        if target.stat().st_size == 0:
            raise RequestFailure("empty", "The file in the archive is empty. Check that you picked the right one.")
        if target.read_bytes()[:2] == b"\x1f\x8b" or (target.read_bytes()[:4] == b"PK\x03\x04" and office_format(target) is None):
            raise RequestFailure("bomb", "There is an archive inside the archive. Unpack it and upload the files themselves.")
        yield target, name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def inner_name(path: Path) -> str:
    if zipfile.is_zipfile(path):
        return zip_members(path)[0].filename.rsplit("/", 1)[-1]
    return path.name.removesuffix(".gz")


def unpack(path: Path, target: Path, *, most: int, cut: bool = False) -> None:
    """Writes the only file inside to `target`, at most so many bytes; more than that is refused unless it may be cut."""
    try:
        if zipfile.is_zipfile(path):
            member = zip_members(path)[0]
            with _opened(path) as archive, archive.open(member) as source:
                _copy(source, target, most, cut)
        else:
            with gzip.open(path) as source:
                _copy(source, target, most, cut)
    except (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError, RuntimeError) as problem:
        raise RequestFailure("corrupt", _BROKEN) from problem


def _copy(source: object, target: Path, most: int, cut: bool) -> None:
    written = 0
    with target.open("wb") as file:
        while data := source.read(1 << 20):  # type: ignore[attr-defined]
            if written + len(data) > most:
                if not cut:
                    raise RequestFailure("bomb", _BOMB)
                file.write(data[: most - written])
                return
            file.write(data)
            written += len(data)


def compound_streams(path: Path) -> set[str]:
    """Names of streams in an old Microsoft container, found by their spelling in its directory."""
    wanted = ("EncryptedPackage", "Workbook", "Book", "WordDocument", "PowerPoint Document")
    found = set()
    marks = {name: (name + "\0").encode("utf-16-le") for name in wanted}
    before = b""
    with path.open("rb") as file:
        while data := file.read(1 << 20):
            window = before + data
            found |= {name for name, mark in marks.items() if mark in window}
            before = data[-64:]
    return found
