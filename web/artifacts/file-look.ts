/** What a file is to the eye: decides its icon, its edge's colour, and which view opens it. */

export type FileLook = 'sheet' | 'words' | 'pdf' | 'image' | 'slides' | 'text' | 'archive' | 'audio' | 'file'

/** Maps, for a file may be called “a.constructor”. */
const byExtension = new Map<string, FileLook>(
  Object.entries({
    xlsx: 'sheet',
    xls: 'sheet',
    xlsm: 'sheet',
    xlsb: 'sheet',
    ods: 'sheet',
    parquet: 'sheet',
    csv: 'sheet',
    tsv: 'sheet',
    docx: 'words',
    odt: 'words',
    pdf: 'pdf',
    png: 'image',
    jpg: 'image',
    jpeg: 'image',
    gif: 'image',
    webp: 'image',
    svg: 'image',
    pptx: 'slides',
    py: 'text',
    sql: 'text',
    json: 'text',
    jsonl: 'text',
    xml: 'text',
    txt: 'text',
    md: 'text',
    log: 'text',
    html: 'text',
    yaml: 'text',
    yml: 'text',
    zip: 'archive',
    gz: 'archive',
    mp3: 'audio',
    wav: 'audio',
  } as const),
)

/** By the MIME type first, which the server found in the content; the name's ending decides what is left open. */
export function fileLook(name: string, mime: string): FileLook {
  if (mime === 'application/pdf') return 'pdf'
  if (mime.startsWith('image/')) return 'image'
  if (mime.startsWith('audio/')) return 'audio'
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  return byExtension.get(extension) ?? (mime.startsWith('text/') ? 'text' : 'file')
}

/** The token of the thin coloured edge, by kind of file. */
export function edgeToken(name: string, mime: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  if (extension === 'csv' || extension === 'tsv') return 'var(--kind-plain)'
  switch (fileLook(name, mime)) {
    case 'sheet':
      return 'var(--kind-sheet)'
    case 'words':
      return 'var(--kind-words)'
    case 'pdf':
      return 'var(--kind-page)'
    case 'image':
      return 'var(--kind-image)'
    case 'slides':
      return 'var(--kind-slides)'
    case 'text':
      return 'var(--kind-code)'
    case 'archive':
    case 'audio':
    case 'file':
      return 'var(--kind-plain)'
  }
}

const languages = new Map(
  Object.entries({
    py: 'python',
    sql: 'sql',
    json: 'json',
    md: 'markdown',
    html: 'html',
    yaml: 'yaml',
    yml: 'yaml',
  }),
)

/** The language a text file is written in, by its ending; undefined for plain text. */
export const codeLanguage = (name: string): string | undefined =>
  languages.get(/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '')
