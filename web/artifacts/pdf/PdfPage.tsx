import { TextLayer, type PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useRef } from 'react'
import { viewerStrings as strings } from '../viewer-strings.ts'

/** A canvas beyond this many pixels stays empty in some browsers. */
const MOST_PIXELS = 16_000_000

type Props = { document: PDFDocumentProxy; number: number; width: number }

/** A page has its height before it is drawn, and is drawn when it comes near. Its words lie over the picture, to be read and copied. */
export function PdfPage({ document, number, width }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const words = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = frame.current
    if (!element) return
    let cancel: (() => void) | undefined
    let gone = false
    const draw = async () => {
      const page = await document.getPage(number)
      const own = page.getViewport({ scale: 1 })
      element.style.aspectRatio = `${own.width} / ${own.height}`
      if (gone || !canvas.current || !words.current) return
      const scale = width / own.width
      const most = Math.sqrt(MOST_PIXELS / (own.width * own.height))
      const viewport = page.getViewport({ scale: Math.min(scale * window.devicePixelRatio, most) })
      canvas.current.width = viewport.width
      canvas.current.height = viewport.height
      const task = page.render({ canvas: canvas.current, viewport })
      cancel = () => task.cancel()
      await task.promise
      if (gone) return
      words.current.replaceChildren()
      words.current.style.setProperty('--total-scale-factor', String(scale))
      const layer = new TextLayer({
        textContentSource: page.streamTextContent(),
        container: words.current,
        viewport: page.getViewport({ scale }),
      })
      cancel = () => layer.cancel()
      await layer.render()
    }
    const seen = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return
        seen.disconnect()
        // A page that is damaged stays white; the others can be read.
        draw().catch(() => undefined)
      },
      { rootMargin: '600px' },
    )
    seen.observe(element)
    return () => {
      gone = true
      seen.disconnect()
      cancel?.()
    }
  }, [document, number, width])
  return (
    <div
      ref={frame}
      data-page={number}
      role="group"
      aria-label={strings.pdf.page(number)}
      style={{ width }}
      className="relative mx-auto mb-4 aspect-[1/1.414] bg-white shadow-float last:mb-0"
    >
      <canvas ref={canvas} aria-hidden className="h-full w-full" />
      <div ref={words} className="pdf-text" />
    </div>
  )
}
