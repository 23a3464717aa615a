/** A person at the API: sessions, files, questions and the events of a run. */
import type { LoggedEvent } from '@codingagent/protocol/events.ts'

export type Client = {
  session(): Promise<string>
  upload(sessionId: string, name: string, body: Blob): Promise<{ id: string }>
  ask(sessionId: string, question: string): Promise<string>
  /** Events as they arrive, after the one named, with the time of their arrival; ends after `done`. */
  follow(runId: string, after?: number): AsyncGenerator<LoggedEvent & { at: number }>
  json<Answer>(path: string): Promise<Answer>
}

async function answer<Answer>(response: Response): Promise<Answer> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${(await response.text()).slice(0, 300)}`)
  return (await response.json()) as Answer
}

/** The frames of an event stream: id, event and data. */
async function* frames(body: ReadableStream<Uint8Array>): AsyncGenerator<LoggedEvent & { at: number }> {
  let buffer = ''
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const at = performance.now()
    const parts = (buffer + text).split('\n\n')
    buffer = parts.pop() ?? ''
    for (const part of parts) {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(part)?.[1]
      const data = field('data')
      if (data)
        yield { id: Number(field('id')), event: field('event'), data: JSON.parse(data), at } as LoggedEvent & {
          at: number
        }
    }
  }
}

export function clientOf(address: string): Client {
  const base = `${address}/api/v1`
  const post = (path: string, body: unknown) =>
    fetch(base + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return {
    session: async () => (await answer<{ id: string }>(await post('/sessions', {}))).id,
    async upload(sessionId, name, body) {
      const form = new FormData()
      form.append('file', body, name)
      const response = await fetch(`${base}/sessions/${sessionId}/files`, { method: 'POST', body: form })
      const { files } = await answer<{ files: { id: string }[] }>(response)
      if (!files[0]) throw new Error(`${name} was not stored`)
      return files[0]
    },
    ask: async (sessionId, question) =>
      (await answer<{ runId: string }>(await post(`/sessions/${sessionId}/query`, { question }))).runId,
    async *follow(runId, after = 0) {
      const headers = { accept: 'text/event-stream', ...(after > 0 && { 'last-event-id': String(after) }) }
      const response = await fetch(`${base}/runs/${runId}/events`, { headers })
      if (!response.ok || !response.body) throw new Error(`events: ${response.status}`)
      yield* frames(response.body)
    },
    json: async path => answer(await fetch(base + path)),
  }
}
