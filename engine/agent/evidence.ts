/** Links each number of an answer to the output, the file or the variable it came from; what none of them holds is marked as missing. */
import { z } from 'zod'
import type { EvidenceClaim } from '@codingagent/protocol/events.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import type { Workbench } from '../tools/tool.ts'
import { claimsIn, columnHead, type Claim } from './claims.ts'
import { numbersIn, type Reading } from './numbers.ts'
import { sourcesOf, SourceIndex, type Source } from './evidence-sources.ts'

export type EvidenceOptions = {
  run: RunState
  /** Earlier runs: what they showed is a source too, without a step of this run. */
  history: RunState[]
  workbench: Workbench
  /** False when the kernel must not be asked, such as after a stop. */
  askKernel?: boolean
}

export async function evidenceOf({
  run,
  history,
  workbench,
  askKernel = true,
}: EvidenceOptions): Promise<EvidenceClaim[]> {
  const claims = claimsIn(run.answer, run.question).map(claim => ({ claim, wanted: wantedBy(claim, run.answer) }))
  if (claims.length === 0) return []
  const files = await workbench.files()
  const computed = [run, ...history].some(r => r.steps.some(step => step.tool === 'run_python'))
  if (!computed && files.length === 0) return []
  const index = new SourceIndex(await sourcesOf({ run, history, files }))
  const found = claims.map(({ claim, wanted }) => index.best(wanted, claim.around))
  for (const { first, second, wanted } of ratiosIn(claims, run.answer)) {
    const source = found[first] && found[second] ? undefined : index.best([wanted], claims[first]?.claim.around ?? '')
    if (source) found[first] = found[second] = source
  }
  const open = claims.map((c, i) => (found[i] ? null : c))
  const held = computed && askKernel && open.some(Boolean) ? await heldByKernel(open, run, workbench) : []
  const literals = literalsOf(run)
  return claims.flatMap(({ claim, wanted }, i): EvidenceClaim[] => {
    const source = found[i] ?? held[i]
    const place = { start: claim.start, end: claim.end, text: claim.text }
    if (source) return [{ ...place, status: 'found', step: source.step, source: source.kind, excerpt: source.excerpt }]
    // A parameter that the code was given (a threshold, a number of groups) was chosen, not claimed.
    return wanted.some(w => literals.has(w.value)) ? [] : [{ ...place, status: 'missing' }]
  })
}

type Ratio = { first: number; second: number; wanted: Reading }

/** “1 in 5” and “7 out of 20” say a share with two numbers, as precisely as the second one is written. */
function ratiosIn(claims: Wanting[], answer: string): Ratio[] {
  return claims.flatMap(({ claim }, first): Ratio[] => {
    const next = claims[first + 1]?.claim
    if (!next || !/^\s(?:in|(?:out )?of|von|sur|su|de(?: cada)?|em cada)\s$/i.test(answer.slice(claim.end, next.start)))
      return []
    const [above = 0, below = 0] = [claim, next].map(n => n.readings[0]?.value ?? 0)
    const value = above / below
    if (!(above > 0 && below > above)) return []
    return [{ first, second: first + 1, wanted: { value, tolerance: above / (below - 0.5) - value } }]
  })
}

/** What would bear the claim out: each meaning of the number, as precisely as it is written. */
function wantedBy(claim: Claim, answer: string): Reading[] {
  const scale = columnScale(claim, answer)
  const readings = scale === 1 ? claim.readings : [...claim.readings, ...claim.readings.map(r => scaled(r, scale))]
  if (!claim.hedged) return readings
  return readings.map(r => ({ value: r.value, tolerance: Math.max(r.tolerance, roundness(r)) }))
}

const scaled = ({ value, tolerance }: Reading, by: number): Reading => ({
  value: value * by,
  tolerance: tolerance * by,
})

/** “about 1,200” and “over 1,200” leave open what follows the last digit that is not zero; at most a tenth of the whole. */
function roundness({ value }: Reading): number {
  if (value === 0) return 0
  const digits = value
    .toPrecision(12)
    .replace(/e.*$/, '')
    .replace(/[.]/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '').length
  const unit = 10 ** (Math.floor(Math.log10(value)) - digits + 1)
  return Math.min(unit, value / 10)
}

/** In a table of the answer a column's head may say the unit: “Share (%)”, “Revenue ($M)”. */
function columnScale(claim: Claim, answer: string): number {
  const head = columnHead(claim, answer)
  if (/%|percent|share\b/i.test(head)) return 0.01
  if (/\b(?:bn|billions?)\b|[$€£]\s?B\b/i.test(head)) return 1e9
  if (/\b(?:mn|millions?|mio)\b|[$€£(]\s?M\b/i.test(head)) return 1e6
  return /\b(?:k|thousands?|tsd)\b|[$€£(]\s?k\b/i.test(head) ? 1e3 : 1
}

function literalsOf(run: RunState): Set<number> {
  const code = run.steps.filter(step => step.status === 'success').map(step => step.code)
  return new Set(code.flatMap(c => numbersIn(c, { spaces: false }).flatMap(n => n.readings.map(r => r.value))))
}

type Wanting = { claim: Claim; wanted: Reading[] }

/** The person's code shares the kernel and can forge its replies: nothing of them is used that does not have this form. */
const mostItems = 1000
const mostExcerpt = 300
const name = z.string().transform(text => text.slice(0, 200))
const FoundValues = z.object({
  found: z.array(z.object({ variable: name, place: z.string() }).nullable()).max(mostItems),
})
const HeldVariables = z.object({
  items: z.array(z.object({ name, shape: z.array(z.number()).max(64).nullish() })).max(mostItems),
})

/** Best effort: a kernel that does not answer bears nothing out, nor does one whose reply has another form. */
async function heldByKernel(
  open: (Wanting | null)[],
  run: RunState,
  workbench: Workbench,
): Promise<(Source | undefined)[]> {
  const asked = open.flatMap((wanting, claim) =>
    (wanting?.wanted ?? []).flatMap(({ value, tolerance }) =>
      (value === 0 ? [0] : [value, -value]).map(signed => ({ claim, value: signed, tolerance })),
    ),
  )
  try {
    const kernel = await workbench.kernel()
    const options = { timeoutSeconds: 5 }
    const candidates = asked.slice(0, mostItems).map(({ value, tolerance }) => ({ value, tolerance }))
    const { found } = FoundValues.parse(await kernel.ask<unknown>('find_values', { candidates }, options))
    const { items } = HeldVariables.parse(await kernel.ask<unknown>('variables', {}, options))
    const size = new Map(items.map(v => [v.name, (v.shape ?? []).reduce((product, n) => product * n, 1)]))
    const held: (Source | undefined)[] = []
    for (const [i, place] of found.entries()) {
      const { claim = -1, value = 0 } = asked[i] ?? {}
      const significant = open[claim]?.claim.significant ?? 0
      if (!place || held[claim] || isChance(place.place, size.get(place.variable) ?? 1, significant)) continue
      held[claim] = {
        kind: 'variable',
        value,
        step: stepThatMade(place.variable, run),
        excerpt: place.place.slice(0, mostExcerpt),
        words: new Set(),
      }
    }
    return held
  } catch {
    return []
  }
}

/** Among many values some one is near any number: the more there are, the more digits must agree. */
const isChance = (place: string, values: number, significant: number): boolean =>
  /, (?:column|item|row) /.test(place) && values > 5 * 10 ** (significant - 1)

function stepThatMade(variable: string, run: RunState): number | undefined {
  const name = new RegExp(`(?<![\\w.])${variable.replace(/\W/g, '\\$&')}(?!\\w)`)
  return run.steps.findLast(step => step.status === 'success' && name.test(step.code))?.step
}
