/**
 * The built-in analyst: a Model that is no language model. It reads what any model reads (the system text, the messages, the results of its
 * calls), understands by rules, and answers in milliseconds, the same every time, without network.
 */
import { setImmediate } from 'node:timers/promises'
import type { Model, ModelPart, ModelRequest } from '../model.ts'
import { answerFrom } from './answer.ts'
import { writeCell } from './cell.ts'
import { filesToProfile, readConversation, wasRead, type Conversation } from './conversation.ts'
import { describe } from './describe.ts'
import { sayRefused, sayWithoutComputing } from './offers.ts'
import { sentence } from './say/say.ts'
import { isHuge } from './load.ts'
import { faultIn, mended } from './repair.ts'
import type { Request } from './request.ts'
import { fileName } from './table.ts'
import { understand, type Understood } from './understand.ts'

const usage = { inputTokens: 0, outputTokens: 0 }

export const builtInAnalyst: Model = {
  id: 'builtin/analyst',
  name: 'Built-in analyst',
  tools: true,
  tokenless: true,
  vision: false,
  async *stream(request: ModelRequest): AsyncGenerator<ModelPart> {
    request.signal.throwIfAborted()
    yield* await turn(request)
  },
}

async function turn(request: ModelRequest): Promise<ModelPart[]> {
  const last = request.messages.at(-1)?.text ?? ''
  const fault = request.tools.length === 0 ? faultIn(last) : undefined
  if (fault) {
    const code = mended(fault)
    return say(code === undefined ? 'No known fault was found in this code.' : `\`\`\`python\n${code}\n\`\`\``)
  }
  const conversation = readConversation(request)
  const has = (name: string) => request.tools.some(tool => tool.name === name)
  const files = filesToProfile(conversation)
  if (conversation.profiled === 0 && files.length > 0 && has('profile_data')) {
    const calls = files.map((file, index) => ({
      id: `profile-${index + 1}`,
      name: 'profile_data',
      input: { name: file.name },
    }))
    return [
      { type: 'reasoning', text: 'First I look at what stands in the files. ' },
      ...calls.map(call => ({ type: 'call' as const, call })),
      { type: 'end', reason: 'calls', usage },
    ]
  }
  const understood = await understandAll(conversation, request.signal)
  const refused = refusedIn(conversation, understood)
  if (refused.length > 0) return say(sayRefused(refused, understood.language))
  if (understood.kind !== 'request') return say(sayWithoutComputing(understood))
  const [ran] = conversation.ran.slice(-1)
  if (ran !== undefined) return say(answerFrom(ran, understood.request, conversation.first))
  if (!has('run_python'))
    return say(sentence(understood.language, 'answer.noPython', { what: describe(understood.request) }))
  return compute(understood.request, conversation)
}

/** The files that the question is about and that could not be read: those that it names, or all where there is nothing else to answer from. */
function refusedIn({ question, refused, tables }: Conversation, { kind }: Understood): Conversation['refused'] {
  const asked = question.toLowerCase()
  const names = tables.map(table => fileName(table).toLowerCase())
  const named = refused.filter(({ file }) => asked.includes(file.toLowerCase()))
  return kind === 'no file' ? refused : names.some(name => asked.includes(name)) ? [] : named
}

/** Earlier questions first: a follow-up is understood from the request before it. */
async function understandAll({ earlier, question, tables }: Conversation, signal: AbortSignal): Promise<Understood> {
  let previous: Request | undefined
  for (const asked of earlier) {
    // A long one takes a moment, and a session may have many: whoever else waits has a turn between them.
    await setImmediate()
    signal.throwIfAborted()
    const understood = understand(asked, tables, previous)
    if (understood.kind === 'request') previous = understood.request
  }
  return understand(question, tables, previous)
}

function compute(request: Request, conversation: Conversation): ModelPart[] {
  const reuse = !isHuge(request.table) && wasRead(conversation, request.table)
  const code = writeCell(request, { reuse, earlierCode: conversation.earlierCode })
  const input = isHuge(request.table) ? { code, timeout_seconds: 300 } : { code }
  return [
    { type: 'reasoning', text: `I read the question as: ${describe(request)}. ` },
    { type: 'call', call: { id: 'compute-1', name: 'run_python', input } },
    { type: 'end', reason: 'calls', usage },
  ]
}

const say = (text: string): ModelPart[] => [
  { type: 'text', text },
  { type: 'end', reason: 'stop', usage },
]
