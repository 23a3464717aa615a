/** What the mock remembers: sessions, files, runs with their logs. */
import type { Artifact, Profile } from '@codingagent/protocol/artifacts.ts'
import type { Session } from '@codingagent/protocol/api.ts'
import type { LoggedEvent, RunEvent } from '@codingagent/protocol/events.ts'
import { applyEvent, emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'
import { EventEmitter } from 'node:events'
import { recordingFor } from './recordings.ts'

export type MockRun = { state: RunState; log: LoggedEvent[]; cancelled: boolean; grew: EventEmitter }
export type WorldWish = {
  speed?: number
  sessions?: number
  longNames?: boolean
  files?: number
  models?: boolean
  cutAfter?: number
  /** Sessions on one page of the list. */
  pageSize?: number
  /** Whether the kernel that held the variables is gone. */
  lost?: boolean
}

export class World {
  sessions: Session[] = []
  files = new Map<string, Artifact>()
  profiles = new Map<string, Profile>()
  runs = new Map<string, MockRun>()
  private asked = new Map<string, MockRun>()
  /** 1 plays in real time, 0 at once. */
  speed = 1
  /** Cuts each stream after so many events, to see it go on. */
  cutAfter = Number.POSITIVE_INFINITY
  models = true
  pageSize = 50
  lost = false
  /** Python was begun anew, and nothing ran in it since. */
  restarted = false
  private made = 0

  constructor({ speed = 1, models = true, cutAfter, pageSize = 50, lost = false, ...filling }: WorldWish = {}) {
    this.speed = speed
    this.models = models
    this.pageSize = pageSize
    this.lost = lost
    this.cutAfter = cutAfter ?? Number.POSITIVE_INFINITY
    this.fill(filling)
  }

  private fill({ sessions = 0, longNames = false, files = 0 }: WorldWish) {
    const titles = [
      'Monthly revenue trend',
      'Churn by plan and region',
      'Outliers in sensor log',
      'Duplicate invoices',
      'مقارنة المبيعات',
    ]
    for (let n = 0; n < sessions; n++) {
      const title =
        longNames && n === 0
          ? 'A very long name that somebody gave to a session about quarterly sales in all regions'
          : titles[n % titles.length]
      this.newSession({ title: title ?? '' }, n * 9 * 3_600_000)
    }
    const first = this.sessions[0]
    for (let n = 0; first && n < files; n++)
      this.addFile(
        first.id,
        `measurements ${String(n + 1).padStart(2, '0')} ${'of station Hohenpeissenberg '.repeat(n === 0 ? 2 : 0)}.${['csv', 'xlsx', 'pdf', 'docx', 'png', 'pptx', 'py'][n % 7]}`,
        18_000 * (n + 1),
      )
  }

  id(kind: string): string {
    return `${kind}-${++this.made}-${Math.random().toString(36).slice(2, 7)}`
  }

  newSession({ title, model }: { title?: string; model?: string }, ago = 0): Session {
    const time = new Date(Date.now() - ago).toISOString()
    const session: Session = {
      id: this.id('session'),
      projectId: null,
      title: title ?? 'New session',
      titled: title !== undefined,
      model: model ?? null,
      pinned: false,
      archived: false,
      activeRunId: null,
      createdAt: time,
      updatedAt: time,
    }
    this.sessions.push(session)
    return session
  }

  addFile(sessionId: string, name: string, size: number): Artifact {
    const older = [...this.files.values()].filter(file => file.sessionId === sessionId && file.name === name).length
    const table = /\.(csv|tsv|xlsx|parquet)$/i.test(name)
    const file: Artifact = {
      id: this.id('file'),
      sessionId,
      runId: null,
      kind: table ? 'data' : 'document',
      name,
      mime: table ? 'text/csv' : 'application/octet-stream',
      size,
      version: older + 1,
      sha256: '0'.repeat(64),
      origin: 'upload',
      createdAt: new Date().toISOString(),
      url: `/api/v1/files/${encodeURIComponent(name)}`,
      viewUrl: `/api/v1/files/${encodeURIComponent(name)}`,
    }
    this.files.set(file.id, file)
    return file
  }

  /** As on the server: the same key in the same session is the same question. */
  askOnce(sessionId: string, { question, key }: { question: string; key: unknown }): MockRun {
    const known = this.asked.get(`${sessionId} ${String(key)}`)
    const run = known ?? this.start(sessionId, question)
    if (typeof key === 'string') this.asked.set(`${sessionId} ${key}`, run)
    return run
  }

  start(sessionId: string, question: string): MockRun {
    const session = this.sessions.find(s => s.id === sessionId)
    this.restarted = false
    const runId = this.id('run')
    const run: MockRun = {
      state: { ...emptyRun(runId, sessionId), question },
      log: [],
      cancelled: false,
      grew: new EventEmitter().setMaxListeners(0),
    }
    const before = [...this.runs.values()].filter(r => r.state.sessionId === sessionId).at(-1)
    this.runs.set(runId, run)
    if (session) {
      if (!session.titled) session.title = question.slice(0, 60)
      session.titled = true
      session.updatedAt = new Date().toISOString()
    }
    void this.play(run, session, before)
    return run
  }

  private async play(run: MockRun, session: Session | undefined, before: MockRun | undefined) {
    const { id: runId, sessionId, question } = run.state
    const [first, ...rest] = recordingFor({ runId, sessionId, question, model: 'builtin/analyst' })
    // As on the server: a run is begun in the log when it is asked, also when it has to wait.
    if (first) this.append(run, first.event)
    while (before && !before.log.some(event => event.event === 'done') && !run.cancelled) await pause(15)
    if (session) session.activeRunId = runId
    for (const { wait, event } of rest) {
      if (this.speed > 0) await pause(wait * this.speed)
      else if (event.event === 'stdout' && /epoch/.test(event.data.text)) await pause(100)
      if (run.cancelled) break
      this.append(run, event)
    }
    if (run.cancelled) this.append(run, { event: 'done', data: { status: 'cancelled' } })
    if (session) session.activeRunId = null
  }

  private append(run: MockRun, event: RunEvent) {
    const logged = { ...event, id: run.log.length + 1 } as LoggedEvent
    run.log.push(logged)
    run.state = applyEvent(run.state, logged)
    if (event.event === 'artifact') {
      const { artifact } = event.data
      this.files.set(artifact.id, {
        ...artifact,
        sessionId: run.state.sessionId,
        runId: run.state.id,
        sha256: '0'.repeat(64),
        origin: 'generated',
        createdAt: new Date().toISOString(),
        url: `/api/v1/files/${artifact.id}/${encodeURIComponent(artifact.name)}`,
        viewUrl: `/api/v1/files/${artifact.id}/${encodeURIComponent(artifact.name)}`,
      })
    }
    run.grew.emit('event')
  }
}

export const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds))
