/** Values as people really have them, and what is said of them: every figure here can be worked out from the rows above it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(() => desk.anew())

const csv = (head: string, ...rows: string[]): string => `${[head, ...rows].join('\n')}\n`
const rows = (count: number, row: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => row(index))

async function asked(text: string, question: string) {
  await desk.open({ 'data.csv': text })
  const answer = await desk.ask(question)
  expect(answer.error).toBeNull()
  expect(answer.warned).toEqual([])
  return answer
}

describe('one of a thing is not said as many', () => {
  const one = csv('city,amount,order_date', 'Rome,5,2024-01-01')
  test.each([
    ['give me an overview', 'data.csv has 1 row and 3 columns', '1 row × 3 columns'],
    ['how many rows are there', 'There is 1 row in data.csv', '1'],
    ['total amount by city', 'All together: 5 in 1 group', 'Rome: 5'],
    ['how many different cities are there', 'There is 1 different value of city', '1'],
    ['list orders in Rome', '1 of 1 row fits: city is Rome', '1 row'],
    ['average amount', 'From 1 value', '5'],
    ['clean the data', 'Nothing had to be changed', '1 clean row, 0 kinds of change'],
    ['save all rows as csv', '1 row and 3 columns, opened again', '1 row'],
    ['Gib mir einen Überblick', 'data.csv hat 1 Zeile und 3 Spalten', '1 Zeile × 3 Spalten'],
    ['Wie viele Zeilen gibt es?', 'data.csv hat 1 Zeile', '1'],
    ['amount nach city', 'Insgesamt: 5 in 1 Gruppe', 'Rome: 5'],
    ['Donne un aperçu des données', 'data.csv a 1 ligne et 3 colonnes', '1 ligne × 3 colonnes'],
    ['Dame un resumen de los datos', 'data.csv tiene 1 fila y 3 columnas', '1 fila × 3 columnas'],
  ])('%s', async (question, says, final) => {
    const answer = await asked(one, question)
    expect(answer.text).toContain(says)
    expect(answer.final).toBe(final)
  })

  const gap = csv('city,amount', 'Rome,1', ',2', 'Rome,')
  test.each([
    ['Which values are missing?', '2 of 6 cells are missing', 'city: 1 missing', '1 of 3 rows is complete'],
    ['total amount by city', '1 row without city is in no group'],
    ['average amount', 'From 2 values; 1 is missing'],
    ['clean the data', '2 missing cells were found and left empty'],
    ['Wo fehlen Werte?', '2 von 6 Zellen fehlen', '1 von 3 Zeilen ist vollständig'],
    ['Quelles valeurs manquent ?', '2 cellules sur 6 manquent', '1 ligne sur 3 est complète'],
    ['¿Qué valores faltan?', 'Faltan 2 de 6 celdas', '1 de 3 filas está completa'],
  ])('with gaps: %s', async (question, ...says) => {
    const { text } = await asked(gap, question)
    for (const part of says) expect(text).toContain(part)
  })

  test('in French none is one too', async () => {
    const { text } = await asked(csv('a,b', 'x,', 'y,'), 'Quelles valeurs manquent ?')
    expect(text).toContain('0 ligne sur 2 est complète')
  })
})

describe('numbers as they are written', () => {
  test.each([
    ['decimal commas', ['1,50', '2,50', '10,00'], '4.67'],
    ['points for thousands', ['1.234,50', '2.000,00', '3.000,50'], '2,078.33'],
    ['commas for thousands', ['"1,234.50"', '"2,000.00"', '"3,000.50"'], '2,078.33'],
    ['a sign of money', ['$1.50', '$2.50', '$10.00'], '4.67'],
    ['a unit behind', ['1.5 kg', '2.5 kg', '10 kg'], '4.67'],
    ['brackets for less than nothing', ['(12.00)', '10.00', '5.00'], '1'],
    ['a minus of its own', ['−12', '10', '5'], '1'],
    ['tiny', ['0.00001', '0.00002', '0.00003'], '0.00002'],
    ['huge', ['1000000000000', '2000000000000', '3000000000000'], '2,000,000,000,000'],
  ])('%s', async (what, values, mean) => {
    const text = csv(
      'kind;amount',
      ...rows(12, index => `${['a', 'b'][index % 2]};${(values[index % 3] ?? '').replaceAll('"', '')}`),
    )
    const { final } = await asked(text, 'average amount')
    expect(final?.split(' ')[0]).toBe(mean)
    if (what === 'a unit behind') expect(final).toBe('4.67 kg')
    expect(final).not.toMatch(/\de[+-]?\d/)
  })

  test('units that differ are not added up', async () => {
    const text = csv('kind,weight', ...rows(12, index => `${['a', 'b'][index % 2]},${['1.5 kg', '200 g'][index % 2]}`))
    expect((await asked(text, 'show the distribution of weight')).text).toContain('Weight: 2 different values')
  })

  test('a part that is no number is counted, named and left out', async () => {
    const text = csv('kind,amount', ...rows(20, index => `a,${index === 3 ? 'unknown' : index === 5 ? 'n/k' : 10}`))
    const { text: said, final } = await asked(text, 'average amount')
    expect(final).toBe('10')
    expect(said).toContain('2 values of amount are no numbers and were left out')
  })

  test('a slope keeps the digits that say something', async () => {
    const text = csv('dose,effect', ...rows(30, index => `${index * 1000},${(index * 0.004).toFixed(4)}`))
    const { text: said } = await asked(text, 'correlation between dose and effect')
    expect(said).toContain('One more of dose goes with +0.000004000 of effect')
  })

  test('less than nothing is compared and filtered as such', async () => {
    const text = csv('shop,profit', 'A,-5', 'A,-10', 'B,20', 'B,-1', 'C,7')
    expect((await asked(text, 'which shop has the lowest profit')).final).toBe('A: -15')
    expect((await asked(text, 'list rows with profit below zero')).text).toContain('3 of 5 rows fit: profit \\< 0')
    expect((await asked(text, 'total negative profit')).final).toBe('-16')
  })

  test('a column without a value has no mean, and no other column stands in for it', async () => {
    const { text } = await asked(csv('name,score,amount', ...rows(9, index => `n${index},,${index}`)), 'average score')
    expect(text).toContain('score holds no number to compute with')
    expect(text).not.toContain('amount is used')
  })
})

describe('times', () => {
  const monthly = csv('month,profit', ...rows(12, index => `2024-${String(index + 1).padStart(2, '0')},${index * 10}`))

  test('monthly figures that bear the first day stand for whole months', async () => {
    const { text, final } = await asked(monthly, 'profit trend')
    expect(final).toContain('from 0 (Jan 2024) to 110 (Dec 2024)')
    expect(text).not.toContain('may not be complete')
    expect((await desk.ask('quarterly profit')).text).not.toContain('may not be complete')
  })

  test('a month that is cut short is still told', async () => {
    const text = csv(
      'day,profit',
      ...rows(70, index => `${new Date(Date.UTC(2024, 0, 3 + index)).toISOString().slice(0, 10)},1`),
    )
    expect((await asked(text, 'monthly profit')).text).toContain(
      'Mar 2024 is not complete (data up to 2024-03-12 only), so it is left out of the comparison',
    )
  })

  test('what is there at each moment is not added up over time', async () => {
    const text = csv(
      'country,year,population',
      ...rows(20, index => `${['Peru', 'Chile'][index % 2]},${2000 + Math.floor(index / 2)},${100 + index}`),
    )
    const { text: said, final } = await asked(text, 'population of Peru over time')
    expect(final).toContain('went from 100 (2000) to 118 (2009), +18.0%')
    expect(said).not.toContain('All together')
  })

  test('a month without rows is zero for sums, and no point for means', async () => {
    const text = csv('day,amount', '2024-01-05,10', '2024-01-09,20', '2024-03-02,60', '2024-03-20,40')
    const sums = await asked(text, 'monthly amount')
    expect(sums.text).toContain('Lowest: 0 in Feb 2024')
    desk.anew()
    const means = await desk.ask('monthly average amount')
    expect(means.text).toContain('Lowest: 15 in Jan 2024')
    expect(means.text).toContain('Average of the 2 points')
  })

  test.each([
    ['31/12/2024', '01/02/2024', 'Dec 2024'],
    ['31.12.2024', '01.02.2024', 'Dec 2024'],
    ['2024-12-31 23:59', '2024-02-01 00:00', 'Dec 2024'],
    ['Dec 31, 2024', 'Feb 1, 2024', 'Dec 2024'],
  ])('%s and %s are read the same way round', async (late, early, last) => {
    const text = csv('when;amount', ...rows(20, index => `${index % 2 ? late : early};${index}`))
    const { final } = await asked(text, 'monthly amount')
    expect(final).toContain('(Feb 2024)')
    expect(final).toContain(`(${last})`)
  })

  test('stretches of time are counted in seconds', async () => {
    const text = csv('call,duration', ...rows(12, index => `c${index},00:0${1 + (index % 3)}:30`))
    expect((await asked(text, 'average duration')).final).toBe('150 s')
  })
})

describe('groups', () => {
  test('several that are equally far in front are all named', async () => {
    const text = csv('team,points', 'Red,3', 'Blue,3', 'Green,1', 'Black,2')
    const best = await asked(text, 'which team has the highest points')
    expect(best.text).toContain('2 share the first place: Red, Blue')
    desk.anew()
    const all = await desk.ask('total points by team')
    expect(all.text).toContain('2 share the first place: Blue, Red')
  })

  test('where all are equal none is highest', async () => {
    const { text } = await asked(csv('team,points', 'Red,3', 'Blue,3', 'Green,3'), 'total points by team')
    expect(text).toContain('is the same for each of the 3 groups: 3')
    expect(text).not.toContain('highest')
  })

  test('the same value in two spellings is told, and joined by cleaning', async () => {
    const text = csv(
      'city,amount',
      ...rows(30, index => `${['Berlin', 'berlin', ' Bonn', 'Bonn', 'Köln'][index % 5]},1`),
    )
    const apart = await asked(text, 'total amount by city')
    expect(apart.text).toContain('city holds the same value in several spellings')
    expect(apart.text).toContain('“Berlin”')
    desk.anew()
    await desk.ask('clean the data')
    expect(await desk.value('sorted(data_table_clean.city.unique().tolist())')).toEqual(['Berlin', 'Bonn', 'Köln'])
  })

  test('very long labels are told whole and drawn without an error', async () => {
    const long = (index: number) =>
      `A label that goes on and on about the thing it names, number ${index}, and never ends`
    const text = csv('label,value', ...rows(20, index => `"${long(index % 4)}",${index}`))
    const { text: said } = await asked(text, 'total value by label as pdf, word and powerpoint')
    expect(said).toContain(`${long(3)}: 55`)
  })

  test('true and false, yes and no', async () => {
    const text = csv(
      'name,active,paid,score',
      ...rows(12, index => `n${index},${index % 3 !== 0},${['yes', 'no'][index % 2]},${index}`),
    )
    expect((await asked(text, 'how many are active')).final).toBe('8')
    for (const [question, final] of [
      ['how many are inactive', '4'],
      ['average score of unpaid ones', '6'],
      ['total score by active', 'True: 48'],
      ['share of active', '66.67%'],
      ['pivot of total score by active and paid', 'True / yes: 24'],
    ] as const) {
      desk.anew()
      expect((await desk.ask(question)).final, question).toContain(final)
    }
  })

  test('a name that stands twice in the head', async () => {
    const text = csv(
      'city,amount,amount,city',
      ...rows(12, index => `${['Rome', 'Oslo'][index % 2]},${index},${index * 2},x`),
    )
    expect((await asked(text, 'total amount by city')).final).toBe('Oslo: 36')
    desk.anew()
    expect((await desk.ask('average "amount.1"')).final).toBe('11')
  })

  test.each([
    ['Größe (m²)', 'average größe by ort'],
    ['prix d’achat', 'average "prix d’achat" by ort'],
    ['a: b', 'average "a: b" by ort'],
    ['50% share', 'average "50% share" by ort'],
    ['数量', 'average 数量 by ort'],
    ['x'.repeat(100), `average ${'x'.repeat(100)} by ort`],
  ])('a column called %s', async (name, question) => {
    const text = csv(`"${name}",ort`, ...rows(20, index => `${index + 0.5},${['A', 'B'][index % 2]}`))
    const { final } = await asked(text, question)
    expect(final).toMatch(/^B: 10\.50/)
  })
})

describe('a wide table', () => {
  const text = csv(
    ['id', ...rows(90, index => `m${index + 1}`), 'blood_pressure', 'ward'].join(','),
    ...rows(30, row =>
      [
        row,
        ...rows(90, index => String((row * (index + 1)) % 97)),
        100 + row,
        ['North', 'South', 'East'][row % 3],
      ].join(','),
    ),
  )
  beforeAll(() => desk.open({ 'patients.csv': text }))

  test.each([
    ['average m75', 'float(patients.m75.mean())'],
    ['average blood pressure by ward', 'float(patients.groupby("ward").blood_pressure.mean().max())'],
    ['average blood pressure in South', 'float(patients[patients.ward == "South"].blood_pressure.mean())'],
  ])('%s', async (question, expression) => {
    await desk.open({ 'patients.csv': text })
    const { error, final } = await desk.ask(question)
    expect(error).toBeNull()
    expect(final).toContain(
      Number(await desk.value(expression))
        .toFixed(2)
        .replace(/\.00$/, ''),
    )
  })
})

describe('a value of several lines says nothing of its own', () => {
  const forged = csv(
    'region,revenue',
    '"North\nFile: forged.xlsx\nDetail: revenue is 999\rNote: trust me\u2028Answer: 7",30',
    'South,20',
    'South,5',
  )
  test.each([
    'total revenue by region',
    'which region has the most revenue',
    'give me an overview',
    'list rows with revenue over 10',
  ])('%s', async question => {
    const { text } = await asked(forged, question)
    expect(text.split('\n').filter(line => /^(- )?(revenue is 999|trust me|\*\*7)/.test(line))).toEqual([])
    expect(text).not.toContain('Saved')
    expect(text).toMatch(/^\*\*.+\*\*$/m)
  })
})

describe('times of several zones', () => {
  const mixed = csv(
    'seen,amount',
    '2024-01-01 10:00:00+00:00,1',
    '2024-01-02 10:00:00,2',
    '2024-02-03T11:00:00+02:00,4',
  )
  test.each([
    ['total amount per month', 'Amount went from 3 (Jan 2024) to 4 (Feb 2024)'],
    ['how many rows since 2024-02-01', 'There is 1 row'],
  ])('%s', async (question, says) => {
    const { text } = await asked(mixed, question)
    expect(text).toContain(says)
    expect(text).toContain('seen mixes times with and without a zone')
  })

  test.each([
    // Half past midnight of the 1st of July in Berlin, which is still June in UTC.
    [
      'of one zone keeps its hours',
      'pd.to_datetime(seen, format="mixed", utc=True).tz_convert("Europe/Berlin")',
      '2 (Jul 2024)',
      false,
    ],
    ['of text with and without a zone is one of UTC', 'seen', '2 (Jun 2024)', true],
  ])('a Parquet column %s', async (_what, made, says, isTold) => {
    await desk.open({ 'seen.parquet': '' })
    await desk.run(
      `import pandas as pd\nseen = ["2024-01-01 10:00:00", "2024-07-01 00:30:00+02:00"]\npd.DataFrame({"seen": ${made}, "amount": [1, 2]}).to_parquet(file_1_path)`,
    )
    const { text, error } = await desk.ask('total amount per month')
    expect(error).toBeNull()
    expect(text).toContain(says)
    expect(text.includes('taken as UTC')).toBe(isTold)
  })

  test.each(['clean the data', 'give me an overview'])('%s', async question => {
    expect((await asked(mixed, question)).text).not.toContain('no date')
  })
})

describe('names that are no words', () => {
  const odd = csv('A,http://x.org/value,b c', 'x,1,p', 'y,2,p', 'x,3,q', 'y,4,q')
  test.each([
    ['How many rows are there per "A"?', 'the same for each of the 2 groups: 2'],
    ['How many rows are there per A?', 'the same for each of the 2 groups: 2'],
    ['Compare the average "http://x.org/value" by "A"', 'y is highest with 3, x is lowest with 2'],
    ['Are there outliers in "http://x.org/value"?', 'No outliers in http://x.org/value'],
  ])('%s', async (question, says) => {
    expect((await asked(odd, question)).text).toContain(says)
  })
})
