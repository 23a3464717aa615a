"""Writes workbooks that no package here writes: XLS (BIFF8 in Microsoft's old container), XLSB, and ODS with errors of formulas."""

import datetime
import io
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
ERROR_CODES = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}


@dataclass(frozen=True)
class Fault:
    """A cell that holds a formula's error; `formula` tells one that is computed from one that was typed."""

    name: str
    formula: bool = True


@dataclass(frozen=True)
class Made:
    """One sheet: rows of None, bool, numbers, texts, days and faults."""

    name: str
    rows: Sequence[Sequence[Any]]
    hidden: bool = False


def xls(*sheets: Made, since_1904: bool = False, locked: bool = False) -> bytes:
    start = _record(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    if locked:
        start += _record(0x2F, struct.pack("<HHHH", 1, 1, 1, 4) + bytes(46))
    start += _record(0x42, struct.pack("<H", 1200)) + _record(0x22, struct.pack("<H", since_1904))
    start += b"".join(_record(0xE0, struct.pack("<HH", 0, number) + bytes(16)) for number in (0, 14))
    bodies = [_xls_sheet(sheet, since_1904=since_1904) for sheet in sheets]
    names = [sheet.name.encode("utf-16-le") for sheet in sheets]
    place = len(start) + sum(12 + len(name) for name in names) + 4
    for sheet, name, body in zip(sheets, names, bodies, strict=True):
        start += _record(0x85, struct.pack("<IBBBB", place, sheet.hidden, 0, len(sheet.name), 1) + name)
        place += len(body)
    return _container({"Workbook": start + _record(0x0A, b"") + b"".join(bodies)})


def _xls_sheet(sheet: Made, *, since_1904: bool) -> bytes:
    width = max((len(row) for row in sheet.rows), default=0)
    body = _record(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    body += _record(0x200, struct.pack("<IIHHH", 0, len(sheet.rows), 0, width, 0))
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            body += _xls_cell(struct.pack("<HH", row, column), cell, since_1904=since_1904)
    return body + _record(0x0A, b"")


def _xls_cell(place: bytes, cell: Any, *, since_1904: bool) -> bytes:
    general, dated = struct.pack("<H", 0), struct.pack("<H", 1)
    if cell is None:
        return b""
    if isinstance(cell, Fault):
        code = ERROR_CODES[cell.name]
        if cell.formula:
            return _record(6, place + general + bytes((2, 0, code, 0, 0, 0, 255, 255)) + bytes(6) + struct.pack("<HBH", 3, 0x1E, 1))
        return _record(0x205, place + general + bytes((code, 1)))
    if isinstance(cell, bool):
        return _record(0x205, place + general + bytes((cell, 0)))
    if isinstance(cell, datetime.date):
        first = datetime.date(1904, 1, 1) if since_1904 else datetime.date(1899, 12, 30)
        return _record(0x203, place + dated + struct.pack("<d", (cell - first).days))
    if isinstance(cell, int | float):
        return _record(0x203, place + general + struct.pack("<d", cell))
    return _record(0x204, place + general + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))


def _record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def _container(streams: dict[str, bytes]) -> bytes:
    """Streams of at least 4096 bytes, so that none goes where small ones are kept."""
    nodes = [_node("Root Entry", 5, child=1, first=_END, size=0)]
    table, data = [_FAT, _END], b""
    for name, content in streams.items():
        padded = content + bytes(-len(content) % SECTOR) + bytes(max(0, 4096 - len(content)) // SECTOR * SECTOR)
        first, count = len(table), len(padded) // SECTOR
        nodes.append(_node(name, 2, child=_FREE, first=first, size=max(4096, len(content))))
        table += [*range(first + 1, first + count), _END]
        data += padded
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    filled = table + [_FREE] * (SECTOR // 4 - len(table))
    assert len(filled) == SECTOR // 4, "the book is too large for one table of sectors"
    return header + struct.pack(f"<{SECTOR // 4}I", *filled) + b"".join(nodes).ljust(SECTOR, b"\0") + data


def _node(name: str, sort: int, *, child: int, first: int, size: int) -> bytes:
    spelt = (name + "\0").encode("utf-16-le")
    links = struct.pack("<IIII", _FREE, _FREE, child, 0)
    return (
        spelt.ljust(64, b"\0")
        + struct.pack("<HBB", len(spelt), sort, 1)
        + links[:12]
        + bytes(36)
        + struct.pack("<III", first, size, 0)
    )


def xlsb(*sheets: Made) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
        archive.writestr("[Content_Types].xml", f'<Types><Override PartName="/xl/workbook.bin" ContentType="{kind}"/></Types>')
        listed = [
            _part(156, struct.pack("<II", sheet.hidden, number) + _wide(f"rId{number}") + _wide(sheet.name))
            for number, sheet in enumerate(sheets, 1)
        ]
        archive.writestr(
            "xl/workbook.bin", b"".join([_part(131), _part(153, bytes(12)), _part(143), *listed, _part(144), _part(132)])
        )
        scheme = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        links = "".join(
            f'<Relationship Id="rId{number}" Type="{scheme}" Target="worksheets/sheet{number}.bin"/>'
            for number in range(1, len(sheets) + 1)
        )
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        archive.writestr("xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{space}">{links}</Relationships>')
        for number, sheet in enumerate(sheets, 1):
            archive.writestr(f"xl/worksheets/sheet{number}.bin", _xlsb_sheet(sheet))
    return out.getvalue()


def _xlsb_sheet(sheet: Made) -> bytes:
    width = max((len(row) for row in sheet.rows), default=1)
    parts = [_part(129), _part(148, struct.pack("<IIII", 0, max(0, len(sheet.rows) - 1), 0, width - 1)), _part(145)]
    for row, cells in enumerate(sheet.rows):
        parts.append(_part(0, struct.pack("<I", row) + bytes(13)))
        parts += [_xlsb_cell(struct.pack("<II", column, 0), cell) for column, cell in enumerate(cells) if cell is not None]
    return b"".join([*parts, _part(146), _part(130)])


def _xlsb_cell(place: bytes, cell: Any) -> bytes:
    if isinstance(cell, Fault):
        code = bytes((ERROR_CODES[cell.name],))
        return _part(11, place + code + bytes(14)) if cell.formula else _part(3, place + code)
    if isinstance(cell, bool):
        return _part(4, place + bytes((cell,)))
    if isinstance(cell, int | float):
        return _part(5, place + struct.pack("<d", cell))
    return _part(6, place + _wide(cell))


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _part(number: int, body: bytes = b"") -> bytes:
    """Numbers and lengths in sevens of bits, the least first."""
    length, sevens = len(body), bytearray()
    while True:
        sevens.append(length & 0x7F | (0x80 if length > 0x7F else 0))
        length >>= 7
        if not length:
            break
    head = bytes((number,)) if number < 0x80 else bytes((number & 0x7F | 0x80, number >> 7))
    return head + bytes(sevens) + body


def ods(*sheets: Made) -> bytes:
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    tables = "".join(
        f'<table:table table:name="{sheet.name}">'
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in sheet.rows)
        + "</table:table>"
        for sheet in sheets
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return out.getvalue()


def _ods_cell(cell: Any) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, Fault):
        kind = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
    elif isinstance(cell, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(cell).lower()}"'
    elif isinstance(cell, int | float):
        kind = f'office:value-type="float" office:value="{cell}"'
    else:
        kind = 'office:value-type="string"'
    shown = cell.name if isinstance(cell, Fault) else cell
    return f"<table:table-cell {kind}><text:p>{shown}</text:p></table:table-cell>"
