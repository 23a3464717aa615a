/** Every number a run printed or showed and every fact of its files, findable by value. */
import type { EvidenceClaim } from '@codingagent/protocol/events.ts'
import type { RunState, RunStep } from '@codingagent/protocol/run-state.ts'
import type { WorkspaceFile } from '../tools/tool.ts'
import { withoutDates } from './claims.ts'
import { numbersIn, type Reading } from './numbers.ts'

export type Source = {
  kind: NonNullable<EvidenceClaim['source']>
  /** Without its sign: “fell by 3” bears out −3. */
  value: number
  step?: number
  /** The line that holds it. */
  excerpt: string
  /** Words of that line, for choosing among equals. */
  words: Set<string>
}

/** Characters of one output that are searched; beyond, its beginning and end. */
const MOST_CHARACTERS = 400_000
const MOST_SOURCES = 400_000

export type SourcesOptions = { run: RunState; history: RunState[]; files: WorkspaceFile[] }

export function sourcesOf({ run, history, files }: SourcesOptions): Source[] {
  const own = run.steps.flatMap(step => stepSources(run, step, step.step))
  const earlier = history.slice(-20).flatMap(old => old.steps.flatMap(step => stepSources(old, step, undefined)))
  const sources = [...own, ...finalResult(run), ...files.flatMap(fileSources), ...earlier]
  return sources.length > MOST_SOURCES ? sources.slice(0, MOST_SOURCES) : sources
}

function stepSources(run: RunState, step: RunStep, number: number | undefined): Source[] {
  const shapes = run.artifacts
    .filter(a => step.artifactIds.includes(a.id) && a.shape)
    .flatMap(a => {
      const excerpt = `${a.name}: ${a.shape?.rows} rows × ${a.shape?.columns} columns`
      return lineSources(excerpt, { kind: 'artifact', step: number })
    })
  return [
    ...textSources(step.stdout, { kind: 'stdout', step: number }),
    ...step.displays.flatMap(d => textSources(d.text, { kind: 'display', step: number })),
    ...shapes,
  ]
}

function finalResult(run: RunState): Source[] {
  const step = run.steps.findLast(s => s.status === 'success')?.step
  return run.finalResult ? textSources(run.finalResult.value, { kind: 'variable', step }) : []
}

type Origin = Pick<Source, 'kind' | 'step'>

function textSources(text: string, origin: Origin): Source[] {
  const half = MOST_CHARACTERS / 2
  const searched = text.length > MOST_CHARACTERS ? `${text.slice(0, half)}\n${text.slice(-half)}` : text
  return searched.split('\n').flatMap(line => (/\p{Nd}/u.test(line) ? lineSources(line, origin) : []))
}

/** A program's 1,234 may be one number or two, and so may 1 234: every way of reading is a source. */
function lineSources(line: string, { kind, step }: Origin): Source[] {
  const plain = withoutDates(line)
  const apart = /\d,\d/.test(plain) ? numbersIn(plain.replaceAll(',', '\n'), { spaces: false }) : []
  const joined = /\d \d{3}(?!\d)/.test(plain) ? numbersIn(plain) : []
  const values = new Set(
    [...numbersIn(plain, { spaces: false }), ...apart, ...joined].flatMap(n => n.readings.map(r => r.value)),
  )
  const excerpt = line.trim().slice(0, 200)
  const words = wordsOf(excerpt)
  return [...values].map(value => ({ kind, step, value, excerpt, words }))
}

function fileSources({ name, profile }: WorkspaceFile): Source[] {
  if (!profile) return []
  const fact = (words: string): Source[] =>
    lineSources(words, { kind: 'file' }).map(s => ({ ...s, excerpt: `${name}: ${words}` }))
  const { rows, columns, pages, words, rejected, sheets } = profile
  return [
    ...fact(`${rows} rows, ${columns.length} columns`),
    ...(pages === undefined ? [] : fact(`${pages} pages`)),
    ...(words === undefined ? [] : fact(`${words} words`)),
    ...(rejected.length === 0 ? [] : fact(`${rejected.length} rows rejected`)),
    ...(sheets ? fact(`${sheets.length} sheets: ${sheets.map(s => `${s.name} ${s.rows} rows`).join(', ')}`) : []),
    ...columns.flatMap(c => {
      const top = c.top?.map(t => `${t.value} ${t.count}`).join(', ') ?? ''
      return fact(
        `${c.name}: ${c.missing} missing, ${c.distinct} distinct, from ${c.min ?? ''} to ${c.max ?? ''}, mean ${c.mean ?? ''}, ${top}`,
      )
    }),
  ]
}

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/\p{L}{3,}/gu) ?? [])

/** Sources by value. */
export class SourceIndex {
  readonly #sorted: Source[]
  constructor(sources: Source[]) {
    this.#sorted = sources.toSorted((a, b) => a.value - b.value)
  }

  /** The source that bears one of the readings out and whose line is most like the claim's; the nearest value, then the latest step. */
  best(wanted: Reading[], around: string): Source | undefined {
    const near = wanted.flatMap(reading =>
      this.#near(reading).map(source => ({ source, off: distance(source, reading) })),
    )
    if (near.length < 2) return near[0]?.source
    const words = wordsOf(around)
    const ranked = near.map(({ source, off }) => ({ source, off, alike: inCommon(source.words, words) }))
    ranked.sort((a, b) => b.alike - a.alike || a.off - b.off || (b.source.step ?? 0) - (a.source.step ?? 0))
    return ranked[0]?.source
  }

  #near({ value, tolerance }: Reading): Source[] {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#sorted[middle]?.value ?? 0) < value - tolerance) low = middle + 1
      else high = middle
    }
    const end = Math.min(this.#sorted.length, low + 500)
    const near: Source[] = []
    for (let i = low; i < end; i++) {
      const source = this.#sorted[i]
      if (!source || source.value > value + tolerance) break
      near.push(source)
    }
    return near
  }
}

const inCommon = (some: Set<string>, others: Set<string>): number => [...some].filter(word => others.has(word)).length

/** As a share of what rounding allows, so that an exact hit beats a rounded one. */
const distance = (source: Source, { value, tolerance }: Reading): number => Math.abs(source.value - value) / tolerance
