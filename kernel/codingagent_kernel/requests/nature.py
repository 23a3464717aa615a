"""What a cell of a grid looks like: enough to tell a header from the rows below it."""

import datetime
import re

Cell = object
"""A string from a text, or whatever a workbook holds. Empty is None or a blank string."""

_NUMBER = re.compile(r"[-+(]?\s*[$€£¥]?\s*\d[\d .,'’_]*(?:[eE][-+]?\d+)?\s*[%€£$¥)]?")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?|\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?")


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def nature(cell: Cell) -> str:
    """empty, number, date, flag or text."""
    if is_empty(cell):
        return "empty"
    if isinstance(cell, bool):
        return "flag"
    if isinstance(cell, int | float):
        return "number"
    if isinstance(cell, datetime.date | datetime.time | datetime.timedelta):
        return "date"
    text = str(cell).strip()
    if _DATE.fullmatch(text):
        return "date"
    if _NUMBER.fullmatch(text):
        return "number"
    return "flag" if text.lower() in ("true", "false") else "text"
