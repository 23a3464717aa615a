/** Every table of the product. A row carries its owner (`accountId`), so that each query can ask for it. */
import type { Variable } from '@codingagent/protocol/api.ts'
import type { ArtifactOrigin } from '@codingagent/protocol/artifacts.ts'
import type { RunStatus } from '@codingagent/protocol/run-state.ts'
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  text as plainText,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core'

/** PostgreSQL refuses U+0000 and a lone surrogate has no UTF-8: both become U+FFFD, as a browser would show them. */
export const storable = (words: string): string => words.toWellFormed().replaceAll('\0', '\uFFFD')

const text = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: storable,
})

/**
 * JSON kept as text: `jsonb` refuses \u0000 and lone surrogates, which the output of a program may hold, and it
 * reorders keys. JSON.stringify escapes both, so what comes back is what went in.
 */
function json<Value>(name: string) {
  return customType<{ data: Value; driverData: string }>({
    dataType: () => 'text',
    toDriver: value => JSON.stringify(value),
    // Written by this program alone and checked on the way in.
    fromDriver: value => JSON.parse(value) as Value,
  })(name)
}

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })
const createdAt = () => moment('created_at').notNull().defaultNow()
const updatedAt = () => moment('updated_at').notNull().defaultNow()
const owner = () =>
  plainText('account_id')
    .notNull()
    .references(() => accounts.id, { onDelete: 'cascade' })

export const accounts = pgTable('accounts', {
  id: plainText('id').primaryKey(),
  /** null for the account of single-user local mode. */
  email: text('email').unique(),
  name: text('name').notNull(),
  role: plainText('role').$type<'admin' | 'user'>().notNull().default('user'),
  passwordHash: plainText('password_hash'),
  createdAt: createdAt(),
})

export const projects = pgTable(
  'projects',
  {
    id: plainText('id').primaryKey(),
    accountId: owner(),
    name: text('name').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  table => [index('projects_of_account').on(table.accountId, table.createdAt)],
)

export const sessions = pgTable(
  'sessions',
  {
    id: plainText('id').primaryKey(),
    accountId: owner(),
    projectId: plainText('project_id').references(() => projects.id, { onDelete: 'set null' }),
    title: text('title').notNull(),
    /** True once a person named it. */
    titled: boolean('titled').notNull().default(false),
    model: plainText('model'),
    pinned: boolean('pinned').notNull().default(false),
    archived: boolean('archived').notNull().default(false),
    /** Alive in the session's kernel after its last cell, for the variable explorer. */
    variables: json<Variable[]>('variables').notNull().default(sql`'[]'`),
    /** The kernel they are in: the one that ran the last cell, in whichever process. */
    lastKernel: plainText('last_kernel'),
    /** Raised when the person asks for a fresh kernel; an older kernel is closed by whoever holds it. */
    kernelGeneration: integer('kernel_generation').notNull().default(0),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    /** Set while the session is being deleted: its rows, blobs and workspace go after it. */
    deletedAt: moment('deleted_at'),
  },
  table => [index('sessions_of_account').on(table.accountId, table.pinned, table.updatedAt, table.id)],
)

/** A run's row is what lists and workers need; what happened in it stands in run_events. */
export const runs = pgTable(
  'runs',
  {
    id: plainText('id').primaryKey(),
    accountId: owner(),
    sessionId: plainText('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    parentRunId: plainText('parent_run_id'),
    question: text('question').notNull(),
    model: plainText('model').notNull(),
    /** What the client sent with the question, so that sending it again asks nothing twice. */
    idempotencyKey: plainText('idempotency_key'),
    /** A copy of what the log says, kept by the event log's append. */
    status: plainText('status').$type<RunStatus>().notNull().default('queued'),
    /** Raised by each takeover; an append with an older one is refused. */
    epoch: integer('epoch').notNull().default(0),
    lastEventId: integer('last_event_id').notNull().default(0),
    /** When the worker that holds the run last said that it lives. */
    heartbeatAt: moment('heartbeat_at'),
    cancelRequestedAt: moment('cancel_requested_at'),
    createdAt: createdAt(),
    finishedAt: moment('finished_at'),
  },
  table => [
    index('runs_of_session').on(table.sessionId, table.createdAt, table.id),
    uniqueIndex('runs_asked_once').on(table.sessionId, table.idempotencyKey),
    index('runs_of_account').on(table.accountId, table.createdAt),
    index('runs_unfinished').on(table.createdAt).where(sql`${table.finishedAt} is null`),
  ],
)

export const runEvents = pgTable(
  'run_events',
  {
    runId: plainText('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    /** The place in the run's log: 1, 2, 3 … without a gap. */
    id: integer('id').notNull(),
    accountId: plainText('account_id').notNull(),
    epoch: integer('epoch').notNull(),
    /** The event as JSON text; see `json` above for why it is not jsonb. */
    data: plainText('data').notNull(),
    createdAt: createdAt(),
  },
  table => [primaryKey({ columns: [table.runId, table.id] })],
)

/**
 * `pending` until its bytes lie in the blob store, then `ready`. Only a ready artifact is ever shown. `deleting` until
 * its bytes are gone. See decisions/ on artifacts and blobs.
 */
export type ArtifactState = 'pending' | 'ready' | 'deleting'

export const artifacts = pgTable(
  'artifacts',
  {
    id: plainText('id').primaryKey(),
    // Restricted, not cascaded: a row that went with its session would leave its bytes with nobody to find them.
    accountId: plainText('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'restrict' }),
    sessionId: plainText('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'restrict' }),
    runId: plainText('run_id'),
    state: plainText('state').$type<ArtifactState>().notNull().default('pending'),
    origin: plainText('origin').$type<ArtifactOrigin>().notNull(),
    kind: plainText('kind').notNull(),
    name: text('name').notNull(),
    version: integer('version').notNull().default(1),
    mime: plainText('mime').notNull(),
    size: bigint('size', { mode: 'number' }).notNull().default(0),
    sha256: plainText('sha256').notNull().default(''),
    /** Where the bytes lie in the blob store. */
    blobKey: plainText('blob_key').notNull().unique(),
    /** Place in the session's workspace, relative to it; null for what has none, such as a chart. */
    path: text('path'),
    /** Title, shape, alt text and whatever else an event's ArtifactSummary carries. */
    details: json<{
      title?: string
      shape?: { rows: number; columns: number }
      alt?: string
    }>('details')
      .notNull()
      .default(sql`'{}'`),
    /** The data passport, as the kernel answered it. */
    profile: json<unknown>('profile'),
    profileError: text('profile_error'),
    createdAt: createdAt(),
  },
  table => [
    // By a digest, because a path may be longer than an entry of an index; rows without a path never meet.
    uniqueIndex('artifacts_version').on(table.sessionId, table.origin, sql`md5(${table.path})`, table.version),
    index('artifacts_of_session').on(table.sessionId, table.createdAt, table.id),
    index('artifacts_of_run').on(table.runId),
    index('artifacts_unsettled').on(table.createdAt).where(sql`${table.state} <> 'ready'`),
  ],
)

/** What an installation keeps for itself: the secret key made at first start, and the like. No owner: nobody's data. */
export const settings = pgTable('settings', {
  key: plainText('key').primaryKey(),
  value: plainText('value').notNull(),
  createdAt: createdAt(),
})
