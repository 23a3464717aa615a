import type { ArtifactKind } from '@codingagent/protocol/artifacts.ts'
import type { TableName } from './tables.ts'

export type EvalQuestion = {
  /** The uploads; none for a question that needs no file. */
  tables: TableName[]
  /** Asked one after another in one session; the last one is judged. */
  ask: string | string[]
  /** Texts that the answer holds. */
  says: string[]
  /** Texts that final_result holds. */
  final?: string[]
  kinds?: ArtifactKind[]
  /** Endings of the files made. */
  files?: string[]
  /** What the Python that was run must hold. */
  code?: string
}
