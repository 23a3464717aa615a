import { describe, expect, test } from 'vitest'
import { writeCell } from './cell.ts'
import { inside, key, py, text } from './python.ts'
import { request, table, tables } from './tables-for-tests.ts'

const code = (questions: string | string[], known = [tables.sales]) =>
  writeCell(request(questions, known), { reuse: false })

describe('the Python of a cell', () => {
  test.each([
    ['monthly revenue', ['.dt.to_period("M")', 'px.line(']],
    ['revenue by region', ['.groupby("region", observed=True)', 'px.bar(']],
    ['revenue by region as a pie chart', ['px.pie(']],
    ['top 3 products by revenue', ['.head(3)', 'ascending=False']],
    ['median unit price', ['.median()']],
    ['distribution of unit price', ['.describe()', 'px.histogram(']],
    ['correlation heatmap', ['.corr(', 'px.imshow(']],
    ['outliers in unit price', ['quantile(0.25)', 'z_score']],
    ['pivot of revenue by region and product', ['pivot_table(', 'aggfunc="sum"']],
    ['missing values', ['.isna()']],
    ['clean the data', ['changes.append']],
    ['revenue by weekday', ['.dt.day_name()']],
    ['revenue growth by month', ['pct_change()']],
    ['cumulative revenue over time', ['.cumsum()']],
    ['revenue in March', ['.dt.month == 3']],
    ['revenue in the last 3 months', ['pd.DateOffset(months=3)']],
    ['revenue for Atlantis', ['holders = ', '"atlantis"']],
    ['save revenue by region as excel', ['xlsxwriter', 'freeze_panes', 'add_chart', 'load_workbook']],
    ['save revenue by region as csv', ['to_csv', 'assert len(again)']],
    ['save revenue by region as pdf', ['FPDF()', 'PdfReader']],
    ['save revenue by region as word', ['Document()', 'add_table']],
    ['save revenue by region as powerpoint', ['Presentation()', 'CategoryChartData']],
    ['save revenue by region as png', ['savefig', 'Image.open']],
  ])('%s', (question, pieces) => {
    const written = code(question)
    for (const piece of pieces) expect(written).toContain(piece)
  })

  test('a selection that leaves nothing is an answer, not an error', () => {
    const written = code('revenue by region in 1999')
    expect(written).toContain('if selected.empty:')
    expect(written).toContain('No row of sales data.csv fits: 1999')
  })

  test('colours, titles and totals', () => {
    const written = code(['revenue by region as excel', 'make it red, add a total row and the title "All of it"'])
    expect(written).toContain('#d62728')
    expect(written).toContain('title = "All of it"')
    expect(written).toContain('=SUM(')
  })

  test('lines have no trailing space, and parts stand apart by at most two empty lines', () => {
    const written = code('monthly revenue by region as excel')
    expect(written).not.toMatch(/[ \t]\n/)
    expect(written).not.toMatch(/\n{4,}/)
  })

  test('a column with quotes and braces in its name does no harm', () => {
    const odd = table({
      file: 'o.csv',
      rows: 9,
      columns: [
        { name: 'a "b" {c}', values: ['x', 'y'] },
        { name: "it's", type: 'decimal', distinct: 9 },
      ],
    })
    const written = writeCell(request(`average "it's" by "a "`, [odd]), { reuse: false })
    expect(written).toContain('"it\'s"')
  })
})

describe('Python in templates', () => {
  test('the margin goes, values keep their indent, and empty lines of values go', () => {
    const block = 'one = 1\nif one:\n    two = 2'
    expect(py`
      if True:
          ${block}
          ${''}
      done = "a\nb"
    `).toBe('if True:\n    one = 1\n    if one:\n        two = 2\ndone = "a\\nb"')
  })
  test('literals are escaped for where they stand', () => {
    expect(text('say "hi"\n')).toBe('"say \\"hi\\"\\n"')
    expect(inside('50% {off} "now"')).toBe('50% {{off}} \\"now\\"')
    expect(key('plain name')).toBe("'plain name'")
    expect(key(`it's`)).toBe('bytes([105, 116, 39, 115]).decode()')
  })
})
