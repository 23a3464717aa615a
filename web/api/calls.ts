/** Every request of the screen but the two that stream: run-events.ts and upload.ts. Types come from the API's own document. */
import createClient from 'openapi-fetch'
import { lostLine, refusalFrom } from './api-error.ts'
import type { paths } from './schema.gen.ts'

const api = createClient<paths>({
  baseUrl: location.origin,
  headers: { accept: 'application/json' },
  // Looked up at each call, not once: a page's own fetch may be replaced.
  fetch: request => fetch(request),
})

type Answer<Data> = { data?: Data; error?: unknown; response: Response }

/** The data of an answer; a refusal or a lost line is thrown as an ApiError. */
async function dataOf<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await asked.catch((reason: unknown) => {
    if (reason instanceof DOMException && reason.name === 'AbortError') throw reason
    throw lostLine()
  })
  if (!response.ok) throw refusalFrom(response.status, error)
  return data as Data
}
const at = (id: string) => ({ params: { path: { id } } })

type SessionsWish = { q?: string; archived?: boolean; cursor?: string; limit?: number }
export const listSessions = ({ archived = false, ...wish }: SessionsWish) =>
  dataOf(api.GET('/api/v1/sessions', { params: { query: { ...wish, archived: String(archived) } } }))
export const readSession = (id: string) => dataOf(api.GET('/api/v1/sessions/{id}', at(id)))
export const createSession = (body: { title?: string; model?: string }) =>
  dataOf(api.POST('/api/v1/sessions', { body }))
export const changeSession = (
  id: string,
  body: { title?: string; model?: string | null; pinned?: boolean; archived?: boolean },
) => dataOf(api.PATCH('/api/v1/sessions/{id}', { ...at(id), body }))
/** `keepalive` lets it outlive the page. */
export const deleteSession = (id: string, keepalive = false) =>
  dataOf(api.DELETE('/api/v1/sessions/{id}', { ...at(id), keepalive }))

/** `key` is the question's own: sent again with it, because an answer was lost on the way, it is asked once. */
const once = (id: string, key: string) => ({ params: { path: { id }, header: { 'idempotency-key': key } } })
type QuestionWish = { question: string; model?: string; parentRunId?: string }
/** The stream that the address can also answer with comes only to who asks for it by its Accept. */
export const askQuestion = (id: string, { key, ...body }: QuestionWish & { key: string }) =>
  dataOf(api.POST('/api/v1/sessions/{id}/query', { ...once(id, key), body })) as Promise<{ runId: string }>
export const listRuns = (id: string, cursor?: string) =>
  dataOf(api.GET('/api/v1/sessions/{id}/runs', { params: { path: { id }, query: { limit: 100, cursor } } }))
/** Says something while a run works: it becomes the next question. */
export const sendMessage = (id: string, { key, text }: { key: string; text: string }) =>
  dataOf(api.POST('/api/v1/runs/{id}/messages', { ...once(id, key), body: { text } }))
export const cancelRun = (id: string) => dataOf(api.POST('/api/v1/runs/{id}/cancel', at(id)))

export const listFiles = (id: string) => dataOf(api.GET('/api/v1/sessions/{id}/files', at(id)))
export const listVariables = (id: string) => dataOf(api.GET('/api/v1/sessions/{id}/variables', at(id)))
export const restartKernel = (id: string) => dataOf(api.POST('/api/v1/sessions/{id}/kernel/restart', at(id)))
export const readArtifact = (id: string) => dataOf(api.GET('/api/v1/artifacts/{id}', at(id)))
export const deleteArtifact = (id: string) => dataOf(api.DELETE('/api/v1/artifacts/{id}', at(id)))
export const readProfile = (id: string) => dataOf(api.GET('/api/v1/artifacts/{id}/profile', at(id)))

type RowsWish = { offset: number; limit: number; sort?: string; filter?: string; sheet?: string }
export const readRows = (id: string, query: RowsWish, signal?: AbortSignal) =>
  dataOf(api.GET('/api/v1/artifacts/{id}/rows', { params: { path: { id }, query }, ...(signal ? { signal } : {}) }))

export const listModels = () => dataOf(api.GET('/api/v1/models'))
export const readCapabilities = () => dataOf(api.GET('/api/v1/capabilities'))
