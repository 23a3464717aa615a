/** What a tool is, and what it may touch. */
import type { z } from 'zod'
import type { ArtifactOrigin, ArtifactSummary, Profile, ReadyFile } from '@codingagent/protocol/artifacts.ts'
import type { Variable } from '@codingagent/protocol/api.ts'
import type { RunEvent } from '@codingagent/protocol/events.ts'
import type { Kernel, OutboxFile } from '../sandbox/sandbox.ts'

/** A file in the session's workspace as the model is told of it. */
export type WorkspaceFile = {
  name: string
  /** Path inside the sandbox, such as /workspace/sales.csv */
  path: string
  /** The ready variable, such as sales_path */
  variable: string
  size: number
  kind: string
  origin: ArtifactOrigin
  profile?: Profile
}

/** What the engine needs of whoever runs it. The server gives one over its database, evals and tests one in memory. */
export type Workbench = {
  /** Opens the session's kernel at the first call, or gives the one that is open. */
  kernel(): Promise<Kernel>
  files(): Promise<WorkspaceFile[]>
  /** Of the file at a path such as /workspace/sales.csv. */
  profile(path: string): Promise<Profile>
  /** Reads, stores and registers what a cell showed. */
  publishDisplay(payload: OutboxFile): Promise<ArtifactSummary>
  /** The same for a file below /workspace; null when it is not to be offered (unchanged, a temporary file, not a regular one). */
  publishFile(path: string): Promise<{ artifact: ArtifactSummary; file: ReadyFile } | null>
  /** True when the kernel that this session had is gone since its last cell, so that its variables are lost. */
  kernelWasLost(): Promise<boolean>
  /** What was alive in the session's kernel after its last cell: gone, where that kernel was lost. */
  lastVariables(): Promise<Variable[]>
  /**
   * The bytes of a picture for a model that can see: one that a cell showed, by its artifact, or an uploaded one, by its path. Null when it
   * is no PNG, JPEG, GIF or WebP or is above about 4 MB. Absent: no pictures are sent.
   */
  image?(of: { artifactId: string } | { path: string }): Promise<Picture | null>
}

export type Picture = { mime: string; bytes: Uint8Array }

export type EngineSettings = {
  maxRepairAttempts: number
  timeoutSeconds: number
  maxTimeoutSeconds: number
  outputBytes: number
  refusedImports: string[]
  maxRunTokens: number | null
  maxRunUsd: number | null
  maxRunSeconds: number | null
}

/** Awaited, so that order in the log is order in time. */
export type Emit = (event: RunEvent) => Promise<void>

export type ToolContext = {
  /** The number of the step this call is. */
  step: number
  emit: Emit
  workbench: Workbench
  settings: EngineSettings
  signal: AbortSignal
}

export type ToolOutcome = {
  status: 'success' | 'error'
  /** What the model reads. */
  text: string
  /** What the model sees, if it can. */
  pictures?: Picture[]
}

export type Tool<Input = unknown> = {
  name: string
  description: string
  input: z.ZodType<Input>
  /** The label of its step while it runs, such as "Reading sales.csv". */
  label(input: Input): string
  run(input: Input, context: ToolContext): Promise<ToolOutcome>
}
