/** A short PowerPoint: title, numbers, chart (a native one where the kind allows), table. */
import { list, py, text } from '../python.ts'
import { say, sentence } from '../say/say.ts'
import type { Chart } from '../written.ts'
import { fitTable, savedWith } from './fit-table.ts'
import { embedded } from './picture.ts'
import type { Saving } from './save.ts'

const NATIVE: Partial<Record<Chart['kind'], string>> = {
  bar: 'COLUMN_CLUSTERED',
  line: 'LINE',
  area: 'AREA',
  pie: 'PIE',
}

/** Rows of a slide, and slides with them. */
const ROWS = 12
const MOST_TABLES = 5

export function savePowerpoint(saving: Saving): string {
  const { request, written, name, chart, drawing } = saving
  const kind = chart && !chart.series && chart.frame === written.result ? NATIVE[chart.kind] : undefined
  return py`
    # Save as PowerPoint
    from pptx import Presentation
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Cm, Pt
    ${embedded(request, kind ? '' : drawing)}
    path = f"{OUTPUT_DIR}/${name}.pptx"
    slides = Presentation()
    first = slides.slides.add_slide(slides.slide_layouts[0])
    first.shapes.title.text, first.placeholders[1].text = title, headline
    if facts:
        second = slides.slides.add_slide(slides.slide_layouts[1])
        second.shapes.title.text = ${text(sentence(request.language, 'file.numbers'))}
        second.placeholders[1].text = "\n".join(facts[:14])
        if len(facts) > 8:
            for paragraph in second.placeholders[1].text_frame.paragraphs:
                paragraph.font.size = Pt(16)
    ${chartSlide(chart, { kind, drawing })}
    ${fitTable(saving, { rows: ROWS * MOST_TABLES, columns: 12 })}
    size = Pt(12 if len(shown.columns) <= 6 else 10 if len(shown.columns) <= 8 else 7)
    starts = range(0, max(1, len(shown)), ${String(ROWS)}) if len(shown.columns) > 0 else []
    for number_of, start in enumerate(starts, start=1):
        part = shown.iloc[start : start + ${String(ROWS)}]
        slide = slides.slides.add_slide(slides.slide_layouts[5])
        slide.shapes.title.text = ${text(sentence(request.language, 'file.tableTitle'))} + (f" ({number_of}/{len(starts)})" if len(starts) > 1 else "")
        grid = slide.shapes.add_table(len(part) + 1, len(part.columns), Cm(1.5), Cm(4), Cm(22), Cm(1)).table
        for place, column in enumerate(part.columns):
            for row, value in enumerate([printable(column), *[written_value(value, column) for value in part.iloc[:, place]]]):
                grid.cell(row, place).text = value
                for paragraph in grid.cell(row, place).text_frame.paragraphs:
                    paragraph.font.size = size
    if cut and starts:
        slide.shapes.add_textbox(Cm(1.5), Cm(17.6), Cm(22), Cm(1)).text_frame.text = " ".join(cut)
    slides.save(path)

    # Open it again to be sure
    opened = Presentation(path)
    assert opened.slides[0].shapes.title.text == title, "the saved presentation is not complete"
    ${savedWith(say(request.language, 'file.slides', { file: `${name}.pptx`, count: '{len(opened.slides)}' }))}
  `
}

function chartSlide(
  chart: Chart | undefined,
  { kind, drawing }: { kind: string | undefined; drawing: string },
): string {
  if (!chart) return ''
  const start = 'third = slides.slides.add_slide(slides.slide_layouts[5])\nthird.shapes.title.text = title'
  if (!kind) return drawing ? `${start}\nthird.shapes.add_picture(buffer, Cm(2), Cm(4), width=Cm(21))` : ''
  return py`
    ${start}
    drawn = ${chart.frame}.head(${kind === 'COLUMN_CLUSTERED' || kind === 'PIE' ? '12' : '200'})
    data = CategoryChartData()
    data.categories = [written_value(value, ${text(chart.x)}) for value in drawn[${text(chart.x)}]]
    for column in ${list(chart.y)}:
        data.add_series(printable(column), [None if pd.isna(value) else float(value) for value in drawn[column]])
    third.shapes.add_chart(XL_CHART_TYPE.${kind}, Cm(1.5), Cm(4), Cm(22), Cm(13), data)
  `
}
