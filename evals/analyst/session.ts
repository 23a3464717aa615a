/** One session without a server: real sandbox, real loop, the built-in analyst, a workbench in memory. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { answerQuestion } from '@codingagent/engine/agent/loop.ts'
import { builtInAnalyst } from '@codingagent/engine/model/analyst/analyst.ts'
import { bubblewrapEngine } from '@codingagent/engine/sandbox/bubblewrap.ts'
import type { Kernel, SandboxEngine } from '@codingagent/engine/sandbox/sandbox.ts'
import type { EngineSettings, Workbench, WorkspaceFile } from '@codingagent/engine/tools/tool.ts'
import type { ArtifactSummary, Profile } from '@codingagent/protocol/artifacts.ts'
import { applyEvent, emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'

const settings: EngineSettings = {
  maxRepairAttempts: 3,
  timeoutSeconds: 60,
  maxTimeoutSeconds: 600,
  outputBytes: 1_000_000,
  refusedImports: [],
  maxRunTokens: null,
  maxRunUsd: null,
  maxRunSeconds: null,
}
const limits = { memoryBytes: 2 * 1024 ** 3, processes: 128, diskBytes: 512 * 1024 ** 2, cpus: 2 }

export type EvalFile = { name: string; bytes: Uint8Array | string }

export type EvalSession = {
  ask(question: string): Promise<RunState>
  /** The same when the process dies after so many events, with its kernel, and another takes the question over. */
  askThroughDeath(question: string, events: number): Promise<RunState>
  /** Runs Python of the test's own in the session's kernel and gives what it printed. */
  python(code: string): Promise<string>
  close(): Promise<void>
}

export type EvalEngine = {
  session(files: EvalFile[]): Promise<EvalSession>
  close(): Promise<void>
}

export async function evalEngine(): Promise<EvalEngine> {
  const sessionsFolder = await mkdtemp(join(tmpdir(), 'evals-analyst-'))
  const engine = await bubblewrapEngine({ sessionsFolder })
  let count = 0
  return {
    session: files =>
      openSession({ engine, folder: join(sessionsFolder, `eval-${++count}`), id: `eval-${count}` }, files),
    async close() {
      await engine.close()
      await rm(sessionsFolder, { recursive: true, force: true })
    },
  }
}

type Place = { engine: SandboxEngine; folder: string; id: string }

async function openSession({ engine, folder, id }: Place, files: EvalFile[]): Promise<EvalSession> {
  const workspace = join(folder, 'workspace')
  await mkdir(workspace, { recursive: true })
  for (const file of files) await writeFile(join(workspace, file.name), file.bytes)
  const open = (kernelId: string) => engine.open({ ownerId: 'eval', kernelId, folder, limits })
  let kernel = await open(id)
  let opened = 0
  let takenOver = false
  const workbench = workbenchOver(() => kernel, files)
  const history: RunState[] = []

  async function answer(before: RunState, left = Number.POSITIVE_INFINITY): Promise<RunState> {
    let state = before
    const emit = async (event: Parameters<typeof applyEvent>[1]) => {
      if (left-- <= 0) throw new Died()
      state = applyEvent(state, event)
    }
    try {
      const outcome = await answerQuestion({
        runId: before.id,
        sessionId: id,
        question: before.question,
        model: builtInAnalyst,
        history: [...history],
        resumed: takenOver ? before : undefined,
        workbench: { ...workbench, kernelWasLost: () => Promise.resolve(takenOver) },
        settings,
        emit,
        signal: new AbortController().signal,
      })
      return applyEvent(state, { event: 'done', data: { status: outcome } })
    } catch (error) {
      if (!(error instanceof Died)) throw error
      return state
    }
  }
  function started(question: string): RunState {
    const runId = `${id}-run-${history.length + 1}`
    const data = { runId, sessionId: id, question, model: builtInAnalyst.id, startedAt: '2026-01-01T00:00:00.000Z' }
    return applyEvent(emptyRun(runId, id), { event: 'run_started', data })
  }
  return {
    async ask(question) {
      const state = await answer(started(question))
      history.push(state)
      return state
    },
    async askThroughDeath(question, events) {
      const half = await answer(started(question), events)
      await kernel.close()
      opened += 1
      kernel = await open(`${id}-after-${opened}`)
      takenOver = true
      const state = await answer(half)
      takenOver = false
      return state
    },
    python: code => printed(kernel, code),
    close: () => kernel.close(),
  }
}

class Died extends Error {}

async function printed(kernel: Kernel, code: string): Promise<string> {
  let text = ''
  const { status, error } = await kernel.run({
    code,
    timeoutSeconds: 60,
    outputBytes: 1_000_000,
    refusedImports: [],
    onEvent: event => void (event.type === 'output' && event.stream === 'stdout' && (text += event.text)),
  })
  if (status !== 'ok') throw new Error(error?.traceback ?? status)
  return text
}

const stemOf = (name: string): string =>
  name
    .replace(/\.[^.]+$/, '')
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, '_')
    .replace(/^_|_$/g, '')
const isText = (name: string): boolean => /\.(txt|md|pdf|docx|pptx)$/.test(name)

function workbenchOver(kernel: () => Kernel, uploads: EvalFile[]): Workbench {
  const profiles = new Map<string, Profile>()
  const generated = new Map<string, WorkspaceFile>()
  let artifacts = 0
  const listed = uploads.map(
    ({ name, bytes }): WorkspaceFile => ({
      name,
      path: `/workspace/${name}`,
      variable: `${stemOf(name)}${isText(name) ? '_text' : ''}_path`,
      size: bytes.length,
      kind: isText(name) ? 'document' : 'data',
      origin: 'upload',
    }),
  )
  const known = (file: WorkspaceFile): WorkspaceFile => {
    const profile = profiles.get(file.path)
    return profile ? { ...file, profile } : file
  }
  return {
    kernel: () => Promise.resolve(kernel()),
    kernelWasLost: () => Promise.resolve(false),
    lastVariables: () => Promise.resolve([]),
    files: () => Promise.resolve([...listed.map(known), ...generated.values()]),
    async profile(path) {
      const known = profiles.get(path) ?? (await kernel().ask<Profile>('profile', { path }))
      profiles.set(path, known)
      return known
    },
    publishDisplay(payload) {
      const { kind, mime, name, title, shape, alt } = payload
      const artifact: ArtifactSummary = {
        id: `artifact-${++artifacts}`,
        kind,
        mime,
        name,
        size: 1,
        version: 1,
        title,
        shape,
        alt,
      }
      return Promise.resolve(artifact)
    },
    publishFile(path) {
      const name = basename(path)
      const id = `artifact-${++artifacts}`
      generated.set(name, {
        name,
        path: `/workspace/output/${name}`,
        variable: `output_${stemOf(name)}_path`,
        size: 1,
        kind: 'file',
        origin: 'generated',
      })
      const mime = 'application/octet-stream'
      const artifact: ArtifactSummary = { id, kind: 'file', mime, name, size: 1, version: 1 }
      return Promise.resolve({ artifact, file: { id, name, url: `/files/${id}`, size: 1, type: mime } })
    },
  }
}
