/** Pages of a PDF, drawn on canvases by pdf.js; no script of the document ever runs. */
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useRef, useState } from 'react'
import { viewerStrings as strings } from './viewer-strings.ts'

GlobalWorkerOptions.workerSrc = new URL('pdfjs-dist/build/pdf.worker.min.mjs', import.meta.url).href

type Props = { url: string; label: string; failed: () => void }

export function PdfView({ url, label, failed }: Props) {
  const [document, setDocument] = useState<PDFDocumentProxy | null>(null)
  useEffect(() => {
    // isEvalSupported is gone from pdf.js 6: it never evaluates.
    const task = getDocument({ url, enableXfa: false })
    task.promise.then(setDocument, failed)
    return () => void task.destroy()
  }, [url, failed])
  return (
    <div className="h-full overflow-auto bg-sunken p-4" tabIndex={0} role="region" aria-label={label}>
      {document &&
        Array.from({ length: document.numPages }, (_, i) => <PdfPage key={i} document={document} number={i + 1} />)}
    </div>
  )
}

/** A page has its height before it is drawn, and is drawn when it comes near. */
function PdfPage({ document, number }: { document: PDFDocumentProxy; number: number }) {
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [text, setText] = useState('')
  useEffect(() => {
    const element = frame.current
    if (!element) return
    let cancel: (() => void) | undefined
    const draw = async () => {
      const page = await document.getPage(number)
      const width = element.clientWidth
      const viewport = page.getViewport({
        scale: (width / page.getViewport({ scale: 1 }).width) * window.devicePixelRatio,
      })
      const target = canvas.current
      if (!target) return
      target.width = viewport.width
      target.height = viewport.height
      element.style.aspectRatio = `${viewport.width} / ${viewport.height}`
      const task = page.render({ canvas: target, viewport })
      cancel = () => task.cancel()
      await task.promise
      const content = await page.getTextContent()
      setText(content.items.map(item => ('str' in item ? item.str : '')).join(' '))
    }
    const seen = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return
        seen.disconnect()
        draw().catch(() => undefined)
      },
      { rootMargin: '600px' },
    )
    seen.observe(element)
    return () => {
      seen.disconnect()
      cancel?.()
    }
  }, [document, number])
  return (
    <div ref={frame} className="mx-auto mb-4 aspect-[1/1.414] max-w-3xl bg-white">
      <canvas ref={canvas} className="h-full w-full" role="img" aria-label={strings.artifacts.page(number, text)} />
    </div>
  )
}
