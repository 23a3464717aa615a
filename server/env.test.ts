import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readSettings, settingsExample, SettingsError } from './env.ts'

const local = { AUTH: 'off' }
const refusal = (environment: Record<string, string>): string => {
  try {
    readSettings(environment)
  } catch (error) {
    if (error instanceof SettingsError) return error.message
    throw error
  }
  return ''
}

describe('settings', () => {
  it('has a working default for all of them', () => {
    const settings = readSettings(local)
    expect(settings).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      roles: ['api', 'worker'],
      maxUpload: 2 * 2 ** 30,
      sandboxMemory: 2 * 2 ** 30,
      maxCodeRepairAttempts: 3,
      codeExecutionTimeout: 15,
      codeExecutionTimeoutMax: 600,
      kernelIdleMinutes: 30,
      databaseUrl: null,
      model: null,
    })
    expect(settings.dataDir).toMatch(/^\/.*data$/)
  })

  it('reads sizes, lists and an empty variable as not set', () => {
    const settings = readSettings({
      ...local,
      MAX_UPLOAD: '500MiB',
      SANDBOX_MEMORY: '1.5g',
      SANDBOX_REFUSED_IMPORTS: 'ctypes, socket ,',
      PORT: '',
      ROLES: 'worker',
    })
    expect(settings.maxUpload).toBe(500 * 2 ** 20)
    expect(settings.sandboxMemory).toBe(1.5 * 2 ** 30)
    expect(settings.sandboxRefusedImports).toEqual(['ctypes', 'socket'])
    expect(settings.port).toBe(3000)
    expect(settings.roles).toEqual(['worker'])
  })

  it.each([
    [{ PORT: 'http' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PORT: '70000' }, 'PORT must be a whole number'],
    [{ MAX_UPLOAD: 'lots' }, 'MAX_UPLOAD must be a size such as 500MiB or 2GiB.'],
    [{ ROLES: 'api,cook' }, 'ROLES must be api, worker or api,worker.'],
    [{ MODEL: 'gpt' }, 'MODEL must read provider/model, such as builtin/analyst.'],
    [{ SECRET_KEY: 'short' }, 'SECRET_KEY must have 32 characters or more.'],
    [{ OPENAI_BASE_URL: 'ftp://x' }, 'OPENAI_BASE_URL must be an http or https address.'],
    [{ S3_ENDPOINT: 'http://s3' }, 'S3_ENDPOINT needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.'],
    [{ DATABASE_URL: 'mysql://a@b/c' }, 'DATABASE_URL must be a PostgreSQL address, such as postgres://'],
    [{ DATABASE_URL: 'localhost/app' }, 'DATABASE_URL must be a PostgreSQL address'],
    [{ REDIS_URL: 'localhost:6379' }, 'REDIS_URL must be a Redis address, such as redis://host:6379.'],
    [{ MAX_RUN_USD: '-1' }, 'MAX_RUN_USD must be a number above 0.'],
    [{ MAX_RUN_TOKENS: '1.5' }, 'MAX_RUN_TOKENS must be a whole number from 1'],
    [{ SANDBOX_MEMORY: '-2GiB' }, 'SANDBOX_MEMORY must be a size'],
    [{ SANDBOX_LEVEL: 'L9' }, 'SANDBOX_LEVEL must be L1 or L2 or L3.'],
    [{ KERNEL_IDLE_MAX: 'all' }, 'KERNEL_IDLE_MAX must be a whole number from 0'],
    [{ PUBLIC_URL: 'example.org' }, 'PUBLIC_URL must be an http or https address.'],
    [{ PORT: '0x10' }, 'PORT must be a whole number'],
    [{ PORT: '1e3' }, 'PORT must be a whole number'],
    [{ PORT: '-1' }, 'PORT must be a whole number'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be fatal or error or warn or info or debug or trace.'],
    [{ AUTH: 'OFF' }, 'AUTH must be on or off.'],
    [{ ROLES: ' , ' }, 'ROLES '],
    [{ MAX_UPLOAD: '0' }, 'MAX_UPLOAD must be a size such as 500MiB or 2GiB.'],
    [{ STORAGE_QUOTA: '9999999999TB' }, 'STORAGE_QUOTA must be a size'],
    [{ SANDBOX_MEMORY: '1MiB' }, 'SANDBOX_MEMORY must be a size such as 500MiB or 2GiB, at least 256MiB.'],
    [{ SANDBOX_DISK: '1k' }, 'SANDBOX_DISK must be a size such as 500MiB or 2GiB, at least 16MiB.'],
    [{ SANDBOX_CPUS: '0.00001' }, 'SANDBOX_CPUS must be a number from 0.1.'],
    [{ SANDBOX_PROCESSES: '2' }, 'SANDBOX_PROCESSES must be a whole number from 8 to 100000.'],
    [{ MAX_RUN_SECONDS: 'Infinity' }, 'MAX_RUN_SECONDS must be a number above 0, in seconds, up to 2073600.'],
    [{ MODEL_TOOLS: 'yes' }, 'MODEL_TOOLS must be auto or on or off.'],
    [{ OLLAMA_BASE_URL: '127.0.0.1:11434' }, 'OLLAMA_BASE_URL must be an http or https address.'],
    [{ MAX_CODE_REPAIR_ATTEMPTS: '-1' }, 'MAX_CODE_REPAIR_ATTEMPTS must be a whole number from 0 to 20.'],
    [{ RUN_CONCURRENCY: '0' }, 'RUN_CONCURRENCY must be a whole number from 1 to 1000.'],
    [{ SANDBOX: 'none' }, 'SANDBOX must be bubblewrap or gvisor or docker or kubernetes.'],
  ])('refuses %o in a sentence', (environment, message) => {
    expect(refusal({ ...local, ...environment })).toContain(message)
  })

  it.each([
    ['DATABASE_URL', 'postgres://app:p%40ss@db.example:5432/app?sslmode=require'],
    ['DATABASE_URL', 'postgresql:///app?host=/var/run/postgresql'],
    ['REDIS_URL', 'redis://127.0.0.1:6379/2'],
    ['REDIS_URL', 'rediss://user:secret@cache.example:6380'],
    ['OPENAI_BASE_URL', 'https://models.example/v1'],
    ['STORAGE_QUOTA', '0.5 TB'],
    ['ROLES', ' worker , api '],
    ['KERNEL_IDLE_MINUTES', '0.5'],
  ])('takes %s=%s', (name, value) => expect(refusal({ ...local, [name]: value })).toBe(''))

  // A timer of Node that is told to wait longer rings at once: Python would be put away, or a question ended, as soon as it began.
  it.each([
    ['KERNEL_IDLE_MINUTES', 'kernelIdleMinutes', 60_000],
    ['MAX_RUN_SECONDS', 'maxRunSeconds', 1000],
  ] as const)('%s is no more than a timer can wait', (name, key, milliseconds) => {
    let most = 1
    while (refusal({ ...local, [name]: String(most * 2) }) === '') most *= 2
    const settings = readSettings({ ...local, [name]: String(most) })
    expect((settings[key] ?? 0) * milliseconds).toBeLessThan(2 ** 31)
    expect(most).toBeGreaterThan(10_000)
    expect(refusal({ ...local, [name]: '0' })).toContain(`${name} must be a number above 0`)
  })

  it.each([
    [{ S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' }, 'keys of a store and no address: set S3_ENDPOINT'],
    [{ S3_SECRET_ACCESS_KEY: 'b' }, 'keys of a store and no address'],
    [
      { S3_ENDPOINT: 'http://s3', S3_ACCESS_KEY_ID: 'a' },
      'S3_ENDPOINT needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.',
    ],
    [
      { CODE_EXECUTION_TIMEOUT: '700' },
      'CODE_EXECUTION_TIMEOUT (700) must not be above CODE_EXECUTION_TIMEOUT_MAX (600).',
    ],
    [
      { CODE_EXECUTION_TIMEOUT: '10', CODE_EXECUTION_TIMEOUT_MAX: '5' },
      'must not be above CODE_EXECUTION_TIMEOUT_MAX (5)',
    ],
  ])('refuses %o, which do not go together', (environment: Record<string, string>, message) => {
    expect(refusal({ ...local, ...environment })).toContain(message)
  })

  it('says each refusal as sentences, without the value of a secret', () => {
    const wrong = {
      SECRET_KEY: 'hunter2-short',
      DATABASE_URL: 'mysql://u:hunter2@h/d',
      REDIS_URL: 'http://:hunter2@h',
      PORT: 'x',
      ROLES: 'cook',
      SANDBOX_CPUS: 'two',
    }
    const lines = refusal({ ...local, ...wrong }).split('\n')
    expect(lines.map(line => line.split(' ')[0])).toEqual(expect.arrayContaining(Object.keys(wrong)))
    for (const line of lines) expect(line).toMatch(/^[A-Z][A-Z_\d]+ must .*[^.]\.$/)
    expect(lines.join()).not.toContain('hunter2')
  })

  it('names every wrong setting at once', () => {
    expect(refusal({ ...local, PORT: 'x', MAX_UPLOAD: 'y' }).split('\n')).toHaveLength(2)
  })

  it('refuses AUTH=off on any address but loopback', () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.4', 'example.org', '127.0.0.1.example.org'])
      expect(refusal({ ...local, HOST: host })).toContain('AUTH=off lets anyone')
    for (const host of ['127.0.0.1', 'localhost', '::1', '127.0.0.9'])
      expect(refusal({ ...local, HOST: host })).toBe('')
  })

  it('refuses AUTH=on, which is the default, until there are accounts', () => {
    expect(refusal({})).toContain('no accounts yet')
  })

  it('documents each of them in .env.example', () => {
    expect(readFileSync(new URL('../.env.example', import.meta.url), 'utf8')).toBe(settingsExample())
    for (const name of ['DATA_DIR', 'S3_ACCESS_KEY_ID', 'CODE_EXECUTION_TIMEOUT_MAX', 'MODEL_TOOLS', 'MAX_RUN_USD'])
      expect(settingsExample()).toContain(`# ${name}=`)
  })
})
