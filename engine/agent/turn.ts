/** One turn of the model: its stream becomes `thought` and `text` as it comes, its calls are collected. */
import {
  ModelError,
  type Model,
  type ModelMessage,
  type ModelPart,
  type ModelRequest,
  type ToolCall,
  type TurnUsage,
} from '../model/model.ts'
import type { Budget } from './budget.ts'
import { FenceReader, type FencePiece } from './fenced-code.ts'
import type { RunLog } from './run-log.ts'

/** Text up to this length is held back until the turn ends: what precedes a call is a thought, not a part of the answer. */
const HELD_BACK = 280

/** Told to a model whose answer broke off, so that it goes on instead of starting anew. */
export const GO_ON =
  'The connection broke here. Go on exactly after your last character; repeat nothing and do not mention this.'

/** Characters that one reply may say and think: several times what any model writes. One that runs in circles never ends by itself. */
const MOST_WRITTEN = 1_000_000
/** Calls of one turn that are run; what a model asks for beyond is not heard. */
const MOST_CALLS = 32

type BadCall = { id: string; name: string; problem: string }

export type Turn = {
  /** All it said, shown as text or as a thought. */
  text: string
  calls: ToolCall[]
  badCalls: BadCall[]
  /** Stopped at the limit of its output. */
  cut: boolean
}

export type TurnOptions = {
  model: Model
  request: ModelRequest
  /** Code comes as a fenced block. */
  fences: boolean
  log: RunLog
  budget: Budget
  /** Text of this turn that is in the log already, left there by a process that died. */
  shownBefore?: string
  /** The model began to write its first call, of that tool. */
  onCallStarted: (name: string) => Promise<void>
}

/** Runs the turn; a stream cut in the middle is asked for once more, and what was shown already is not shown again. */
export async function runTurn(options: TurnOptions): Promise<Turn> {
  const speech = new Speech(options.log, options.shownBefore ?? '')
  try {
    return await attemptTurn(options, speech)
  } catch (fault) {
    if (!(fault instanceof ModelError) || fault.code !== 'cut_off') throw fault
    const request = { ...options.request, messages: [...options.request.messages, ...speech.again()] }
    return attemptTurn({ ...options, request }, speech)
  }
}

async function attemptTurn(options: TurnOptions, speech: Speech): Promise<Turn> {
  const { model, request, budget } = options
  const turn: Turn = { text: '', calls: [], badCalls: [], cut: false }
  const fence = options.fences ? new FenceReader() : null
  const taking: Taking = { options, speech, turn, fence, callBegan: false }
  for await (const part of counted(model, request, budget)) if (await takePart(part, taking)) break
  if (taking.fence && turn.calls.length === 0) await takePieces(taking.fence.end(), taking)
  turn.text = await speech.end(turn.calls.length + turn.badCalls.length > 0)
  return turn
}

/**
 * Counts what a reply used, once, and ends one without end as at the limit of its output. One that was left at its block of code, stopped or
 * cut off never says what it used; it is paid for all the same, and about four characters are a token.
 */
export async function* counted(model: Model, request: ModelRequest, budget: Budget): AsyncGenerator<ModelPart> {
  let written = 0
  let began = false
  let ended = false
  try {
    for await (const part of model.stream(request)) {
      began = true
      if (part.type === 'text' || part.type === 'reasoning') written += part.text.length
      if (part.type === 'end') {
        budget.add(part.usage)
        ended = true
      }
      yield part
      if (written > MOST_WRITTEN) {
        yield { type: 'end', reason: 'length', usage: usedBy(request, written) }
        return
      }
    }
  } finally {
    if (began && !ended && !model.tokenless) budget.add(usedBy(request, written))
  }
}

type Taking = {
  options: TurnOptions
  speech: Speech
  turn: Turn
  fence: FenceReader | null
  /** The first call began to come in. Several may have begun before one of them is whole. */
  callBegan: boolean
}

/** True when nothing after this part matters. */
async function takePart(part: ModelPart, taking: Taking): Promise<boolean> {
  const { options, speech, turn, fence } = taking
  switch (part.type) {
    case 'text':
      if (fence) return takePieces(fence.push(part.text), taking)
      await speech.say(part.text)
      return false
    case 'reasoning':
      await speech.think(part.text)
      return false
    case 'call_started':
      await speech.callFollows()
      if (!taking.callBegan) await options.onCallStarted(part.name)
      taking.callBegan = true
      return false
    case 'call':
      turn.calls.push(part.call)
      return turn.calls.length === MOST_CALLS
    case 'bad_call':
      turn.badCalls.push(part)
      return false
    case 'end':
      turn.cut = part.reason === 'length'
      return false
  }
}

async function takePieces(pieces: FencePiece[], { options, speech, turn }: Taking): Promise<boolean> {
  for (const piece of pieces) {
    if (piece.type === 'prose') await speech.say(piece.text)
    if (piece.type === 'opened') {
      await speech.callFollows()
      await options.onCallStarted('run_python')
    }
    if (piece.type === 'code') {
      turn.calls.push({ id: 'fence', name: 'run_python', input: { code: piece.code } })
      return true
    }
  }
  return false
}

const estimate = (characters: number): number => Math.ceil(characters / 4)
const sizeOf = ({ system, messages }: ModelRequest): number =>
  messages.reduce((sum, m) => sum + m.text.length, system.length)
const usedBy = (request: ModelRequest, written: number): TurnUsage => ({
  inputTokens: estimate(sizeOf(request)),
  outputTokens: estimate(written),
})

/** Text on its way to the log: held back at first, then live; after a cut, without what was shown before. */
class Speech {
  readonly #log: RunLog
  #held = ''
  #live = false
  /** Shown as text by this turn. */
  #shown = ''
  /** Said before a call, as a thought. */
  #said = ''
  /** Shown before the cut, and not yet seen again. */
  #expected = ''
  #again = ''
  #thought = 0
  #thoughtBefore = 0

  constructor(log: RunLog, shownBefore: string) {
    this.#log = log
    this.#shown = shownBefore
    this.#expected = shownBefore
    this.#live = shownBefore !== ''
  }

  async say(text: string): Promise<void> {
    const fresh = this.#fresh(text)
    if (fresh === '') return
    if (this.#live) return this.#show(fresh)
    this.#held += fresh
    if (this.#held.trim().length > HELD_BACK) await this.#release()
  }

  async think(text: string): Promise<void> {
    // Reasoning cannot be compared after a cut; as much as was shown before is passed over.
    const fresh = text.slice(Math.max(0, this.#thoughtBefore - this.#thought))
    this.#thought += text.length
    if (fresh) await this.#log.emit({ event: 'thought', data: { text: fresh } })
  }

  /** What was held back precedes a call: it is a thought. */
  async callFollows(): Promise<void> {
    const said = this.#held.trim()
    this.#held = ''
    if (said === '') return
    this.#said += `${said}\n`
    await this.#log.emit({ event: 'thought', data: { text: `${said}\n` } })
  }

  /** The turn is over. Gives all it said. */
  async end(called: boolean): Promise<string> {
    // What still waits to be compared is a beginning of what was shown.
    this.#again = ''
    this.#expected = ''
    if (called) await this.callFollows()
    else if (this.#held.trim() !== '') await this.#release()
    return (this.#said + this.#shown).trim()
  }

  /** Starts over after a cut: what to add to the request, so that the model goes on instead of starting anew. */
  again(): ModelMessage[] {
    this.#held = ''
    this.#said = ''
    this.#again = ''
    this.#expected = this.#shown
    this.#thoughtBefore = this.#thought
    this.#thought = 0
    if (this.#shown === '') return []
    return [
      { role: 'assistant', text: this.#shown, calls: [] },
      { role: 'user', text: GO_ON },
    ]
  }

  async #release(): Promise<void> {
    const held = this.#held
    this.#held = ''
    this.#live = true
    await this.#show(this.#shown === '' ? this.#separated(held) : held)
  }

  /** A new turn's text begins a paragraph of its own. */
  #separated(text: string): string {
    const { answer } = this.#log.state
    if (answer === '' || answer.endsWith('\n\n')) return text.trimStart()
    return `${answer.endsWith('\n') ? '\n' : '\n\n'}${text.trimStart()}`
  }

  async #show(text: string): Promise<void> {
    this.#shown += text
    await this.#log.emit({ event: 'text', data: { text } })
  }

  /** After a cut a model either goes on, or says the same again from the start; the latter is passed over. */
  #fresh(text: string): string {
    if (this.#expected === '') return text
    this.#again += text
    const expected = this.#expected.trimStart()
    const again = this.#again.trimStart()
    if (again.length < expected.length && expected.startsWith(again)) return ''
    this.#expected = ''
    const fresh = again.startsWith(expected) ? again.slice(expected.length) : this.#again
    this.#again = ''
    return fresh
  }
}
