"""Fixtures of the kernel's tests."""

from collections.abc import Iterator

import pytest

from codingagent_kernel.kernel_for_tests import KernelForTests


@pytest.fixture
def kernel() -> Iterator[KernelForTests]:
    """A kernel of the test's own."""
    made = KernelForTests()
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared() -> Iterator[KernelForTests]:
    """One kernel for a module's tests that leave it usable."""
    made = KernelForTests()
    yield made
    made.close()
