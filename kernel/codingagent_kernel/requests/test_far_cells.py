"""Workbooks whose cells lie where no table does, or whose references say nothing: read as far as they can be, else refused with advice."""

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from codingagent_kernel.requests import RequestFailure, sheet_reach
from codingagent_kernel.requests.conftest import Ask


def workbook(path: Path, cell: str | None = None, *, sheets: int = 1, styled: str | None = None, size: str | None = None) -> Path:
    """Two rows below a header. Of the first sheet the last cell is called `cell`, and `styled` has a format alone."""
    book = openpyxl.Workbook()
    for number in range(sheets):
        sheet: Any = book.create_sheet() if number else book.active
        for row in (["id", "name"], [1, "a"], [2, "b"]):
            sheet.append(row)
    if styled:
        book.worksheets[0][styled].font = Font(bold=True)
    plain = path.with_name("plain.xlsx")
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename.endswith("sheet1.xml"):
                data = data if cell is None else data.replace(b'r="B3"', f'r="{cell}"'.encode())
                data = data if size is None else re.sub(rb'<dimension ref="[^"]*"', f'<dimension ref="{size}"'.encode(), data)
            target.writestr(member, data)
    return path


@pytest.mark.parametrize(
    ("cell", "code", "advice"),
    [
        ("XFD1048576", "too_large", "as far as the cell XFD1048576.*delete the rows and columns beyond your table"),
        ("ZZ200000", "too_large", "as far as the cell ZZ200000.*Or save the sheet as CSV"),
        ("XFD3", "too_large", "Save it as CSV or Parquet"),
        ("ZZZZZZZZ9", "corrupt", "names a cell ZZZZZZZZ9, which no sheet has.*save it anew"),
        ("B99999999999999", "corrupt", "which no sheet has.*save it anew"),
        ("B" + "9" * 5000, "corrupt", "which no sheet has.*save it anew"),
        ("A" * 5000 + "1", "corrupt", "which no sheet has.*save it anew"),
        ("B0", "corrupt", "The sheet Sheet of this workbook is damaged.*save it anew"),
        ("99", "corrupt", "The sheet Sheet of this workbook is damaged"),
        ("", "corrupt", "The sheet Sheet of this workbook is damaged"),
        ("ÄÖ3", "corrupt", "The sheet Sheet of this workbook is damaged"),
    ],
)
def test_a_cell_out_of_reach_is_named_with_what_to_do(cell: str, code: str, advice: str, tmp_path: Path, ask: Ask) -> None:
    path = workbook(tmp_path / "far.xlsx", cell)
    for request in ("profile", "table"):
        with pytest.raises(RequestFailure, match=advice) as failure:
            ask(request, path, **({"out": "far.parquet"} if request == "table" else {}))
        assert failure.value.code == code


@pytest.mark.parametrize("size", ["A1:XFD1048576", "A1:A99999999999"])
def test_a_sheet_that_only_claims_to_be_huge_is_read(size: str, tmp_path: Path, ask: Ask) -> None:
    assert ask("profile", workbook(tmp_path / "claim.xlsx", size=size))["head"] == [[1, "a"], [2, "b"]]


def test_a_format_in_the_last_cell_of_excel_is_no_value(tmp_path: Path, ask: Ask) -> None:
    path = workbook(tmp_path / "styled.xlsx", styled="XFD1048576")
    assert ask("profile", path)["head"] == [[1, "a"], [2, "b"]]


def test_a_damaged_sheet_says_nothing_against_the_others(tmp_path: Path, ask: Ask) -> None:
    path = workbook(tmp_path / "two.xlsx", "B0", sheets=2)
    found = ask("profile", path)
    assert (found["sheet"], found["rows"]) == ("Sheet1", 2)
    assert [warning["message"] for warning in found["warnings"] if warning["code"] == "damaged_sheets"] == [
        "Damaged, and cannot be read: Sheet. Open the workbook in Excel and save it anew."
    ]
    with pytest.raises(RequestFailure, match="The sheet Sheet of this workbook is damaged"):
        ask("profile", path, sheet="Sheet")


@pytest.mark.parametrize("chunk", range(1, 24))
def test_a_far_cell_is_found_wherever_its_reference_is_cut(chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_reach, "_CHUNK", chunk)
    path = workbook(tmp_path / "far.xlsx", "ZZ200000")
    with zipfile.ZipFile(path) as archive, pytest.raises(RequestFailure, match="the cell ZZ200000"):
        sheet_reach.refuse_far_cells(archive, 1_000_000)
