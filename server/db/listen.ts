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
    try {
      await client.connect()
      for (const channel of channels.keys()) await client.query(`listen "${channel}"`)
    } catch (error) {
      // Nobody holds it, so nobody else would end it.
      void client.end().catch(() => {})
      throw error
    }
    client.on('end', lost)
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
      try {
        const client = await connection()
        if (!known) await client.query(`listen "${channel}"`)
      } catch (error) {
        // Who was refused does not listen, and a channel that cannot be had must not keep the others from listening.
        listeners.delete(heard)
        if (listeners.size === 0) channels.delete(channel)
        throw error
      }
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
