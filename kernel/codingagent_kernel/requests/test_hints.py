"""The line of pandas in a passport reads the file as the passport shows it: same names, types, missing values and rows."""

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from codingagent_kernel.requests.conftest import Ask
from codingagent_kernel.requests.hint_check import kind_of_series, working_hint
from codingagent_kernel.requests.test_text_table import PLAIN, TEXT


def run(hint: str, path: Path) -> Any:
    return eval(hint.replace("{path}", "data_path"), {"pd": pd, "data_path": str(path)})


def check(found: Any, path: Path) -> None:
    frame = run(found["readHint"], path)
    assert list(frame.columns) == [column["name"] for column in found["columns"]]
    assert len(frame) == found["rows"]
    for column in found["columns"]:
        series = frame[column["name"]]
        assert kind_of_series(series, column["type"]), (column, series.dtype)
        assert int(series.isna().sum()) == column["missing"]
        if column["type"] == "decimal" and column["mean"] is not None:
            assert math.isclose(series.mean(), column["mean"], rel_tol=1e-9)
        if column["type"] == "text":
            shown = [row[found["columns"].index(column)] for row in found["head"]]
            assert [None if pd.isna(value) else value for value in series[:20]] == shown


@pytest.mark.parametrize("text", [case[0] for case in PLAIN.values()] + list(TEXT.values()))
def test_texts(text: str, passport: Ask, tmp_path: Path) -> None:
    check(passport(text), tmp_path / "data.csv")


MESSY = {
    "preamble and footer": "Our report\n\nid;amount\n1;2,5\n2;1.234,5\nSource: our own books, as of today\n",
    "long rows": "id,name\n1,a\n2,b,c\n3,d\n",
    "short rows": "id,name,n\n1,a,5\n2\n3,d,7\n",
    "kept and missing markers": "id,code,n\n1,NA,5\n2,DE,n/a\n3,FR,-\n",
    "integers with gaps": "id,n\n1,5\n2,\n3,7\n",
    "flags with gaps": "id,f\n1,true\n2,\n3,false\n",
    "late comments": "id,tag\n1,#x\n# half of it\n2,y#z\n# the end\n",
    "two formats of a clock": "t,n\n31/12/2024 10:00,1\n01/12/2024 10:00:30,2\n",
}


@pytest.mark.parametrize("case", MESSY)
def test_messy_texts(case: str, passport: Ask, tmp_path: Path) -> None:
    check(passport(MESSY[case]), tmp_path / "data.csv")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "cp932", "utf-8-sig"])
def test_encodings(encoding: str, passport: Ask, tmp_path: Path) -> None:
    text = "id,名前\n1,日本\n2,東京\n" if encoding == "cp932" else "id,größe\n1,Käse\n2,Öl und Maß\n"
    check(passport(text, encoding=encoding), tmp_path / "data.csv")


def test_packed_tables(passport: Ask, tmp_path: Path) -> None:
    pd.DataFrame({"zip": ["01234", "5"], "n": [1, 2]}).to_csv(tmp_path / "t.csv.gz", index=False)
    found = passport((tmp_path / "t.csv.gz").read_bytes(), name="t.csv.gz")
    assert "compression='gzip'" in found["readHint"]
    check(found, tmp_path / "t.csv.gz")


def test_workbooks(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    frame = pd.DataFrame(
        {
            "id": [1, 2, None],
            "zip": ["01", "2", None],
            "x": [1.5, 2.0, 3.5],
            "d": pd.to_datetime(["2024-01-01", None, "2024-02-01"]),
        }
    )
    for top in (0, 3):
        frame.to_excel(path, index=False, startrow=top, startcol=top, sheet_name="My sheet")
        check(ask("profile", path), path)


def test_a_hint_that_reads_otherwise_is_not_given(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("zip\n01234\n")
    columns = [{"name": "zip", "type": "text", "missing": 0}]
    wrong, broken, right = "pd.read_csv({path})", "pd.read_nothing({path})", "pd.read_csv({path}, dtype=str)"
    assert working_hint([wrong, broken], path, columns, 1) is None
    assert working_hint([wrong, broken, right], path, columns, 1) == right
    assert working_hint([right], path, columns, 2) is None


def test_a_column_called_as_the_place_of_the_path_makes_no_code_of_the_files_name(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[int] = []
    monkeypatch.setattr(pd, "to_evil", lambda: ran.append(1), raising=False)
    path = tmp_path / "a' + str(pd.to_evil()) + '.csv"
    path.write_text("{path},n\n1,1\n,2\n3,3\n")
    found = ask("profile", path)
    assert found["rows"] == 3
    assert "readHint" not in found
    assert ran == []
