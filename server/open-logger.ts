/** The log: one structured line a happening, for operators. What people write never stands in it. */
import { pino, type DestinationStream, type Logger } from 'pino'
import type { Settings } from './env.ts'

export function openLogger(level: Settings['logLevel'] | 'silent', destination: DestinationStream): Logger {
  return pino({ level, base: undefined, serializers: { err: errorForLog } }, destination)
}

type ErrorForLog = { type: string; message: string; code?: string; at?: string; cause?: ErrorForLog }
type Found = Error & { code?: unknown; query?: unknown; severity?: unknown; cause?: unknown }

/** Causes beyond this are left out: one that is its own cause would have no end. */
const DEEPEST = 5

/**
 * Type, words, code and place of an error and its causes; nothing else that it carries. A failed query names the statement and its
 * values in its words, and PostgreSQL the value it could not take: those are left out.
 */
function errorForLog(error: unknown, depth = 0): ErrorForLog {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something was thrown that is no error' }
  const { name, code, cause, stack = '' } = error as Found
  const frames = stack
    .split('\n')
    .filter(line => /^\s+at /.test(line))
    .join('\n')
  return {
    type: name,
    message: wordsOf(error),
    ...(typeof code === 'string' && { code }),
    ...(frames !== '' && { at: frames }),
    ...(cause !== undefined && depth < DEEPEST && { cause: errorForLog(cause, depth + 1) }),
  }
}

function wordsOf({ message, query, severity, ...more }: Found): string {
  if (query !== undefined) return 'a query failed'
  if (severity === undefined) return message
  const { table, column, constraint } = more as Record<string, unknown>
  const place = [table, column, constraint].filter(name => typeof name === 'string').join(', ')
  const words = message.replace(/"[^"]*"/g, '"…"').replace(/:.*$/s, '')
  return place === '' ? words : `${words} (${place})`
}
