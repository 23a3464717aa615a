"""Where a table begins and ends in a grid of cells, and what its columns are called."""

import datetime

import pytest

from codingagent_kernel.requests.layout import find_layout, is_footer, is_total, says_total
from codingagent_kernel.requests.nature import Cell, nature


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (None, "empty"),
        ("", "empty"),
        ("  ", "empty"),
        (5, "number"),
        (5.5, "number"),
        ("5", "number"),
        ("-5,5", "number"),
        ("$ 1,234.50", "number"),
        ("12 %", "number"),
        ("(5)", "number"),
        ("1e5", "number"),
        (True, "flag"),
        ("TRUE", "flag"),
        ("2024-01-31", "date"),
        ("31.1.24", "date"),
        ("10:30", "date"),
        (datetime.date(2024, 1, 31), "date"),
        (datetime.time(10), "date"),
        ("name", "text"),
        ("q1", "text"),
        ("2024 total", "text"),
    ],
)
def test_the_nature_of_a_cell(cell: Cell, expected: str) -> None:
    assert nature(cell) == expected


def names(*grid: list[Cell], width: int | None = None) -> tuple[int, int, list[str]]:
    found = find_layout(grid, width if width is not None else max(len(row) for row in grid))
    return found.preamble, found.header_rows, list(found.names)


def test_a_header_over_other_types() -> None:
    assert names(["id", "name"], ["1", "a"], ["2", "b"]) == (0, 1, ["id", "name"])


def test_a_header_over_texts_alone() -> None:
    assert names(["first", "last"], ["Anna", "Berg"], ["Bob", "Cox"]) == (0, 1, ["first", "last"])


def test_rows_that_look_like_their_first_have_no_header() -> None:
    assert names(["1", "a"], ["2", "b"]) == (0, 0, ["column_1", "column_2"])
    assert names(["2024-01-01", "5"], ["2024-01-02", "6"]) == (0, 0, ["column_1", "column_2"])


def test_a_value_that_comes_back_below_is_no_name() -> None:
    assert names(["red", "north"], ["blue", "south"], ["red", "north"], ["red", "south"])[1] == 0


def test_years_are_names_over_numbers() -> None:
    assert names(["country", "2019", "2020"], ["DE", "5", "6"], ["FR", "7", "8"])[2] == ["country", "2019", "2020"]
    assert names(["country", 2019.0, 2020.0], ["DE", 5.0, 6.0], ["FR", 7.0, 8.0])[2] == ["country", "2019", "2020"]


def test_a_title_above_is_passed_over() -> None:
    assert names(["Our sales"], [], ["id", "name", "n"], ["1", "a", "2"], width=3) == (2, 1, ["id", "name", "n"])
    assert names(["Our sales", None, None], ["of 2024", None, None], ["id", "name", "n"], [1, "a", 2]) == (
        2,
        1,
        ["id", "name", "n"],
    )


def test_groups_over_names_are_joined() -> None:
    assert names(["", "sales", "", "costs", ""], ["id", "a", "b", "a", "b"], ["x", "1", "2", "3", "4"]) == (
        0,
        2,
        ["id", "sales a", "sales b", "costs a", "costs b"],
    )


def test_a_header_with_a_gap_over_texts_is_one_row() -> None:
    assert names(["id", "", "n"], ["x", "y", "5"], ["z", "w", "6"]) == (0, 1, ["id", "column_2", "n"])


@pytest.mark.parametrize(
    ("given", "made"),
    [
        (["a", "a", "a"], ["a", "a.1", "a.2"]),
        (["a", "a.1", "a"], ["a", "a.1", "a.2"]),
        (["  a \n b ", "", None], ["a b", "column_2", "column_3"]),
        (["a" * 500, "b", "c"], ["a" * 200, "b", "c"]),
        ([5.0, True, datetime.datetime(2024, 1, 31)], ["5", "True", "2024-01-31"]),
    ],
)
def test_names_are_made_usable(given: list[Cell], made: list[str]) -> None:
    found = find_layout([["x", "y", "z"][:0] or given, [1, 2, 3], [4, 5, 6]], 3)
    if found.header_rows:
        assert list(found.names) == made


def test_an_empty_grid_has_no_header() -> None:
    assert find_layout([], 3).header_rows == 0
    assert find_layout([["", ""]], 2).header_rows == 0


@pytest.mark.parametrize(
    ("row", "width", "expected"),
    [
        (["Source: our books"], 3, True),
        (["* estimated"], 3, True),
        (["© us", "", ""], 3, True),
        (["A long remark about how this was counted"], 3, True),
        (["Total", "", ""], 3, True),
        (["DE", "", ""], 3, False),
        (["5"], 3, False),
        (["Source", "x", "y"], 3, False),
        (["Source: x"], 1, False),
        (["", "Source: x", ""], 3, False),
        ([], 3, False),
    ],
)
def test_a_note_below_the_table(row: list[Cell], width: int, expected: bool) -> None:
    assert is_footer(row, width) is expected


def test_a_total_below_numbers() -> None:
    assert is_total(["Total", "5"], ["3", "2"])
    assert is_total(["Summe:", 5], [datetime.date(2024, 1, 1), 2])
    assert not is_total(["Total", "5"], ["DE", "2"])
    assert not is_total(["Total war", "5"], ["3", "2"])
    assert not is_total([], [])


@pytest.mark.parametrize("word", ["Total", "TOTAL:", "Grand total", "Sum", "Gesamtsumme", "insgesamt", "合计"])
def test_words_for_a_total(word: str) -> None:
    assert says_total(word)
    assert not says_total(f"{word} of it")


def test_what_had_to_be_done_to_names_is_said_in_few_sentences() -> None:
    wide = find_layout([["id", *[None] * 12, "n", *["n"] * 6], [1] * 20, [2] * 20], 20)
    assert len(wide.notes) == 2
    assert wide.notes[0] == (
        "12 columns have no name and are called column_2, column_3, column_4, column_5, column_6, column_7, column_8, column_9 …."
    )
    assert wide.notes[1].startswith("6 names stand more than once; those columns are called n.1, n.2")
    narrow = find_layout([["id", None, "n", "n"], [1, 2, 3, 4], [2, 3, 4, 5]], 4)
    assert narrow.notes == (
        "Column 2 has no name and is called column_2.",
        "The name n stands more than once; column 4 is called n.1.",
    )


def test_a_block_above_the_table_is_no_header_of_it() -> None:
    grid: list[list[Cell]] = [
        ["Filter", "(all)", None, None],
        [None] * 4,
        ["region", "a", "b", "c"],
        ["x", 1, 2, 3],
        ["y", 4, 5, 6],
    ]
    assert names(*grid) == (2, 1, ["region", "a", "b", "c"])


PIVOTS: dict[str, tuple[list[list[Cell]], tuple[int, int, list[str]]]] = {
    "months": (
        [["Row Labels", 1, 2, 3, 4], ["north", 17, 25, 3, 4], ["south", 1, 12, 7, 40]],
        (0, 1, ["Row Labels", "1", "2", "3", "4"]),
    ),
    "three months and their sum": (
        [["Row Labels", 1, 2, 3, "Grand Total"], ["a", 10, 25, 30, 65], ["b", 1, 7, 3, 11]],
        (0, 1, ["Row Labels", "1", "2", "3", "Grand Total"]),
    ),
    "months below the pivot's own names": (
        [["Sum of n", "Column Labels", None, None, None], ["Row Labels", 1, 2, 3, "Total"], ["a", 1, 7, 3, 11], ["b", 4, 5, 9, 18]],
        (0, 2, ["Sum of n Row Labels", "Column Labels 1", "Column Labels 2", "Column Labels 3", "Column Labels Total"]),
    ),
    "hours over decimals beside days": (
        [["day", 0.0, 1.0, 2.0, 3.0], ["2024-01-01", 10.5, 2.5, 7, 4], ["2024-01-02", 1, 20, 3.5, 40]],
        (0, 1, ["day", "0", "1", "2", "3"]),
    ),
    "a blank corner": ([[None, 5, 10, 15, 20], ["a", 1, 9, 3, 4], ["b", 8, 2, 30, 4]], (0, 1, ["column_1", "5", "10", "15", "20"])),
    "years that go down": ([["", "2024", "2023", "2022"], ["x", "5", "6", "9"], ["y", "7", "8", "8"]], (0, 1, ["column_1", "2024", "2023", "2022"])),
    "years over numbers that look like years": ([[None, 2019, 2020], ["a", 2015, 2100], ["b", 1850, 1999]], (0, 1, ["column_1", "2019", "2020"])),
    "numbers alone that count from nought": (
        [["0", "1", "2", "3", "4", "5"], ["7", "3", "9", "1", "1", "2"], ["4", "4", "8", "0", "2", "6"]],
        (0, 1, ["0", "1", "2", "3", "4", "5"]),
    ),
    "days": (
        [[None, datetime.datetime(2024, 1, 1), datetime.datetime(2024, 2, 1)], ["a", 5, 6], ["b", 7, 8]],
        (0, 1, ["column_1", "2024-01-01", "2024-02-01"]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PIVOTS)
def test_numbers_that_go_on_evenly_are_the_names_of_a_pivot(case: str) -> None:
    grid, expected = PIVOTS[case]
    assert names(*grid) == expected


@pytest.mark.parametrize(
    "grid",
    [
        [["a", 1, 2, 3], ["b", 4, 5, 6], ["c", 7, 8, 9]],
        [["a", 1, 2, 3, 4], ["b", 2, 3, 4, 5], ["c", 9, 8, 9, 9]],
        [["north", 10, 20, 30], ["south", 1, 2, 3]],
        [["a", 2019, 5], ["b", 2020, 6], ["c", 2021, 7]],
        [[1, 2, 3, 4], [9, 9, 1, 2], [3, 5, 5, 5]],
        [[2, 3, 4, 5, 6, 7], [9, 9, 1, 2, 3, 1], [3, 5, 5, 5, 8, 8]],
        [["a", 1.5, 2.5, 3.5, 4.5], ["b", 1, 7, 2, 3]],
        [["a", 1, 1, 1, 1], ["b", 1, 7, 2, 3]],
    ],
)
def test_rows_of_a_table_without_names_stay_rows(grid: list[list[Cell]]) -> None:
    assert names(*grid)[1] == 0
