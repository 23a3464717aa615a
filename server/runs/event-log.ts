/** The log of what happens in runs: append fenced by epoch, read and follow by place. The truth about a run. */
import { RunEvent, type LoggedEvent } from '@codingagent/protocol/events.ts'
import type { RunStatus } from '@codingagent/protocol/run-state.ts'
import type { Database } from '../db/open-database.ts'
import { followers, pageSize, type EventPage } from './followers.ts'

/** Another worker has taken the run over, or it has ended: whoever gets this stops working on it, quietly. */
export class Fenced extends Error {
  constructor(runId: string) {
    super(`run ${runId} was taken over or has ended`)
    this.name = 'Fenced'
  }
}

export interface AbandonedRun {
  runId: string
  accountId: string
}

export interface EventLog {
  /**
   * Stores the events under the next ids, all or none, and gives the id of the last. The run's row follows: its
   * status on `run_started` and `done`, its heartbeat on each. Nothing can be appended after `done`.
   * Throws Fenced when `epoch` is not the run's own any more, or the run has ended or is gone; a ZodError, having
   * stored nothing, when one of them is no event of the protocol.
   */
  append: (runId: string, epoch: number, events: RunEvent[]) => Promise<number>
  /**
   * Events after a place, oldest first: so many, and no more than PAGE_BYTES and one event; none only where there are none. In the place of
   * one that cannot be read stands an empty thought.
   */
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
  /** Runs that have not ended and of which nobody has said for so long that it lives: of each session the oldest, whose turn it is. */
  findAbandoned: (olderThanMs: number) => Promise<AbandonedRun[]>
  close: () => void
}

const channel = 'run_events'

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
  select last_event_id, pg_notify('${channel}', id || ' ' || last_event_id) from fenced`

/** Bytes of a page: every slow reader holds one. */
const PAGE_BYTES = 256 * 1024

/** The length of a text is known without reading it. */
const readSql = `
  select id, data from (
    select id, data, sum(octet_length(data)) over (order by id) - octet_length(data) as before
    from run_events where run_id = $1 and id > $2 order by id limit $3
  ) page where before < ${PAGE_BYTES} order by id`

/** Defined by a migration. One after the other for the runs of one session; see start-run.ts, which holds the same lock. */
const claimSql = 'select epoch, last_event_id from claim_run($1, $2)'

export async function createEventLog({ pool, listen }: Database): Promise<EventLog> {
  const { follow, hear, deliver } = followers(readPage)
  /** Appends under way in this process, by run. */
  const appending = new Map<string, Promise<unknown>>()
  const stopListening = await listen(channel, news => {
    const [runId = '', last] = news.split(' ')
    const tell = () => hear(runId, last === undefined ? Number.POSITIVE_INFINITY : Number(last))
    // News of our own append comes before its answer, which brings the events themselves.
    const own = appending.get(runId)
    if (own === undefined) tell()
    else own.then(tell, tell)
  })

  async function append(runId: string, epoch: number, events: RunEvent[]): Promise<number> {
    const checked = events.map(event => RunEvent.parse(event))
    const data = checked.map(event => JSON.stringify(event))
    const values = [runId, epoch, data, statusAfter(events), events.at(-1)?.event === 'done']
    const storing = store(runId, values, checked)
    appending.set(runId, storing)
    return storing.finally(() => {
      if (appending.get(runId) === storing) appending.delete(runId)
    })
  }

  async function store(runId: string, values: unknown[], events: RunEvent[]): Promise<number> {
    const { rows } = await pool.query<{ last_event_id: number }>(appendSql, values)
    if (rows[0] === undefined) throw new Fenced(runId)
    const last = rows[0].last_event_id
    deliver(
      runId,
      events.map((event, place) => ({ id: last - events.length + place + 1, ...event })),
    )
    return last
  }

  async function readPage(runId: string, afterId: number, limit = pageSize): Promise<EventPage> {
    const { rows } = await pool.query<{ id: number; data: string }>(readSql, [runId, afterId, limit])
    const bytes = rows.reduce((sum, row) => sum + Buffer.byteLength(row.data), 0)
    const events = rows.map(row => ({ id: row.id, ...readEvent(row.data) }))
    return { events, more: rows.length >= limit || bytes >= PAGE_BYTES }
  }

  const read = async (...place: Parameters<typeof readPage>): Promise<LoggedEvent[]> =>
    (await readPage(...place)).events

  async function claim(runId: string, silenceMs = 0) {
    const { rows } = await pool.query<{ epoch: number; last_event_id: number }>(claimSql, [runId, silenceMs])
    return rows[0] === undefined ? null : { epoch: rows[0].epoch, lastEventId: rows[0].last_event_id }
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
      `select id as "runId", account_id as "accountId" from (
         select distinct on (session_id) id, account_id, created_at from runs
         where finished_at is null and coalesce(heartbeat_at, created_at) < clock_timestamp() - $1 * interval '1 millisecond'
         order by session_id, created_at, id
       ) as oldest
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

function statusAfter(events: RunEvent[]): RunStatus | null {
  const last = events.findLast(event => event.event === 'run_started' || event.event === 'done')
  if (last === undefined) return null
  return last.event === 'done' ? last.data.status : 'running'
}
