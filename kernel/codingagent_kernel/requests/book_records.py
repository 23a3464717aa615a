"""Walks through a workbook's own records for what its reader does not tell: cells that hold a formula's error, and a lock."""

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from xlrd.compdoc import CompDoc

MOST_BYTES = 400 * 1024**2
"""Of a workbook's sheets as XML."""
MOST_RECORDS_BYTES = 64 * 1024**2
"""Of a workbook's sheets as records, which take longer to walk through."""
_XML_ERROR, _ODS_ERROR = b' t="e"', b'calcext:value-type="error"'
_SHEETS = {
    "xlsx": r"worksheets/[^/]+\.xml$",
    "xlsm": r"worksheets/[^/]+\.xml$",
    "xlsb": r"worksheets/[^/]+\.bin$",
    "ods": r"^content\.xml$",
}
# Records of XLSB: BrtCellError and BrtFmlaError.
_XLSB_ERRORS = (3, 11)
# Records of XLS: BoolErr of three versions, whose last byte says which of the two it is, and Formula, whose result may be an error.
_XLS_BOOL_ERROR, _XLS_FORMULA, _XLS_LOCK = (0x0005, 0x0205), (0x0006, 0x0206, 0x0406), 0x002F


def count_errors(path: Path, format: str) -> int:
    """Of all sheets together; 0 where the file does not tell."""
    if format in _SHEETS and zipfile.is_zipfile(path):
        binary = format == "xlsb"
        with zipfile.ZipFile(path) as archive:
            sheets = [name for name in archive.namelist() if re.search(_SHEETS[format], name)]
            return (
                _in_records(archive, sheets) if binary else _in_xml(archive, sheets, _ODS_ERROR if format == "ods" else _XML_ERROR)
            )
    return _in_old_file(path) if format == "xls" else 0


_NO_RESULT = re.compile(rb"<c((?: [^<>]{0,200})?)><f(?:[^<>]{0,300}/>|(?: [^<>]{0,300})?>[^<]{0,9000}</f>)(?:<v ?/>|<v></v>)?</c>")
_LONGEST = 10_000


def count_formulas_without_result(path: Path, format: str) -> int:
    """Of all sheets of an XLSX together: programs write formulas and leave it to Excel to compute them."""
    if format not in ("xlsx", "xlsm") or not zipfile.is_zipfile(path):
        return 0
    count = read = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not re.search(_SHEETS[format], name):
                continue
            with archive.open(name) as member:
                before = b""
                while read <= MOST_BYTES and (data := member.read(1 << 20)):
                    window, end = before + data, 0
                    for match in _NO_RESULT.finditer(window):
                        # Of a text the result may be empty.
                        count, end = count + (b't="str"' not in match[1]), match.end()
                    before = window[max(end, len(window) - _LONGEST) :]
                    read += len(data)
    return count


def _in_xml(archive: zipfile.ZipFile, sheets: list[str], mark: bytes) -> int:
    count = read = 0
    for name in sheets:
        with archive.open(name) as member:
            before = b""
            while read <= MOST_BYTES and (data := member.read(1 << 20)):
                window = before + data
                count += window.count(mark)
                before = window[1 - len(mark) :]
                read += len(data)
    return count


def _in_records(archive: zipfile.ZipFile, sheets: list[str]) -> int:
    count, room = 0, MOST_RECORDS_BYTES
    for name in sheets:
        with archive.open(name) as member:
            data = member.read(room)
        room -= len(data)
        count += sum(record in _XLSB_ERRORS for record in _xlsb_records(data))
    return count


def _xlsb_records(data: bytes) -> Iterator[int]:
    """Each record's number; numbers and lengths are written in sevens of bits, the least first."""
    place, end = 0, len(data)
    while place + 1 < end:
        record = data[place]
        place += 2 if record & 0x80 else 1
        length = shift = 0
        while place < end:
            byte = data[place]
            place += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift > 21:
                break
        place += length
        yield record


def _in_old_file(path: Path) -> int:
    count = 0
    for record, body in _xls_records(path):
        if record in _XLS_BOOL_ERROR:
            count += body[-1:] == b"\1"
        elif record in _XLS_FORMULA and len(body) >= 14:
            count += body[6] == 2 and body[12:14] == b"\xff\xff"
    return count


def is_locked_xls(path: Path) -> bool:
    return any(record == _XLS_LOCK for record, _ in islice(_xls_records(path), 100))


def _xls_records(path: Path) -> Iterator[tuple[int, bytes]]:
    """Each record's number and the beginning of its body."""
    if path.stat().st_size > MOST_RECORDS_BYTES:
        return
    data = path.read_bytes()
    try:
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            streams = CompDoc(data, logfile=io.StringIO())
            data = streams.get_named_stream("Workbook") or streams.get_named_stream("Book") or b""
    except Exception:
        return
    place = 0
    while place + 4 <= len(data):
        record, length = struct.unpack_from("<HH", data, place)
        yield record, data[place + 4 : place + 4 + min(length, 16)]
        place += 4 + length
