/** A picture: whole at first, then as near as a person wants, by button, key or a press on the place itself. */
import { ZoomIn, ZoomOut } from 'lucide-react'
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { IconButton } from '../ui/button.tsx'
import type { ArtifactViewProps } from './ArtifactView.tsx'
import { Unreadable } from './Unreadable.tsx'
import { useViewLink } from './use-view-link.ts'
import { ViewerBar } from './ViewerBar.tsx'
import { viewerStrings as strings } from './viewer-strings.ts'
import { nextZoom, type Size } from './zoom.ts'

/** Of the picture's own size; null shows it whole. */
type Zoom = number | null
/** The point that stays where it is: shares of the picture's width and height. */
type Point = { x: number; y: number }
const middle: Point = { x: 0.5, y: 0.5 }

export function Picture({ artifact }: ArtifactViewProps) {
  const frame = useRef<HTMLDivElement>(null)
  const { url, attempt, error, broken, again } = useViewLink(artifact.id)
  const [zoom, setZoom] = useState<Zoom>(null)
  const box = useRef<HTMLDivElement>(null)
  const [own, setOwn] = useState<Size>({ width: 0, height: 0 })
  const kept = useRef(middle)

  useLayoutEffect(() => {
    const element = box.current
    if (!element || zoom === null) return
    element.scrollLeft = kept.current.x * element.scrollWidth - element.clientWidth / 2
    element.scrollTop = kept.current.y * element.scrollHeight - element.clientHeight / 2
  }, [zoom])

  const step = (direction: 1 | -1) => {
    if (!box.current) return
    kept.current = middle
    setZoom(nextZoom({ zoom, own, room: roomIn(box.current) }, direction))
  }
  const press = (event: MouseEvent<HTMLImageElement>) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
    kept.current = { x: (event.clientX - left) / width, y: (event.clientY - top) / height }
    setZoom(zoom === null ? 1 : null)
  }
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === '+' || event.key === '=') step(1)
    else if (event.key === '-') step(-1)
    else if (event.key === '0') setZoom(null)
    else return
    event.preventDefault()
  }

  if (error) return <Unreadable artifact={artifact} error={error} retry={again} />
  return (
    <div ref={frame} className="flex h-full min-h-0 flex-col bg-raised">
      <ViewerBar artifact={artifact} frame={frame}>
        <output className="me-1 text-xs text-soft tabular-nums">
          {zoom !== null && `${Math.round(zoom * 100)} %`}
        </output>
        <IconButton label={strings.pictures.smaller} disabled={zoom === null} onClick={() => step(-1)}>
          <ZoomOut />
        </IconButton>
        <IconButton label={strings.pictures.larger} onClick={() => step(1)}>
          <ZoomIn />
        </IconButton>
      </ViewerBar>
      <div
        ref={box}
        role="region"
        aria-label={artifact.title ?? artifact.name}
        tabIndex={0}
        onKeyDown={key}
        className="flex min-h-0 flex-1 overflow-auto p-2"
      >
        {url && (
          <img
            key={attempt}
            src={url}
            alt={artifact.alt ?? artifact.title ?? artifact.name}
            onError={broken}
            onLoad={({ currentTarget }) =>
              setOwn({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
            }
            onClick={press}
            style={zoom === null ? undefined : { width: own.width * zoom, height: own.height * zoom }}
            className={
              zoom === null
                ? 'm-auto max-h-full max-w-full cursor-zoom-in object-contain'
                : 'm-auto max-w-none shrink-0 cursor-zoom-out'
            }
          />
        )}
      </div>
    </div>
  )
}

/** Without the box's own padding. */
function roomIn(box: HTMLElement): Size {
  const { paddingLeft, paddingTop } = getComputedStyle(box)
  return {
    width: box.clientWidth - 2 * Number.parseFloat(paddingLeft),
    height: box.clientHeight - 2 * Number.parseFloat(paddingTop),
  }
}
