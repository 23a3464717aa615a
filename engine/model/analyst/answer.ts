/** The final text, made of the lines the cell printed: nothing is said that was not computed. */
import { describe } from './describe.ts'
import type { Request } from './request.ts'
import { sentence as inWords } from './say/say.ts'

type Printed = { answer: string[]; details: string[]; notes: string[]; files: string[] }

/** The lines that begin with Answer:, Detail:, Note: and File: in the result of `run_python`. */
export function printedIn(text: string): Printed {
  const printed: Printed = { answer: [], details: [], notes: [], files: [] }
  const lists: Record<string, string[]> = {
    Answer: printed.answer,
    Detail: printed.details,
    Note: printed.notes,
    File: printed.files,
  }
  for (const line of text.split('\n')) {
    const match = /^(Answer|Detail|Note|File): (.*)$/.exec(line)
    if (match?.[1] && match[2]) lists[match[1]]?.push(match[2])
  }
  return printed
}

/** Values come out of files: they must not become links, tags or headings. */
export const plain = (text: string): string => text.replace(/[[\]<`*\\]/g, sign => `\\${sign}`)

const sentence = (text: string): string => (/[.!?”]$/.test(text) ? text : `${text}.`)

export function answerFrom(text: string, request: Request, first: boolean): string {
  const { language } = request
  const printed = printedIn(text)
  const [headline] = printed.answer
  if (headline === undefined) return failedAnswer(text, request)
  const notes = [...new Set([...request.assumptions, ...printed.notes])]
  const read = inWords(language, 'answer.read', { what: plain(describe(request)) })
  const unused = { file: request.table.file, words: (request.unused ?? []).map(word => `“${word}”`).join(', ') }
  const parts = [
    unused.words === '' ? '' : plain(inWords(language, 'unused.words', unused)),
    `**${plain(sentence(headline))}**`,
    printed.details.map(detail => (/^\d+\. /.test(detail) ? plain(detail) : `- ${plain(detail)}`)).join('\n'),
    printed.files.map(file => inWords(language, 'answer.saved', { file: plain(sentence(file)) })).join('\n\n'),
    notes.length > 0 ? `${inWords(language, 'answer.notes')}\n${notes.map(note => `- ${plain(note)}`).join('\n')}` : '',
    first ? `${read} ${inWords(language, 'answer.self')}` : read,
  ]
  return parts.filter(part => part !== '').join('\n\n')
}

function failedAnswer(text: string, request: Request): string {
  const { language } = request
  const reason =
    /^Not done[^:]*: (.*?)(?: Try another way.*)?$/m.exec(text)?.[1] ??
    /^(\w*(?:Error|Exception): .*)$/m.exec(text)?.[1] ??
    inWords(language, 'answer.ended')
  return [
    inWords(language, 'answer.failed', { what: plain(describe(request)) }),
    inWords(language, 'answer.reason', { reason: `\`${reason.replaceAll('`', "'")}\`` }),
    `${inWords(language, 'answer.again')} ${inWords(language, 'answer.self')}`,
  ].join('\n\n')
}
