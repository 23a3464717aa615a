/** What a question is about, by a cheap rule: asking a model would cost time and money for a label. */
import type { Intent } from '@codingagent/protocol/events.ts'

/** Tested first. */
const fileGeneration =
  /\b(create|make|generate|write|export|save|produce|build|draw|download)\b[^.?!]{0,60}\b(csv|word|excel|xlsx|pdf|docx?|pptx?|powerpoint|presentation|slides?|report|spreadsheet|diagram|chart|graph|document|zip|json|markdown|file)\b|\b(export|save|download)\b[^.?!]{0,40}\bas\b|save as file/i

const dataAnalysis =
  /\b(analy[sz]\w*|visuali[sz]\w*|distribution|correlat\w*|heat ?map|trend\w*|compare|plot\w*|statistic\w*|outliers?|scatter|histogram|average|mean|median|sum|total|count|group|column|row|table|dataset|how many|how much|highest|lowest|top \d+|percent\w*|regression|predict\w*|forecast\w*|cluster\w*|clean\w*|missing|duplicates?|filter|pivot|profile|describe|overview)\b/i

const study = /\b(flash ?cards?|quiz|podcast|mind ?map|study|exam|test me)\b/i

const editing = /\b(add|update|fix|modify|change|rename|replace|remove|delete)\b/i

export type Circumstances = {
  /** Kinds of the files that lie there: `table`, `data`, `document`, … */
  fileKinds: string[]
  /** A file made by an earlier run lies there. */
  generatedFile: boolean
}

export function intentOf(question: string, { fileKinds, generatedFile }: Circumstances): Intent {
  if (fileGeneration.test(question)) return 'file_generation'
  if (generatedFile && editing.test(question)) return 'file_generation'
  if (study.test(question)) return 'study'
  const documents = fileKinds.filter(kind => kind === 'document').length
  if (documents > 0 && documents === fileKinds.length) return 'document_question'
  if (fileKinds.length > 0 || dataAnalysis.test(question)) return 'data_analysis'
  return 'chat'
}
