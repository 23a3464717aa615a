/** A PDF with fpdf2: title, answer, numbers, chart, table; DejaVu's letters, which Matplotlib brings, cover most scripts. */
import { py } from '../python.ts'
import { say } from '../say/say.ts'
import { fitTable, savedWith } from './fit-table.ts'
import { embedded } from './picture.ts'
import type { Saving } from './save.ts'

export function savePdf(saving: Saving): string {
  const { request, name, drawing } = saving
  return py`
    # Save as PDF
    from pathlib import Path

    import matplotlib
    from fpdf import FPDF
    ${embedded(request, drawing)}
    path = f"{OUTPUT_DIR}/${name}.pdf"
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    page = FPDF()
    page.add_font("DejaVu", "", fonts / "DejaVuSans.ttf")
    page.add_font("DejaVu", "B", fonts / "DejaVuSans-Bold.ttf")
    # Letters that DejaVu lacks: Chinese, Japanese, Korean, Devanagari, Thai and more, as far as the system has them
    system = Path("/usr/share/fonts/truetype")
    more = [*system.glob("wqy/*.ttc"), *sorted(system.glob("noto/NotoSans*-Regular.ttf"))]
    for file in more:
        page.add_font(file.stem, "", file)
    if more:
        page.set_fallback_fonts([file.stem for file in more], exact_match=False)
    # Arabic and Hebrew run from the right, Arabic letters are joined, those of Devanagari put together
    page.set_text_shaping(True)
    page.set_title(title)
    page.add_page()
    page.set_font("DejaVu", "B", 18)
    page.multi_cell(0, 10, title, new_x="LMARGIN", new_y="NEXT")
    page.set_font("DejaVu", "", 11)
    page.ln(2)
    page.multi_cell(0, 6, headline, new_x="LMARGIN", new_y="NEXT")
    page.ln(2)
    for fact in facts:
        page.multi_cell(0, 6, "•  " + fact, new_x="LMARGIN", new_y="NEXT")
    ${drawing ? 'page.ln(4)\npage.image(buffer, w=page.epw)' : ''}
    ${fitTable(saving, { rows: 40, columns: 16 })}
    if len(shown.columns) > 8:
        page.add_page(orientation="landscape")
    if len(shown.columns) > 0:
        page.ln(4)
        page.set_font("DejaVu", "", 8 if len(shown.columns) <= 10 else 6)
        with page.table(text_align="LEFT") as grid:
            grid.row([printable(column) for column in shown.columns])
            for row in shown.itertuples(index=False):
                grid.row([written_value(value, column) for value, column in zip(row, shown.columns)])
        page.set_font_size(8)
    for line in cut:
        page.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    for note in notes:
        page.multi_cell(0, 6, ${say(request.language, 'file.note', { note: '{note}' })}, new_x="LMARGIN", new_y="NEXT")
    page.output(path)

    # Open it again to be sure
    from pypdf import PdfReader

    opened = PdfReader(path)
    assert len(opened.pages) > 0 and (opened.pages[0].extract_text() or "").strip(), "the saved PDF is empty"
    ${savedWith(say(request.language, 'file.pages', { file: `${name}.pdf`, count: '{len(opened.pages)}' }))}
  `
}
