"""Files made to do harm, or broken by chance: each ends in a passport or a sentence, in bounded time and memory."""

import gzip
import io
import json
import random
import resource
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pytest

from codingagent_kernel.requests import REQUESTS, RequestFailure
from codingagent_kernel.requests.conftest import Ask


def workbook() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["id", "name"], [1, "a"], [2, "b"]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def document() -> bytes:
    out = io.BytesIO()
    paper = docx.Document()
    paper.add_paragraph("Some words.")
    paper.save(out)
    return out.getvalue()


def parquet() -> bytes:
    out = io.BytesIO()
    pd.DataFrame({"a": [1, 2, 3], "b": ["x", None, "z"]}).to_parquet(out)
    return out.getvalue()


def database(folder: Path) -> bytes:
    path = folder / "seed.db"
    with sqlite3.connect(path) as base:
        base.execute("create table t (a, b)")
        base.executemany("insert into t values (?, ?)", [(n, f"x{n}") for n in range(50)])
    base.close()
    return path.read_bytes()


SEEDS: dict[str, Any] = {
    "csv": lambda folder: b'id,name,d\n1,"a, b",2024-01-31\n2,c,2024-02-29\n' * 5,
    "json": lambda folder: json.dumps([{"a": 1, "b": [1, {"c": None}]}, {"a": "x"}]).encode(),
    "xlsx": lambda folder: workbook(),
    "docx": lambda folder: document(),
    "parquet": lambda folder: parquet(),
    "sqlite": database,
    "gz": lambda folder: gzip.compress(b"a,b\n1,2\n" * 50),
}


def refusal(ask: Ask, request: str, path: Path, **arguments: object) -> RequestFailure | None:
    """None where there was an answer."""
    try:
        ask(request, path, **arguments)
    except RequestFailure as failure:
        return failure
    return None


def damaged(data: bytes, luck: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(luck.randint(1, 8)):
        place = luck.randrange(len(changed))
        match luck.randrange(4):
            case 0:
                changed[place] = luck.randrange(256)
            case 1:
                del changed[place : place + luck.randint(1, 40)]
            case 2:
                changed[place:place] = luck.randbytes(luck.randint(1, 40))
            case _:
                changed[place : place + 4] = b"\xff\xff\xff\x7f"
        if not changed:
            return b"x"
    return bytes(changed)


@pytest.mark.parametrize("kind", SEEDS)
def test_whatever_is_damaged_ends_in_words(kind: str, tmp_path: Path, ask: Ask) -> None:
    luck = random.Random(f"damage {kind}")
    seed = SEEDS[kind](tmp_path)
    for number in range(40):
        path = tmp_path / f"{number}.{kind}"
        path.write_bytes(damaged(seed, luck))
        for request in ("look", "profile"):
            said = refusal(ask, request, path)
            assert said is None or said.message.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '"""',
        ",",
        ",,,\n,,\n",
        "\n" * 1000 + "a",
        "a" * 1_000_000,
        '"' * 100_001,
        "," * 20_000 + "\n" + "1," * 20_000,
        "a,b\n" + "\0" * 5,
        "\ufeff",
        "\ufeff\ufeff\ufeffa,b\n1,2\n",
        "=cmd|' /C calc'!A0,b\n1,2\n",
        "a,b\n1,{path}\n2,')#\n",
        "'); drop table texts; --,b\n1,2\n",
        "{{a}},%s,$1\n1,2,3\n",
        "c0,c1,c0\n1,2,3\n",
    ],
)
def test_odd_texts(text: str, tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(text, encoding="utf-8")
    said = refusal(ask, "profile", path)
    assert said is None or said.code in ("empty", "unreadable", "too_large", "wrong_type")


@pytest.mark.parametrize(
    "name",
    [
        "'; drop table x; --.csv",
        "a b\nc.csv",
        "$(touch owned).csv",
        "ünï'\"`.csv",
        "*.csv",
        "[a].csv",
        "{x,y}.csv",
        "~.csv",
        "%20.csv",
    ],
)
def test_a_hostile_name_is_a_name(name: str, tmp_path: Path, ask: Ask, outbox: Path) -> None:
    path = tmp_path / name
    path.write_text("id,zip\n1,01234\n2,00001\n")
    found = ask("profile", path)
    assert found["head"] == [[1, "01234"], [2, "00001"]]
    assert found["readHint"]
    assert ask("table", path, out=name.replace("/", "_").replace("\n", "_") + ".parquet")["rows"] == 2


def test_a_workbook_that_names_other_files_reads_none(tmp_path: Path, ask: Ask) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP SECRET")
    source = zipfile.ZipFile(io.BytesIO(workbook()))
    path = tmp_path / "xxe.xlsx"
    with zipfile.ZipFile(path, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename.endswith("sheet1.xml"):
                entity = f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}">]>'.encode()
                data = entity + data.replace(b"<v>2</v>", b"<v>&s;</v>")
            target.writestr(member, data)
    said = refusal(ask, "profile", path)
    assert "SECRET" not in (said.message if said else json.dumps(ask("profile", path)))


def test_a_document_with_entities_that_multiply_is_harmless(tmp_path: Path, ask: Ask) -> None:
    source = zipfile.ZipFile(io.BytesIO(document()))
    laughs = b'<!DOCTYPE l [<!ENTITY a "' + b"ha" * 100 + b'">'
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        laughs += f'<!ENTITY {name} "{f"&{before};" * 20}">'.encode()
    path = tmp_path / "laughs.docx"
    with zipfile.ZipFile(path, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "word/document.xml":
                data = data.replace(b"<w:document", laughs + b"]><w:document", 1).replace(b"Some words.", b"&i;")
            target.writestr(member, data)
    said = refusal(ask, "document_text", path, out="t.txt")
    assert said.code == "corrupt" if said else ask("document_text", path, out="t.txt")["characters"] < 10_000_000


def test_a_database_runs_nothing_of_its_own(tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "evil.db"
    with sqlite3.connect(path) as base:
        base.executescript(
            """create table plain (a); insert into plain values (1);
            create view endless as with recursive n(x) as (select 1 union all select x + 1 from n) select x from n;
            create table lazy (a, b generated always as (a * 2) virtual); insert into lazy (a) values (4);"""
        )
    base.close()
    found = ask("profile", path)
    assert [sheet["name"] for sheet in found["sheets"]] == ["plain", "lazy"]
    assert ask("profile", path, sheet="lazy")["head"] == [[4, 8]]


def test_a_deep_nest_of_json_is_refused(tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "deep.json"
    path.write_text("[" * 200_000 + "]" * 200_000)
    with pytest.raises(RequestFailure) as failure:
        ask("profile", path)
    assert failure.value.code == "corrupt"


@pytest.mark.parametrize("text", ["," * 3_000_000 + "\n", "a,b\n1,2\n" + "," * 100_000 + "\n"])
def test_a_line_of_nothing_but_delimiters_is_refused_at_once(tmp_path: Path, ask: Ask, text: str) -> None:
    path = tmp_path / "commas.csv"
    path.write_text(text)
    with pytest.raises(RequestFailure, match="more than 5,000 columns"):
        ask("profile", path=str(path))


def test_a_table_with_ten_thousand_columns_is_refused(tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"n{n}" for n in range(10_000)) + "\n" + ",".join(["1"] * 10_000) + "\n")
    said = refusal(ask, "profile", path)
    assert said is not None
    assert said.code == "too_large"


def test_scratch_of_a_killed_request_is_swept_away(tmp_path: Path, outbox: Path, ask: Ask) -> None:
    left = outbox / ".scratch-999999999-x"
    left.mkdir()
    (left / "texts.parquet").write_bytes(b"x")
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    ask("profile", path)
    assert not left.exists()


def test_memory_stays_bounded_while_a_long_file_is_read_whole(tmp_path: Path, outbox: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w", encoding="cp1252") as file:
        file.write("id;name;amount\n")
        for number in range(600_000):
            file.write(f"{number};Käse Nummer {number};{number},5\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = REQUESTS["profile"]({"path": str(path), "full": True})
    assert isinstance(found, dict)
    assert (found["rows"], found["encoding"], found["sampled"]) == (600_000, "cp1252", False)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 600
