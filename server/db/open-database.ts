/** The database: PostgreSQL where DATABASE_URL says so, else the embedded one in the data folder. */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { startEmbedded } from './embedded.ts'
import { listenOn, type Listener } from './listen.ts'
import * as schema from './schema.ts'

export interface Database {
  kind: 'pglite' | 'postgresql'
  /**
   * For queries; `orm.transaction` for several that belong together. Inside one use it and nothing else of the
   * database: the embedded one runs one transaction at a time, and waits for this one to end.
   */
  orm: NodePgDatabase<typeof schema>
  pool: pg.Pool
  /** Connections whose unqualified names are looked up in another schema; whoever made it ends it. */
  newPool: (options: { searchPath: string; connections: number }) => pg.Pool
  /**
   * Calls `heard` for each NOTIFY on the channel, and with '' when some may have been missed because the connection
   * was lost. One connection serves all channels and listeners of this process. Returns what ends the listening.
   */
  listen: Listener['listen']
  close(): Promise<void>
}

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url))
/** Any number, the same in every process: whoever migrates a server holds the advisory lock of this number. */
const migrationLock = 0x0c0d1a

/**
 * Milliseconds. A connection that is not to be had, and a statement that comes to no end, are errors: whoever waits for one hears of it
 * and tries again. The server ends a statement first; our own clock is for a server that fell silent.
 */
const CONNECT = 20_000
const STATEMENT = 60_000
const SILENCE = STATEMENT + 15_000

interface Place {
  /** postgres://… of a server; without it, the embedded database. */
  databaseUrl?: string
  dataDir: string
  /** Most connections to a server that this process holds. */
  connections?: number
  /** Hears why when the embedded database ends by itself. Nothing can be stored from then on. */
  died?: (reason: Error) => void
}

/** Opens, and brings the schema up to date. Throws a sentence for the operator when it cannot. */
export async function openDatabase({ databaseUrl, dataDir, connections = 10, died }: Place): Promise<Database> {
  if (databaseUrl !== undefined && databaseUrl !== '') {
    const config: pg.ClientConfig = { connectionString: databaseUrl, keepAlive: true }
    return assemble({ kind: 'postgresql', config, connections, stop: async () => {} })
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const embedded = await startEmbedded(dataDir, died)
  const config: pg.ClientConfig = { stream: () => embedded.connect(), user: 'postgres', database: 'postgres' }
  return assemble({ kind: 'pglite', config, connections, stop: () => embedded.close() })
}

interface Parts {
  kind: Database['kind']
  config: pg.ClientConfig
  connections: number
  /** Ends what stands behind the connections. */
  stop: () => Promise<void>
}

async function assemble({ kind, config, connections, stop }: Parts): Promise<Database> {
  const isServer = kind === 'postgresql'
  const connecting = isServer ? { connectionTimeoutMillis: CONNECT } : {}
  const newClient = (name: string) => new pg.Client({ ...config, ...connecting, application_name: name })
  const newPool = (options: pg.PoolConfig) => {
    const made = new pg.Pool({ ...config, application_name: 'codingagent', ...options })
    // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
    made.on('error', () => {})
    return made
  }
  // The pools that `newPool` makes for others have none of it: a queue waits for its work on a connection.
  const patience = isServer ? { ...connecting, statement_timeout: STATEMENT, query_timeout: SILENCE } : {}
  const pool = newPool({ max: connections, ...patience })
  const listener = listenOn(() => newClient('codingagent listener'))
  const close = async () => {
    await listener.close()
    await pool.end()
    await stop()
  }
  try {
    if (isServer) await checkReachable(pool)
    await bringUpToDate(newClient('codingagent migration'), isServer)
  } catch (error) {
    await close()
    throw error
  }
  return {
    kind,
    orm: drizzle(pool, { schema }),
    pool,
    // The embedded one has a single search path, which holds every schema.
    newPool: ({ searchPath, connections: max }) => newPool({ max, options: `-c search_path=${searchPath}` }),
    listen: listener.listen,
    close,
  }
}

/** Refused, no such host, a wrong password, no such database: each is the operator's to mend. */
async function checkReachable(pool: pg.Pool): Promise<void> {
  try {
    await pool.query('select 1')
  } catch (error) {
    const { message = '', code = 'unknown' } = error as { message?: string; code?: string }
    const reason = message === '' ? code : message
    throw new Error(
      `PostgreSQL (DATABASE_URL) cannot be used: ${reason}. Start it, or correct its address, user or password.`,
      { cause: error },
    )
  }
}

/** Several processes may start on one server at once: one migrates, the others wait for it and find nothing left to do. */
async function bringUpToDate(client: pg.Client, isServer: boolean): Promise<void> {
  client.on('error', () => {}) // what is asked of it rejects
  try {
    await client.connect()
    if (isServer) {
      // Whatever the server or the address say: neither the turn nor a large table has a time. Both are the session's, which the embedded
      // database shares among all its connections.
      await client.query('set statement_timeout = 0')
      await client.query('select pg_advisory_lock($1)', [migrationLock])
    }
    await migrate(drizzle(client), { migrationsFolder })
  } finally {
    // Ended with its turn, whatever happened.
    await client.end().catch(() => {})
  }
}
