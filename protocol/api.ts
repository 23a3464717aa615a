/** Requests and answers of the HTTP API under /api/v1. The OpenAPI document and the typed client come from these. */
import { z } from 'zod'
import { Artifact, ArtifactKind, ArtifactOrigin } from './artifacts.ts'
import { RunState } from './run-state.ts'

/** An id as a client sends it back. Ours are letters, digits, - and _; nothing else could be one. */
export const Id = z.string().regex(/^[\w-]{1,100}$/, 'send an id as this server gave it')
/** Largest place in a run's log: what the column holds. */
export const LAST_EVENT_ID = 2 ** 31 - 1

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
})

/** A page of a list; `nextCursor` is null on the last one. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

const title = z.string().trim().min(1).max(200)
const modelId = z
  .string()
  .regex(/^[a-z]+\/[^\s\p{Cc}\p{Cs}]{1,200}$/u, 'a model id reads provider/model, as in builtin/analyst')

export const Session = z
  .object({
    id: z.string(),
    projectId: z.string().nullable(),
    title: z.string(),
    /** True once a person named it; until then the first question does. */
    titled: z.boolean(),
    model: z.string().nullable().describe('null: the installation’s default'),
    /** Kept at the head of the list. */
    pinned: z.boolean(),
    archived: z.boolean(),
    /** The run that is working now. */
    activeRunId: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

export const CreateSession = z.object({
  title: title.optional(),
  projectId: Id.optional(),
  model: modelId.optional(),
})
export const ChangeSession = z.object({
  title: title.optional(),
  model: modelId.nullable().optional(),
  pinned: z.boolean().optional(),
  archived: z.boolean().optional(),
})
export const SessionsQuery = PageQuery.extend({
  projectId: Id.optional(),
  q: z.string().max(200).optional(),
  archived: z.stringbool().default(false),
})
export const SessionPage = pageOf(Session).meta({ id: 'SessionPage' })

export const SessionFile = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    size: z.number().int(),
    type: z.string().describe('MIME type'),
    kind: ArtifactKind,
    version: z.number().int(),
    createdAt: z.iso.datetime(),
    origin: ArtifactOrigin,
    runId: z.string().nullable(),
  })
  .meta({ id: 'SessionFile' })
export type SessionFile = z.infer<typeof SessionFile>
export const SessionFiles = z.object({ files: z.array(SessionFile) })
export const UploadedFiles = z.object({ files: z.array(Artifact) })

export const Question = z.object({
  question: z
    .string()
    .max(100_000)
    .refine(text => text.trim() !== '', 'write a question first'),
  model: modelId.optional(),
  parentRunId: Id.optional(),
})
/** Headers of whatever asks a question. */
export const AskedOnce = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters')
    .optional()
    .describe(
      'Chosen by the client for each question. The same question sent again to the same session with the same key is asked once: the answer is its run.',
    ),
})
export const Asked = z.object({ runId: z.string() })

export const Run = RunState
export const RunPage = pageOf(RunState).meta({ id: 'RunPage' })

export const Variable = z
  .object({
    name: z.string(),
    type: z.string(),
    shape: z.array(z.number().int()).optional(),
    bytes: z.number().int().optional(),
    preview: z.string(),
  })
  .meta({ id: 'Variable' })
export type Variable = z.infer<typeof Variable>
export const Variables = z.object({
  items: z.array(Variable),
  lost: z
    .boolean()
    .optional()
    .describe('true when the kernel that held them is gone: the next question begins with none of them'),
})
export type Variables = z.infer<typeof Variables>

export const ModelInfo = z
  .object({ id: z.string(), name: z.string(), tools: z.boolean(), vision: z.boolean() })
  .meta({ id: 'ModelInfo' })
export type ModelInfo = z.infer<typeof ModelInfo>
export const Models = z.object({ default: z.string(), items: z.array(ModelInfo) })

export const Capabilities = z
  .object({
    version: z.string(),
    sandbox: z.object({ engine: z.string(), level: z.string(), why: z.string() }),
    packages: z.array(z.object({ name: z.string(), version: z.string() })),
    maxUpload: z.number().int().describe('bytes'),
    auth: z.enum(['on', 'off']),
    storage: z.object({ database: z.string(), queue: z.string(), blobs: z.string() }),
  })
  .meta({ id: 'Capabilities' })
export type Capabilities = z.infer<typeof Capabilities>

export const RowsQuery = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  sort: z
    .string()
    .max(1000)
    .optional()
    .describe(
      'column names, comma-separated; a leading - sorts downwards. A name that holds a comma, or begins with - or ", is written as a ' +
        'JSON string: -"net, total"',
    ),
  filter: z.string().max(20_000).optional().describe('a JSON array of TableFilter'),
  sheet: z.string().max(200).optional(),
})

export const Me = z
  .object({ id: z.string(), email: z.string().nullable(), name: z.string(), role: z.enum(['admin', 'user']) })
  .meta({ id: 'Account' })
export type Me = z.infer<typeof Me>
