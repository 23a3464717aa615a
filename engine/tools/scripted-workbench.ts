/** A workbench in memory for tests: cells end as scripted, artifacts are kept in lists. */
import type { Profile } from '@codingagent/protocol/artifacts.ts'
import type { Variable } from '@codingagent/protocol/api.ts'
import type { CellEvent, CellRequest, CellResult, Kernel } from '../sandbox/sandbox.ts'
import { KernelFailure } from '../sandbox/sandbox.ts'
import type { Workbench, WorkspaceFile } from './tool.ts'

export type ScriptedCell = {
  events?: CellEvent[]
  result?: Partial<CellResult>
  /** Shorthand for a failure: name and message. */
  fails?: [name: string, message: string]
  prints?: string
  /** Runs until it is interrupted. */
  endless?: boolean
}

export type ScriptedWorkbenchOptions = {
  cell: (code: string, index: number) => ScriptedCell
  files?: WorkspaceFile[]
  profile?: Profile
  variables?: Variable[]
  kernelWasLost?: boolean
  lastVariables?: Variable[]
  answers?: Record<string, (args: Record<string, unknown>) => unknown>
  image?: Workbench['image']
}

export type ScriptedWorkbench = Workbench & { ran: string[] }

export function scriptedWorkbench(options: ScriptedWorkbenchOptions): ScriptedWorkbench {
  const ran: string[] = []
  const kernel: Kernel = {
    kernelId: 'scripted',
    isGone: false,
    closed: new Promise(() => {}),
    close: async () => {},
    async run(request) {
      const index = ran.push(request.code) - 1
      return runCell(options.cell(request.code, index), request, options.variables ?? [])
    },
    async ask<Value>(name: string, args: Record<string, unknown>): Promise<Value> {
      const answer = options.answers?.[name]
      if (answer) return answer(args) as Value
      if (name === 'variables') return { items: options.variables ?? [] } as Value
      throw new KernelFailure('unknown', `no answer to ${name}`)
    },
  }
  let made = 0
  return {
    ran,
    kernel: async () => kernel,
    files: async () => options.files ?? [],
    async profile(path) {
      if (!options.profile) throw new KernelFailure('unreadable', `${path} cannot be read`)
      return options.profile
    },
    async publishDisplay({ kind, mime, name, title, shape }) {
      return { id: `artifact-${++made}`, kind, mime, name, title, shape, size: 10, version: 1 }
    },
    async publishFile(path) {
      const name = path.slice(path.lastIndexOf('/') + 1)
      const id = `artifact-${++made}`
      const artifact = { id, kind: 'file' as const, mime: 'text/csv', name, size: 10, version: 1 }
      return { artifact, file: { id, name, url: `/files/${id}`, size: 10, type: 'text/csv' } }
    },
    kernelWasLost: async () => options.kernelWasLost ?? false,
    lastVariables: async () => options.lastVariables ?? [],
    image: options.image,
  }
}

async function runCell(cell: ScriptedCell, request: CellRequest, variables: Variable[]): Promise<CellResult> {
  const events: CellEvent[] = cell.prints
    ? [{ type: 'output', stream: 'stdout', text: cell.prints }, ...(cell.events ?? [])]
    : (cell.events ?? [])
  for (const event of events) await request.onEvent(event)
  const result = { seconds: 0.01, executionCount: 1, variables, ...cell.result }
  if (cell.endless) {
    await aborted(request.signal)
    return { ...result, status: 'interrupted' }
  }
  if (!cell.fails) return { status: 'ok', ...result }
  const [name, message] = cell.fails
  const traceback = `Traceback (most recent call last):\n${name}: ${message}`
  return { status: 'error', error: { name, message, traceback }, ...result }
}

const aborted = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise(resolve => {
    if (signal?.aborted) resolve()
    signal?.addEventListener('abort', () => resolve(), { once: true })
  })
