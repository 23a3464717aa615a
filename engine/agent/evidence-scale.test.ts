/** Answers made by rule in many languages and ways of writing: true ones must be linked, false ones marked. */
import { expect, test } from 'vitest'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { scriptedWorkbench } from '../tools/scripted-workbench.ts'
import { evidenceOf } from './evidence.ts'
import { printedRun } from './testing/printed-run.ts'

/** Numbers from 0 up to 1, the same in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

type Kind = 'money' | 'share' | 'count' | 'decimal' | 'huge'
type Fact = { kind: Kind; value: number; printed: string }

const locales = [
  'en-US',
  'en-GB',
  'de-DE',
  'fr-FR',
  'de-CH',
  'en-IN',
  'es-ES',
  'pt-BR',
  'it-IT',
  'nl-NL',
  'pl-PL',
  'ja-JP',
  'ar-EG',
  'hi-IN',
]
const kinds: Kind[] = ['money', 'share', 'count', 'decimal', 'huge']

const phrases: Record<string, ((number: string) => string)[]> = {
  en: [
    n => `The result is ${n}.`,
    n => `On the whole it came to **${n}**, which is more than in 2021.`,
    n => `- Overall: ${n}`,
    n => `North leads (${n}), as Figure 2 shows; see report_2020.csv.`,
    n => `| Overall | ${n} |`,
  ],
  de: [
    n => `Insgesamt ergeben sich ${n}.`,
    n => `Der Wert liegt bei ${n}, mehr als 2021.`,
    n => `Das Ergebnis (${n}) ist hoch.`,
  ],
  fr: [n => `Au total, on obtient ${n}.`, n => `La valeur est de ${n}, plus que 2021.`],
  es: [n => `En total son ${n}.`, n => `El valor es ${n}, más que 2021.`],
  pt: [n => `No total são ${n}.`],
  it: [n => `In totale sono ${n}.`],
  nl: [n => `In totaal is het ${n}.`],
  pl: [n => `Łącznie jest to ${n}.`],
  ja: [n => `合計は ${n} です。`],
  ar: [n => `المجموع هو ${n} تقريبًا.`],
  hi: [n => `कुल ${n} है।`],
}

function valueOf(kind: Kind, random: () => number): number {
  switch (kind) {
    case 'money':
      return Math.round(10 ** (2 + 4 * random()) * 100) / 100
    case 'share':
      return 0.011 + random() * 0.97
    case 'count':
      return Math.round(10 ** (3.4 + 3 * random()))
    case 'decimal':
      return (random() < 0.3 ? -1 : 1) * (3 + random() * 90)
    case 'huge':
      return 10 ** (6 + 5 * random())
  }
}

/** As a program prints it. */
function print(kind: Kind, value: number, random: () => number): string {
  const ways: Record<Kind, string[]> = {
    money: [value.toFixed(2), String(value), `$${value.toLocaleString('en-US', { minimumFractionDigits: 2 })}`],
    share: [String(value), value.toFixed(6), `${(value * 100).toFixed(4)}%`],
    count: [String(value), value.toLocaleString('en-US'), `np.int64(${value})`],
    decimal: [String(value), value.toFixed(6), `np.float64(${value})`],
    huge: [String(value), value.toExponential(15), value.toFixed(2)],
  }
  return pick(ways[kind], random)
}

/** As a person of that language writes it. */
function write(kind: Kind, value: number, at: { locale: string; random: () => number }): string {
  const format = (options: Intl.NumberFormatOptions): string => new Intl.NumberFormat(at.locale, options).format(value)
  const currency = pick(['USD', 'EUR', 'GBP', 'INR'], at.random)
  const ways: Record<Kind, Intl.NumberFormatOptions[]> = {
    money: [
      { style: 'currency', currency },
      { maximumFractionDigits: 2 },
      { style: 'currency', currency, maximumFractionDigits: 0 },
    ],
    share: [
      { style: 'percent', maximumFractionDigits: 1 },
      { style: 'percent', maximumFractionDigits: 2 },
      { maximumFractionDigits: 4 },
    ],
    count: [{}, { useGrouping: false }],
    decimal: [{ maximumFractionDigits: 2 }, { maximumFractionDigits: 1 }, { maximumFractionDigits: 3 }],
    huge: [
      { notation: 'compact', maximumSignificantDigits: 3 },
      { notation: 'compact', compactDisplay: 'long', maximumSignificantDigits: 3 },
      { maximumFractionDigits: 0 },
    ],
  }
  return format(pick(ways[kind], at.random))
}

function pick<Item>(items: Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** Far from every fact, also as a percentage of it. */
function falseValue(kind: Kind, facts: Fact[], random: () => number): number {
  for (;;) {
    const value = valueOf(kind, random)
    const near = facts.some(f => [0.01, 1, 100].some(scale => Math.abs(Math.abs(value / (f.value * scale)) - 1) < 0.1))
    if (!near) return value
  }
}

function runOf(facts: Fact[], answer: string): RunState {
  const lines = facts.map((f, i) => `${pick(['total', 'mean', 'north', 'share'], () => i / 10)} ${f.printed}`)
  return printedRun(`date 2021-03-04 12:30\n${lines.join('\n')}\n`, answer)
}

type Made = { run: RunState; written: string[] }

function makeAnswers(seed: number, truthful: boolean): Made[] {
  const random = randomFrom(seed)
  return Array.from({ length: 100 }, (_, n) => {
    const locale = locales[n % locales.length] ?? 'en-US'
    const facts = Array.from({ length: 4 }, (): Fact => {
      const kind = pick(kinds, random)
      const value = valueOf(kind, random)
      return { kind, value, printed: print(kind, value, random) }
    })
    const told = facts.slice(0, truthful ? 3 : 1)
    const written = told.map(f =>
      write(f.kind, truthful ? f.value : falseValue(f.kind, facts, random), { locale, random }),
    )
    const ways = phrases[locale.slice(0, 2)] ?? phrases.en ?? []
    return { run: runOf(facts, written.map(w => pick(ways, random)(w)).join('\n')), written }
  })
}

const workbench = scriptedWorkbench({ cell: () => ({}) })

test.each([1, 2, 3])('100 true answers: at least 99 of 100 are linked (seed %i)', async seed => {
  const missed: string[] = []
  let numbers = 0
  for (const { run, written } of makeAnswers(seed, true)) {
    const claims = await evidenceOf({ run, history: [], workbench })
    numbers += written.length
    const found = claims.filter(c => c.status === 'found').length
    if (found < written.length || claims.some(c => c.status === 'missing'))
      missed.push(`${run.answer} ← ${run.steps[0]?.stdout}`)
  }
  expect(missed.slice(0, Math.max(0, missed.length - Math.floor(numbers / 100)))).toEqual([])
})

test.each([4, 5, 6])('seed %i: of 100 false numbers every one is marked', async seed => {
  for (const { run } of makeAnswers(seed, false)) {
    const claims = await evidenceOf({ run, history: [], workbench })
    expect(
      claims.map(c => c.status),
      `${run.answer} ← ${run.steps[0]?.stdout}`,
    ).toEqual(['missing'])
  }
})
