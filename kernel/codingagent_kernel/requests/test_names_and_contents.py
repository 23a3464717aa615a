"""What a file is called against what stands in it: the content decides, the name only where the content leaves it open."""

import gzip
import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pptx
import pytest
from fpdf import FPDF
from PIL import Image

from codingagent_kernel.requests import RequestFailure
from codingagent_kernel.requests.conftest import Ask

Keep = Callable[[bytes], Path]
ENDINGS = [
    "csv",
    "tsv",
    "xlsx",
    "xls",
    "ods",
    "parquet",
    "json",
    "jsonl",
    "sqlite",
    "pdf",
    "docx",
    "pptx",
    "html",
    "png",
    "jpg",
    "zip",
    "gz",
]


def written(make: Callable[[Any], object]) -> bytes:
    out = io.BytesIO()
    make(out)
    return out.getvalue()


def database(folder: Path) -> bytes:
    path = folder / "x.db"
    base = sqlite3.connect(path)
    base.execute("create table t (a)")
    base.commit()
    base.close()
    data = path.read_bytes()
    path.unlink()
    return data


def paper() -> bytes:
    document = FPDF()
    document.add_page()
    return bytes(document.output())


FRAME = pd.DataFrame({"id": [1, 2], "name": ["Anna", "Bob"]})
#: Contents that leave no doubt, whatever they are called.
SURE: dict[str, Callable[[Path], bytes]] = {
    "xlsx": lambda _: written(lambda out: FRAME.to_excel(out, index=False)),
    "ods": lambda _: written(lambda out: FRAME.to_excel(out, index=False, engine="odf")),
    "parquet": lambda _: written(FRAME.to_parquet),
    "sqlite": database,
    "docx": lambda _: written(docx.Document().save),
    "pptx": lambda _: written(pptx.Presentation().save),
    "pdf": lambda _: paper(),
    "png": lambda _: written(lambda out: Image.new("RGB", (2, 2)).save(out, "PNG")),
    "json": lambda _: b'{"a": [1, 2],\n "b": {"c": 3}}',
    "html": lambda _: b"<!doctype html><html><body><p>hi</p></body></html>",
}


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    def kept(data: bytes) -> Path:
        path = tmp_path / "incoming"
        path.write_bytes(data)
        return path

    return kept


@pytest.mark.parametrize("real", SURE)
def test_a_wrong_name_is_remarked_and_never_believed(real: str, keep: Keep, tmp_path: Path, ask: Ask) -> None:
    path = keep(SURE[real](tmp_path))
    for ending in ENDINGS:
        look = ask("look", path, name=f"a file.{ending.upper()}")
        assert look["format"] == real
        related = ending == real or {ending, real} in ({"json", "jsonl"}, {"xlsx", "xlsm"})
        claimed = {"jpg": "JPEG"}.get(ending, ending.upper())
        assert look.get("note") == (None if related else f"It is called {claimed}, but its content is {real.upper()}.")


@pytest.mark.parametrize(
    "name", ["table", "table.", "table.xyz", "table.csv.bak", ".csv", "a/b.csv", "größe.CSV", "x" * 200 + ".csv"]
)
def test_a_table_is_one_under_any_name(name: str, keep: Keep, ask: Ask) -> None:
    path = keep(b"id,name,n\n1,Anna,5\n2,Bob,7\n3,Cem,8\n")
    assert ask("look", path, name=name)["format"] == "csv"
    assert ask("profile", path, name=name)["rows"] == 3


# content: what it is by each name; the empty name says nothing.
OPEN: dict[str, tuple[bytes, dict[str, str]]] = {
    "one column of words": (b"Anna\nBob\nCem\n", {"": "text", "csv": "csv", "txt": "text", "md": "md", "tsv": "csv"}),
    "one column of numbers": (b"1\n2\n3\n", {"": "text", "csv": "csv", "json": "corrupt"}),
    "a number": (b"5", {"": "text", "csv": "csv", "json": "json"}),
    "a text in quotes": (b'"hello"', {"": "text", "json": "json", "csv": "csv"}),
    "a heading and words": (b"# Title\n\nSome words, and more.\n", {"": "md", "md": "md", "csv": "csv", "txt": "text"}),
    "lines of objects": (b'{"a": 1}\n{"a": 2}\n', {"": "jsonl", "json": "jsonl", "jsonl": "jsonl", "txt": "jsonl"}),
    "one line of one object": (b'{"a": 1}\n', {"": "json", "jsonl": "jsonl", "json": "json"}),
    "an array over lines": (b'[\n{"a": 1},\n{"a": 2}\n]', {"": "json", "jsonl": "json", "csv": "json"}),
    "tabs": (b"a\tb\n1\t2\n3\t4\n", {"": "tsv", "csv": "tsv", "txt": "tsv"}),
    "a piece of a page": (b"<p>hello</p>", {"": "html", "html": "html"}),
    "markup of one's own": (b'<?xml version="1.0"?><data><row/></data>', {"": "xml", "html": "html"}),
    "a drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", {"": "svg", "svg": "svg"}),
    "a letter with commas": (b"Dear Anna, dear Bob,\nthis is long, and it has commas.\n\nYours, Cem\n", {"": "text", "txt": "text", "csv": "csv"}),
}  # fmt: skip


@pytest.mark.parametrize("case", OPEN)
def test_the_name_decides_where_the_content_does_not(case: str, keep: Keep, ask: Ask) -> None:
    data, expected = OPEN[case]
    path = keep(data)
    found = {}
    for ending in expected:
        try:
            found[ending] = ask("look", path, name=f"f.{ending}" if ending else "f")["format"]
        except RequestFailure as failure:
            found[ending] = failure.code
    assert found == expected


@pytest.mark.parametrize(
    ("data", "format", "word"),
    [
        (b"\x80\x04\x95" + bytes(40), "pickle", "run code"),
        (b"{\\rtf1\\ansi hello}", "rtf", "DOCX"),
        (b"\x89HDF\r\n\x1a\n" + bytes(40), "hdf5", "Parquet"),
        (b"MZ" + bytes(300), "exe", "program"),
        (bytes(4) + b"ftypheic" + bytes(40), "mp4", "JPEG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument\0".encode("utf-16-le"), "doc", "DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "PowerPoint Document\0".encode("utf-16-le"), "ppt", "PPTX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ole", "unknown"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "xml", "XLSX"),
    ],
)
def test_what_cannot_be_read_is_kept_with_advice_and_refused_as_a_table(
    data: bytes, format: str, word: str, keep: Keep, ask: Ask
) -> None:
    path = keep(data)
    look = ask("look", path, name="file")
    assert (look["format"], look["kind"], look["readable"]) == (format, "file", False)
    assert word in look["note"]
    found = ask("profile", path, name="file")
    assert (found["columns"], found["rows"]) == ([], 0)
    assert look["note"] in found["warnings"][0]["message"]
    with pytest.raises(RequestFailure) as failure:
        ask("look", path, name="sales.csv")
    assert failure.value.code == "wrong_type"
    assert word in failure.value.message


@pytest.mark.parametrize("size", [(1, 1), (640, 480)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_a_picture_tells_its_size(kind: str, size: tuple[int, int], keep: Keep, ask: Ask) -> None:
    path = keep(written(lambda out: Image.new("RGB", size).save(out, kind)))
    assert ask("look", path)["kind"] == "image"
    (warning,) = ask("profile", path)["warnings"]
    assert warning["message"] == f"A picture of {size[0]} × {size[1]} pixels."
    for request in ("table", "document_text"):
        with pytest.raises(RequestFailure) as failure:
            ask(request, path, out="o")
        assert failure.value.code == "wrong_type"


def test_a_picture_too_large_to_be_opened_is_refused(keep: Keep, ask: Ask) -> None:
    """Its size is told by its first bytes; the pixels are never made."""
    data = bytearray(written(lambda out: Image.new("L", (4, 4)).save(out, "PNG")))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    with pytest.raises(RequestFailure) as failure:
        ask("look", keep(bytes(data)))
    assert failure.value.code == "too_large"


SHAPES: dict[str, tuple[Any, list[str]]] = {
    "rows in an envelope": ({"ok": True, "count": 2, "items": [{"a": 1}, {"a": 2}]}, ["a"]),
    "features of a map": ({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"n": 1}}]}, ["type", "properties.n"]),
    "an object of objects": ({"x": {"n": 1}, "y": {"n": 2}}, ["key", "n"]),
    "rows with ever more keys": ([{"a": 1}, {"a": 2, "b": 3}, {"c": 4}], ["a", "b", "c"]),
    "names of every sort": ([{"a b": 1, 'q"x': 2, "größe": 3, "😀": 4, "a.b": 5}], ["a b", 'q"x', "größe", "😀", "a.b"]),
    "keys alike but for their case": ([{"id": 1, "ID": 2}], ["id", "ID"]),
}  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("case", SHAPES)
def test_json_as_services_answer_it(case: str, packed: bool, keep: Keep, ask: Ask, outbox: Path) -> None:
    document, names = SHAPES[case]
    data = json.dumps(document).encode()
    path = keep(gzip.compress(data) if packed else data)
    found = ask("profile", path, name="answer.json.gz" if packed else "answer.json")
    assert [column["name"] for column in found["columns"]] == names
    ask("table", path, name="answer.json.gz" if packed else "answer.json", out="t.parquet")
    page = ask("page", outbox / "t.parquet")
    assert page["rows"] == found["head"]
    assert [column["name"] for column in page["columns"]] == names


def test_a_zip_without_an_ending_is_seen_for_what_it_is(keep: Keep, ask: Ask) -> None:
    def pack(out: Any) -> None:
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("a.csv", "id,n\n1,2\n")

    path = keep(written(pack))
    assert ask("look", path, name="sales.csv")["note"] == "It is called CSV, but its content is ZIP."
    assert ask("profile", path, name="sales.csv")["head"] == [[1, 2]]
