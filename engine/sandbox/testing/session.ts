/** Opens kernels for tests and gathers what a cell says. */
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeFolder } from '../remove-folder.ts'
import type {
  CellEvent,
  CellRequest,
  CellResult,
  Kernel,
  KernelLimits,
  KernelOptions,
  SandboxEngine,
} from '../sandbox.ts'

export const LIMITS: KernelLimits = {
  memoryBytes: 768 * 1024 * 1024,
  processes: 64,
  diskBytes: 256 * 1024 * 1024,
  cpus: 2,
}

export type Outcome = CellResult & {
  stdout: string
  stderr: string
  events: CellEvent[]
  /** Text of all that was displayed, one after another. */
  shown: string[]
  took: number
}

export type Bench = {
  engine: SandboxEngine
  sessionsFolder: string
  /** A fresh session in a fresh folder. */
  open(options?: Partial<KernelOptions>): Promise<Kernel>
  folderOf(kernel: Kernel): string
  close(): Promise<void>
}

export async function makeBench(make: (sessionsFolder: string) => Promise<SandboxEngine>): Promise<Bench> {
  const sessionsFolder = await mkdtemp(join(tmpdir(), 'sandbox-test-'))
  const engine = await make(sessionsFolder)
  const folders = new Map<Kernel, string>()
  let sessions = 0
  return {
    engine,
    sessionsFolder,
    open: async options => {
      const kernelId = `test-${++sessions}`
      const folder = options?.folder ?? join(sessionsFolder, kernelId)
      await mkdir(folder, { recursive: true })
      const kernel = await engine.open({ ownerId: 'owner', kernelId, folder, limits: LIMITS, ...options })
      folders.set(kernel, folder)
      return kernel
    },
    folderOf: kernel => folders.get(kernel) as string,
    close: async () => {
      await engine.close()
      await removeFolder(sessionsFolder)
    },
  }
}

export async function runCell(kernel: Kernel, code: string, request: Partial<CellRequest> = {}): Promise<Outcome> {
  const events: CellEvent[] = []
  const started = performance.now()
  const result = await kernel.run({
    code,
    timeoutSeconds: 20,
    outputBytes: 100_000,
    refusedImports: [],
    onEvent: event => void events.push(event),
    ...request,
  })
  const text = (stream: string) =>
    events.map(event => (event.type === 'output' && event.stream === stream ? event.text : '')).join('')
  return {
    ...result,
    stdout: text('stdout'),
    stderr: text('stderr'),
    events,
    shown: events.flatMap(event => (event.type === 'display' ? [event.text] : [])),
    took: (performance.now() - started) / 1000,
  }
}
