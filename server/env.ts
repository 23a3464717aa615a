/** The only reader of the environment. Every setting has a working default; `.env.example` is written from this table. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'

const units: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }
/** At least so many MiB; without it, at least one byte. */
const size = (least?: number) =>
  z.string().transform((text, context) => {
    const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text) ?? []
    const value = Math.round(Number(number) * (units[unit.toLowerCase()] ?? 1))
    if (Number.isSafeInteger(value) && value >= (least === undefined ? 1 : least * 2 ** 20)) return value
    context.addIssue(`must be a size such as 500MiB or 2GiB${least === undefined ? '' : `, at least ${least}MiB`}`)
    return z.NEVER
  })
const bytes = size()
const number = (about: string, check: (value: number) => boolean) =>
  z.string().transform((text, context) => {
    const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
    if (check(value)) return value
    context.addIssue(`must be ${about}`)
    return z.NEVER
  })
const whole = (from: number, to: number) =>
  number(`a whole number from ${from} to ${to}`, value => Number.isInteger(value) && value >= from && value <= to)
/** Above 0, and what a timer of Node can wait for: above 24 days it would ring at once. */
const waited = (unit: 'minutes' | 'seconds') => {
  const most = unit === 'minutes' ? 24 * 24 * 60 : 24 * 24 * 3600
  return number(`a number above 0, in ${unit}, up to ${most}`, value => value > 0 && value <= most)
}
const oneOf = <const Choice extends string>(...choices: [Choice, ...Choice[]]) =>
  z.enum(choices, { error: `must be ${choices.join(' or ')}` })
const list = z.string().transform(text =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(Boolean),
)
const roles = list.pipe(z.array(z.enum(['api', 'worker'], { error: 'must be api, worker or api,worker' })).min(1))
const url = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })
const words = z.string()
const addressOf = (about: string, ...protocols: string[]) =>
  words.refine(text => protocols.includes(URL.parse(text)?.protocol ?? ''), `must be ${about}`)

const setting = <Schema extends z.ZodType, Fallback extends string | null>(
  about: string,
  schema: Schema,
  fallback: Fallback,
) => ({ about, schema, fallback })

const table = {
  'Where it answers': {
    port: setting('Port to listen on; 0 takes a free one', whole(0, 65_535), '3000'),
    host: setting('Address to listen on. With AUTH=off only a loopback address is accepted', words, '127.0.0.1'),
    publicUrl: setting('Address that people use, when a proxy stands in front', url, null),
    roles: setting('What this process does: api, worker or both', roles, 'api,worker'),
    logLevel: setting(
      'fatal, error, warn, info, debug or trace',
      oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace'),
      'info',
    ),
  },
  'Who may use it': {
    auth: setting('on: people log in. off: one person on this machine, no log-in', oneOf('on', 'off'), 'on'),
    secretKey: setting(
      'Signs links; 32 characters or more. Made and kept in DATA_DIR at the first start',
      words.min(32, 'must have 32 characters or more'),
      null,
    ),
  },
  'Where things are kept': {
    dataDir: setting('Folder of everything that is kept on this machine', words, './data'),
    databaseUrl: setting(
      'PostgreSQL, as postgres://user:password@host/name. None: an embedded database in DATA_DIR',
      addressOf('a PostgreSQL address, such as postgres://user:password@host/name', 'postgres:', 'postgresql:'),
      null,
    ),
    redisUrl: setting(
      'Redis for the queue, as redis://host:6379. None: the queue is kept in the database',
      addressOf('a Redis address, such as redis://host:6379', 'redis:', 'rediss:'),
      null,
    ),
    s3Endpoint: setting('Any S3-compatible store. None: a folder in DATA_DIR', url, null),
    s3Bucket: setting('Bucket in that store', words, 'codingagent'),
    s3Region: setting('Region of that store', words, 'us-east-1'),
    s3AccessKeyId: setting('Key of that store', words, null),
    s3SecretAccessKey: setting('Secret of that key', words, null),
  },
  Models: {
    model: setting(
      'Model of new sessions, as provider/model. None: the first provider that has a key, else builtin/analyst',
      words.regex(/^[a-z]+\/\S+$/, 'must read provider/model, such as builtin/analyst'),
      null,
    ),
    modelTools: setting(
      'auto: as the model says. on or off: override it, for models behind OPENAI_BASE_URL',
      oneOf('auto', 'on', 'off'),
      'auto',
    ),
    openrouterApiKey: setting('OpenRouter', words, null),
    openaiApiKey: setting('OpenAI, or whatever answers at OPENAI_BASE_URL', words, null),
    openaiBaseUrl: setting('An OpenAI-compatible address, with its /v1', url, null),
    anthropicApiKey: setting('Anthropic', words, null),
    googleApiKey: setting('Google', words, null),
    ollamaBaseUrl: setting('Ollama, such as http://127.0.0.1:11434', url, null),
  },
  'Limits of a question': {
    maxCodeRepairAttempts: setting('How often failing code is repaired', whole(0, 20), '3'),
    maxRunTokens: setting('Tokens a question may use. None: no limit', whole(1, 1_000_000_000), null),
    maxRunUsd: setting(
      'Money a question may cost. None: no limit',
      number('a number above 0', value => value > 0),
      null,
    ),
    maxRunSeconds: setting('Seconds a question may take. None: no limit', waited('seconds'), null),
    runConcurrency: setting('Questions that this process answers at once', whole(1, 1000), '16'),
  },
  'Limits of the sandbox': {
    sandbox: setting(
      'Engine that isolates the code',
      oneOf('bubblewrap', 'gvisor', 'docker', 'kubernetes'),
      'bubblewrap',
    ),
    sandboxLevel: setting('Least isolation to start with: L1, L2 or L3', oneOf('L1', 'L2', 'L3'), 'L2'),
    sandboxMemory: setting('Memory of a session', size(256), '2GiB'),
    sandboxProcesses: setting('Processes and threads of a session', whole(8, 100_000), '256'),
    sandboxDisk: setting('Disk of a session', size(16), '10GiB'),
    sandboxCpus: setting(
      'Cores of a session',
      number('a number from 0.1', value => value >= 0.1 && value <= 1024),
      '2',
    ),
    sandboxRefusedImports: setting(
      'Python modules and calls refused before running, as a courtesy and never as the protection',
      list,
      'ctypes,cffi,pty,os.fork,os.forkpty',
    ),
    sandboxOutput: setting('Printed output kept of a cell; the rest goes to a file', bytes, '200KiB'),
    sandboxTools: setting('Folder with the sandbox’s own file system, made by make start', words, './.tools'),
    codeExecutionTimeout: setting('Seconds a cell may run', whole(1, 86_400), '15'),
    codeExecutionTimeoutMax: setting('Seconds a cell may ask for', whole(1, 86_400), '600'),
    kernelIdleMinutes: setting('Minutes after which an unused session’s Python is put away', waited('minutes'), '30'),
    kernelIdleMax: setting(
      'Unused Pythons that this process keeps; above it the longest unused is put away early',
      whole(0, 100_000),
      '50',
    ),
  },
  'Limits of files': {
    maxUpload: setting('Largest file', bytes, '2GiB'),
    maxArtifact: setting('Largest file that a run may offer', bytes, '2GiB'),
    maxSessionArtifacts: setting('Storage of all that the runs of one session made', bytes, '20GiB'),
    storageQuota: setting('Storage of one account. None: no limit', bytes, null),
  },
}

type Groups = typeof table
type Rows = { [Group in keyof Groups]: Groups[Group] }[keyof Groups]
type AllRows = {
  [Name in Rows extends infer R ? (R extends R ? keyof R : never) : never]: Rows extends infer R
    ? R extends { [K in Name]: infer Row }
      ? Row
      : never
    : never
}
type Value<Row> = Row extends { schema: infer Schema extends z.ZodType; fallback: infer Fallback }
  ? z.output<Schema> | (Fallback extends null ? null : never)
  : never

/** Every setting by its name in camel case: `DATA_DIR` is `dataDir`. Folders are absolute. */
export type Settings = { [Name in keyof AllRows]: Value<AllRows[Name]> }

/** Settings that do not fit; the message names each and says what it must be. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

const variableName = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()
const loopback = /^(127(\.\d{1,3}){3}|::1|localhost)$/

/** Reads the settings. An empty variable counts as not set. Throws SettingsError. */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const problems: string[] = []
  const settings: Record<string, unknown> = {}
  for (const [name, { schema, fallback }] of Object.values(table).flatMap(rows => Object.entries<Row>(rows))) {
    const text = environment[variableName(name)]?.trim() || fallback
    const parsed = text === null ? { success: true as const, data: null } : schema.safeParse(text)
    if (parsed.success) settings[name] = parsed.data
    else problems.push(`${variableName(name)} ${parsed.error.issues[0]?.message ?? 'is not valid'}.`)
  }
  if (problems.length > 0) throw new SettingsError(problems.join('\n'))
  // The loop above filled every name of the table with its schema's output.
  const read = settings as Settings
  checkTogether(read)
  return { ...read, dataDir: resolve(read.dataDir), sandboxTools: resolve(read.sandboxTools) }
}

type Row = { about: string; schema: z.ZodType; fallback: string | null }

function checkTogether(settings: Settings): void {
  if (settings.auth === 'off' && !loopback.test(settings.host))
    throw new SettingsError(
      `AUTH=off lets anyone who reaches HOST=${settings.host} in. Use HOST=127.0.0.1, or a log-in with AUTH=on.`,
    )
  if (settings.auth === 'on')
    throw new SettingsError(
      'This version has no accounts yet: start it with AUTH=off on a loopback HOST, as make start does.',
    )
  const keys = [settings.s3AccessKeyId, settings.s3SecretAccessKey].filter(key => key !== null).length
  if (settings.s3Endpoint !== null && keys < 2)
    throw new SettingsError('S3_ENDPOINT needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.')
  // Files would go into DATA_DIR, where whoever gave keys does not look for them.
  if (settings.s3Endpoint === null && keys > 0)
    throw new SettingsError(
      'There are keys of a store and no address: set S3_ENDPOINT (Amazon: https://s3.REGION.amazonaws.com), or leave S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY out.',
    )
  if (settings.codeExecutionTimeout > settings.codeExecutionTimeoutMax)
    throw new SettingsError(
      `CODE_EXECUTION_TIMEOUT (${settings.codeExecutionTimeout}) must not be above CODE_EXECUTION_TIMEOUT_MAX (${settings.codeExecutionTimeoutMax}).`,
    )
}

/** The settings of this process: the environment first, then the file `.env` of the folder it was started in. */
export function settingsOfProcess(): Settings {
  return readSettings({ ...settingsFile(), ...process.env })
}

function settingsFile(): Record<string, string | undefined> {
  try {
    return existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {}
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new SettingsError(
      `The file .env cannot be read (${code}): make it a file that this user may read, or remove it.`,
    )
  }
}

/** The text of `.env.example`. */
export function settingsExample(): string {
  const groups = Object.entries(table).map(([group, rows]) => {
    const lines = Object.entries<Row>(rows).map(
      ([name, { about, fallback }]) => `# ${about}.\n# ${variableName(name)}=${fallback ?? ''}\n`,
    )
    return `# ── ${group} ──\n${lines.join('')}`
  })
  return `# Every setting with its default. Copy what you change to .env, or set it in the environment.\n\n${groups.join('\n')}`
}
