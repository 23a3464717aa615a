/** The program: settings in, address out; what stops its start is said in a sentence. */
import { styleText } from 'node:util'
import { resolveModel } from '@codingagent/engine/model/providers.ts'
import { pino } from 'pino'
import { settingsOfProcess, type Settings } from './env.ts'
import { modelSettings } from './models.ts'
import { openLogger } from './open-logger.ts'
import { startServer, type RunningServer } from './start-server.ts'

/** Milliseconds after which a stop no longer waits for anything. */
const PATIENCE = 30_000

async function main(): Promise<void> {
  const settings = settingsOfProcess()
  // Structured lines go to stderr; stdout is for the person who started it.
  const logger = openLogger(settings.logLevel, pino.destination({ dest: 2, sync: true }))
  process.on('unhandledRejection', error => logger.error({ err: error }, 'a promise was rejected and nobody looked'))
  const server = await startServer(settings, logger)
  stopOnSignals(server)
  const { sandbox, address, services } = server
  console.log(`  sandbox  ${sandbox.engine}, level ${sandbox.level}: ${sandbox.why}`)
  const model = await services.models.default()
  console.log(`  model    ${model}${problemOf(model, settings)}`)
  console.log(`  data     ${settings.dataDir}`)
  console.log(`\nCodingAgent is ready${address === null ? '.' : `: ${styleText('bold', address)}`}\n`)
}

/** A model that cannot be asked is no reason not to start: others can be chosen, and the key set later. */
function problemOf(model: string, settings: Settings): string {
  try {
    resolveModel(model, modelSettings(settings))
    return ''
  } catch (error) {
    return `: ${(error as Error).message}`
  }
}

function stopOnSignals(server: RunningServer): void {
  let stopping = false
  const stop = (): void => {
    // A second signal does not wait.
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(1), PATIENCE).unref()
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** What stops a start, in a sentence; what nobody foresaw, whole. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return `${error.message}: another program has this port. Choose one with PORT=3001, or stop the other.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${error.message}: this machine has no such address. Set HOST to one it has, such as 127.0.0.1.`
  if (code === 'EACCES') return `${error.message}: this user may not use that port. Choose a PORT above 1024.`
  const foreseen = ['SettingsError', 'SandboxUnavailable'].includes(error.name) || error.message.endsWith('.')
  return foreseen ? error.message : (error.stack ?? error.message)
}

await main().catch((error: unknown) => {
  console.error(`CodingAgent does not start.\n${explain(error)}`)
  process.exit(1)
})
