/** Everything that can happen in a run. The log of these is the truth; all else is a fold of it. */
import { z } from 'zod'
import { ArtifactSummary, ReadyFile } from './artifacts.ts'

export const Intent = z.enum(['data_analysis', 'file_generation', 'document_question', 'study', 'chat'])
export type Intent = z.infer<typeof Intent>

export const RunOutcome = z.enum(['answered', 'failed', 'cancelled', 'over_budget'])
export type RunOutcome = z.infer<typeof RunOutcome>

export const Usage = z.object({
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costUsd: z.number().optional(),
})
export type Usage = z.infer<typeof Usage>

/** A number in the answer, by its place in all `text` joined (UTF-16 units), and where it came from. */
export const EvidenceClaim = z.object({
  start: z.number().int(),
  end: z.number().int(),
  text: z.string(),
  status: z.enum(['found', 'missing']),
  step: z.number().int().optional(),
  source: z.enum(['stdout', 'display', 'artifact', 'variable', 'file']).optional(),
  /** The line of the output, or the variable's name, that holds the value. */
  excerpt: z.string().optional(),
})
export type EvidenceClaim = z.infer<typeof EvidenceClaim>

const step = z.number().int().min(1)
/** What the whole run had used by then: whoever takes it over goes on counting from there. */
const usage = Usage.optional()
const event = <Name extends string, Data extends z.ZodType>(name: Name, data: Data) =>
  z.object({ event: z.literal(name), data })

export const RunEvent = z.discriminatedUnion('event', [
  event(
    'run_started',
    z.object({
      runId: z.string(),
      sessionId: z.string(),
      question: z.string(),
      model: z.string(),
      parentRunId: z.string().optional(),
      startedAt: z.iso.datetime(),
    }),
  ),
  event('intent', z.object({ intent: Intent })),
  event('thought', z.object({ text: z.string() })),
  event('text', z.object({ text: z.string() })),
  event('step', z.object({ step, label: z.string(), tool: z.string(), total: z.number().int().optional(), usage })),
  event('code_written', z.object({ step, code: z.string(), language: z.string() })),
  event('stdout', z.object({ step, text: z.string(), truncated: z.boolean().optional() })),
  event('stderr', z.object({ step, text: z.string(), truncated: z.boolean().optional() })),
  event('display', z.object({ step, text: z.string(), artifactId: z.string().optional() })),
  event('artifact', z.object({ step, artifact: ArtifactSummary })),
  event('file_ready', z.object({ step, file: ReadyFile })),
  event(
    'repair_attempt',
    z.object({ step, attempt: z.number().int(), errorSummary: z.string(), before: z.string(), after: z.string() }),
  ),
  event('repair_success', z.object({ step, attempt: z.number().int() })),
  event(
    'step_done',
    z.object({ step, tool: z.string(), status: z.enum(['success', 'error']), seconds: z.number(), usage }),
  ),
  event('final_result', z.object({ value: z.string(), mime: z.string() })),
  event('evidence', z.object({ claims: z.array(EvidenceClaim) })),
  event('meta', z.object({ tools: z.array(z.string()), steps: z.number().int(), seconds: z.number(), usage: Usage })),
  event('error', z.object({ code: z.string(), message: z.string() })),
  event('done', z.object({ status: RunOutcome })),
])
export type RunEvent = z.infer<typeof RunEvent>
export type RunEventName = RunEvent['event']
export type RunEventData<Name extends RunEventName> = Extract<RunEvent, { event: Name }>['data']

/** An event with its place in the run's log: 1, 2, 3 … without a gap. */
export const LoggedEvent = z.intersection(z.object({ id: z.number().int().min(1) }), RunEvent)
export type LoggedEvent = RunEvent & { id: number }
