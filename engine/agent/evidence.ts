/** Links each number of an answer to the output it came from. */
import type { EvidenceClaim } from '@codingagent/protocol/events.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import type { Workbench } from '../tools/tool.ts'

export type EvidenceOptions = { run: RunState; history: RunState[]; workbench: Workbench }

export async function evidenceOf(_options: EvidenceOptions): Promise<EvidenceClaim[]> {
  return []
}
