import { useRef, type KeyboardEvent, type PointerEvent } from 'react'

type SplitterProps = {
  label: string
  /** The width of the panel beside it, in pixels, and its limits. */
  width: () => number
  min: () => number
  max: () => number
  /** On which side of the line the panel lies. */
  panel: 'before' | 'after'
  /** Shows a width while it is dragged; `settled` marks the last one. */
  resize: (width: number, settled: boolean) => void
  reset: () => void
}

const STEP = 16

/** A line between two panels: drag it, or move it by the arrow keys; a double click gives back the first width. */
export function Splitter({ label, width, min, max, panel, resize, reset }: SplitterProps) {
  const drag = useRef<{ from: number; width: number } | null>(null)
  // Towards the end of the line makes a panel before it wider, and one after it narrower; right-to-left turns this round.
  const sign = () => (panel === 'before' ? 1 : -1) * (document.dir === 'rtl' ? -1 : 1)
  const clamp = (wanted: number) => Math.max(min(), Math.min(max(), wanted))
  const at = (event: PointerEvent) => {
    const { from, width: before } = drag.current ?? { from: event.clientX, width: width() }
    return clamp(before + (event.clientX - from) * sign())
  }
  const press = (event: KeyboardEvent) => {
    const by = { ArrowRight: STEP, ArrowLeft: -STEP }[event.key]
    if (by === undefined) return
    event.preventDefault()
    resize(clamp(width() + by * sign()), true)
  }
  return (
    // The role is right: a separator that takes the focus is the widget for this.
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(width())}
      aria-valuemin={Math.round(min())}
      aria-valuemax={Math.round(max())}
      tabIndex={0}
      data-slot="splitter"
      onKeyDown={press}
      onDoubleClick={reset}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = { from: event.clientX, width: width() }
      }}
      onPointerMove={event => {
        if (drag.current) resize(at(event), false)
      }}
      onPointerUp={event => {
        if (drag.current) resize(at(event), true)
        drag.current = null
      }}
      className="relative z-10 w-px shrink-0 cursor-col-resize touch-none bg-line before:absolute before:inset-y-0 before:-inset-x-1 hover:bg-edge focus-visible:bg-accent active:bg-accent"
    />
  )
}
