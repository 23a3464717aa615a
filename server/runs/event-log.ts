/** The log of what happens in runs: append fenced by epoch, read and follow by place. The truth about a run. */
import { RunEvent, type LoggedEvent } from '@codingagent/protocol/events.ts'
import type { Database } from '../db/open-database.ts'
import type { RunStatus } from '../db/schema.ts'

/** Another worker has taken the run over, or it has ended: whoever gets this stops working on it, quietly. */
export class Fenced extends Error {
  constructor(runId: string) {
    super(`run ${runId} was taken over or has ended`)
    this.name = 'Fenced'
  }
}

export interface AbandonedRun {
  runId: string
  sessionId: string
  accountId: string
  status: RunStatus
}

export interface EventLog {
  /**
   * Stores the events under the next ids, all or none, and gives the id of the last. The run's row follows: its
   * status on `run_started` and `done`, its heartbeat on each. Nothing can be appended after `done`.
   * Throws Fenced when `epoch` is not the run's own any more, or the run has ended or is gone; a ZodError, having
   * stored nothing, when one of them is no event of the protocol.
   */
  append: (runId: string, epoch: number, events: RunEvent[]) => Promise<number>
  /** The events after a place, oldest first. In the place of one that cannot be read stands an empty thought. */
  read: (runId: string, afterId: number, limit?: number) => Promise<LoggedEvent[]>
  /** The events after a place and then each as it comes, until `done` or the signal. Any number of readers. */
  follow: (runId: string, afterId: number, signal: AbortSignal) => AsyncIterable<LoggedEvent>
  /**
   * Takes a run over: whoever held it is fenced. null when it has ended or is gone, when its session's turn is another run's, and when
   * within `silenceMs` somebody said that a run of its session is being worked on. Of any number who try at once, one gets it.
   */
  claim: (runId: string, silenceMs?: number) => Promise<{ epoch: number; lastEventId: number } | null>
  /** Says that the worker which holds the run lives. Throws Fenced. */
  beat: (runId: string, epoch: number) => Promise<void>
  /** Runs that have not ended and of which nobody has said for so long that it lives, oldest first. */
  findAbandoned: (olderThanMs: number) => Promise<AbandonedRun[]>
  close: () => void
}

/** Those who follow one run in this process. */
interface Audience {
  bells: Set<() => void>
  /** Queries under way that began after the last news, by the place they read from. */
  reads: Map<number, Promise<LoggedEvent[]>>
}

const channel = 'run_events'
const pageSize = 500
/** A wake-up may be lost with its connection: readers look for themselves this often. */
const lookAgainMs = 1000

/**
 * One statement, so that it is one transaction and one trip. The update locks the run's row: appends to one run come
 * one after the other, and the ids have no gap even when one of them is rolled back.
 */
const appendSql = `
  with fenced as (
    update runs set
      last_event_id = last_event_id + cardinality($3::text[]),
      heartbeat_at = clock_timestamp(),
      status = coalesce($4, status),
      finished_at = case when $5 then clock_timestamp() end
    where id = $1 and epoch = $2 and finished_at is null
    returning id, account_id, epoch, last_event_id, last_event_id - cardinality($3::text[]) as before
  ), stored as (
    insert into run_events (run_id, id, account_id, epoch, data)
    select fenced.id, fenced.before + event.place, fenced.account_id, fenced.epoch, event.data
    from fenced, unnest($3::text[]) with ordinality as event (data, place)
  )
  select last_event_id, pg_notify('${channel}', id) from fenced`

/**
 * A run's turn comes when those asked before it have ended and none of the session is held. $2 of 0 heeds no heartbeat: what was written
 * in this very millisecond may be rounded to the next.
 */
const claimSql = `
  update runs set epoch = epoch + 1, heartbeat_at = clock_timestamp()
  where id = $1 and finished_at is null and not exists (
    select from runs as other
    where other.session_id = runs.session_id and other.finished_at is null and (
      (other.created_at, other.id) < (runs.created_at, runs.id)
      or $2::int > 0 and other.epoch > 0 and other.heartbeat_at > clock_timestamp() - $2 * interval '1 millisecond'
    )
  )
  returning epoch, last_event_id`

/** One after the other for the runs of one session; see start-run.ts, which holds the same lock. */
const lockSession = 'select from sessions where id = (select session_id from runs where id = $1) for no key update'

export async function createEventLog({ pool, listen }: Database): Promise<EventLog> {
  const { follow, tell } = followers(read)
  const stopListening = await listen(channel, tell)

  async function append(runId: string, epoch: number, events: RunEvent[]): Promise<number> {
    const data = events.map(event => JSON.stringify(RunEvent.parse(event)))
    const { rows } = await pool.query<{ last_event_id: number }>(appendSql, [
      runId,
      epoch,
      data,
      statusAfter(events),
      events.at(-1)?.event === 'done',
    ])
    if (rows[0] === undefined) throw new Fenced(runId)
    return rows[0].last_event_id
  }

  async function read(runId: string, afterId: number, limit = pageSize): Promise<LoggedEvent[]> {
    const { rows } = await pool.query<{ id: number; data: string }>(
      'select id, data from run_events where run_id = $1 and id > $2 order by id limit $3',
      [runId, afterId, limit],
    )
    return rows.map(row => ({ id: row.id, ...readEvent(row.data) }))
  }

  async function claim(runId: string, silenceMs = 0) {
    const client = await pool.connect()
    try {
      // Two statements: the second sees what whoever held the lock before has stored.
      await client.query('begin')
      await client.query(lockSession, [runId])
      const { rows } = await client.query<{ epoch: number; last_event_id: number }>(claimSql, [runId, silenceMs])
      await client.query('commit')
      client.release()
      return rows[0] === undefined ? null : { epoch: rows[0].epoch, lastEventId: rows[0].last_event_id }
    } catch (error) {
      // A connection that broke inside a transaction is given to nobody else.
      client.release(true)
      throw error
    }
  }

  async function beat(runId: string, epoch: number): Promise<void> {
    const { rowCount } = await pool.query(
      'update runs set heartbeat_at = clock_timestamp() where id = $1 and epoch = $2 and finished_at is null',
      [runId, epoch],
    )
    if (rowCount === 0) throw new Fenced(runId)
  }

  async function findAbandoned(olderThanMs: number): Promise<AbandonedRun[]> {
    const { rows } = await pool.query<AbandonedRun>(
      `select id as "runId", session_id as "sessionId", account_id as "accountId", status from runs
       where finished_at is null and coalesce(heartbeat_at, created_at) < clock_timestamp() - $1 * interval '1 millisecond'
       order by created_at, id limit 1000`,
      [olderThanMs],
    )
    return rows
  }

  return { append, read, follow, claim, beat, findAbandoned, close: stopListening }
}

/**
 * Checked again, because a later version of the program reads what an earlier one wrote. One bad row must not hide
 * the run and its session: something harmless takes its place, and an end stays an end, so that followers stop.
 */
function readEvent(data: string): RunEvent {
  try {
    return RunEvent.parse(JSON.parse(data))
  } catch {
    return data.startsWith('{"event":"done"')
      ? { event: 'done', data: { status: 'failed' } }
      : { event: 'thought', data: { text: '' } }
  }
}

type Read = (runId: string, afterId: number) => Promise<LoggedEvent[]>

/** Follows logs by reading them whenever there is news; `tell` brings the news: the run's id, or '' for any run. */
function followers(read: Read) {
  const audiences = new Map<string, Audience>()

  function tell(runId: string): void {
    for (const audience of runId === '' ? audiences.values() : [audiences.get(runId)]) {
      // A read under way may have begun before the news: nobody joins it any more.
      audience?.reads.clear()
      for (const wake of audience?.bells ?? []) wake()
    }
  }

  /** Readers at the same place, woken by the same news, share one query. */
  function readTogether({ reads }: Audience, runId: string, afterId: number): Promise<LoggedEvent[]> {
    const begun = reads.get(afterId)
    if (begun !== undefined) return begun
    const reading = read(runId, afterId).finally(() => {
      if (reads.get(afterId) === reading) reads.delete(afterId)
    })
    reads.set(afterId, reading)
    return reading
  }

  async function* follow(runId: string, afterId: number, signal: AbortSignal): AsyncGenerator<LoggedEvent> {
    const bell = makeBell(signal)
    const audience = audiences.get(runId) ?? { bells: new Set(), reads: new Map() }
    audiences.set(runId, audience)
    audience.bells.add(bell.ring)
    try {
      for (let last = afterId; !signal.aborted; ) {
        bell.quiet()
        const events = await readTogether(audience, runId, last)
        for (const event of events) {
          if (signal.aborted) return
          yield event
          last = event.id
          if (event.event === 'done') return
        }
        if (events.length < pageSize) await bell.rung()
      }
    } finally {
      audience.bells.delete(bell.ring)
      if (audience.bells.size === 0) audiences.delete(runId)
    }
  }

  return { follow, tell }
}

function statusAfter(events: RunEvent[]): RunStatus | null {
  const last = events.findLast(event => event.event === 'run_started' || event.event === 'done')
  if (last === undefined) return null
  return last.event === 'done' ? last.data.status : 'running'
}

/** Rings once for any number of pulls since `quiet`; rings by itself after a while. */
function makeBell(signal: AbortSignal) {
  let pulled = false
  let wake: (() => void) | null = null
  const ring = () => {
    pulled = true
    wake?.()
  }
  return {
    ring,
    quiet: () => {
      pulled = false
    },
    rung: () =>
      new Promise<void>(resolve => {
        if (pulled || signal.aborted) return resolve()
        const timer = setTimeout(ring, lookAgainMs)
        signal.addEventListener('abort', ring, { once: true })
        wake = () => {
          wake = null
          clearTimeout(timer)
          signal.removeEventListener('abort', ring)
          resolve()
        }
      }),
  }
}
