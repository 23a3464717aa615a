/** Builds the services once, starts the roles asked for, and stops them in order. */
import { createServer } from 'node:net'
import { SandboxUnavailable, type SandboxReport } from '@codingagent/engine/sandbox/sandbox.ts'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import type { Settings } from './env.ts'
import { openServices } from './open-services.ts'
import type { Services } from './services.ts'
import { startWorker } from './start-worker.ts'

export type RunningServer = {
  services: Services
  /** Null in a process that is a worker alone. */
  address: string | null
  sandbox: SandboxReport
  /** Lets go of what it works on, so that another takes it up at once, and ends. */
  close: () => Promise<void>
}

/** Throws, in a sentence for the operator, when it cannot start. */
export async function startServer(settings: Settings, logger: Logger): Promise<RunningServer> {
  if (settings.roles.includes('api')) await tryPort(settings)
  const { services, close: closeServices } = await openServices(settings, logger)
  const ends: (() => unknown)[] = [closeServices]
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    // Uploads are opened in it too: a process that only answers HTTP asks for the same isolation.
    const sandbox = await checkedSandbox(services)
    if (settings.roles.includes('worker')) ends.push(await startWorker(services))
    const address = settings.roles.includes('api') ? await listen(services, ends) : null
    return { services, address, sandbox, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Before anything long begins: a port that cannot be had stops the start at once. Throws as listening on it would. */
const tryPort = ({ host, port }: Settings): Promise<void> =>
  new Promise((done, fail) => {
    const probe = createServer().once('error', fail)
    probe.listen({ port, host }, () => probe.close(() => done()))
  })

async function listen(services: Services, ends: (() => unknown)[]): Promise<string> {
  const { host, port, publicUrl } = services.settings
  const app = await buildApp(services)
  ends.push(() => app.close())
  const address = await app.listen({ port, host })
  return publicUrl ?? address
}

const ranks = { L1: 1, L2: 2, L3: 3 } as const

/** Never a fallback without isolation: below the level that is asked for, nothing starts. */
async function checkedSandbox({ engine, settings }: Services): Promise<SandboxReport> {
  const report = await engine.report()
  const failed = report.checks.find(check => check.name === 'fork-server' && !check.ok)
  if (failed) {
    const detail = failed.detail.replace(/\.$/, '')
    throw new SandboxUnavailable(`The sandbox does not start: ${detail}. Run make doctor to see why.`)
  }
  if (ranks[report.level] >= ranks[settings.sandboxLevel]) return report
  const { level, why } = report
  throw new SandboxUnavailable(
    `This host gives isolation ${level}; SANDBOX_LEVEL asks for ${settings.sandboxLevel}. ${why}`,
  )
}
