import {
  AudioLines,
  ChartLine,
  Code2,
  FileArchive,
  FileText,
  Globe,
  Image,
  Presentation,
  Sheet,
  Table2,
  type LucideIcon,
} from 'lucide-react'
import type { ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { fileLook, type FileLook } from './file-look.ts'

const lookIcons: Record<FileLook, LucideIcon> = {
  sheet: Sheet,
  words: FileText,
  pdf: FileText,
  image: Image,
  slides: Presentation,
  text: Code2,
  archive: FileArchive,
  audio: AudioLines,
  file: FileText,
}

export function iconOf({ kind, name, mime }: ArtifactSummary): LucideIcon {
  if (kind === 'plotly' || kind === 'vega') return ChartLine
  if (kind === 'table' || kind === 'data') return Table2
  if (kind === 'html' || mime === 'text/html') return Globe
  return lookIcons[fileLook(name, mime)]
}
