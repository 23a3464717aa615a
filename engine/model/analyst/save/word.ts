/** A Word document: title, answer, numbers, chart, table. */
import { py } from '../python.ts'
import { say } from '../say/say.ts'
import { fitTable, savedWith } from './fit-table.ts'
import { embedded } from './picture.ts'
import type { Saving } from './save.ts'

const MOST_ROWS = 50
/** On a page that lies on its side, in small type. */
const MOST_COLUMNS = 16
const MOST_UPRIGHT = 8

export function saveWord(saving: Saving): string {
  const { request, name, drawing } = saving
  return py`
    # Save as a Word document
    from docx import Document
    from docx.shared import Cm, Pt
    ${embedded(request, drawing)}
    path = f"{OUTPUT_DIR}/${name}.docx"
    document = Document()
    document.add_heading(title, 0)
    document.add_paragraph(headline)
    for fact in facts:
        document.add_paragraph(fact, style="List Bullet")
    ${drawing ? 'document.add_picture(buffer, width=Cm(16))' : ''}
    ${fitTable(saving, { rows: MOST_ROWS, columns: MOST_COLUMNS })}
    if len(shown.columns) > ${String(MOST_UPRIGHT)}:
        # A page that lies on its side
        section = document.add_section()
        section.orientation, section.page_width, section.page_height = 1, section.page_height, section.page_width
        section.left_margin = section.right_margin = Cm(1.5)
    size = Pt(10 if len(shown.columns) <= 6 else 8 if len(shown.columns) <= 10 else 6)
    if len(shown.columns) > 0:
        grid = document.add_table(rows=1, cols=len(shown.columns), style="Light Grid Accent 1")
        for cell, column in zip(grid.rows[0].cells, shown.columns):
            cell.paragraphs[0].add_run(printable(column)).font.size = size
        for row in shown.itertuples(index=False):
            for cell, value, column in zip(grid.add_row().cells, row, shown.columns):
                cell.paragraphs[0].add_run(written_value(value, column)).font.size = size
    for line in cut:
        document.add_paragraph(line)
    for note in notes:
        document.add_paragraph(${say(request.language, 'file.note', { note: '{note}' })})
    document.save(path)

    # Open it again to be sure
    opened = Document(path)
    assert opened.paragraphs[0].text == title, "the saved document is not complete"
    ${savedWith(say(request.language, 'file.document', { file: `${name}.docx`, parts: '{len(opened.paragraphs)}', tables: '{len(opened.tables)}' }))}
  `
}
