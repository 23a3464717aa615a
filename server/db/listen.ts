import type pg from 'pg'

export interface Listener {
  listen: (channel: string, heard: (payload: string) => void) => Promise<() => void>
  close: () => Promise<void>
}

const retryMs = 500

/** One connection that listens for the whole process, made again when it breaks. Channels are plain identifiers. */
export function listenOn(newClient: () => pg.Client): Listener {
  const channels = new Map<string, Set<(payload: string) => void>>()
  let connected: Promise<pg.Client> | null = null
  let closed = false

  async function connect(): Promise<pg.Client> {
    const client = newClient()
    client.on('notification', ({ channel, payload }) => tell(channel, payload ?? ''))
    client.on('error', () => {}) // 'end' follows
    await client.connect()
    client.on('end', lost)
    for (const channel of channels.keys()) await client.query(`listen "${channel}"`)
    return client
  }

  function lost(): void {
    connected = null
    if (closed || channels.size === 0) return
    setTimeout(() => {
      if (closed || connected !== null) return
      connection().then(
        () => {
          for (const channel of channels.keys()) tell(channel, '')
        },
        () => lost(),
      )
    }, retryMs).unref()
  }

  function connection(): Promise<pg.Client> {
    connected ??= connect().catch((error: unknown) => {
      connected = null
      throw error
    })
    return connected
  }

  function tell(channel: string, payload: string): void {
    for (const heard of channels.get(channel) ?? []) heard(payload)
  }

  return {
    async listen(channel, heard) {
      const listeners = channels.get(channel) ?? new Set()
      const known = listeners.size > 0
      listeners.add(heard)
      channels.set(channel, listeners)
      const client = await connection()
      if (!known) await client.query(`listen "${channel}"`)
      return () => void listeners.delete(heard)
    },
    async close() {
      closed = true
      channels.clear()
      const client = await connected?.catch(() => null)
      await client?.end()
    },
  }
}
