import { describe, expect, test } from 'vitest'
import type { EvidenceClaim } from '@codingagent/protocol/events.ts'
import { applyEvent, emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'
import type { RunEvent } from '@codingagent/protocol/events.ts'
import { scriptedWorkbench, type ScriptedWorkbenchOptions } from '../tools/scripted-workbench.ts'
import { claimsIn } from './claims.ts'
import { evidenceOf } from './evidence.ts'
import { numbersIn } from './numbers.ts'

type Output = { stdout?: string; display?: string; code?: string; finalResult?: string }

function ran(outputs: Output[], answer: string, question = 'What does the table say?'): RunState {
  const events: RunEvent[] = outputs.flatMap(({ stdout, display, code = 'print(x)', finalResult }, i): RunEvent[] => {
    const step = i + 1
    return [
      { event: 'step', data: { step, label: 'Running code', tool: 'run_python' } },
      { event: 'code_written', data: { step, code, language: 'python' } },
      ...(stdout ? [{ event: 'stdout' as const, data: { step, text: stdout } }] : []),
      ...(display ? [{ event: 'display' as const, data: { step, text: display } }] : []),
      ...(finalResult ? [{ event: 'final_result' as const, data: { value: finalResult, mime: 'text/plain' } }] : []),
      { event: 'step_done', data: { step, tool: 'run_python', status: 'success', seconds: 1 } },
    ]
  })
  events.push({ event: 'text', data: { text: answer } })
  return events.reduce<RunState>(applyEvent, { ...emptyRun('r', 's'), question })
}

async function check(
  outputs: Output[],
  answer: string,
  more: { question?: string; bench?: Partial<ScriptedWorkbenchOptions> } = {},
) {
  const workbench = scriptedWorkbench({ cell: () => ({}), ...more.bench })
  const claims = await evidenceOf({ run: ran(outputs, answer, more.question), history: [], workbench })
  for (const claim of claims) expect(answer.slice(claim.start, claim.end)).toBe(claim.text)
  return claims
}

const brief = (claims: EvidenceClaim[]): string[] => claims.map(c => `${c.text} ${c.status}`)
const saidIn = (answer: string): string[] => claimsIn(answer, '').map(claim => claim.text)
const printed = (text: string): Output[] => [{ stdout: text }]

describe('ways to write a number', () => {
  test.each([
    ['1234567.891', 'It is 1,234,568.'],
    ['1234567.891', 'Es sind 1.234.567,89 €.'],
    ['1234567.891', 'Il y a 1 234 568 lignes.'],
    ['1234567.891', 'Es sind 1’234’568 Franken.'],
    ['1234567.891', 'Revenue reached $1.2 million.'],
    ['1234567.891', 'Revenue reached $1.23M.'],
    ['1234567.891', 'Der Umsatz betrug 1,2 Mio. €.'],
    ['1234567.891', 'राजस्व 12,34,568 था'],
    ['1234567.891', 'about 1,235k'],
    ['1234567.891', '约 123.5万'],
    ['4.2e9', 'It is 4bn, or 4.2 billion.'],
    ['4.2e9', 'Es sind 4,2 Milliarden.'],
    ['3000000', 'three or 3 million'],
    ['5234', '5k of them'],
    ['0.1234', 'a share of 12.3 %'],
    ['0.1234', 'ein Anteil von 12,34 %'],
    ['12.34%', 'a share of 0.1234'],
    ['0.1234', '12 percent'],
    ['-0.0567', 'it fell by 5.7%'],
    ['-8.25', 'a change of −8.25'],
    ['-8.25', 'a loss of $8.25'],
    ['1.2345e-05', 'p is 1.23 × 10⁻⁵'],
    ['1.2345e-05', 'p is 1.23e-5'],
    ['0.000012345', 'p is $1.23 \\times 10^{-5}$'],
    ['1,234 rows', 'There are 1234 rows.'],
    ['EUR 1 234 567', 'It is €1,234,567.'],
    ['(12480, 9)', 'The table has 12,480 rows and 9 columns.'],
    ['[100 250 300]', 'The middle one is 250.'],
    ['a,17,99', 'It is 17.'],
    ['1234', 'over 1,200 people'],
    ['1187', 'almost 1,200 people'],
    ['42.5', 'القيمة ٤٢٫٥'],
    ['10.2 19.7', 'between 10 and 20'],
    ['0.102 0.197', '10–20 %'],
    ['3.4e6 5.6e6', '3.4 to 5.6 million'],
  ])('printed %s, said “%s”', async (output, answer) => {
    const claims = await check(printed(output), answer)
    expect(claims.length).toBeGreaterThan(0)
    expect(brief(claims.filter(c => c.status === 'missing'))).toEqual([])
  })

  test.each([
    ['1234567.891', 'It is 1,234,668.'],
    ['1234567.891', 'It is $1.3 million.'],
    ['0.1234', 'a share of 13.2 %'],
    ['0.1234', 'a share of 12.9%'],
    ['0.0567', 'p is 0.567'],
    ['1234', 'over 1,400 people'],
    ['1400', 'about 1,000 people'],
    ['42.5', 'it is 45.2'],
    ['100', 'it is 1000'],
  ])('printed %s, falsely said “%s”', async (output, answer) => {
    expect((await check(printed(output), answer)).map(c => c.status)).toEqual(['missing'])
  })
})

describe('what is no claim', () => {
  test.each([
    'In 2019 and 2020 it was better than in FY2021.',
    'On 2024-03-15, at 12:45, and on March 5, 2023, and on 5. März 2022.',
    '1. First\n2. Second\n3) Third',
    'See Figure 2, step 3, Q4 and the top 5.',
    'The file `sales_2017_v3.csv` and report_88.xlsx with `x = 17`.',
    'The 1st, 2nd and 23rd of them.',
    'Made with pandas 3.1 and version 1.2.3.',
    'COVID-19, GPT4, R2 and column_12.',
    'It differs with 95% confidence (p < 0.05).',
    'As shown in [1] and at https://example.org/a/12345.',
    '```\nx = 998877\n```',
    'Von Januar 2020 bis Dezember 2021.',
    'Weather from 1864 and of the year 1903.',
  ])('%s', async answer => {
    expect(brief(await check(printed('no numbers but 424242'), answer))).toEqual([])
  })

  test('numbers of the question, and parameters that the code was given', async () => {
    const outputs = [{ code: 'kmeans(n_clusters=7)', stdout: 'done 424242' }]
    const claims = await check(outputs, 'Above 250, I made 7 groups; 8 was worse.', {
      question: 'Which are above 250?',
    })
    expect(brief(claims)).toEqual(['8 missing'])
  })

  test('a count that looks like a year is a claim', async () => {
    expect(brief(await check(printed('5'), 'There are 1987 customers.'))).toEqual(['1987 missing'])
  })

  test('small talk without data has no claims', async () => {
    expect(await check([], 'Light takes 499 seconds.')).toEqual([])
  })

  test('a number about a file that no code looked at is missing', async () => {
    const files = [
      { name: 'a.csv', path: '/workspace/a.csv', variable: 'a_path', size: 1, kind: 'data', origin: 'upload' as const },
    ]
    expect(brief(await check([], 'The total is 42,000.', { bench: { files } }))).toEqual(['42,000 missing'])
  })
})

describe('what was printed or said to cost time', () => {
  const repeated = [
    ',11',
    '.111',
    "11'",
    '11\u00a0',
    '1,11\n',
    '1.111.11,',
    '_111',
    '1 111',
    'jan 1 ',
    'a',
    '[',
    '1',
  ].map(unit => ({ unit, text: `1${unit.repeat(Math.ceil(60_000 / unit.length))}` }))

  test.each(repeated)('60,000 characters of $unit', async ({ text }) => {
    const numbers = numbersIn(text)
    expect(numbers.length).toBeLessThanOrEqual(text.length / 2)
    for (const { digitsStart, digitsEnd } of numbers) {
      if (/\D/.test(text.slice(digitsStart, digitsEnd).replace(/ \d{3}|_\d{3}/g, '')))
        expect(digitsEnd - digitsStart).toBeLessThan(60)
    }
    expect(claimsIn(text, text).length).toBeLessThanOrEqual(1000)
    expect(brief(await check(printed(`${text}\ntotal 4711`), 'In total 4711.'))).toEqual(['4711 found'])
  })

  test('a name or a link without end is read once, and those with one are still no claims', () => {
    const name = 'a'.repeat(25_000)
    expect(saidIn(`${name} ${name}/b.c_7.csv 5 [12](x_13) ${'[14 '.repeat(9000)}`)).toContain('5')
    expect(saidIn('See ./out/q_3-v17.final.csv and [12 more](x_13), 5 in all')).toEqual(['5'])
    expect(saidIn(`p${' '.repeat(50_000)}17`)).toEqual(['17'])
  })

  test('a long line is searched whole, in pieces that split no number', async () => {
    const line = `[${Array.from({ length: 9000 }, (_, i) => `${i * 7 + 100_000}.5`).join(', ')}]`
    const claims = await check(printed(line), 'They are 100,000.5, 131,003.5 and 162,993.5, not 162,994.5.')
    expect(claims.map(c => c.status)).toEqual(['found', 'found', 'found', 'missing'])
    expect(claims[1]?.excerpt).toContain('130800.5, ')
  })

  test('of more than can be read the newest steps count, and others get their turn', async () => {
    const filler = { stdout: 'no numbers\n'.repeat(40_000) }
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    const newest = { stdout: `${'none 12\n'.repeat(5000)}1234` }
    const claims = await check([...printed('4711'), filler, filler, filler, newest], 'It is 1234, or 4711.')
    clearInterval(timer)
    expect(brief(claims)).toEqual(['1234 found', '4711 missing'])
    expect(turns).toBeGreaterThan(0)
  })
})

describe('where it came from', () => {
  test('the step, the kind and the line; of equals the line that speaks of the same', async () => {
    const outputs = [{ stdout: 'north 1200\nsouth 1200\n' }, { display: 'region  revenue\nwest    1200\n' }]
    const [claim] = await check(outputs, 'In the south it was 1,200.')
    expect(claim).toMatchObject({ status: 'found', step: 1, source: 'stdout', excerpt: 'south 1200' })
    const [west] = await check(outputs, 'In the west region revenue was 1,200.')
    expect(west).toMatchObject({ step: 2, source: 'display' })
  })

  test.each([
    ['0.5', '50'],
    ['50', '0.5'],
    ['50', '50'],
  ])('of equals the latest step: %s, then %s', async (before, after) => {
    expect(await check([{ stdout: before }, { stdout: after }], 'It is 50 %.')).toMatchObject([{ step: 2 }])
  })

  test('places count UTF-16 units', async () => {
    const answer = '📈 Total: 42.'
    const [claim] = await check(printed('42'), answer)
    expect(answer.slice(claim?.start, claim?.end)).toBe('42')
    expect(claim?.start).toBe(10)
  })

  test('final_result, the file, and the units in the head of a table', async () => {
    expect(await check([{ finalResult: '€4.2 million' }], 'It is €4,200,000.')).toMatchObject([
      { status: 'found', source: 'variable' },
    ])
    const warnings = [{ code: 'no_rows', message: 'A picture of 640 × 400 pixels.' }]
    const profile = { format: 'csv', rows: 12_480, sampled: false, columns: [], rejected: [], warnings }
    const files = [
      {
        name: 'a.csv',
        path: '/workspace/a.csv',
        variable: 'a_path',
        size: 1,
        kind: 'data',
        origin: 'upload' as const,
        profile,
      },
    ]
    expect(await check([], 'It has 12,480 rows.', { bench: { files } })).toMatchObject([
      { source: 'file', excerpt: 'a.csv: 12480 rows, 0 columns' },
    ])
    const excerpt = 'a.csv: A picture of 640 × 400 pixels.'
    expect(await check([], 'The picture is 640 × 400 pixels.', { bench: { files } })).toMatchObject([
      { text: '640', status: 'found', source: 'file', excerpt },
      { text: '400', status: 'found', source: 'file', excerpt },
    ])
    const table = '| Region | Revenue ($M) | Share (%) |\n|---|---|---|\n| North | 4.2 | 12.3 |'
    expect(brief(await check(printed('north 4234567.0 0.1234'), table))).toEqual(['4.2 found', '12.3 found'])
  })

  test('a variable that was never printed; chance hits in large tables do not count', async () => {
    const code = 'total = df.revenue.sum()'
    const bench = (place: string, shape?: number[]): { bench: Partial<ScriptedWorkbenchOptions> } => ({
      bench: {
        answers: {
          find_values: ({ candidates }) => ({
            found: (candidates as { value: number }[]).map(c =>
              Math.abs(c.value) === 4711 ? { variable: 'total', place } : null,
            ),
          }),
          variables: () => ({ items: [{ name: 'total', type: 'x', preview: '', shape }] }),
        },
      },
    })
    const scalar = await check([{ code }], 'In total 4,711.', bench('the variable total'))
    expect(scalar).toMatchObject([{ status: 'found', source: 'variable', step: 1, excerpt: 'the variable total' }])
    const small = await check([{ code }], 'In total 4,711.', bench('the variable total, column a, row 5', [50, 4]))
    expect(small[0]?.status).toBe('found')
    const large = await check([{ code }], 'In total 4,711.', bench('the variable total, column a, row 5', [900_000, 4]))
    expect(large[0]?.status).toBe('missing')
  })

  test('a value that is held with the other sign bears it out too: it fell by 4,711', async () => {
    const place = 'the variable change'
    const claims = await check([{ code: 'change = after - before' }], 'It fell by 4,711.', {
      bench: {
        answers: {
          find_values: ({ candidates }) => ({
            found: (candidates as { value: number }[]).map(c =>
              c.value === -4711 ? { variable: 'change', place } : null,
            ),
          }),
          variables: () => ({ items: [{ name: 'change', type: 'int', preview: '' }] }),
        },
      },
    })
    expect(claims).toMatchObject([{ status: 'found', source: 'variable', step: 1 }])
  })

  const honest = { found: [{ variable: 'total', place: 'the variable total' }, null], more: 1 }
  const named = { items: [{ name: 'total', type: 'int', preview: '' }] }
  const claimed = (found: unknown, variables: unknown = named) =>
    check([{ code: 'total = 4711' }], 'In total 4,711.5 of it.', {
      bench: { answers: { find_values: () => found, variables: () => variables } },
    })
  test.each([
    ['an object as place', { found: [{ variable: 'total', place: { a: 1 } }] }],
    ['a number as variable', { found: [{ variable: 7, place: 'the variable total' }] }],
    ['no list', { found: 'the variable total' }],
    ['nothing', null],
    ['a bare string in the list', { found: ['total'] }],
    ['more items than were asked for', { found: Array.from({ length: 1001 }, () => honest.found[0]) }],
    ['variables of another form', honest, { items: [{ name: { a: 1 } }] }],
    ['a shape that is no list', honest, { items: [{ name: 'total', shape: 'large' }] }],
    ['no variables', honest, 5],
  ])('a forged reply bears nothing out: %s', async (_, found, variables?: unknown) => {
    expect((await claimed(honest))[0]?.status).toBe('found')
    expect(await claimed(found, variables)).toEqual([{ start: 9, end: 16, text: '4,711.5', status: 'missing' }])
  })

  test('a place of any length is cut', async () => {
    const [claim] = await claimed({ found: [{ variable: 'total', place: 'x'.repeat(100_000) }] })
    expect(claim?.excerpt).toBe('x'.repeat(300))
  })

  test('what an earlier question showed is found without a step', async () => {
    const history = [ran(printed('total 4711'), 'It is 4711.')]
    const run = ran([], 'As said, 4,711.')
    const claims = await evidenceOf({ run, history, workbench: scriptedWorkbench({ cell: () => ({}) }) })
    expect(claims).toMatchObject([{ status: 'found', source: 'stdout', step: undefined }])
  })
})
