"""What odd cells break is mended; each test in a process of its own, because it breaks it."""

import builtins
import io
import os
import signal
import sys
import traceback
from collections.abc import Callable

import pytest

from codingagent_kernel.guards import Guards, run_quietly


def apart(test: Callable[[Guards], None]) -> str:
    """Runs it in a child whose stdout and stderr are one pipe; what it printed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.dup2(writer, 1)
            os.dup2(writer, 2)
            test(Guards(lambda value: None))
            code = 0
        except BaseException:
            os.write(writer, traceback.format_exc().encode())
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, "rb") as printed:
        text = printed.read().decode()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, text
    return text


def break_stdout() -> None:
    sys.stdout = io.StringIO()


def close_stdout() -> None:
    sys.stdout.close()


def close_descriptor() -> None:
    os.close(1)


def replace_descriptor() -> None:
    nothing = os.open("/dev/null", os.O_WRONLY)
    os.dup2(nothing, 1)


def delete_stdout() -> None:
    del sys.stdout


@pytest.mark.parametrize("damage", [break_stdout, close_stdout, close_descriptor, replace_descriptor, delete_stdout])
def test_prints_reach_the_pipe_again(damage: Callable[[], None]) -> None:
    def test(guards: Guards) -> None:
        damage()
        guards.before_cell()
        print("mended")

    assert apart(test) == "mended\n"


def test_each_print_is_written_at_once() -> None:
    def test(guards: Guards) -> None:
        sys.stdout.write("half a line")
        os.write(1, b"|")
        print("x\ud800", file=sys.stderr)

    assert apart(test) == "half a line|x\\ud800\n"


def test_where_all_descriptors_are_gone_nothing_else_is_written_to() -> None:
    def test(guards: Guards) -> None:
        os.closerange(1, 2000)
        opened = os.open("/dev/zero", os.O_RDWR)
        assert opened == 1
        guards.before_cell()
        print("nowhere")
        assert os.readlink("/proc/self/fd/1") == "/dev/null"

    apart(test)


def test_hooks_and_limits_come_back() -> None:
    def test(guards: Guards) -> None:
        hook = sys.displayhook
        sys.displayhook = print
        sys.setrecursionlimit(60)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        guards.before_cell()
        assert sys.displayhook is hook
        assert sys.getrecursionlimit() >= 1000
        with pytest.raises(KeyboardInterrupt), guards.interruptible():
            os.kill(os.getpid(), signal.SIGINT)
        assert guards.interrupted

    apart(test)


def test_an_interrupt_outside_a_cell_is_nothing() -> None:
    def test(guards: Guards) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        assert not guards.interrupted
        with guards.interruptible():
            pass
        os.kill(os.getpid(), signal.SIGINT)
        assert not guards.interrupted

    apart(test)


def test_a_higher_recursion_limit_is_the_persons_choice() -> None:
    def test(guards: Guards) -> None:
        sys.setrecursionlimit(50_000)
        guards.before_cell()
        assert sys.getrecursionlimit() == 50_000

    apart(test)


def test_replaced_builtins_are_the_persons_alone() -> None:
    def test(guards: Guards) -> None:
        ours = builtins.len
        with guards.their_builtins():
            builtins.len = lambda thing: 99
            builtins.own = "made"  # type: ignore[attr-defined]
        assert builtins.len is ours
        assert not hasattr(builtins, "own")
        with guards.their_builtins():
            assert builtins.len([]) == 99
            assert builtins.own == "made"  # type: ignore[attr-defined]
            del builtins.own  # type: ignore[attr-defined]
            builtins.len = ours
        with guards.their_builtins():
            assert builtins.len is ours
            assert not hasattr(builtins, "own")

    apart(test)


def test_deleted_builtins_come_back() -> None:
    def test(guards: Guards) -> None:
        with guards.their_builtins():
            del builtins.len
        assert builtins.len([1]) == 1

    apart(test)


def test_traces_of_a_cell_end_with_it() -> None:
    def test(guards: Guards) -> None:
        with guards.their_builtins():
            sys.settrace(lambda *_: None)
            sys.setprofile(lambda *_: None)
        assert sys.gettrace() is None
        assert sys.getprofile() is None

    apart(test)


def test_nobody_can_be_asked() -> None:
    def test(guards: Guards) -> None:
        with pytest.raises(RuntimeError, match="nobody types"):
            input("Name? ")
        assert sys.stdin.read() == ""

    apart(test)


def test_new_descriptors_are_known_once_told() -> None:
    def test(guards: Guards) -> None:
        reader, writer = os.pipe()
        os.dup2(writer, 1)
        guards.renew()
        guards.before_cell()
        print("into the new one")
        assert os.read(reader, 100) == b"into the new one\n"

    apart(test)


@pytest.mark.parametrize("raised", [KeyboardInterrupt, MemoryError, SystemExit])
def test_what_must_go_through_goes_through(raised: type[BaseException]) -> None:
    def action() -> None:
        raise raised

    with pytest.raises(raised):
        run_quietly(action)


def test_what_may_fail_may_fail() -> None:
    run_quietly(lambda: 1 / 0)
