"""Names of ready variables, and the variables themselves."""

import json
from pathlib import Path

import pytest

from codingagent_kernel.kernel_for_tests import KernelForTests
from codingagent_kernel.ready_variables import variable_names

EXAMPLES = json.loads((Path(__file__).parent / "variable_names.json").read_text(encoding="utf-8"))["examples"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: " ".join(example))
def test_names_are_as_the_examples_say(example: dict[str, str]) -> None:
    assert variable_names(example) == example


def test_names_do_not_depend_on_the_order() -> None:
    for example in EXAMPLES:
        assert variable_names(reversed(list(example))) == example


def test_names_are_identifiers_and_unique() -> None:
    odd = [
        "",
        " ",
        ".",
        "..",
        "a.",
        "123",
        "1_2.csv",
        "a" * 300,
        "a" * 300 + ".csv",
        "-",
        "class.py",
        "\u202e.csv",
        "ﬀ.csv",
        "٣.csv",
        "🎉.csv",
        "x\n.csv",
        "²",
        "ª.b",
    ]
    names = variable_names(odd)
    assert len(set(names.values())) == len(set(odd))
    assert all(f"{name}_path".isidentifier() for name in names.values())


def test_each_file_has_its_variable(kernel: KernelForTests) -> None:
    (kernel.workspace / "sales data.csv").write_text("a\n1\n")
    (kernel.workspace / "project").mkdir()
    (kernel.workspace / "project" / "shared.parquet").write_text("x")
    assert kernel.run("len(pd.read_csv(sales_data_path)), shared_path").shown == [
        f"(1, '{kernel.workspace}/project/shared.parquet')"
    ]
    assert kernel.run("1").result["variables"] == []


def test_uploads_between_cells_have_theirs_before_the_next(kernel: KernelForTests) -> None:
    kernel.run("x = 1")
    (kernel.workspace / "late.csv").write_text("a\n1\n")
    outcome = kernel.run("late_path")
    assert outcome.shown == [repr(str(kernel.workspace / "late.csv"))]
    assert outcome.of("file") == []
    kernel.run("open(f'{OUTPUT_DIR}/made.xlsx', 'w').write('x')")
    assert kernel.run("output_made_path").shown == [repr(f"{kernel.workspace}/output/made.xlsx")]


def test_a_name_the_person_took_stays_theirs(kernel: KernelForTests) -> None:
    (kernel.workspace / "sales.csv").write_text("a\n")
    kernel.run("sales_path = 'mine'")
    outcome = kernel.run("sales_path")
    assert outcome.shown == ["'mine'"]
    assert "sales_path" in outcome.variables


def test_a_second_file_of_the_same_stem_leaves_the_first_its_name(kernel: KernelForTests) -> None:
    (kernel.workspace / "sales.csv").write_text("a\n")
    kernel.run("first = sales_path")
    (kernel.workspace / "sales.xlsx").write_text("a\n")
    assert kernel.run("sales_path == first == sales_csv_path, sales_xlsx_path.endswith('sales.xlsx')").shown == ["(True, True)"]


def test_the_text_of_a_document_is_made_when_it_is_wanted(kernel: KernelForTests) -> None:
    (kernel.workspace / "notes.txt").write_bytes("Größe: 5 €\n".encode("cp1252"))
    assert kernel.run("5").status == "ok"
    assert not (kernel.workspace / ".text").exists()
    outcome = kernel.run("open(notes_text_path, encoding='utf-8').read()")
    assert outcome.shown == ["'Größe: 5 €\\n'"]
    assert outcome.of("file") == []
    (kernel.workspace / "notes.txt").write_text("changed\n")
    assert kernel.run("open(notes_text_path).read()").shown == ["'changed\\n'"]


def test_a_document_without_a_text_says_so(kernel: KernelForTests) -> None:
    (kernel.workspace / "broken.pdf").write_bytes(b"%PDF-1.4 nonsense")
    outcome = kernel.run("open(broken_text_path).read()")
    assert outcome.status == "ok"
    assert outcome.shown[0].startswith("'[")
