/**
 * A recorded language model on the OpenAI chat wire. It finds its place by the mark `[play ID]`, which stands in the question and in each
 * piece of code, so that a request that shows broken code alone is answered too, and many plays can go on at once.
 */
import { scriptedServer, type ScriptedTurn, type WireRequest } from '@codingagent/engine/model/scripted.ts'
import type { Turn } from './episodes.ts'

/** What is said when a question of a play is answered: its turns in order, then its answer. */
export type Script = { turns: Turn[]; answer: string }

export type RecordedModel = {
  url: string
  /** From now on a request of this play is answered from here. */
  load(play: string, script: Script): void
  /** How many turns of the script were not asked for. */
  left(play: string): number
  close(): Promise<void>
}

export const markOf = (play: string): string => `[play ${play}]`

export async function startRecordedModel(): Promise<RecordedModel> {
  const plays = new Map<string, { script: Script; next: number }>()

  function replyTo({ messages, tools = [] }: WireRequest): ScriptedTurn {
    const marks = [...JSON.stringify(messages).matchAll(/\[play ([\w-]+)\]/g)]
    const play = plays.get(marks.at(-1)?.[1] ?? '')
    if (!play) return { text: 'Nothing was recorded for this.' }
    const turn = play.script.turns[play.next]
    if (!turn) return { text: play.script.answer }
    play.next += 1
    // A focused repair offers no tools: the code itself is the answer.
    return tools.length === 0 ? { text: turn.code } : { text: turn.says, code: turn.code }
  }

  const server = await scriptedServer(replyTo)
  return {
    url: server.url,
    load(play, { turns, answer }) {
      const marked = turns.map(turn => ({ ...turn, code: `# ${markOf(play)}\n${turn.code}` }))
      plays.set(play, { script: { turns: marked, answer }, next: 0 })
    },
    left(play) {
      const at = plays.get(play)
      return at ? at.script.turns.length - at.next : 0
    },
    close: () => server.close(),
  }
}
