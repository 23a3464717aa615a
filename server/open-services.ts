/** Picks and opens each backend by the settings, once. The only place that does. */
import { access, constants, mkdir } from 'node:fs/promises'
import { bubblewrapEngine } from '@codingagent/engine/sandbox/bubblewrap.ts'
import { SandboxUnavailable, type SandboxEngine } from '@codingagent/engine/sandbox/sandbox.ts'
import type { Logger } from 'pino'
import { ensureLocalAccount } from './accounts/require-account.ts'
import { openBlobs } from './blobs/open-blobs.ts'
import { openDatabase } from './db/open-database.ts'
import { SettingsError, type Settings } from './env.ts'
import { modelCatalog } from './models.ts'
import { openQueue } from './queue/open-queue.ts'
import { endedLogs } from './runs/ended-logs.ts'
import { createEventLog } from './runs/event-log.ts'
import { runStates } from './runs/run-states.ts'
import { runningRuns } from './runs/running-runs.ts'
import { secretKey } from './secret-key.ts'
import { worksAlone, type Services } from './services.ts'
import { kernelFinder } from './sessions/find-kernel.ts'
import { sessionsFolder } from './sessions/folders.ts'
import { sessionKernels } from './sessions/kernels.ts'

export type OpenServices = { services: Services; close: () => Promise<void> }

/** Milliseconds that a kernel for looking stays warm. */
const LOOK_IDLE = 60_000

/** Throws, in a sentence for the operator, when something the settings name does not answer. */
export async function openServices(settings: Settings, logger: Logger): Promise<OpenServices> {
  await ensureDataDir(settings)
  const { dataDir } = settings
  const opened: (() => unknown)[] = []
  const close = async (): Promise<void> => {
    for (const end of opened.reverse()) await end()
  }
  try {
    const died = (reason: Error): never => endProcess(logger, reason)
    const database = await openDatabase({ databaseUrl: settings.databaseUrl ?? undefined, dataDir, died })
    opened.push(() => database.close())
    const db = database.orm
    const secret = await secretKey({ settings, database, db })
    await ensureLocalAccount({ db })
    const blobs = await openBlobs({ s3: s3Settings(settings), dataDir })
    opened.push(() => blobs.close())
    const events = await createEventLog(database)
    opened.push(() => events.close())
    const engine = await openEngine(settings)
    opened.push(() => engine.close())
    const kernels = sessionKernels({ engine, dataDir, ...kernelSettings(settings), writable: true })
    const looks = sessionKernels({
      engine,
      dataDir,
      ...kernelSettings(settings),
      idleMilliseconds: LOOK_IDLE,
      writable: false,
    })
    opened.push(() => Promise.all([kernels.closeAll(), looks.closeAll()]))
    const finder = await kernelFinder(database, kernels, worksAlone({ database }))
    opened.push(() => finder.close())
    const queue = await openQueue({ redisUrl: settings.redisUrl ?? undefined, database })
    opened.push(() => queue.close())
    const running = runningRuns()
    const models = modelCatalog(settings)
    const stores = { database, db, blobs, queue, events, states: runStates(events), endedLogs: endedLogs(events) }
    const services = {
      settings,
      ...stores,
      engine,
      kernels,
      kernelFinder: finder,
      looks,
      running,
      models,
      logger,
      secret,
    }
    return { services, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Without its database the process can only fail at everything; whoever keeps it running starts it anew. */
function endProcess(logger: Logger, reason: Error): never {
  logger.fatal(`This process ends, because ${reason.message}. Start it again: what was stored is there.`)
  process.exit(1)
}

async function ensureDataDir({ dataDir }: Settings): Promise<void> {
  try {
    await mkdir(sessionsFolder(dataDir), { recursive: true, mode: 0o711 })
    await access(dataDir, constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new SettingsError(
      `DATA_DIR ${dataDir} cannot be written (${code}): choose a folder that this user may write.`,
    )
  }
}

function s3Settings(settings: Settings) {
  const { s3Endpoint: endpoint, s3Bucket: bucket, s3Region: region } = settings
  const { s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey } = settings
  if (endpoint === null || accessKeyId === null || secretAccessKey === null) return undefined
  return { endpoint, bucket, region, accessKeyId, secretAccessKey }
}

function openEngine({ sandbox, dataDir, sandboxTools }: Settings): Promise<SandboxEngine> {
  switch (sandbox) {
    case 'bubblewrap':
      return bubblewrapEngine({ sessionsFolder: sessionsFolder(dataDir), toolsFolder: sandboxTools })
    case 'gvisor':
    case 'docker':
    case 'kubernetes':
      throw new SandboxUnavailable(`SANDBOX=${sandbox} is not in this version: use SANDBOX=bubblewrap.`)
  }
}

function kernelSettings(settings: Settings) {
  return {
    mostIdle: settings.kernelIdleMax,
    idleMilliseconds: settings.kernelIdleMinutes * 60_000,
    limits: {
      memoryBytes: settings.sandboxMemory,
      processes: settings.sandboxProcesses,
      diskBytes: settings.sandboxDisk,
      cpus: settings.sandboxCpus,
    },
  }
}
