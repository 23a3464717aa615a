/** A Word document: title, answer, numbers, chart, table. */
import { figure, py } from '../python.ts'
import { say } from '../say/say.ts'
import { embedded } from './picture.ts'
import type { Saving } from './save.ts'

const MOST_ROWS = 50

export function saveWord({ request, written, name, drawing }: Saving): string {
  return py`
    # Save as a Word document
    from docx import Document
    from docx.shared import Cm
    ${embedded(request, drawing)}
    path = f"{OUTPUT_DIR}/${name}.docx"
    document = Document()
    document.add_heading(title, 0)
    document.add_paragraph(headline)
    for fact in facts:
        document.add_paragraph(fact, style="List Bullet")
    ${drawing ? 'document.add_picture(buffer, width=Cm(16))' : ''}
    shown = ${written.matrix ? `${written.result}.reset_index()` : written.result}.head(${String(MOST_ROWS)}).iloc[:, :8]
    if len(shown.columns) > 0:
        grid = document.add_table(rows=1, cols=len(shown.columns), style="Light Grid Accent 1")
        for cell, column in zip(grid.rows[0].cells, shown.columns):
            cell.text = printable(column)
        for row in shown.itertuples(index=False):
            for cell, value, column in zip(grid.add_row().cells, row, shown.columns):
                cell.text = written_value(value, column)
        if len(${written.result}) > len(shown):
            document.add_paragraph(${say(request.language, 'file.first', { shown: '{len(shown)}', rows: figure(`len(${written.result})`) })})
    for note in notes:
        document.add_paragraph(${say(request.language, 'file.note', { note: '{note}' })})
    document.save(path)

    # Open it again to be sure
    opened = Document(path)
    assert opened.paragraphs[0].text == title, "the saved document is not complete"
    print("File:", ${say(request.language, 'file.document', { file: `${name}.docx`, parts: '{len(opened.paragraphs)}', tables: '{len(opened.tables)}' })})
  `
}
