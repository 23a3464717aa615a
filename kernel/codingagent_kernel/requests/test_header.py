"""Headers of several rows, as reports have them."""

import datetime

import pytest

from codingagent_kernel.requests.header import Span, depth, joined
from codingagent_kernel.requests.nature import Cell

GROUPS: list[list[Cell]] = [
    [None, None, "Now", None, None, None, "Later", None],
    [None, None, "People", None, "Phase 1", None, "People", None],
    ["Country", "Area", "#", "%", "#", "%", "#", "%"],
    ["AF", "North", 5, 0.5, 1, 0.2, 4, 0.1],
]
MERGED: list[Span] = [(0, 2, 0, 5), (0, 6, 0, 7), (1, 2, 1, 3), (1, 4, 1, 5), (1, 6, 1, 7)]


def test_groups_over_groups_over_names() -> None:
    assert depth(GROUPS, 0) == 3
    names = [
        "Country",
        "Area",
        "Now People #",
        "Now People %",
        "Now Phase 1 #",
        "Now Phase 1 %",
        "Later People #",
        "Later People %",
    ]
    assert joined(GROUPS[:3], 8) == names
    assert joined(GROUPS[:3], 8, MERGED) == names


def test_a_group_reaches_no_further_than_its_cells_were_merged() -> None:
    spans: list[Span] = [(0, 2, 0, 3), (1, 2, 1, 3)]
    assert joined(GROUPS[:3], 8, spans)[2:6] == ["Now People #", "Now People %", "Phase 1 #", "%"]


def test_a_lower_group_ends_where_the_one_above_it_does() -> None:
    rows: list[list[Cell]] = [["A", None, None, "B", None], ["x", None, None, None, None], ["1st", "2nd", "3rd", "4th", "5th"]]
    assert joined(rows, 5) == ["A x 1st", "A x 2nd", "A x 3rd", "B 4th", "B 5th"]


def test_cells_merged_downwards_tell_the_depth() -> None:
    grid: list[list[Cell]] = [
        ["Region", "Share", "Change", None],
        [None, None, "month", "year"],
        ["A", "b", "c", "d"],
        ["E", "f", "g", "h"],
    ]
    spans: list[Span] = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3)]
    assert (depth(grid, 0), depth(grid, 0, spans)) == (1, 2)
    assert joined(grid[:2], 4, spans) == ["Region", "Share", "Change month", "Change year"]


@pytest.mark.parametrize(
    "grid",
    [
        [["id", "name"], [1, "a"], [2, "b"]],
        [["first", "last"], ["Anna", "Berg"], ["Bob", "Cox"]],
        [["id", None, "n"], ["x", "y", 5], ["z", "w", 6]],
        [["id", None, "n"], ["x", "y", "z"], ["a", "b", "c"]],
        [[None, "a"], [None, "b"], [1, 2]],
        [["a", None], ["b", "c"]],
        [["t", None, None], [None, "u", None], ["x", "y", 7], [1, 2, 3]],
    ],
)  # fmt: skip
def test_a_single_header_stays_single(grid: list[list[Cell]]) -> None:
    assert depth(grid, 0) == 1


def test_years_below_groups_are_names() -> None:
    grid: list[list[Cell]] = [[None, "sales", None, "costs", None], ["id", 2019.0, 2020.0, 2019.0, 2020.0], ["x", 5, 6, 7, 8]]
    assert depth(grid, 0) == 2
    assert joined(grid[:2], 5) == ["id", "sales 2019", "sales 2020", "costs 2019", "costs 2020"]


def test_a_merged_cell_that_nothing_follows_is_no_deep_header() -> None:
    assert depth([["data"]], 0, [(0, 0, 2, 0)]) == 1
    assert depth([["title"], *[[None]] * 8, [1]], 0, [(0, 0, 7, 0)]) == 1


def test_rows_of_uneven_length_are_joined_as_far_as_they_reach() -> None:
    assert joined([["g"], ["a", "b", "c"]], 4) == ["g a", "g b", "g c", "g"]
    assert joined([[datetime.datetime(2024, 1, 31), None], ["x", "y"]], 2) == ["2024-01-31 x", "2024-01-31 y"]
