/** A text: how long it is, its headings, its words, and the sentences that hold the words asked about. A search, not a reading. */
import { upper, variable } from '../naming.ts'
import { figure, inside, list, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence, type Language } from '../say/say.ts'
import { split, stem } from '../words.ts'
import type { Table } from '../table.ts'
import type { Chart, Written } from '../written.ts'

const STOP =
  'the a an and or of to in on for with at by from is are was were be been it its this that these those as not but if they he she we you i his her their our your have has had do does did will would can could should may might which who what when where how there than then so such also more most other some any all into about over after before between out up down no nor only own same too very s t just don now der die das und oder von zu im in den dem des ein eine einer eines ist sind war nicht mit auf für als auch an es sich er sie wir ihr werden wird hat haben bei nach aus wie aber durch um am zum zur'

const QUESTION =
  'what which when where who whom whose does long document text paper file report about tell show find search page pages documents texts files papers give summary summarize summarise overview describe mention mentions mentioned says said list long many word words length frequent common heading headings dokument seite worum geht'

/** The words of a question that a document can be searched for. */
export const searchTerms = (question: string): string[] => {
  const common = new Set(`${STOP} ${QUESTION}`.split(' '))
  const words = split(question).filter(word => (word.length > 3 || /\d/.test(word)) && !common.has(word))
  return [...new Set(words.map(stem))]
}

/** Puts the pages of one document beside those of the others. */
function readInto(table: Table): string {
  const path = table.pathVariable ?? text(table.path)
  return py`
    source = Path(${readable(table.path, path)})
    ${reader(table.format)}
    texts[${text(table.file)}] = pages
  `
}

export function writeDocument(request: Request): Written {
  const { table, documents = [], terms, language } = request
  const result = terms.length > 0 ? 'sentences_found' : 'frequent_words'
  const all = [table, ...documents]
  const files = all.map(({ file }) => file).join(', ')
  const size = { file: '{file}', words: figure('len(counted(pages))'), pages: figure('len(pages)') }
  const length = { words: figure('len(counted(pages))'), pages: figure('len(pages)') }
  const together = { count: String(all.length), words: figure('sum(len(counted(pages)) for pages in texts.values())') }
  const single = all.length === 1
  const headline = single
    ? say(language, 'document.size', { ...size, file: inside(files) })
    : say(language, 'documents.size', together)
  const words = py`
    import re
    from collections import Counter
    from pathlib import Path

    # The text, page by page where there are pages
    texts = {}
    ${all.map(readInto).join('\n')}
    notes.append(${say(language, 'document.note')})
    ${all.flatMap(({ profile }) => profile.warnings.map(({ message }) => `notes.append(${text(message)})`)).join('\n')}

    # Length, headings, most frequent words
    counted = lambda pages: [word for word in " ".join(pages).split() if re.search(r"\w", word)]
    for file, pages in texts.items():
        if not counted(pages):
            notes.append(${say(language, 'document.none', { file: '{file}' })})
    ${endWithoutText(files, language)}
    words = re.findall(r"[^\W\d_]{2,}", " ".join(page for pages in texts.values() for page in pages).lower())
    stop = set(${text(STOP)}.split())
    frequent = Counter(word for word in words if word not in stop and len(word) > 2).most_common(30)
    frequent_words = pd.DataFrame(frequent or [("–", 0)], columns=["word", "count"])
    lines = [(file, line.strip()) for file, pages in texts.items() for page in pages for line in page.splitlines()]
    headings = list(dict.fromkeys(${single ? 'line.lstrip("# ")' : `f"{line.lstrip('# ')} ({file})"`} for file, line in lines if re.match(r"^(#{1,4} |\d+(\.\d+)*\.? +[A-ZÄÖÜ]|(Chapter|Section|Abstract|Introduction|Conclusion|References)\b)", line) and len(line) < 90))
    facts = [${single ? say(language, 'document.length', length) : say(language, 'document.size', size)} for file, pages in texts.items()]
    if headings:
        facts.append(${say(language, 'document.headings', { headings: "{'; '.join(headings[:10])}" })})
    if frequent:
        listed = ", ".join(f"{word} ({count})" for word, count in frequent[:10])
        facts.append(${say(language, 'document.frequent', { words: '{listed}' })})
    ${terms.length > 0 ? search(terms, { files, single, language }) : `headline = final_result = ${headline}`}
  `
  const slots = { terms: terms.join(', '), file: files }
  return {
    title: sentence(language, terms.length > 0 ? 'document.found.title' : 'document.title', slots),
    result: variable(result),
    compute: '',
    words,
    ...(terms.length > 0 ? {} : { chart: wordChart(language) }),
  }
}

/** Pages that are pictures: no chart of no words, and nothing to search. */
const endWithoutText = (files: string, language: Language): string => py`
  if not any(counted(pages) for pages in texts.values()):
      headline = final_result = ${say(language, 'document.none', { file: inside(files) })}
      print("Answer:", headline)
      for note in notes[1:]:
          if note != headline:
              print("Note:", *note.splitlines())
      return
`

const wordChart = (language: Language): Chart => ({
  kind: 'bar',
  frame: 'frequent_words',
  x: 'word',
  y: ['count'],
  xLabel: '',
  yLabel: upper(sentence(language, 'document.times')),
})

/** A text variable of the kernel (report_text_path) holds the text; the file itself has the pages. */
const readable = (path: string, variable: string): string => (/\.(pdf|docx|pptx)$/i.test(path) ? text(path) : variable)

/** Paragraphs and the rows of tables, each apart from the next: a heading is no part of the sentence below it. */
const DOCX_TEXT = py`
  from docx import Document

  parts = []
  for part in Document(source).iter_inner_content():
      if hasattr(part, "rows"):
          parts += [" | ".join(cell.text for cell in row.cells) for row in part.rows]
      else:
          parts.append(("# " if part.style.name.startswith("Heading") else "") + part.text)
  pages = ["\n\n".join(parts)]
`

function reader(format: string): string {
  if (format.includes('pdf'))
    return 'from pypdf import PdfReader\n\npages = [page.extract_text() or "" for page in PdfReader(source).pages]'
  if (format.includes('docx')) return DOCX_TEXT
  if (format.includes('pptx'))
    return 'from pptx import Presentation\n\npages = ["\\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) for slide in Presentation(source).slides]'
  return 'pages = source.read_text(encoding="utf-8", errors="replace").split("\\f")'
}

type Searched = { files: string; single: boolean; language: Language }

function search(terms: string[], { files, single, language }: Searched): string {
  const best = {
    file: "{best['file']}",
    page: "{best['page']}",
    quote: "{best['sentence'][:400]}",
    count: figure('len(hits)'),
  }
  const line = { page: "{row['page']}", quote: "{row['sentence'][:300]}" }
  const from = single
    ? say(language, 'document.page', line)
    : say(language, 'documents.best', { ...line, file: "{row['file']}" })
  const none = { file: inside(files), files: inside(files), terms: inside(terms.join(', ')) }
  return py`

    # Sentences that hold the words asked about, those with most of them first
    terms = ${list(terms)}
    hits = []
    for file, place, page in [(file, place, page) for file, pages in texts.items() for place, page in enumerate(pages, start=1)]:
        for sentence in re.split(r"(?<=[.!?])\s+|\n{2,}", page):
            held = [term for term in terms if re.search(r"\b" + re.escape(term), sentence, re.IGNORECASE)]
            if held:
                hits.append({${single ? '' : '"file": file, '}"page": place, "words": ", ".join(held), "found": len(held), "sentence": " ".join(sentence.split()).lstrip("# ")})
    sentences_found = pd.DataFrame(hits, columns=[${single ? '' : '"file", '}"page", "words", "found", "sentence"]).sort_values(["found", "page"], ascending=[False, True], kind="stable", ignore_index=True)
    if hits:
        best = sentences_found.iloc[0]
        headline = ${say(language, single ? 'document.hits' : 'documents.hits', best)}
        facts = [${from} for _, row in sentences_found.iloc[1:5].iterrows()] + facts
        final_result = ${say(language, single ? 'document.best' : 'documents.best', best)}
    else:
        headline = final_result = ${say(language, single ? 'document.nothing' : 'documents.nothing', none)}
  `
}
