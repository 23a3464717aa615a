/**
 * The contract every sandbox engine keeps; `testing/conformance.ts` is its test. An engine isolates or refuses: it never falls back to running
 * without isolation.
 */
import type { Variable } from '@codingagent/protocol/api.ts'
import type { CellError, CellStatus, Payload } from './frames.ts'

/** L1: own uid, Landlock, seccomp, rlimits. L2: namespaces as well. L3: a kernel of its own (gVisor, microVM). */
export type IsolationLevel = 'L1' | 'L2' | 'L3'

export type SandboxReport = {
  engine: string
  level: IsolationLevel
  /** One sentence for an operator: what holds, and what is missing for the next level. */
  why: string
  /** Each thing looked at, for `doctor`. */
  checks: { name: string; ok: boolean; detail: string }[]
}

export type KernelLimits = {
  memoryBytes: number
  processes: number
  diskBytes: number
  /** Cores; 1.5 is one and a half. */
  cpus: number
}

export type KernelOptions = {
  /** Kernels of one owner share a fork-server; those of different owners never do. */
  ownerId: string
  /** Names the kernel in logs and cgroups; letters, digits, - and _ alone. */
  kernelId: string
  /** Below the engine's `sessionsFolder`; its `workspace` and `outbox`, made where they are missing, become /workspace and /outbox. */
  folder: string
  /** False for kernels that only look at files: /workspace is then read-only. */
  writable?: boolean
  limits: KernelLimits
}

export type CellRequest = {
  code: string
  timeoutSeconds: number
  /** Output beyond this many bytes is cut; the rest is kept in a file in the workspace. */
  outputBytes: number
  refusedImports: string[]
  signal?: AbortSignal
  /** Called in order. Awaited: a slow reader slows the kernel down, never the host's memory. */
  onEvent: (event: CellEvent) => Promise<void> | void
}

export type CellEvent =
  | { type: 'output'; stream: 'stdout' | 'stderr'; text: string; truncated?: boolean }
  | { type: 'display'; text: string; payload?: OutboxFile }
  | { type: 'file'; path: string; size: number; change: 'new' | 'changed' }
  | { type: 'final_result'; value: string; mime: string }

/** A payload with the host path of its outbox folder; the reader opens it with O_NOFOLLOW and removes it after. */
export type OutboxFile = Payload & { folder: string }

export type CellResult = {
  status: CellStatus
  error?: CellError
  seconds: number
  executionCount: number
  variables: Variable[]
  note?: string
}

export type Kernel = {
  readonly kernelId: string
  /** Runs one cell; cells run one after another. Never rejects for what the code does: see `status`. */
  run(request: CellRequest): Promise<CellResult>
  /**
   * Asks the kernel's own code (not the person's) for something: `variables`, `find_values`, `profile`, `page`, `document_text`,
   * `look` … Rejects with KernelFailure.
   */
  ask<Value>(
    name: string,
    args: Record<string, unknown>,
    options?: { timeoutSeconds?: number; signal?: AbortSignal },
  ): Promise<Value>
  /** Ends it and everything it started. Safe to call twice. */
  close(): Promise<void>
  /** True from the moment it runs no more cells; what is left of it may take a while to end, see `closed`. */
  readonly isGone: boolean
  /** Settles when nothing of the kernel is left, for whatever reason. */
  readonly closed: Promise<void>
}

export type SandboxEngine = {
  report(): Promise<SandboxReport>
  /** The names and versions installed inside. */
  packages(): Promise<{ name: string; version: string }[]>
  /** Throws SandboxUnavailable when the host cannot isolate. */
  open(options: KernelOptions): Promise<Kernel>
  close(): Promise<void>
}

/** The host cannot isolate, or the fork-server cannot start. The message says what to do. */
export class SandboxUnavailable extends Error {
  override readonly name = 'SandboxUnavailable'
}

/** A request to the kernel's own code failed; `code` is such as `unreadable`, `encrypted`, `too_large`, `gone`, `timeout`. */
export class KernelFailure extends Error {
  override readonly name = 'KernelFailure'
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
