"""Spreadsheets of Excel and of OpenDocument, by calamine: each sheet as CSV."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, time
from typing import IO, Any

from python_calamine import CalamineWorkbook, PasswordError

from palaver.documents.document import Document, Gathered, Limits, Unreadable


def read(file: IO[bytes], limits: Limits) -> Document:
    with Gathered(limits.characters) as gathered:
        for line in _lines(_opened(file)):
            gathered.add(line)
    if not gathered.text:
        raise Unreadable("without_text")
    return Document(text=gathered.text, is_cut=gathered.is_cut)


def _opened(file: IO[bytes]) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(file)
    except PasswordError:
        raise Unreadable("encrypted") from None


def _lines(workbook: CalamineWorkbook) -> Iterator[str]:
    for name in workbook.sheet_names:
        rows = workbook.get_sheet_by_name(name).to_python()
        if rows:
            yield f"Sheet: {name}\n"
            yield from map(_line, rows)
            yield "\n"


def _line(row: list[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(map(_cell, row))
    return buffer.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    elif isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    else:
        return str(value)
