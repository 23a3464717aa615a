/** The files the analyst writes, opened again by other means than its own: what stands in them is the answer. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'
import { sales, salesCsv, shown, total } from './files-for-tests.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.open({ 'sales.csv': salesCsv })
})
afterAll(() => desk.close())
beforeEach(() => desk.anew())

const regions = ['North', 'South', 'East', 'West']
  .map(name => ({ name, value: total(sales.filter(row => row.region === name)) }))
  .sort((one, other) => other.value - one.value)
const values = regions.map(({ value }) => Number(value.toFixed(2)))

/** Asks, and gives what a Python expression reads out of the file just written. */
async function reading(question: string, expression: string): Promise<unknown> {
  const { error, warned } = await desk.ask(question)
  expect(error).toBeNull()
  expect(warned).toEqual([])
  return desk.value(expression)
}

const inOutput = (name: string) => `f"{OUTPUT_DIR}/${name}"`

describe('tables', () => {
  test('CSV', async () => {
    const read = await reading(
      'save revenue by region as csv',
      `pd.read_csv(${inOutput('revenue_by_region.csv')}).round(2).to_dict("list")`,
    )
    expect(read).toEqual({ region: regions.map(({ name }) => name), revenue: values })
  })

  test('Excel: the table, its numbers as numbers, a head that stays, a chart, and a sheet about it', async () => {
    await reading('save revenue by region as excel', 'None')
    await desk.run(
      `import openpyxl; book = openpyxl.load_workbook(${inOutput('revenue_by_region.xlsx')}); sheet = book.worksheets[0]`,
    )
    expect(await desk.value('[[cell.value for cell in row] for row in sheet.iter_rows(min_row=1)]')).toEqual([
      ['region', 'revenue'],
      ...regions.map(({ name }, place) => [name, expect.closeTo(values[place] ?? 0, 2)]),
    ])
    expect(await desk.value('[sheet.freeze_panes, sheet.auto_filter.ref, len(sheet._charts)]')).toEqual([
      'A2',
      'A1:B5',
      1,
    ])
    expect(await desk.value('[cell.value for cell in book["About"]["A"]][:2]')).toEqual([
      'Revenue by region',
      expect.stringContaining('is highest with'),
    ])
  })

  test('Excel with a row of totals that Excel itself computes', async () => {
    await desk.ask(['revenue by region as excel', 'add a total row'])
    await desk.run(
      `import openpyxl; book = openpyxl.load_workbook(${inOutput('revenue_by_region.xlsx')}); sheet = book.worksheets[0]`,
    )
    expect(await desk.value('[sheet["A6"].value, sheet["B6"].value]')).toEqual(['Total', '=SUM(B2:B5)'])
  })

  test('Excel takes a text that begins with = for a text', async () => {
    await desk.open({ 'cells.csv': 'name,amount\n=1+1,5\n"=HYPERLINK(""http://x"")",6\nhttp://y,7\n' })
    await desk.ask('total amount by name as excel')
    await desk.run(
      `import glob, openpyxl; sheet = openpyxl.load_workbook(glob.glob(f"{OUTPUT_DIR}/*.xlsx")[0]).worksheets[0]`,
    )
    expect(await desk.value('[(c.data_type, c.hyperlink) for c in sheet["A"][1:]]')).toEqual(
      Array.from({ length: 3 }, () => ['s', null]),
    )
    await desk.open({ 'sales.csv': salesCsv })
  })

  test('a pivot table keeps its side', async () => {
    const read = await reading(
      'pivot of revenue by region and product as csv',
      `pd.read_csv(${inOutput('revenue_by_region_and_product.csv')}).columns.tolist()`,
    )
    expect(read).toEqual(['region', 'Desk', 'Laptop', 'Mouse'])
  })

  test('JSON and Markdown and HTML', async () => {
    expect(
      await reading(
        'revenue by region as json',
        `[round(row["revenue"], 2) for row in __import__("json").load(open(${inOutput('revenue_by_region.json')}))]`,
      ),
    ).toEqual(values)
    const markdown = await reading(
      'save revenue by region as markdown',
      `open(${inOutput('revenue_by_region.md')}, encoding="utf-8").read()`,
    )
    expect(markdown).toContain('Revenue by region')
    for (const { name } of regions) expect(markdown).toContain(name)
    expect(
      await reading('save revenue by region as html', `pd.read_html(${inOutput('revenue_by_region.html')})[0].shape`),
    ).toEqual([4, 2])
  })

  test('rows asked for are all there, and nothing else', async () => {
    const north = sales.filter(row => row.region === 'North')
    const read = await reading(
      'list orders of the North region as csv',
      `(lambda t: [len(t), t.region.unique().tolist(), t.columns.tolist()])(pd.read_csv(${inOutput('sales_rows_region_is_north.csv')}))`,
    )
    expect(read).toEqual([
      north.length,
      ['North'],
      ['order_id', 'order_date', 'region', 'product', 'quantity', 'revenue'],
    ])
  })

  test('a name for the file is kept, a dangerous one is not', async () => {
    await desk.ask('save revenue by region as by-region.csv')
    await desk.ask('save revenue by region as ../../etc/passwd.csv')
    const names = await desk.value('sorted(p.name for p in __import__("pathlib").Path(OUTPUT_DIR).rglob("*.csv"))')
    expect(names).toContain('by_region.csv')
    expect((names as string[]).filter(name => name.includes('passwd'))).toEqual([])
    expect(await desk.value('__import__("os").path.exists("/etc/passwd.csv")')).toBe(false)
  })
})

describe('documents', () => {
  const top = regions[0]

  test('Word: title, answer, numbers, picture and table', async () => {
    await reading('create a word document with revenue by region', 'None')
    await desk.run(`from docx import Document; opened = Document(${inOutput('revenue_by_region.docx')})`)
    const lines = (await desk.value('[p.text for p in opened.paragraphs]')) as string[]
    expect(lines[0]).toBe('Revenue by region')
    expect(lines.join('\n')).toContain(`${top?.name}: ${shown(top?.value ?? 0)}`)
    expect(await desk.value('[len(opened.inline_shapes), len(opened.tables), len(opened.tables[0].rows)]')).toEqual([
      1, 1, 5,
    ])
    expect(await desk.value('[c.text for c in opened.tables[0].rows[1].cells]')).toEqual([
      top?.name,
      shown(top?.value ?? 0),
    ])
  })

  test('PDF: text that can be read and copied, with every letter', async () => {
    const text = await reading(
      'Umsatz nach Region als PDF',
      `"\\n".join(p.extract_text() for p in __import__("pypdf").PdfReader(${inOutput('revenue_je_region.pdf')}).pages)`,
    )
    expect(text).toContain('Revenue je Region')
    expect(text).toContain('am höchsten ist')
    expect(text).toContain(shown(top?.value ?? 0, 'de-DE'))
  })

  test('PowerPoint: a chart that can be edited', async () => {
    await reading('revenue by region as powerpoint', 'None')
    await desk.run(`from pptx import Presentation; opened = Presentation(${inOutput('revenue_by_region.pptx')})`)
    expect(
      await desk.value(
        '[[round(v, 2) for v in shape.chart.plots[0].series[0].values] for s in opened.slides for shape in s.shapes if shape.has_chart]',
      ),
    ).toEqual([values])
    expect(await desk.value('opened.slides[0].shapes.title.text')).toBe('Revenue by region')
  })

  test('a picture is a picture', async () => {
    expect(
      await reading(
        'save a chart of revenue by region',
        `(lambda image: [image.format, image.size[0] > 800])(__import__("PIL.Image").Image.open(${inOutput('revenue_by_region.png')}))`,
      ),
    ).toEqual(['PNG', true])
  })

  test.each([
    ['monthly revenue', 'monthly_revenue'],
    ['share of revenue by product', 'share_of_revenue_by_product'],
    ['correlation heatmap', 'correlation_of_all_numbers'],
    ['distribution of revenue', 'distribution_of_revenue'],
    ['scatter plot of quantity vs revenue', 'quantity_and_revenue'],
    ['revenue distribution by region', 'revenue_by_region'],
    ['monthly revenue by region', 'monthly_revenue_by_region'],
    ['pivot of revenue by region and product', 'revenue_by_region_and_product'],
  ])('%s in a document and as a picture', async (question, name) => {
    const { error, warned, text } = await desk.ask(`${question} as word and as png`)
    expect(error).toBeNull()
    expect(warned).toEqual([])
    expect(text).toContain(`Saved: ${name}.docx`)
    expect(text).toContain(`Saved: ${name}.png`)
    expect(await desk.value(`len(__import__("docx").Document(${inOutput(`${name}.docx`)}).inline_shapes)`)).toBe(1)
  })

  test('where nothing can be drawn no picture is made, and that is said', async () => {
    const { error, text } = await desk.ask('how many orders are there, as a png')
    expect(error).toBeNull()
    expect(text).toContain('There is nothing to draw here, so no picture was made')
  })
})

describe('cells of other tables', () => {
  test('Markdown and HTML hold each cell as it is, and say when there are more rows', async () => {
    const rows = Array.from(
      { length: 1002 },
      (_, n) => `2024-01-03,2021,${10_000 + n},00${n % 10},a|b\\c,${n + 1}234567.891`,
    )
    await desk.open({ 'cells.csv': `day,year,order_id,code,name,amount\n${rows.join('\n')}\n` })
    const markdown = await reading(
      'save all rows as markdown',
      `open(${inOutput('cells_rows.md')}, encoding="utf-8").read()`,
    )
    expect(markdown).toContain('| --- | ---: | ---: | --- | --- | ---: |')
    expect(markdown).toContain('| 2024-01-03 | 2021 | 10001 | 001 | a\\|b\\\\c | 2,234,567.89 |')
    expect(
      String(markdown)
        .trim()
        .split('\n')
        .filter(line => line.startsWith('| 2024')),
    ).toHaveLength(1000)
    expect(markdown).toContain('The first 1,000 of 1,002 rows.')
    const page = await reading('save all rows as html', `open(${inOutput('cells_rows.html')}, encoding="utf-8").read()`)
    expect(page).toContain("<td style='text-align: right'>2021</td><td style='text-align: right'>10001</td>")
    expect(page).toContain('<p>The first 1,000 of 1,002 rows.</p>')
  })

  test.each([
    ['Arabic', 'القاهرة'],
    ['Hebrew', 'ירושלים'],
  ])('%s stands in a PDF as it is read, from the right', async (_, word) => {
    await desk.open({ 'towns.csv': `town,amount\n${word},5\n${word},6\nParis,7\n` })
    const path = 'str(next(__import__("pathlib").Path(OUTPUT_DIR).glob("*.pdf")))'
    const text = await reading('list all rows as pdf', `__import__("pypdf").PdfReader(${path}).pages[0].extract_text()`)
    expect(text).toContain(word)
    const page = `__import__("pdfplumber").open(${path}).pages[0]`
    const [first, last] = (await desk.value(
      `[[c["x0"] for c in ${page}.chars if c["text"] == letter][0] for letter in ("${word[0]}", "${word.at(-1)}")]`,
    )) as number[]
    expect(first).toBeGreaterThan(last ?? Infinity)
  })

  test.each([
    ['word', 'docx', '[c.text for r in __import__("docx").Document(PATH).tables[0].rows for c in r.cells]'],
    ['pdf', 'pdf', '"".join(p.extract_text() for p in __import__("pypdf").PdfReader(PATH).pages).split()'],
    [
      'powerpoint',
      'pptx',
      '[c.text for s in __import__("pptx").Presentation(PATH).slides for p in s.shapes if p.has_table for r in p.table.rows for c in r.cells]',
    ],
    [
      'excel',
      'xlsx',
      '[(f"{c.value:,}" if "," in c.number_format else str(c.value)) for r in __import__("openpyxl").load_workbook(PATH).worksheets[0].rows for c in r]',
    ],
  ])('years and ids are no amounts in %s', async (said, ending, read) => {
    await desk.open({
      'orders.csv': 'year,order_id,amount\n2021,10001,5000\n2022,10002,6000\n2023,10003,7000\n,10004,1\n',
    })
    const path = 'str(next(__import__("pathlib").Path(OUTPUT_DIR).glob("*.' + ending + '")))'
    const cells = await reading(`save all rows as ${said}`, read.replace('PATH', path))
    expect(cells).toEqual(expect.arrayContaining(['2021', '10001', '5,000']))
  })
})

describe('tables that a page is too narrow for', () => {
  const words = 'c.text for r in t.rows for c in r.cells'
  const inside = {
    word: [
      'docx',
      `(lambda d: [[${words}] for t in d.tables] + [[p.text for p in d.paragraphs]])(__import__("docx").Document(PATH))`,
    ],
    pdf: ['pdf', '[" ".join(p.extract_text() for p in __import__("pypdf").PdfReader(PATH).pages).split()]'],
    powerpoint: [
      'pptx',
      `[[${words}] if s.has_table else [s.text_frame.text] for slide in __import__("pptx").Presentation(PATH).slides for s in slide.shapes if s.has_table or s.has_text_frame for t in [s.has_table and s.table]]`,
    ],
  } as const
  const made = async (said: keyof typeof inside, also = '') => {
    const [ending, read] = inside[said]
    const { error, warned, text } = await desk.ask(`save all rows as ${said}${also}`)
    expect(error).toBeNull()
    expect(warned).toEqual([])
    const path = `str(next(__import__("pathlib").Path(OUTPUT_DIR).glob("*.${ending}")))`
    const cells = ((await desk.value(read.replace('PATH', path))) as string[][]).flat()
    return { text, cells, all: cells.join(' ') }
  }
  const wide = (columns: number, rows: number) => ({
    'wide.csv': `${[...Array(columns).keys()].map(n => `col${n}x`).join(',')}\n${[...Array(rows).keys()]
      .map(row => [...Array(columns).keys()].map(n => `v${row}w${n}`).join(','))
      .join('\n')}\n`,
  })

  test.each(['word', 'pdf', 'powerpoint'] as const)('%s: twelve columns and thirty rows are all there', async said => {
    await desk.open(wide(12, 30))
    const { text, cells, all } = await made(said)
    for (const cell of ['col0x', 'col11x', 'v0w0', 'v29w11', 'v29w0', 'v12w11']) expect(cells, cell).toContain(cell)
    expect(text + all).not.toMatch(/The first/)
  })

  test.each([
    ['word', 16, 50],
    ['pdf', 16, 40],
    ['powerpoint', 12, 60],
  ] as const)('%s: what does not fit is told in it and in the answer', async (said, columns, rows) => {
    await desk.open(wide(20, 70))
    const { text, cells, all } = await made(said)
    expect(cells).toContain(`v${rows - 1}w${columns - 1}`)
    expect(cells).not.toContain(`v0w${columns}`)
    expect(cells).not.toContain(`v${rows}w0`)
    for (const place of [text, all]) {
      expect(place).toContain(`The first ${rows} of 70 rows.`)
      expect(place).toContain(`The first ${columns} of 20 columns.`)
      expect(place).toContain('Save as CSV or Excel to have all of it.')
    }
  })

  test('the file that has all is named where there is one', async () => {
    await desk.open(wide(20, 3))
    const { text, all } = await made('word', ' and excel')
    for (const place of [text.replaceAll('\\', ''), all])
      expect(place).toMatch(/The first 16 of 20 columns\. The file \S+\.xlsx has all of it\./)
  })
})
