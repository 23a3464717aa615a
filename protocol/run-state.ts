/** The run as a screen, an export, a test or a replay sees it: what apply-event.ts makes of its events. */
import { z } from 'zod'
import { ArtifactSummary, ReadyFile } from './artifacts.ts'
import { EvidenceClaim, Intent, RunOutcome, Usage } from './events.ts'

export { applyEvent, emptyRun } from './apply-event.ts'

export const RunStatus = z.enum(['queued', 'running', ...RunOutcome.options])
export type RunStatus = z.infer<typeof RunStatus>

export const Repair = z.object({
  attempt: z.number().int(),
  errorSummary: z.string(),
  before: z.string(),
  after: z.string(),
  succeeded: z.boolean(),
})

export const RunStep = z.object({
  step: z.number().int(),
  label: z.string(),
  /** Every label the step went through, in order. */
  labels: z.array(z.string()),
  tool: z.string(),
  total: z.number().int().optional(),
  status: z.enum(['running', 'success', 'error']),
  seconds: z.number().nullable(),
  thought: z.string(),
  code: z.string(),
  language: z.string(),
  stdout: z.string(),
  stderr: z.string(),
  truncated: z.boolean(),
  displays: z.array(z.object({ text: z.string(), artifactId: z.string().optional() })),
  repairs: z.array(Repair),
  artifactIds: z.array(z.string()),
})
export type RunStep = z.infer<typeof RunStep>

export const RunState = z
  .object({
    id: z.string(),
    sessionId: z.string(),
    parentRunId: z.string().nullable(),
    question: z.string(),
    status: RunStatus,
    model: z.string(),
    startedAt: z.string(),
    seconds: z.number().nullable(),
    intent: Intent.nullable(),
    answer: z.string(),
    /** Reasoning since the last step began; each step keeps what was thought before it. */
    thought: z.string(),
    finalResult: z.object({ value: z.string(), mime: z.string() }).nullable(),
    evidence: z.array(EvidenceClaim),
    steps: z.array(RunStep),
    artifacts: z.array(ArtifactSummary),
    files: z.array(ReadyFile),
    tools: z.array(z.string()),
    usage: Usage,
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    /** How many events are folded in: the id of the last one. */
    lastEventId: z.number().int(),
  })
  .meta({ id: 'Run' })
export type RunState = z.infer<typeof RunState>
