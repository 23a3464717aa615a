/** Plays an episode as a person and a model together, and says what was not as recorded. */
import { isDeepStrictEqual } from 'node:util'
import type { Artifact } from '@codingagent/protocol/artifacts.ts'
import type { LoggedEvent, RunEventData, RunEventName } from '@codingagent/protocol/events.ts'
import { clientOf } from '../bench/client.ts'
import { table, type Episode } from './episodes.ts'
import { markOf, type RecordedModel } from './recorded-model.ts'

export type Stage = {
  address: string
  model: RecordedModel
  /** The reader of events is cut off after so many and comes back; 0 reads in one go. */
  cutEvery: number
}

type Question = Episode['questions'][number]

const dataOf = <Name extends RunEventName>(log: LoggedEvent[], name: Name) =>
  log.filter(({ event }) => event === name).map(({ data }) => data as RunEventData<Name>)

async function readLog({ address, cutEvery }: Stage, runId: string): Promise<LoggedEvent[]> {
  const log: LoggedEvent[] = []
  while (log.at(-1)?.event !== 'done') {
    let since = 0
    for await (const { id, event, data } of clientOf(address).follow(runId, log.at(-1)?.id)) {
      log.push({ id, event, data } as LoggedEvent)
      since += 1
      if (since === cutEvery) break
    }
  }
  return log
}

function problemsOfCells(log: LoggedEvent[], { turns }: Question): string[] {
  const failed = dataOf(log, 'repair_attempt').length
  const wanted = turns.filter(({ ends }) => ends === 'error').length
  const steps = dataOf(log, 'step_done')
  const written = dataOf(log, 'code_written').map(({ code }) => code)
  return [
    ...(failed === wanted ? [] : [`${failed} cells failed, ${wanted} are recorded`]),
    ...(steps.length === turns.length - wanted ? [] : [`${steps.length} steps ended`]),
    ...steps.filter(({ status }) => status !== 'success').map(({ step }) => `step ${step} did not end well`),
    ...turns.filter(({ code }) => !written.some(text => text.endsWith(code))).map(({ code }) => `not shown: ${code}`),
  ]
}

function problemsOfText(log: LoggedEvent[], { shows, answer }: Question): string[] {
  const printed = dataOf(log, 'stdout').map(({ text }) => text)
  const displayed = dataOf(log, 'display').map(({ text }) => text)
  const results = dataOf(log, 'final_result').map(({ value }) => value)
  const shown = [...printed, ...displayed, ...results].join('')
  const said = dataOf(log, 'text').map(({ text }) => text)
  return [
    ...shows.filter(words => !shown.includes(words)).map(words => `never shown: ${words}`),
    ...(said.join('').includes(answer) ? [] : [`the answer reads: ${said.join('')}`]),
  ]
}

async function problemsOfArtifacts({ address }: Stage, log: LoggedEvent[], question: Question): Promise<string[]> {
  const problems: string[] = []
  const made = dataOf(log, 'artifact').map(({ artifact }) => artifact)
  for (const { kind, holds } of question.leaves ?? []) {
    const found = made.find(artifact => artifact.kind === kind)
    if (!found) problems.push(`no ${kind} was made`)
    else if (holds !== undefined) {
      const { url } = await clientOf(address).json<Artifact>(`/artifacts/${found.id}`)
      const text = await (await fetch(address + url)).text()
      if (!text.includes(holds)) problems.push(`${found.name} holds ${text.slice(0, 200)}`)
    }
  }
  return problems
}

function problemsOfLog(log: LoggedEvent[], again: LoggedEvent[]): string[] {
  const outcome = dataOf(log, 'done').map(({ status }) => status)
  return [
    ...(log.every(({ id }, index) => id === index + 1) ? [] : ['events are missing or doubled']),
    ...(isDeepStrictEqual(log, again) ? [] : ['a second reader saw other events']),
    ...(isDeepStrictEqual(outcome, ['answered']) ? [] : [`it ended as ${outcome.join(', ')}`]),
  ]
}

/** One line a problem; none when all went as recorded. `play` names this playing of the episode, in letters, digits and -. */
export async function play(stage: Stage, episode: Episode, play: string): Promise<string[]> {
  const { address, model } = stage
  const client = clientOf(address)
  const problems: string[] = []
  const sessionId = await client.session()
  await client.upload(sessionId, table.name, new Blob([table.text]))
  for (const question of episode.questions) {
    model.load(play, question)
    const runId = await client.ask(sessionId, `${markOf(play)} ${question.text}`)
    const log = await readLog(stage, runId)
    problems.push(
      ...problemsOfLog(log, await readLog({ ...stage, cutEvery: 0 }, runId)),
      ...problemsOfCells(log, question),
      ...problemsOfText(log, question),
      ...(await problemsOfArtifacts(stage, log, question)),
      ...(model.left(play) === 0 ? [] : [`${model.left(play)} recorded turns were not asked for`]),
    )
  }
  return problems.map(problem => `${play}: ${problem}`)
}
