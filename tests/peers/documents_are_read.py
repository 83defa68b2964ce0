"""openpyxl, python-docx and pdftotext, which know nothing of us, read our documents.

usage: documents_are_read.py PROGRAM_THAT_WRITES_THEM
"""
import subprocess
import sys
import tempfile
from pathlib import Path

import docx
import openpyxl

NAMES = ["Bob Builder", "李雷", "=1+1"]


def check_xlsx(path):
    sheet = openpyxl.load_workbook(path).active
    rows = list(sheet.iter_rows())
    headings = [cell.value for cell in rows[0]]
    assert headings == ["Name", "Mobile", "Work phone", "E-mail", "Note"], headings
    assert [row[0].value for row in rows[1:]] == NAMES
    assert [row[1].value for row in rows[1:]] == ["+491711234567", "+8613800001234", "-2"]
    assert rows[1][2].value == "007"
    assert rows[1][4].value == "first line\nsecond line"
    for row in rows:
        for cell in row:
            assert cell.value is None or cell.data_type == "s", (cell.coordinate, cell.data_type)
            assert cell.value is None or cell.number_format == "@", cell.coordinate
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref == "A1:E4"
    assert sheet.column_dimensions["A"].width >= len("Bob Builder")


def check_docx(path):
    document = docx.Document(path)
    (table,) = document.tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0] == ["Name", "Phone", "E-mail", "Note"], cells[0]
    assert [row[0] for row in cells[1:]] == NAMES
    assert cells[1][1] == "Mobile: +491711234567\nWork phone: 007", cells[1]
    assert "tblHeader" in table.rows[0]._tr.xml and "tblHeader" not in table.rows[1]._tr.xml
    assert document.sections[0].page_width > document.sections[0].page_height


def check_pdf(path):
    text = subprocess.run(["pdftotext", "-enc", "UTF-8", path, "-"], check=True, capture_output=True).stdout.decode()
    for part in NAMES + ["+49 171 1234567", "+86 138 0000 1234", "bob@example.org", "second line"]:
        assert part in text, (part, text)
    fonts = subprocess.run(["pdffonts", path], check=True, capture_output=True).stdout.decode().splitlines()[2:]
    assert fonts and all(line.split()[-5:][0] == "yes" for line in fonts), fonts  # embedded


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], check=True)
        check_xlsx(Path(folder, "people.xlsx"))
        check_docx(Path(folder, "people.docx"))
        check_pdf(Path(folder, "people.pdf"))
    print("xlsx, docx and pdf are read as written")


if __name__ == "__main__":
    main()
