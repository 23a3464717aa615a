"""What a cell may say, and what comes back: language, output, results, files."""

import json
import pathlib

import pytest

from codingagent_kernel.kernel_for_tests import KernelForTests


def test_says_what_it_is(kernel: KernelForTests) -> None:
    assert kernel.ready["frame"] == "ready"
    assert kernel.ready["protocol"] == 1
    assert kernel.ready["python"].startswith("3.")


def test_the_last_expression_is_shown_and_kept(shared: KernelForTests) -> None:
    assert shared.run("20 + 1").shown == ["21"]
    assert shared.run("_ * 2").shown == ["42"]


def test_a_semicolon_a_none_and_a_statement_show_nothing(shared: KernelForTests) -> None:
    for code in ("5;", "None", "x = 5", "print", "", "  \n", "# only a comment"):
        outcome = shared.run(code)
        assert outcome.status == "ok"
        assert len(outcome.shown) == (1 if code == "print" else 0)


def test_variables_functions_and_imports_live_on(shared: KernelForTests) -> None:
    shared.run("import math\ndef twice(n): return 2 * n\nkept = twice(math.floor(10.7))")
    assert shared.run("twice(kept)").shown == ["40"]


def test_stdout_and_stderr_come_apart_and_in_order(shared: KernelForTests) -> None:
    outcome = shared.run("import sys\nprint('one')\nprint('two', file=sys.stderr)\ndisplay('three')\nprint('four')\n'five'")
    assert outcome.stdout == "one\nfour\n"
    assert outcome.stderr == "two\n"
    said = "".join(frame["text"].strip("'\n") + "," for frame in outcome.frames[:-1] if frame.get("stream") != "stderr")
    assert said.replace(",,", ",") == "one,three,four,five,"


def test_output_comes_while_the_cell_runs(kernel: KernelForTests) -> None:
    cell = kernel.begin("import time\nprint('now', end='', flush=True)\nwhile True: time.sleep(0.01)")
    kernel.wait_for_output("now")
    kernel.interrupt(cell)
    assert kernel.finish().status == "interrupted"


def test_what_subprocesses_and_descriptors_print_counts_as_output(shared: KernelForTests) -> None:
    outcome = shared.run(
        "import os, subprocess\nos.write(1, b'direct\\n')\nsubprocess.run(['echo', 'child'])\n!echo shell $((1 + 1))"
    )
    assert outcome.stdout.split() == ["direct", "child", "shell", "2"]


def test_half_characters_are_joined(shared: KernelForTests) -> None:
    code = "import os, time\nfor byte in 'naïve 数据 🎉'.encode():\n    os.write(1, bytes([byte])); time.sleep(0.002)"
    assert shared.run(code).stdout == "naïve 数据 🎉"


def test_bytes_that_are_no_text_do_no_harm(shared: KernelForTests) -> None:
    assert shared.run("import os; os.write(1, b'a\\xff\\xfeb\\n')").stdout == "a\ufffd\ufffdb\n"
    assert shared.run("print('\\ud800 lone')").stdout == "\\ud800 lone\n"


def test_a_progress_bar_stays_one_line(shared: KernelForTests) -> None:
    outcome = shared.run("import sys\nfor i in range(2000): sys.stdout.write(f'\\r{i:5d}')\nprint()")
    assert outcome.stdout.endswith("1999\n")
    assert len(outcome.stdout) < 2000 * 6 / 2


def test_ipython_language(shared: KernelForTests) -> None:
    assert "Wall time" in shared.run("%%time\ntotal = sum(range(10))").stdout
    assert shared.run("total").shown == ["45"]
    assert "loop" in shared.run("%timeit -n 1 -r 1 1 + 1").stdout
    assert shared.run("listed = !printf 'a\\nb'\nlist(listed)").shown == ["['a', 'b']"]
    assert "Docstring" in shared.run("len?").stdout
    assert shared.run("import asyncio\nawait asyncio.sleep(0)\n'awaited'").shown == ["'awaited'"]
    assert shared.run("%%capture held\nprint('quiet')").stdout == ""
    assert shared.run("held.stdout").shown == ["'quiet\\n'"]
    assert shared.run("%matplotlib inline").status == "ok"
    assert shared.run("%%bash\necho from bash").stdout == "from bash\n"


def test_cd_changes_the_folder_for_later_cells(kernel: KernelForTests) -> None:
    kernel.run("import os; os.makedirs('deep', exist_ok=True)")
    assert kernel.run("%cd deep").status == "ok"
    assert kernel.run("os.getcwd()").shown == [repr(str(kernel.workspace / "deep"))]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("!pip install pandas", "is already installed"),
        ("%pip install --upgrade scikit-learn==0.1", "scikit-learn"),
        ("pip install sklearn", "scikit-learn"),
        ("!python3 -m pip install nosuchthing -q", "nosuchthing is not installed and cannot be: there is no network"),
        ("%conda install -c conda-forge polars", "polars"),
        ("!apt-get install -y graphviz", "no network"),
        ("!pip list", "pandas=="),
        ("!pip uninstall pandas", "packages are fixed"),
    ],
)
def test_installers_answer_what_is_there(shared: KernelForTests, code: str, said: str) -> None:
    outcome = shared.run(code)
    assert outcome.status == "ok"
    assert said in outcome.stdout


def test_a_failing_command_is_seen(shared: KernelForTests) -> None:
    outcome = shared.run("!ls /nowhere-at-all")
    assert "nowhere-at-all" in outcome.stderr
    assert "exit code" in outcome.stderr


def test_it_is_main_and_stands_in_the_workspace(kernel: KernelForTests) -> None:
    code = "import os, sys\nprint(os.getcwd(), __name__, len(sys.argv))\nif __name__ == '__main__':\n    print('main')"
    assert kernel.run(code).stdout == f"{kernel.workspace} __main__ 1\nmain\n"
    (kernel.workspace / "mine.py").write_text("value = 7\n")
    assert kernel.run("import mine; mine.value").shown == ["7"]


def test_a_file_named_as_a_library_does_not_hide_it(kernel: KernelForTests) -> None:
    (kernel.workspace / "statistics.py").write_text("raise RuntimeError('hidden')\n")
    (kernel.workspace / "json.py").write_text("raise RuntimeError('hidden')\n")
    assert kernel.run("import statistics; statistics.mean([1, 3])").shown == ["2"]


@pytest.mark.parametrize("code", ["exit()", "quit()", "import sys; sys.exit()", "sys.exit(0)", "raise SystemExit"])
def test_exits_end_the_cell_and_no_more(shared: KernelForTests, code: str) -> None:
    shared.run("alive = 1")
    outcome = shared.run(f"import sys\nprint('before')\n{code}\nprint('after')")
    assert outcome.status == "ok"
    assert outcome.stdout == "before\n"
    assert shared.run("alive").shown == ["1"]


def test_an_exit_with_a_reason_is_an_error(shared: KernelForTests) -> None:
    outcome = shared.run("import sys\nsys.exit('no data')")
    assert (outcome.status, outcome.error["name"], outcome.error["message"]) == ("error", "SystemExit", "no data")


def test_input_says_that_nobody_types(shared: KernelForTests) -> None:
    outcome = shared.run("name = input('Your name? ')")
    assert outcome.status == "error"
    assert "nobody types" in outcome.error["message"]
    assert shared.run("import sys; sys.stdin.read()").shown == ["''"]


def test_ready_names(kernel: KernelForTests) -> None:
    outcome = kernel.run("print(pd.__name__, np.__name__, plt.get_backend().lower(), OUTPUT_DIR)")
    assert outcome.stdout == f"pandas numpy agg {kernel.workspace}/output\n"
    assert (kernel.workspace / "output").is_dir()
    assert outcome.result["variables"] == []


def test_output_beyond_the_limit_is_cut_and_kept_in_a_file(kernel: KernelForTests) -> None:
    outcome = kernel.run("for i in range(50_000): print('line', i)", output_bytes=10_000)
    last = outcome.of("output")[-1]
    assert last["truncated"] is True
    assert "cell-1-output.txt" in last["text"]
    assert sum("truncated" in frame for frame in outcome.of("output")) == 1
    assert len(outcome.stdout) < 10_400
    kept = (kernel.workspace / "output" / "cell-1-output.txt").read_text()
    assert kept.startswith("line 0\nline 1\n")
    assert kept.endswith("line 49999\n")
    assert [frame["path"] for frame in outcome.of("file")] == [f"{kernel.workspace}/output/cell-1-output.txt"]


def test_a_link_in_the_place_of_the_output_file_is_not_followed(kernel: KernelForTests) -> None:
    target = kernel.folder / "elsewhere"
    target.write_text("untouched")
    (kernel.workspace / "output").mkdir(exist_ok=True)
    (kernel.workspace / "output" / "cell-1-output.txt").symlink_to(target)
    outcome = kernel.run("print('x' * 5000)", output_bytes=100)
    assert target.read_text() == "untouched"
    assert "cell-1-output-2.txt" in outcome.stdout


def test_endless_output_is_bounded(kernel: KernelForTests) -> None:
    outcome = kernel.run("while True: print('y' * 1000)", output_bytes=1000, timeout=1)
    assert outcome.status == "timeout"
    assert len(outcome.stdout) < 1500
    assert (kernel.workspace / "output" / "cell-1-output.txt").stat().st_size <= 65 * 1024 * 1024


def test_a_slow_reader_holds_the_cell_back(kernel: KernelForTests) -> None:
    """Nothing is lost, and nothing piles up in the supervisor, while the host does not read."""
    kernel.begin("for i in range(200_000): print('0123456789' * 5)", output_bytes=50_000_000, timeout=60)
    first = kernel.read()
    held = [
        int(line.split()[1])
        for line in pathlib.Path(f"/proc/{kernel.process}/status").read_text().splitlines()
        if line.startswith("RssAnon")
    ]
    assert held[0] < 600_000
    outcome = kernel.finish()
    assert len(first["text"]) + len(outcome.stdout) == 200_000 * 51


def test_final_result(shared: KernelForTests) -> None:
    cases = [
        ("final_result = '**42** units'", "**42** units", "text/markdown"),
        ("final_result = 0.1 + 0.2", "0.3", "text/plain"),
        ("final_result = np.float64(2.5)", "2.5", "text/plain"),
        ("final_result = np.int64(7)", "7", "text/plain"),
        ("final_result = None", "None", "text/plain"),
    ]
    for code, value, mime in cases:
        outcome = shared.run(code)
        assert outcome.final is not None
        assert (outcome.final["value"], outcome.final["mime"]) == (value, mime)
    answered = shared.run("final_result = {'mean': np.float64(1.5), 'names': ['a', 'b'], 3: None}").final
    assert answered is not None
    assert json.loads(answered["value"]) == {"mean": 1.5, "names": ["a", "b"], "3": None}
    assert answered["mime"] == "application/json"
    table = shared.run("final_result = pd.DataFrame({'a': [1, 2]})").final
    assert table is not None
    assert table["mime"] == "text/markdown"
    assert "|   1 |" in table["value"]


def test_final_result_belongs_to_the_cell_that_set_it(shared: KernelForTests) -> None:
    assert shared.run("final_result = 1").final
    assert shared.run("1 + 1").final is None
    assert shared.run("final_result").final is None
    assert shared.run("final_result = 1").final
    assert shared.run("def answer():\n    global final_result\n    final_result = 'from inside'\nanswer()").final
    assert shared.run("final_result = 2\n1/0").final is None


def test_files_a_cell_made_or_changed_are_noticed(kernel: KernelForTests) -> None:
    (kernel.workspace / "upload.csv").write_text("a\n1\n")
    outcome = kernel.run("pd.DataFrame({'a': [1]}).to_csv(f'{OUTPUT_DIR}/new.csv')\nopen('side.txt', 'w').write('x')")
    found = {frame["path"]: frame["change"] for frame in outcome.of("file")}
    assert found == {f"{kernel.workspace}/output/new.csv": "new", f"{kernel.workspace}/side.txt": "new"}
    outcome = kernel.run("open('side.txt', 'a').write('y'); import os; os.makedirs('.hidden'); open('.hidden/a', 'w').write('a')")
    assert [(frame["path"], frame["change"], frame["size"]) for frame in outcome.of("file")] == [
        (f"{kernel.workspace}/side.txt", "changed", 2)
    ]
    assert kernel.run("1").of("file") == []


def test_file_saved_lines(kernel: KernelForTests) -> None:
    kernel.run("open(f'{OUTPUT_DIR}/old.csv', 'w').write('x')")
    outcome = kernel.run(
        "print(f'FILE_SAVED:{OUTPUT_DIR}/old.csv')\nopen('b.txt', 'w').write('b'); print('FILE_SAVED: b.txt', end='')"
    )
    assert sorted(frame["path"] for frame in outcome.of("file")) == [
        f"{kernel.workspace}/b.txt",
        f"{kernel.workspace}/output/old.csv",
    ]
    assert outcome.stdout.count("FILE_SAVED") == 2


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../etc/passwd", "link", "nowhere.txt", "fifo", ".hidden", "", "a\\0b", "folder"]
)
def test_file_saved_names_nothing_outside(kernel: KernelForTests, path: str) -> None:
    kernel.run(
        "import os\nos.symlink('/etc/passwd', 'link'); os.mkfifo('fifo'); os.mkdir('folder'); open('.hidden', 'w').write('h')"
    )
    assert kernel.run(f"print('FILE_SAVED:{path}')").of("file") == []


def test_hours_of_a_progress_bar_are_few_frames(kernel: KernelForTests) -> None:
    outcome = kernel.run(
        "import sys, time\nend = time.time() + 4\nwhile time.time() < end: sys.stdout.write('\\r' + str(time.time()))",
        output_bytes=10**9,
    )
    assert len(outcome.frames) < 600


def test_things_shown_without_end_are_few_frames(kernel: KernelForTests) -> None:
    outcome = kernel.run("for i in range(5000): display(i)")
    assert len(outcome.shown) == 1000
    assert "rest is left out" in outcome.shown[-1]


def test_no_process_to_be_had_costs_the_undo_point_alone(kernel: KernelForTests) -> None:
    code = "import os\nimport codingagent_kernel.undo\ndef none(): raise BlockingIOError(11, 'no process')\ncodingagent_kernel.undo._fork = none"
    assert kernel.run(code).status == "ok"
    assert "no further process" in kernel.run("os._exit(1)").result["note"]
    assert kernel.run("1").status == "ok"


def test_hundreds_of_things_shown_stand_between_what_is_printed(kernel: KernelForTests) -> None:
    outcome = kernel.run("for i in range(300):\n    print('p', i)\n    display(i)")
    said = [frame["text"].strip() for frame in outcome.frames[:-1]]
    assert said == [words for i in range(300) for words in (f"p {i}", str(i))]


def test_what_a_fork_shows_holds_nobody_up(kernel: KernelForTests) -> None:
    code = "import os\nif os.fork() == 0:\n    for i in range(20): display('child')\n    os._exit(0)\nos.wait()\nprint('a'); display('b'); print('c')"
    outcome = kernel.run(code)
    said = [frame["text"].strip() for frame in outcome.frames[:-1]]
    assert [words for words in said if "child" not in words] == ["a", "'b'", "c"]
    assert kernel.run("print(1); display(2); print(3)").stdout == "1\n3\n"


def test_a_cell_stopped_while_it_shows_leaves_a_kernel_that_works(kernel: KernelForTests) -> None:
    cell = kernel.begin("print('go', flush=True)\nwhile True: display(1)")
    kernel.wait_for_output("go")
    kernel.interrupt(cell)
    assert kernel.finish().status == "interrupted"
    assert kernel.run("display(1); 2").shown == ["1", "2"]
