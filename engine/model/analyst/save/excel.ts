/** An Excel workbook people can go on with: styled head that stays in sight, number formats, a native chart, and a sheet that says where it comes from. */
import { figure, inside, list, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence } from '../say/say.ts'
import type { Chart, Written } from '../written.ts'
import { keepsDigits } from './picture.ts'
import { ALL_PRINTABLE, PRINTABLE } from './safe-text.ts'
import type { Saving } from './save.ts'

const NATIVE: Partial<Record<Chart['kind'], string>> = { bar: 'column', line: 'line', area: 'area', pie: 'pie' }

export function saveExcel({ request, written, name, chart }: Saving): string {
  const { result } = written
  const { language } = request
  const sheet = sheetName(written)
  const drawn =
    chart && NATIVE[chart.kind] && chart.frame === result && !chart.raw ? nativeChart(request, written, chart) : ''
  return py`
    # Save as Excel: styled head that stays in sight, fitting widths, number formats${drawn ? ', a native chart' : ''}
    import re


    ${PRINTABLE}


    ${keepsDigits(request)}


    ${ALL_PRINTABLE}
    path = f"{OUTPUT_DIR}/${name}.xlsx"
    table = ${written.matrix ? `${result}.reset_index()` : result}.copy()
    for column in table.select_dtypes("datetimetz").columns:
        table[column] = table[column].dt.tz_localize(None)  # Excel knows no time zones
    for column in table.select_dtypes(["object", "string", "category"]).columns:
        table[column] = table[column].map(lambda value: printable(value) if isinstance(value, str) else value)
    with pd.ExcelWriter(path, engine="xlsxwriter", datetime_format="yyyy-mm-dd", engine_kwargs={"options": {"strings_to_formulas": False, "strings_to_urls": False}}) as writer:
        table.to_excel(writer, sheet_name=${text(sheet)}, index=False)
        book, sheet = writer.book, writer.sheets[${text(sheet)}]
        head = book.add_format({"bold": True, "bg_color": "#1F4E78", "font_color": "white", "border": 1, "text_wrap": True})
        whole, decimal, small, bold = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "0.00####"}), book.add_format({"bold": True, "num_format": "#,##0.00", "top": 1})
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, printable(column), head)
            width = max([len(str(column))] + [len(str(value)) for value in table[column].head(200)]) + 2
            style = None if keeps_digits(column) else whole if pd.api.types.is_integer_dtype(table[column]) else small if pd.api.types.is_float_dtype(table[column]) and table[column].abs().max() < 1 else decimal if pd.api.types.is_float_dtype(table[column]) else None
            sheet.set_column(place, place, min(width, 40), style)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
        ${request.style.totalRow ? totalRow(request) : ''}
        ${drawn}
        about = book.add_worksheet(${text(sentence(language, 'file.about'))})
        for row, line in enumerate([title, headline, *facts, ${text(sentence(language, 'file.source', { file: request.table.builtIn ? 'Gapminder, plotly' : request.table.file }))}, *notes]):
            about.write_string(row, 0, printable(line))
        about.set_column(0, 0, 100)

    # Open it again to be sure
    from openpyxl import load_workbook

    opened = load_workbook(path)
    rows = opened[${text(sheet)}].max_row - 1
    assert rows >= len(table), "the saved workbook is not complete"
    print("File:", ${say(language, drawn ? 'file.workbook.chart' : 'file.workbook', { file: `${name}.xlsx`, sheet: inside(sheet), rows: figure('len(table)') })})
  `
}

const totalRow = (request: Request): string => py`
  # A row of live totals below the table
  from xlsxwriter.utility import xl_col_to_name

  last = len(table) + 1
  sheet.write(last, 0, ${text(sentence(request.language, 'file.total'))}, bold)
  for place, column in enumerate(table.columns):
      if place > 0 and pd.api.types.is_numeric_dtype(table[column]):
          letter = xl_col_to_name(place)
          sheet.write_formula(last, place, f"=SUM({letter}2:{letter}{last})", bold, table[column].sum())
`

function nativeChart(request: Request, written: Written, chart: Chart): string {
  const kind = NATIVE[chart.kind] ?? 'column'
  if (chart.series) {
    return py`
      # The chart's series stand side by side in a sheet of their own
      wide = table.pivot_table(index=${text(chart.x)}, columns=${text(chart.series)}, values=${text(chart.y[0] ?? '')}, aggfunc="sum").reset_index()
      wide.to_excel(writer, sheet_name="Chart data", index=False)
      drawing = book.add_chart({"type": ${text(kind)}})
      for place in range(1, min(len(wide.columns), 12)):
          drawing.add_series({"name": ["Chart data", 0, place], "categories": ["Chart data", 1, 0, len(wide), 0], "values": ["Chart data", 1, place, len(wide), place]})
      drawing.set_title({"name": title.lstrip("=")})
      drawing.set_size({"width": 760, "height": 400})
      sheet.insert_chart(1, len(table.columns) + 1, drawing)
    `
  }
  const fill = request.style.colour
    ? `, "fill": {"color": ${text(request.style.colour)}}, "line": {"color": ${text(request.style.colour)}}`
    : ''
  return py`
    last = min(len(table), ${kind === 'column' || kind === 'pie' ? '25' : '1000000'})
    drawing = book.add_chart({"type": ${text(kind)}})
    across = table.columns.get_loc(${text(chart.x)})
    for column in ${list(chart.y)}:
        place = table.columns.get_loc(column)
        drawing.add_series({"name": [${text(sheetName(written))}, 0, place], "categories": [${text(sheetName(written))}, 1, across, last, across], "values": [${text(sheetName(written))}, 1, place, last, place]${fill}})
    drawing.set_title({"name": title.lstrip("=")})
    ${kind === 'pie' ? '' : `drawing.set_x_axis({"name": ${text(plainLabel(chart.xLabel))}${kind === 'line' || kind === 'area' ? ', "num_format": "yyyy-mm-dd"' : ''}})\ndrawing.set_y_axis({"name": ${text(plainLabel(chart.yLabel))}, "num_format": "#,##0"})`}
    ${chart.y.length === 1 && kind !== 'pie' ? 'drawing.set_legend({"none": True})' : ''}
    drawing.set_size({"width": 760, "height": 400})
    sheet.insert_chart(1, len(table.columns) + 1, drawing)
  `
}

/** A chart's words are no reference to a cell. */
const plainLabel = (label: string): string => label.replace(/^=+|\p{C}/gu, '')

const sheetName = (written: Written): string =>
  written.title
    .replace(/[[\]:*?/\\']|\p{C}/gu, ' ')
    .slice(0, 31)
    .trim() || 'Result'
