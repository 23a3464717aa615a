/** Reads a request's messages: what is asked now, what was asked before, and how far this question has got. */
import { CUT_SHORT, type ModelMessage, type ModelRequest } from '../model.ts'
import { filesIn, profilesIn, type ListedFile } from './read-profiles.ts'
import { tableOf, type Table } from './table.ts'

export type Conversation = {
  question: string
  /** Earlier questions, oldest first. */
  earlier: string[]
  files: ListedFile[]
  tables: Table[]
  /** What could not be read, and why, in sentences. */
  refused: { file: string; reason: string }[]
  /** Python of earlier steps, oldest first. */
  earlierCode: string[]
  /** Of this question: the texts of profile_data and run_python. */
  profiled: number
  ran: string[]
  /** The session's first answer is yet to come. */
  first: boolean
}

const codeOf = (input: unknown): string =>
  input !== null && typeof input === 'object' && 'code' in input && typeof input.code === 'string' ? input.code : ''

export function readConversation(request: ModelRequest): Conversation {
  const { messages, system } = request
  const asked = messages.findLastIndex(message => message.role === 'user')
  const before = messages.slice(0, Math.max(asked, 0))
  const after = messages.slice(asked + 1)
  const results = after.filter(message => message.role === 'tool')
  const profiles = results.filter(message => message.name === 'profile_data')
  // A workbook's own table stands behind its other sheets: the last of equals is taken for the one that is meant.
  const tables = profiles.flatMap(message => profilesIn(message.text).toReversed()).map(tableOf)
  return {
    question: messages[asked]?.text ?? '',
    earlier: before.filter(message => message.role === 'user').map(message => message.text),
    files: filesIn(system),
    tables,
    refused: profiles.flatMap(message => refusalIn(message.text)),
    earlierCode: before.flatMap(codesOf),
    profiled: profiles.length,
    // A cell that a server took down with it is written again.
    ran: results.filter(({ name, text }) => name === 'run_python' && !isCutShort(text)).map(({ text }) => text),
    first: !before.some(message => message.role === 'assistant'),
  }
}

function refusalIn(text: string): { file: string; reason: string }[] {
  const [, file, reason] = /^(.+?) could not be profiled: (.+)$/s.exec(text) ?? []
  return file === undefined || reason === undefined ? [] : [{ file, reason }]
}

/** The sentence ends the result, as the last words of its error: anywhere else it is what a file or a cell says. */
const isCutShort = (result: string): boolean => result.endsWith(`${CUT_SHORT}\n</error>`)

const codesOf = (message: ModelMessage): string[] =>
  message.role === 'assistant' ? message.calls.map(call => codeOf(call.input)).filter(code => code !== '') : []

/** True when an earlier cell of ours read this table, so that its variable may be alive and holds just that. */
export const wasRead = (conversation: Conversation, table: Table): boolean => {
  const assignments = conversation.earlierCode.flatMap(code =>
    [...code.matchAll(new RegExp(String.raw`^\s*${table.frame} = (.*)$`, 'gm'))].map(match => match[1] ?? ''),
  )
  return (
    assignments.length > 0 &&
    assignments.every(code => /^pd\.(?:read_|json_normalize)|^px\.data\.|\.merge\($/.test(code))
  )
}

const MOST_PROFILES = 5

/** The uploads to look at: all of a few, else those the question names and the newest. */
export function filesToProfile({ files, question, earlier }: Conversation): ListedFile[] {
  const uploads = files.filter(file => !file.generated)
  if (uploads.length <= MOST_PROFILES) return uploads
  const text = [question, ...earlier].join('\n').toLowerCase()
  const named = uploads.filter(
    file => text.includes(file.name.toLowerCase()) || text.includes(file.name.replace(/\.[^.]+$/, '').toLowerCase()),
  )
  return [...new Set([...named, ...uploads.slice(-MOST_PROFILES)])].slice(0, MOST_PROFILES)
}
