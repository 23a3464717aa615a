"""The line of pandas that reads a file as its passport shows it."""

from codingagent_kernel.requests.delimited import Shape
from codingagent_kernel.requests.kinds import Counts
from codingagent_kernel.requests.reading import Reading
from codingagent_kernel.requests.source import Remarks


def for_text(shape: Shape, columns: list[tuple[str, Reading, Counts]], remarks: Remarks) -> list[str]:
    return []


def for_workbook(*args: object) -> list[str]:
    return []
