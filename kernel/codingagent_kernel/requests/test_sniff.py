"""What a file is comes from its content; what must not be kept as it is comes back as a sentence."""

import gzip
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from codingagent_kernel.requests import RequestFailure
from codingagent_kernel.requests.conftest import Ask

CSV = b"id,name\n1,Anna\n2,Bob\n"


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_dot_", "."), data)
    return out.getvalue()


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(out, kind)
    return out.getvalue()


def excel() -> bytes:
    out = io.BytesIO()
    pd.DataFrame({"a": [1]}).to_excel(out, index=False)
    return out.getvalue()


LOOKS: dict[str, tuple[bytes, str, str]] = {
    "csv": (CSV, "csv", "data"),
    "semicolons": (CSV.replace(b",", b";"), "csv", "data"),
    "tsv": (CSV.replace(b",", b"\t"), "tsv", "data"),
    "xlsx": (excel(), "xlsx", "data"),
    "json": (b'{"a": [1, 2],\n "b": 3}', "json", "data"),
    "jsonl": (b'{"a": 1}\n{"a": 2}\n', "jsonl", "data"),
    "html": (b"<!DOCTYPE html><html><body>hi</body></html>", "html", "document"),
    "html without a head": (b"<!-- x --><table><tr><td>1</td></tr></table>", "html", "document"),
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "svg", "image"),
    "prose": (b"Dear all, this is a letter.\nIt has a few lines, and commas.\n\nIt ends here.\n", "text", "document"),
    "markdown": (b"# Title\n\nSome text, here.\n\n- a\n- b\n", "md", "document"),
    "png": (picture("PNG"), "png", "image"),
    "jpeg": (picture("JPEG"), "jpeg", "image"),
    "gif": (picture("GIF"), "gif", "image"),
    "webp": (picture("WEBP"), "webp", "image"),
    "bmp": (picture("BMP"), "bmp", "image"),
    "tiff": (picture("TIFF"), "tiff", "image"),
    "a program": (b"\x7fELF\x02\x01\x01" + bytes(100), "elf", "file"),
    "noise": (bytes(range(256)) * 20, "binary", "file"),
}


@pytest.mark.parametrize("case", LOOKS)
def test_the_content_tells(case: str, tmp_path: Path, ask: Ask) -> None:
    data, expected, kind = LOOKS[case]
    path = tmp_path / "upload"
    path.write_bytes(data)
    found = ask("look", path)
    assert (found["format"], found["kind"], found["size"]) == (expected, kind, len(data))
    assert found["readable"] is (kind != "file")


def test_a_wrong_ending_is_remarked_and_does_not_mislead(tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes(excel())
    found = ask("look", path)
    assert found["format"] == "xlsx"
    assert "XLSX" in found["note"]
    assert ask("profile", path)["rows"] == 1


@pytest.mark.parametrize(
    ("data", "inside"), [(zipped(data_dot_csv=CSV), "csv"), (gzip.compress(CSV), "csv"), (zipped(book_dot_xlsx=excel()), "xlsx")]
)
def test_a_packed_table_is_read(data: bytes, inside: str, tmp_path: Path, ask: Ask, outbox: Path) -> None:
    path = tmp_path / "packed"
    path.write_bytes(data)
    look = ask("look", path)
    assert (look["format"] in ("zip", "gz"), look["inside"]) == (True, inside)
    assert ask("profile", path)["rows"] in (1, 2)
    assert ask("table", path, out="t.parquet")["rows"] in (1, 2)


def test_a_zip_of_several_files_says_what_is_inside(tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(zipped(a_dot_csv=CSV, b_dot_csv=CSV))
    found = ask("look", path)
    assert (found["readable"], found["inside"]) == (False, "2 files: a.csv, b.csv")


def locked_zip() -> bytes:
    data = bytearray(zipped(a_dot_csv=CSV))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def overlapping_zip() -> bytes:
    """Many names for the same bytes, the trick of bombs without nesting."""
    data = zipped(a_dot_csv=bytes(50_000_000))
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    count = 300
    body = data[:start] + data[start:end] * count
    tail = bytearray(data[end:])
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = ((end - start) * count).to_bytes(4, "little")
    return body + bytes(tail)


REFUSED = {
    "no bytes": (b"", "a.csv", "empty"),
    "blanks": (b" \n\n \n", "a.csv", "empty"),
    "a zip bomb": (zipped(a_dot_csv=bytes(300_000_000)), "a.zip", "bomb"),
    "a bomb without nesting": (overlapping_zip(), "a.zip", "bomb"),
    "a gz bomb": (gzip.compress(bytes(300_000_000)), "a.gz", "bomb"),
    "a zip in a zip": (zipped(a_dot_zip=zipped(b_dot_csv=CSV)), "a.zip", "bomb"),
    "an empty zip": (zipped(), "a.zip", "empty"),
    "a locked zip": (locked_zip(), "a.zip", "encrypted"),
    "a cut zip": (zipped(a_dot_csv=CSV)[:-30], "a.zip", "corrupt"),
    "a cut workbook": (excel()[:-200], "a.xlsx", "corrupt"),
    "a cut gz": (gzip.compress(CSV * 100)[:40], "a.gz", "corrupt"),
    "a locked workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage\0".encode("utf-16-le"),
        "a.xlsx",
        "encrypted",
    ),
    "a cut parquet": (b"PAR1" + bytes(50), "a.parquet", "corrupt"),
    "a locked parquet": (b"PARE" + bytes(50) + b"PARE", "a.parquet", "encrypted"),
    "a program called a table": (b"\x7fELF\x02\x01\x01" + bytes(100), "a.csv", "wrong_type"),
    "noise called a workbook": (bytes(range(256)) * 20, "a.xlsx", "wrong_type"),
    "a cut picture": (picture("PNG")[:40], "a.png", "corrupt"),
    "broken pdf": (b"%PDF-1.7\nnothing", "a.pdf", "corrupt"),
    "broken json": (b'{"a": 1,', "a.json", "corrupt"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_words(case: str, tmp_path: Path, ask: Ask) -> None:
    data, name, code = REFUSED[case]
    path = tmp_path / "incoming"
    path.write_bytes(data)
    with pytest.raises(RequestFailure) as failure:
        ask("look", path, name=name)
    assert failure.value.code == code
    assert failure.value.message.endswith(".")
    assert "incoming" not in failure.value.message


def test_a_locked_pdf_is_refused(tmp_path: Path, ask: Ask) -> None:
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    path = tmp_path / "a.pdf"
    writer.write(path)
    with pytest.raises(RequestFailure) as failure:
        ask("look", path)
    assert failure.value.code == "encrypted"
