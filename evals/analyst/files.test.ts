import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { by, shown, sum } from './figures.ts'
import { evalEngine, type EvalEngine, type EvalSession } from './session.ts'
import { files, sales } from './tables.ts'

const regions = by(
  sales,
  row => row.region,
  rows => sum(rows.map(row => row.revenue)),
)
const top = regions[0] ?? { name: '', value: 0 }

describe('files that the analyst makes', () => {
  let engine: EvalEngine
  let session: EvalSession
  beforeAll(async () => {
    engine = await evalEngine()
    session = await engine.session([files.sales])
  })
  afterAll(() => engine.close())

  /** Asks, and opens the file that was made with Python of the test's own. */
  async function made(question: string, look: string): Promise<string> {
    const run = await session.ask(question)
    expect(run.steps.flatMap(step => (step.status === 'error' ? [step.stderr] : []))).toEqual([])
    const [file] = run.files
    if (!file) throw new Error(`no file: ${run.answer}`)
    return session.python(`path = f"{OUTPUT_DIR}/${file.name}"\n${look}`)
  }

  test('Excel: rows, styled head in sight, number format, native chart, source', { timeout: 180_000 }, async () => {
    const seen = await made(
      'total revenue by region as excel',
      `import openpyxl
book = openpyxl.load_workbook(path)
sheet = book.worksheets[0]
print(sheet.freeze_panes, sheet["A1"].font.b, sheet["B2"].number_format, len(sheet._charts), sheet["A2"].value, round(sheet["B2"].value, 2))
print([row[0].value for row in book["About"].rows])`,
    )
    expect(seen).toContain(`A2 True #,##0.00 1 ${top.name} ${Number(top.value.toFixed(2))}`)
    expect(seen).toContain('Source: sales.csv')
  })

  test('Excel with a total row: a live formula', { timeout: 180_000 }, async () => {
    await session.ask('total revenue by region as excel')
    const seen = await made(
      'add a total row',
      'import openpyxl\nsheet = openpyxl.load_workbook(path).worksheets[0]\nprint([cell.value for cell in list(sheet.rows)[-1]])',
    )
    expect(seen).toContain("['Total', '=SUM(B2:B5)']")
  })

  test('CSV: every row, umlauts and all', { timeout: 180_000 }, async () => {
    const seen = await made(
      'export orders of the North region as csv',
      'print(len(pd.read_csv(path)), set(pd.read_csv(path)["region"]))',
    )
    expect(seen).toContain(`${sales.filter(row => row.region === 'North').length} {'North'}`)
  })

  test('Word: title, numbers, chart, table', { timeout: 180_000 }, async () => {
    const seen = await made(
      'generate a word document with revenue by region',
      'from docx import Document\nopened = Document(path)\nprint([p.text for p in opened.paragraphs], len(opened.inline_shapes), opened.tables[0].rows[1].cells[0].text)',
    )
    expect(seen).toContain('Revenue by region')
    expect(seen).toContain(`${top.name}: ${shown(top.value)}`)
    expect(seen).toContain(` 1 ${top.name}`)
  })

  test('PDF: text that can be searched, and a picture', { timeout: 180_000 }, async () => {
    const seen = await made(
      'make a pdf of revenue by region',
      'from pypdf import PdfReader\npages = PdfReader(path).pages\nprint(pages[0].extract_text(), sum(len(page.images) for page in pages))',
    )
    expect(seen).toContain(`${top.name}: ${shown(top.value)}`)
    expect(seen.trim()).toMatch(/[1-9]$/)
  })

  test('PDF: names in scripts of the whole world', { timeout: 180_000 }, async () => {
    const bytes = 'name,amount\n灯台,1\n中国人,2\nनमस्ते,3\nไทย,4\nПривет,5\n'
    const world = await engine.session([{ name: 'world.csv', bytes }])
    const run = await world.ask('total amount by name as pdf')
    expect(run.steps.map(step => step.stderr).join('')).not.toContain('missing')
    const text = await world.python(
      `from pypdf import PdfReader\nprint(PdfReader(f"{OUTPUT_DIR}/${run.files[0]?.name}").pages[0].extract_text())`,
    )
    await world.close()
    for (const name of ['灯台', '中国人', 'ไทย', 'Привет']) expect(text).toContain(name)
  })

  test('PowerPoint: a native chart with the right numbers', { timeout: 180_000 }, async () => {
    const seen = await made(
      'create a powerpoint about revenue by region',
      'from pptx import Presentation\ncharts = [shape.chart for slide in Presentation(path).slides for shape in slide.shapes if shape.has_chart]\nprint([round(value, 2) for value in charts[0].plots[0].series[0].values])',
    )
    expect(seen).toContain(String(Number(top.value.toFixed(2))))
  })

  test('a picture of each kind of chart', { timeout: 180_000 }, async () => {
    const asked = [
      'pie chart of revenue by region',
      'histogram of unit price',
      'box plot of revenue by region',
      'scatter plot of units sold vs revenue',
      'correlation heatmap',
      'monthly revenue by region',
    ]
    for (const question of asked) {
      const seen = await made(
        `${question}, save as png`,
        'from PIL import Image\nprint(Image.open(path).format, Image.open(path).width)',
      )
      expect(seen, question).toMatch(/PNG \d{3,4}/)
    }
  })

  test('JSON, Markdown and HTML', { timeout: 180_000 }, async () => {
    expect(await made('revenue by region as json', 'import json\nprint(len(json.load(open(path))))')).toContain('4')
    expect(await made('revenue by region as markdown', 'print(open(path).read())')).toContain(`| ${top.name}`)
    expect(await made('revenue by region as html', 'print(open(path).read()[:40])')).toContain('<!doctype html>')
  })

  test('an edit writes the same file again', { timeout: 180_000 }, async () => {
    const first = await session.ask('monthly revenue as excel')
    const second = await session.ask('change the title to "A good year"')
    expect(second.files.map(file => file.name)).toEqual(first.files.map(file => file.name))
    expect(second.artifacts.some(artifact => artifact.name.includes('A good year'))).toBe(true)
  })
})

describe('what has no file of columns', () => {
  let engine: EvalEngine
  beforeAll(async () => {
    engine = await evalEngine()
  })
  afterAll(() => engine.close())

  test('a text is searched, with pages, and that is said', { timeout: 180_000 }, async () => {
    const text =
      '1 Introduction\nSolar panels turn light into power.\n\f2 Results\nTracking panels gave 22 percent more energy. Maintenance was higher for tracking panels.\n'
    const session = await engine.session([{ name: 'report.txt', bytes: text }])
    const run = await session.ask('What does the document say about maintenance?')
    expect(run.answer).toContain('on page 2: “Maintenance was higher for tracking panels.”')
    expect(run.answer).toContain('plain search')
    const whole = await session.ask('summarize the document')
    expect(whole.answer).toContain('pages: 2')
    expect(whole.answer).toContain('Headings: 1 Introduction; 2 Results')
  })

  test.each([
    [
      'docx',
      `from docx import Document
made = Document()
made.add_heading("Results", 1)
made.add_paragraph("Solar panels turn light into power.")
made.add_paragraph("Maintenance was higher for tracking panels.")
made.save(path)`,
    ],
    [
      'pdf',
      `from fpdf import FPDF
made = FPDF()
for line in ("Solar panels turn light into power.", "Maintenance was higher for tracking panels."):
    made.add_page()
    made.set_font("Helvetica", size=12)
    made.cell(0, 10, line)
made.output(path)`,
    ],
    [
      'pptx',
      `from pptx import Presentation
made = Presentation()
for line in ("Solar panels turn light into power.", "Maintenance was higher for tracking panels."):
    made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = line
made.save(path)`,
    ],
    [
      'md',
      'open(path, "w").write("# Results\\n\\nSolar panels turn light into power.\\n\\nMaintenance was higher for tracking panels.\\n")',
    ],
  ])('a %s is read as what it is, never as a table', { timeout: 180_000 }, async (format, write) => {
    const desk = await engine.session([])
    const encoded = await desk.python(
      `import base64\npath = "/workspace/report.${format}"\n${write}\nprint(base64.b64encode(open(path, "rb").read()).decode())`,
    )
    await desk.close()
    const session = await engine.session([{ name: `report.${format}`, bytes: Buffer.from(encoded, 'base64') }])
    const found = await session.ask('What does it say about maintenance?')
    expect(found.steps.flatMap(({ stderr, repairs }) => [stderr, ...repairs].filter(Boolean))).toEqual([])
    expect(found.answer).toContain('Maintenance was higher for tracking panels.')
    const whole = await session.ask('Give me an overview')
    expect(whole.steps.flatMap(({ stderr, repairs }) => [stderr, ...repairs].filter(Boolean))).toEqual([])
    expect(whole.answer).toContain('panels (2)')
  })

  test('two files are joined on their key, and rows without a partner are counted', { timeout: 180_000 }, async () => {
    const managers = 'region,manager\nNorth,Ada\nSouth,Ben\nEast,Cleo\n'
    const session = await engine.session([files.sales, { name: 'managers.csv', bytes: managers }])
    const run = await session.ask('total revenue by manager')
    const north = regions.find(region => region.name === 'North')?.value ?? 0
    expect(run.answer).toContain(`Ada: ${shown(north)}`)
    expect(run.answer).toContain(`${sales.filter(row => row.region === 'West').length} rows have no partner`)
  })

  test('hostile names and values stay data', { timeout: 180_000 }, async () => {
    const odd = 'the "name" {x},it\'s,=1+1,a\\b\n"x",1,2,3\n"y {0}",2,3,4\n"[a](http://b)",3,4,5\n'
    const session = await engine.session([{ name: 'odd \'"{}.csv', bytes: odd }])
    for (const question of [
      'overview',
      'save all rows as excel',
      'clean the data',
      'missing values',
      `average "it's" by "the ""name"" {x}"`,
      'correlation',
    ]) {
      const run = await session.ask(question)
      expect(
        run.steps.flatMap(step => (step.status === 'error' ? [step.stderr] : [])),
        question,
      ).toEqual([])
      expect(run.answer).not.toMatch(/(?<!\\)\[a\]\(http/)
    }
  })
})
