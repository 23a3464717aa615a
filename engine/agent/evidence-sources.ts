/** Every number a run printed or showed and every fact of its files, findable by value. */
import { setImmediate } from 'node:timers/promises'
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
/** Characters that are searched for one answer, the newest steps first. */
const MOST_IN_ALL = 1_000_000
/** A longer line is searched in pieces. */
const MOST_OF_LINE = 2000
const MOST_SOURCES = 200_000
/** Characters that are searched before others get a turn: what a program prints must not hold up the server. */
const TURN = 10_000

export type SourcesOptions = { run: RunState; history: RunState[]; files: WorkspaceFile[] }

export async function sourcesOf({ run, history, files }: SourcesOptions): Promise<Source[]> {
  const reader = new Reader()
  const final = finalResult(run)
  if (final) await reader.read(final.text, final.origin)
  for (const step of run.steps.toReversed()) await readStep(reader, { run, step, number: step.step })
  for (const file of files) await readFile(reader, file)
  for (const old of history.slice(-20).reverse()) {
    for (const step of old.steps.toReversed()) await readStep(reader, { run: old, step, number: undefined })
  }
  return reader.sources
}

type Origin = Pick<Source, 'kind' | 'step'> & { file?: string }

/** Collects sources until it has read enough. */
class Reader {
  readonly sources: Source[] = []
  #left = MOST_IN_ALL
  #turn = TURN

  async read(text: string, origin: Origin): Promise<void> {
    const most = Math.min(this.#left, MOST_CHARACTERS)
    const half = Math.floor(most / 2)
    const searched = text.length > most ? `${text.slice(0, half)}\n${text.slice(text.length - half)}` : text
    this.#left -= Math.min(text.length, most)
    for (const line of searched.split('\n')) {
      if (!/\p{Nd}/u.test(line)) continue
      for (const piece of piecesOf(line)) {
        if (this.sources.length >= MOST_SOURCES) return
        this.sources.push(...lineSources(piece, origin))
        this.#turn -= piece.length
        if (this.#turn <= 0) await this.#giveWay()
      }
    }
  }

  async #giveWay(): Promise<void> {
    await setImmediate()
    this.#turn = TURN
  }
}

/** Cut between words, or else between list items: never within a number that has a written length. */
const piecesOf = (line: string): string[] => (line.length <= MOST_OF_LINE ? [line] : (line.match(pieces) ?? []))
const piece = `[^]{1,${MOST_OF_LINE}}`
const pieces = new RegExp(String.raw`${piece}(?=\s|$)|${piece}(?=[,;])|${piece}`, 'g')

type StepPlace = { run: RunState; step: RunStep; number: number | undefined }

async function readStep(reader: Reader, { run, step, number }: StepPlace): Promise<void> {
  await reader.read(step.stdout, { kind: 'stdout', step: number })
  for (const display of step.displays) await reader.read(display.text, { kind: 'display', step: number })
  for (const { id, name, shape } of run.artifacts) {
    if (shape && step.artifactIds.includes(id))
      await reader.read(`${name}: ${shape.rows} rows × ${shape.columns} columns`, { kind: 'artifact', step: number })
  }
}

function finalResult(run: RunState): { text: string; origin: Origin } | null {
  const step = run.steps.findLast(s => s.status === 'success')?.step
  return run.finalResult && { text: run.finalResult.value, origin: { kind: 'variable', step } }
}

/** A program's 1,234 may be one number or two, and so may 1 234: every way of reading is a source. */
function lineSources(line: string, { kind, step, file }: Origin): Source[] {
  const plain = withoutDates(line)
  const apart = /\d,\d/.test(plain) ? numbersIn(plain.replaceAll(',', '\n'), { spaces: false }) : []
  const joined = /\d \d{3}(?!\d)/.test(plain) ? numbersIn(plain) : []
  const values = new Set(
    [...numbersIn(plain, { spaces: false }), ...apart, ...joined].flatMap(n => n.readings.map(r => r.value)),
  )
  const shown = line.trim().slice(0, 200)
  const words = wordsOf(shown)
  const excerpt = file === undefined ? shown : `${file}: ${shown}`
  return [...values].map(value => ({ kind, step, value, excerpt, words }))
}

async function readFile(reader: Reader, { name, profile }: WorkspaceFile): Promise<void> {
  if (!profile) return
  const fact = (words: string) => reader.read(words, { kind: 'file', file: name })
  const { rows, columns, pages, words, rejected, sheets, warnings } = profile
  await fact(`${rows} rows, ${columns.length} columns`)
  if (pages !== undefined) await fact(`${pages} pages`)
  if (words !== undefined) await fact(`${words} words`)
  if (rejected.length > 0) await fact(`${rejected.length} rows rejected`)
  if (sheets) await fact(`${sheets.length} sheets: ${sheets.map(s => `${s.name} ${s.rows} rows`).join(', ')}`)
  // How large a picture is stands there and nowhere else.
  for (const { message } of warnings) await fact(message)
  for (const c of columns) {
    const top = c.top?.map(t => `${t.value} ${t.count}`).join(', ') ?? ''
    await fact(
      `${c.name}: ${c.missing} missing, ${c.distinct} distinct, from ${c.min ?? ''} to ${c.max ?? ''}, mean ${c.mean ?? ''}, ${top}`,
    )
  }
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
