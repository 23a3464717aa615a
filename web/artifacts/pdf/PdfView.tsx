/** A PDF, page under page, drawn by pdf.js; no script of the document ever runs. */
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist'
import { ZoomIn, ZoomOut } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { IconButton } from '../../ui/button.tsx'
import { ViewerBar } from '../ViewerBar.tsx'
import { viewerStrings as strings } from '../viewer-strings.ts'
import { PdfPage } from './PdfPage.tsx'
import { PdfData } from './pdf-data.ts'
import './pdf-text.css'

GlobalWorkerOptions.workerSrc = new URL('pdfjs-dist/build/pdf.worker.min.mjs', import.meta.url).href

/** Of the width of the box, or of a comfortable page where the box is wider. */
const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3]
const COMFORTABLE = 768
const PADDING = 16

type Props = { url: string; artifact: ArtifactSummary; failed: () => void }

function useDocument(url: string, failed: () => void): PDFDocumentProxy | null {
  const [document, setDocument] = useState<PDFDocumentProxy | null>(null)
  const fail = useRef(failed)
  useEffect(() => {
    fail.current = failed
  })
  useEffect(() => {
    // isEvalSupported is gone from pdf.js 6: it never evaluates.
    const task = getDocument({
      url,
      enableXfa: false,
      BinaryDataFactory: PdfData,
      cMapUrl: '/',
      standardFontDataUrl: '/',
      wasmUrl: '/',
    })
    let gone = false
    task.promise.then(
      opened => !gone && setDocument(opened),
      () => !gone && fail.current(),
    )
    return () => {
      gone = true
      void task.destroy()
    }
  }, [url])
  return document
}

export function PdfView({ url, artifact, failed }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const document = useDocument(url, failed)
  const [room, setRoom] = useState(0)
  const [zoom, setZoom] = useState(1)
  const [current, setCurrent] = useState(1)

  useEffect(() => {
    const element = box.current
    if (!element) return
    const watch = new ResizeObserver(() => setRoom(element.clientWidth - 2 * PADDING))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])

  const pages = document?.numPages ?? 0
  const step = (by: 1 | -1) => setZoom(zooms[zooms.indexOf(zoom) + by] ?? zoom)
  return (
    <div ref={frame} className="flex min-h-0 flex-1 flex-col bg-raised">
      <ViewerBar artifact={artifact} frame={frame}>
        {pages > 0 && (
          <output className="me-auto ps-1 text-xs text-soft tabular-nums">{strings.pdf.pageOf(current, pages)}</output>
        )}
        <IconButton label={strings.pictures.smaller} disabled={zoom === zooms[0]} onClick={() => step(-1)}>
          <ZoomOut />
        </IconButton>
        <IconButton label={strings.pictures.larger} disabled={zoom === zooms.at(-1)} onClick={() => step(1)}>
          <ZoomIn />
        </IconButton>
      </ViewerBar>
      <div
        ref={box}
        className="min-h-0 flex-1 overflow-auto border-t border-line bg-sunken p-4"
        tabIndex={0}
        role="region"
        aria-label={artifact.title ?? artifact.name}
        onScroll={event => setCurrent(pageAt(event.currentTarget))}
      >
        {document &&
          room > 0 &&
          Array.from({ length: pages }, (_, index) => (
            <PdfPage key={index} document={document} number={index + 1} width={Math.min(COMFORTABLE, room) * zoom} />
          ))}
      </div>
    </div>
  )
}

/** The page that a person reads: the last one that begins above the middle of the box. */
function pageAt(box: HTMLElement): number {
  const middle = box.getBoundingClientRect().top + box.clientHeight / 2
  const begun = [...box.querySelectorAll('[data-page]')].filter(page => page.getBoundingClientRect().top <= middle)
  return Math.max(1, begun.length)
}
