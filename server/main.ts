/** Reads the settings, builds the services once, starts the roles asked for, and stops them in order. */
import { styleText } from 'node:util'
import { SandboxUnavailable } from '@codingagent/engine/sandbox/sandbox.ts'
import { pino } from 'pino'
import { buildApp } from './app.ts'
import { settingsOfProcess, type Settings } from './env.ts'
import { defaultModel } from './models.ts'
import { openServices } from './open-services.ts'
import type { Services } from './services.ts'
import { startWorker } from './start-worker.ts'

/** Milliseconds after which a stop no longer waits for anything. */
const PATIENCE = 10_000

async function main(): Promise<void> {
  const settings = settingsOfProcess()
  // Structured lines go to stderr; stdout is for the person who started it.
  const logger = pino({ level: settings.logLevel, base: undefined }, pino.destination(2))
  const opened = await openServices(settings, logger)
  const { services } = opened
  const ends: (() => unknown)[] = []
  stopOnSignals(async () => {
    for (const end of ends.reverse()) await end()
    await opened.close()
  })
  try {
    await checkSandbox(services)
    if (settings.roles.includes('worker')) ends.push(await startWorker(services))
    if (settings.roles.includes('api')) {
      const app = await buildApp(services)
      ends.push(() => app.close())
      await app.listen({ port: settings.port, host: settings.host })
      const address = app.server.address()
      await greet(settings, typeof address === 'object' && address !== null ? address.port : settings.port)
    }
  } catch (error) {
    for (const end of ends.reverse()) await end()
    await opened.close()
    throw error
  }
}

const ranks = { L1: 1, L2: 2, L3: 3 } as const

/** Never a fallback without isolation: below the level that is asked for, nothing starts. */
async function checkSandbox({ engine, settings }: Services): Promise<void> {
  if (!settings.roles.includes('worker')) return
  const { level, why, checks, engine: name } = await engine.report()
  const failed = checks.find(check => check.name === 'fork-server' && !check.ok)
  if (failed) throw new SandboxUnavailable(`The sandbox does not start: ${failed.detail}. Run make doctor to see why.`)
  if (ranks[level] < ranks[settings.sandboxLevel])
    throw new SandboxUnavailable(
      `This host reaches isolation ${level}, SANDBOX_LEVEL asks for ${settings.sandboxLevel}. ${why}`,
    )
  console.log(`  sandbox  ${name}, level ${level}: ${why}`)
}

async function greet(settings: Settings, port: number): Promise<void> {
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  const address = settings.publicUrl ?? `http://${host}:${port}`
  console.log(`  model    ${await defaultModel(settings)}`)
  console.log(`  data     ${settings.dataDir}`)
  console.log(`\nCodingAgent is ready: ${styleText('bold', address)}\n`)
}

function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false
  const begin = (): void => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(1), PATIENCE).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', begin)
  process.on('SIGINT', begin)
}

/** What stops a start, in a sentence; what nobody foresaw, whole. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return `${error.message}: another program has this port. Choose one with PORT=3001, or stop the other.`
  if (code === 'EACCES') return `${error.message}: this user may not use that port or folder. Choose a PORT above 1024.`
  const foreseen = ['SettingsError', 'SandboxUnavailable'].includes(error.name) || error.message.endsWith('.')
  return foreseen ? error.message : (error.stack ?? error.message)
}

await main().catch((error: unknown) => {
  console.error(`CodingAgent does not start.\n${explain(error)}`)
  process.exit(1)
})
