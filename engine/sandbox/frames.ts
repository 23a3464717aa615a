/**
 * What the kernel says over its socket: one JSON object a line, at most MAX_FRAME bytes.
 * The sandbox is hostile: a frame that does not parse ends the kernel; ids in it only ever name what the host asked for.
 * `kernel/codingagent_kernel/frames.py` is the other side; both are tested against the same examples.
 */
import { z } from 'zod'
import { ArtifactKind, TableShape } from '@codingagent/protocol/artifacts.ts'
import { Variable } from '@codingagent/protocol/api.ts'

export const MAX_FRAME = 4 * 1024 * 1024

/** How a cell ended. Each reads differently to a person and to the model. */
export const CellStatus = z.enum(['ok', 'error', 'refused', 'interrupted', 'timeout', 'memory', 'crashed'])
export type CellStatus = z.infer<typeof CellStatus>

export const CellError = z.object({
  name: z.string(),
  message: z.string(),
  /** Plain text without colours, frames of our own runner removed, cut to a stated limit. */
  traceback: z.string(),
  /** The line of the cell that failed, from 1. */
  line: z.number().int().optional(),
})
export type CellError = z.infer<typeof CellError>

/** What a cell showed and put into its outbox (a folder outside /workspace that the host reads safely). */
export const Payload = z.object({
  path: z.string().max(200).describe('a plain file name in the outbox'),
  kind: ArtifactKind,
  mime: z.string().max(200),
  name: z.string().max(300),
  title: z.string().max(500).optional(),
  alt: z.string().max(2000).optional(),
  shape: TableShape.optional(),
})
export type Payload = z.infer<typeof Payload>

const cell = z.number().int()
export const KernelFrame = z.discriminatedUnion('frame', [
  z.object({ frame: z.literal('ready'), python: z.string(), protocol: z.literal(1) }),
  z.object({
    frame: z.literal('output'),
    cell,
    stream: z.enum(['stdout', 'stderr']),
    text: z.string(),
    truncated: z.boolean().optional(),
  }),
  z.object({ frame: z.literal('display'), cell, text: z.string(), payload: Payload.optional() }),
  /** A new or changed file, found after the cell or named by FILE_SAVED:, by its path inside: /workspace/output/sales.xlsx */
  z.object({
    frame: z.literal('file'),
    cell,
    path: z.string().max(4096),
    size: z.number(),
    change: z.enum(['new', 'changed']),
  }),
  z.object({ frame: z.literal('final_result'), cell, value: z.string(), mime: z.string() }),
  z.object({
    frame: z.literal('result'),
    cell,
    status: CellStatus,
    error: CellError.optional(),
    seconds: z.number(),
    executionCount: z.number().int(),
    /** Variables alive after the cell, newest first, at most 200. */
    variables: z.array(Variable),
    /** In words, when variables were lost or brought back ("The variables from before this cell were kept."). */
    note: z.string().optional(),
  }),
  z.object({ frame: z.literal('reply'), request: z.number().int(), value: z.unknown() }),
  /** Of request 0, which nobody makes: why the kernel itself is about to end. */
  z.object({ frame: z.literal('failure'), request: z.number().int(), code: z.string(), message: z.string() }),
])
export type KernelFrame = z.infer<typeof KernelFrame>

/** What the host says to the kernel. */
export type HostFrame =
  | { frame: 'run'; cell: number; code: string; timeout: number; outputBytes: number; refusedImports: string[] }
  | { frame: 'interrupt'; cell: number }
  | { frame: 'request'; request: number; name: string; arguments: Record<string, unknown>; timeout: number }
  | { frame: 'cancel'; request: number }
