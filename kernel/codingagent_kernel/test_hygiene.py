"""The kernel answers after cells that break what is around them."""

import pytest

from codingagent_kernel.kernel_for_tests import KernelForTests

ODD = {
    "patched builtins": "import builtins\nbuiltins.len = builtins.isinstance = builtins.sorted = builtins.print = lambda *a, **k: 1 / 0",
    "deleted builtins": "import builtins\ndel builtins.len, builtins.isinstance, builtins.str",
    "shadowed names": "list = dict = str = int = len = print = id = type = None",
    "stdout replaced": "import sys, io\nsys.stdout = sys.stderr = io.StringIO()",
    "stdout is no stream": "import sys\nsys.stdout = sys.__stdout__ = None",
    "stdout closed": "import sys\nsys.stdout.close(); sys.stderr.close()",
    "descriptors closed": "import os\nos.close(1); os.close(2)",
    "descriptors replaced": "import os\nd = os.open('/dev/null', os.O_RDWR)\nos.dup2(d, 1); os.dup2(d, 2)",
    "stdin closed": "import sys, os\nsys.stdin.close(); os.close(0)",
    "displayhook replaced": "import sys\nsys.displayhook = lambda value: None",
    "no displayhook": "import sys\ndel sys.displayhook",
    "a trace function": "import sys\nsys.settrace(lambda *a: 1 / 0)",
    "a profile function": "import sys\nsys.setprofile(lambda *a: None)",
    "low recursion limit": "import sys\nsys.setrecursionlimit(70)",
    "modules deleted": "import sys\nfor name in ('json', 'os', 'time', 'linecache', 'pandas'): sys.modules.pop(name, None)",
    "pd deleted": "del pd, np, plt, OUTPUT_DIR",
    "everything deleted": "for _name in [n for n in globals() if not n.startswith('_')]: del globals()[_name]",
    "globals cleared": "globals().clear()",
    "os patched": "import os\nos.write = os.read = os.fork = os.kill = os.waitpid = os.getpid = None",
    "json patched": "import json\njson.dumps = json.loads = json.JSONEncoder = None",
    "time patched": "import time\ntime.time = time.monotonic = lambda: 1 / 0",
    "signal handler": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_DFL)",
    "alarms": "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)",
    "atexit": "import atexit\natexit.register(lambda: 1 / 0)",
    "garbage collection off": "import gc\ngc.disable()",
    "a daemon thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,), daemon=True).start()",
    "a busy thread": "import threading\nstop = []\ndef spin():\n    while not stop: pass\nthreading.Thread(target=spin, daemon=True).start()",
    "a forgotten fork": "import os, time\nif os.fork() == 0:\n    time.sleep(1000)",
    "a fork that goes on": "import os\nos.fork()",
    "no folder to stand in": "import os\nos.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone')",
    "locale": "import locale\nlocale.setlocale(locale.LC_ALL, 'C')",
    "environment cleared": "import os\nos.environ.clear()",
    "a hostile repr": "class Bad:\n    def __repr__(self): raise SystemExit\n    __str__ = __len__ = __eq__ = __hash__ = __bool__ = __repr__\nbad = Bad()",
    "a hostile class": "class Meta(type):\n    def __getattribute__(cls, name): raise ValueError(name)\nclass Odd(metaclass=Meta): pass\nodd = Odd()",
    "a recursive list": "loop = []; loop.append(loop); rings = {}; rings['self'] = rings",
    "a deep list": "deep = []\nfor _ in range(100_000): deep = [deep]",
    "odd names": "globals()['with space'] = 1; globals()[5] = 2; globals()['ünï'] = 3",
    "warnings as errors": "import warnings\nwarnings.simplefilter('error')",
    "numpy raises": "np.seterr(all='raise')",
    "pandas options": "pd.set_option('display.max_rows', 0); pd.options.mode.string_storage = 'python'",
    "import hook": "import sys\nclass No:\n    def find_spec(self, *a): raise ImportError('no')\nsys.meta_path.insert(0, No())",
    "ipython emptied": "ip = get_ipython(); ip.user_ns = {}; ip.display_formatter = None; ip.displayhook = None",
    "process group": "import os\nos.setpgid(0, 0); os.umask(0o777); os.umask(0o022)",
}


@pytest.mark.parametrize("name", ODD)
def test_the_kernel_answers_after(kernel: KernelForTests, name: str) -> None:
    kernel.run("kept = 41")
    kernel.run(ODD[name])
    outcome = kernel.run("print('still'); 40 + 2")
    # A process that the cell left behind may still show a thing of its own before it is ended.
    assert (outcome.status, outcome.shown[-1:]) == ("ok", ["42"]) or name in (
        "shadowed names",
        "patched builtins",
        "deleted builtins",
        "a trace function",
    )
    assert outcome.result["executionCount"] == 3
    assert kernel.ask("variables")["frame"] == "reply"
    kernel.run("import os; os._exit(1)")
    after = kernel.run("import sys\nsys.version_info[0]")
    assert after.status in ("ok", "error")
    assert kernel.ask("variables")["frame"] == "reply"


def test_replaced_streams_print_again_in_the_next_cell(kernel: KernelForTests) -> None:
    for name in ("stdout replaced", "stdout is no stream", "stdout closed", "descriptors closed", "descriptors replaced"):
        kernel.run(ODD[name])
        outcome = kernel.run("import sys\nprint('out'); print('err', file=sys.stderr)\n!echo child")
        assert (outcome.stdout, outcome.stderr) == ("out\nchild\n", "err\n"), name


def test_a_replaced_builtin_stays_replaced_for_the_person(kernel: KernelForTests) -> None:
    kernel.run("import builtins\nbuiltins.answer = 42\nkeep = builtins.sorted\nbuiltins.sorted = lambda *a: 'mine'")
    assert kernel.run("answer, sorted([2, 1])").shown == ["(42, 'mine')"]
    kernel.run("builtins.sorted = keep\ndel builtins.answer")
    assert kernel.run("sorted([2, 1])").shown == ["[1, 2]"]


def test_a_child_that_lives_on_may_not_speak_for_the_runner(kernel: KernelForTests) -> None:
    """A fork that goes on with the cell's code ends as the runner does; it must not answer a second time."""
    outcome = kernel.run("import os\npid = os.fork()\nprint('here')\n'shown'")
    assert outcome.status == "ok"
    assert kernel.run("1 + 1").shown == ["2"]
    assert kernel.run("pid > 0").shown in (["True"], ["False"])


def test_forged_frames_harm_nobody(kernel: KernelForTests) -> None:
    code = """
import os, json, stat
for n in range(3, 50):
    try:
        if stat.S_ISSOCK(os.fstat(n).st_mode):
            for line in (b'nonsense', b'{"frame":"result"}', b'[]', b'{"frame":"ready"}', b'{"frame":"reply","request":1}',
                         json.dumps({"frame": "display", "cell": 77, "text": "forged"}).encode(), b'{"tell":"standby","process":1}'):
                os.write(n, line + b'\\n')
    except OSError:
        pass
"""
    outcome = kernel.run(code)
    assert outcome.status == "ok"
    assert {frame["cell"] for frame in outcome.frames} == {1}
    assert kernel.run("1 + 1").shown == ["2"]


def test_an_endless_line_on_the_control_socket_costs_the_runner_alone(kernel: KernelForTests) -> None:
    kernel.run("x = 1")
    flood = "import os, stat\nfor n in range(3, 50):\n    try:\n        if stat.S_ISSOCK(os.fstat(n).st_mode):\n            while True: os.write(n, b'x' * 65536)\n    except OSError: pass"
    outcome = kernel.run(flood, timeout=20)
    assert outcome.status == "crashed"
    assert kernel.run("x").shown == ["1"]


def test_each_kernel_draws_its_own_random_numbers() -> None:
    drawn = []
    for _ in range(3):
        kernel = KernelForTests()
        drawn.append(kernel.run("import random, uuid\nprint(random.random(), np.random.rand(), uuid.uuid4().hex)").stdout.split())
        kernel.close()
    # Each generator by itself: Python's own begins anew after a fork, NumPy's does not.
    for numbers in zip(*drawn, strict=True):
        assert len(set(numbers)) == 3


def test_a_failed_cell_lets_go_of_what_it_held(kernel: KernelForTests) -> None:
    kernel.run("import gc, weakref\nclass Thing: pass\nheld = []\ngc.disable()")
    failed = "def fail():\n    thing = Thing()\n    held.append(weakref.ref(thing))\n    1 / 0\nfail()"
    assert kernel.run(failed).status == "error"
    assert kernel.run("held[0]() is None").shown == ["True"]
