"""Archives: one table in them is read where it lies; everything else is named, or refused in words, and nothing is unpacked elsewhere."""

import bz2
import gzip
import io
import lzma
import sqlite3
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pytest
from PIL import Image

from codingagent_kernel.requests import RequestFailure
from codingagent_kernel.requests.conftest import Ask

CSV = b"id,zip\n1,01234\n2,00017\n"
HEAD = [[1, "01234"], [2, "00017"]]


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tables(folder: Path) -> dict[str, bytes]:
    """The same rows in each format that holds a table."""
    frame = pd.DataFrame({"id": [1, 2], "zip": ["01234", "00017"]})
    path = folder / "t.db"
    with sqlite3.connect(path) as base:
        frame.to_sql("t", base, index=False)
    base.close()
    book, stored = io.BytesIO(), io.BytesIO()
    frame.to_excel(book, index=False)
    frame.to_parquet(stored)
    return {
        "csv": CSV,
        "tsv": CSV.replace(b",", b"\t"),
        "json": frame.to_json(orient="records").encode(),
        "jsonl": frame.to_json(orient="records", lines=True).encode(),
        "xlsx": book.getvalue(),
        "parquet": stored.getvalue(),
        "sqlite": path.read_bytes(),
    }


@pytest.fixture
def kept(tmp_path: Path) -> Any:
    def write(data: bytes, name: str = "upload") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize("packing", ["zip", "gz"])
@pytest.mark.parametrize("inside", ["csv", "tsv", "json", "jsonl", "xlsx", "parquet", "sqlite"])
def test_a_table_of_every_format_is_read_in_its_archive(packing: str, inside: str, tmp_path: Path, kept: Any, ask: Ask) -> None:
    data = tables(tmp_path)[inside]
    path = kept(zipped({f"data/t.{inside}": data}) if packing == "zip" else gzip.compress(data), f"t.{inside}.{packing}")
    look = ask("look", path)
    assert (look["format"], look["kind"], look["inside"], look["readable"]) == (packing, "data", inside, True)
    found = ask("profile", path)
    assert (found["head"], found["inside"], found["rows"]) == (HEAD, inside, 2)
    if inside in ("csv", "tsv"):
        frame = eval(found["readHint"].replace("{path}", repr(str(path))), {"pd": pd})
        assert frame["zip"].tolist() == ["01234", "00017"]
    else:
        assert "readHint" not in found


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_in_any_way_is_read(method: int, kept: Any, ask: Ask) -> None:
    assert ask("profile", kept(zipped({"a.csv": CSV}, method), "a.zip"))["head"] == HEAD


@pytest.mark.parametrize(
    "name",
    [
        "a.csv",
        "deep/er/a.csv",
        "../../escaped.csv",
        "/etc/escaped.csv",
        "C:\\escaped.csv",
        "größe 数.csv",
        "a'b\"; --.csv",
        ".hidden",
    ],
)
def test_the_name_inside_leads_nowhere(name: str, tmp_path: Path, kept: Any, ask: Ask) -> None:
    before = {path.name for path in tmp_path.parent.iterdir()}
    path = kept(zipped({name: CSV}), "a.zip")
    assert ask("profile", path)["head"] == HEAD
    assert {path.name for path in tmp_path.parent.iterdir()} == before
    assert not list(tmp_path.rglob("*escaped*"))


@pytest.mark.parametrize("clutter", ["__MACOSX/._a.csv", "x/.DS_Store", "Thumbs.db", "desktop.ini", "folder/"])
def test_what_programs_leave_in_a_zip_is_passed_over(clutter: str, kept: Any, ask: Ask) -> None:
    assert ask("profile", kept(zipped({clutter: b"", "a.csv": CSV}), "a.zip"))["head"] == HEAD


def test_the_gz_keeps_the_name_of_its_file(kept: Any, ask: Ask) -> None:
    """One column of texts is a table or prose by its name alone."""
    data = gzip.compress(b"name\nAnna\nBob\n")
    path = kept(data)
    assert ask("look", kept(data, "people.csv.gz"))["inside"] == "csv"
    assert ask("look", kept(data, "people.txt.gz"))["inside"] == "text"
    assert ask("look", path)["inside"] == "text"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(out, "PNG")
    return out.getvalue()


def paper() -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


@pytest.mark.parametrize("packing", ["zip", "gz"])
@pytest.mark.parametrize(
    ("inside", "data"),
    [("png", picture()), ("docx", paper()), ("text", b"Dear all,\nthis is a letter.\n"), ("html", b"<!doctype html><p>x</p>"), ("binary", bytes(range(256)) * 9)],
)  # fmt: skip
def test_what_is_no_table_must_be_unpacked_by_the_person(packing: str, inside: str, data: bytes, kept: Any, ask: Ask) -> None:
    """A picture in a zip is no picture that a browser could show."""
    path = kept(zipped({"x": data}) if packing == "zip" else gzip.compress(data))
    look = ask("look", path)
    assert (look["format"], look["kind"], look["inside"], look["readable"]) == (packing, "file", inside, False)
    assert look["note"] == "Unpack it and upload the file itself."
    assert look["note"] in ask("profile", path)["warnings"][0]["message"]
    for request in ("table", "document_text"):
        with pytest.raises(RequestFailure) as failure:
            ask(request, path, out="o")
        assert failure.value.code == "wrong_type"


def test_several_files_are_listed_and_none_is_read(kept: Any, ask: Ask) -> None:
    path = kept(zipped({f"part {number}.csv": CSV for number in range(8)}), "a.zip")
    look = ask("look", path)
    assert (look["kind"], look["readable"]) == ("file", False)
    assert look["inside"] == "8 files: part 0.csv, part 1.csv, part 2.csv, part 3.csv, part 4.csv …"
    assert ask("profile", path)["columns"] == []


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("a.csv")
        entry.size = len(CSV)
        archive.addfile(entry, io.BytesIO(CSV))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "format", "word"),
    [
        (bz2.compress(CSV * 50), "bz2", "bzip2"),
        (lzma.compress(CSV * 50), "xz", "xz"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(99), "7z", "7-Zip"),
        (b"Rar!\x1a\x07\x01\0" + bytes(99), "rar", "RAR"),
        (b"\x28\xb5\x2f\xfd" + bytes(99), "zst", "Zstandard"),
    ],
)
def test_other_archives_are_kept_and_named(data: bytes, format: str, word: str, kept: Any, ask: Ask) -> None:
    path = kept(data, f"a.csv.{format}")
    look = ask("look", path)
    assert (look["format"], look["kind"], look["readable"]) == (format, "file", False)
    assert word in look["note"]
    with pytest.raises(RequestFailure) as failure:
        ask("look", path, name="a.csv")
    assert failure.value.code == "wrong_type"
    assert failure.value.message.startswith("It is called CSV, but its content is ")


def test_a_tar_in_a_gz_is_no_table(kept: Any, ask: Ask) -> None:
    assert ask("look", kept(gzip.compress(tar()), "a.tar.gz"))["readable"] is False
    assert ask("look", kept(tar(), "a.tar"))["readable"] is False


REFUSED: dict[str, tuple[bytes, str]] = {
    "an empty file in a zip": (zipped({"a.csv": b""}), "empty"),
    "blanks in a zip": (zipped({"a.csv": b"\n \n"}), "empty"),
    "a zip of folders": (zipped({"a/": b"", "b/": b""}), "empty"),
    "an empty gz": (gzip.compress(b""), "empty"),
    "a gz in a gz": (gzip.compress(gzip.compress(CSV)), "bomb"),
    "a zip in a gz": (gzip.compress(zipped({"a.csv": CSV})), "bomb"),
    "a gz in a zip": (zipped({"a.csv.gz": gzip.compress(CSV)}), "bomb"),
    "very many files": (zipped({f"{number}": b"" for number in range(20_001)}), "bomb"),
    "a gz with a wrong sum": (gzip.compress(CSV * 9)[:-8] + bytes(8), "corrupt"),
    "a zip with a wrong sum": (zipped({"a.csv": CSV}, zipfile.ZIP_STORED).replace(b"00017", b"00018", 1), "corrupt"),
    "a broken workbook in a zip": (zipped({"a.xlsx": zipped({"[Content_Types].xml": b"spreadsheetml.sheet.main+xml"})}), "corrupt"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_an_archive_that_cannot_be_read_is_refused_in_words(case: str, kept: Any, ask: Ask) -> None:
    data, code = REFUSED[case]
    with pytest.raises(RequestFailure) as failure:
        ask("profile", kept(data))
    assert failure.value.code == code
    assert failure.value.message.endswith(".")


def test_a_table_larger_than_what_may_be_unpacked_is_refused(kept: Any, ask: Ask, outbox: Path) -> None:
    from codingagent_kernel.requests import configure

    configure(disk_bytes=1024**2, outbox=str(outbox))
    path = kept(gzip.compress(b"id,name\n" + b"1,some words\n" * 100_000), "a.csv.gz")
    with pytest.raises(RequestFailure) as failure:
        ask("profile", path)
    assert failure.value.code == "bomb"


def test_a_workbook_is_no_archive_of_its_parts(kept: Any, ask: Ask) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["a"])
    out = io.BytesIO()
    book.save(out)
    assert ask("look", kept(out.getvalue(), "a.zip"))["format"] == "xlsx"
