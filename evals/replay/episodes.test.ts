/** The episodes themselves: what they say was computed is so, worked out here from the rows and not by pandas. */
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { episodes, table } from './episodes.ts'

const [head = '', ...lines] = table.text.trimEnd().split('\n')
const rows = lines.map(line => {
  const cells = line.split(',')
  return Object.fromEntries(head.split(',').map((name, place) => [name, cells[place] ?? '']))
})
const counted = (
  key: (row: Record<string, string>) => string,
  of: (row: Record<string, string>) => number = () => 1,
) => {
  const groups: Record<string, number> = {}
  for (const row of rows) groups[key(row)] = (groups[key(row)] ?? 0) + of(row)
  return groups
}
const pieces = (row: Record<string, string>) => Number(row.pieces)
const turns = episodes.flatMap(({ name, questions }) =>
  questions.flatMap(({ turns: all }) => all.map((turn, place) => [`${name} ${place + 1}`, turn] as const)),
)
const shown = (name: string) =>
  episodes
    .filter(episode => episode.name === name)
    .flatMap(episode => episode.questions.flatMap(q => [...q.shows, q.answer]))
    .join('\n')

describe('the figures that an episode shows are those of its table', () => {
  test('pieces of each shop and of all', () => {
    const shops = counted(row => row.shop ?? '', pieces)
    expect(new Set(Object.values(shops))).toEqual(new Set([150]))
    expect(Object.values(shops).reduce((a, b) => a + b)).toBe(600)
    expect(shown('variables-live-on')).toMatch(/150[\s\S]*together 600/)
  })

  test('what all orders brought in', () => {
    const revenue = rows.reduce((total, row) => total + pieces(row) * Number(row.unit_price), 0)
    expect(shown('wrong-column-mended')).toContain(revenue.toFixed(1))
  })

  test('orders of each month', () => {
    const months = counted(row => (row.day ?? '').slice(5, 7))
    expect([months['01'], months['02'], months['06']]).toEqual([34, 34, 33])
    expect(Math.max(...Object.values(months))).toBe(34)
    expect(shown('mended-twice')).toMatch(/'January': 34[\s\S]*'June': 33[\s\S]*34 orders each/)
  })

  test('orders and pieces of each bread', () => {
    expect(counted(row => row.bread ?? '').rye).toBe(67)
    expect(shown('does-not-parse')).toContain('There are 67 rye orders.')
    const sums = counted(row => row.bread ?? '', pieces)
    for (const [bread, sum] of Object.entries(sums)) expect(shown('chart-and-file')).toContain(`'${bread}': ${sum}`)
  })

  test('every order, from the first to the last', () => {
    expect(rows.map(row => Number(row.order))).toEqual(rows.map((_, place) => place + 1))
    expect(shown('much-output')).toContain(`${rows.length} ${rows.at(-1)?.shop}\n`)
  })
})

test('a cell parses, unless that is what it is there for', () => {
  const check =
    'import ast, json, sys\nfor code in json.load(sys.stdin):\n try: ast.parse(code); print("fine")\n except SyntaxError: print("broken")'
  const { stdout, status } = spawnSync('python3', ['-c', check], {
    input: JSON.stringify(turns.map(([, { code }]) => code)),
    encoding: 'utf8',
  })
  expect(status).toBe(0)
  const broken = turns.filter((_, place) => stdout.split('\n')[place] === 'broken')
  expect(broken.map(([name, { ends }]) => [name, ends])).toEqual([['does-not-parse 2', 'error']])
})

test('a failing cell is followed by its repair, which is other code and says nothing of its own', () => {
  for (const { questions } of episodes)
    for (const { turns: all } of questions)
      for (const [place, { ends, code }] of all.entries()) {
        if (ends !== 'error') continue
        expect(all[place + 1]).toMatchObject({ says: '' })
        expect(all[place + 1]?.code).not.toBe(code)
      }
})
