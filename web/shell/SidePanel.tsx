import { useRef, useState, type ReactNode } from 'react'
import { strings } from '../strings.ts'
import { remember, remembered } from './remembered.ts'
import { Splitter } from './Splitter.tsx'

type Side = {
  title: string
  label: string
  place: 'before' | 'after'
  /** Widths in pixels for a window of this width. */
  first: (window: number) => number
  min: (window: number) => number
  max: (window: number) => number
}

/** The conversation and the sessions keep at least this much. */
const BESIDE = 604

const sides: Record<'sessions' | 'outputs', Side> = {
  sessions: {
    title: strings.shell.sessions,
    label: strings.shell.resizeSessions,
    place: 'before',
    first: () => 264,
    min: () => 208,
    max: () => 400,
  },
  outputs: {
    title: strings.shell.outputs,
    label: strings.shell.resizeOutputs,
    place: 'after',
    first: window => window * 0.4,
    min: window => window * 0.36,
    max: window => Math.min(window * 0.6, window - BESIDE),
  },
}

/** A panel beside the conversation. Its width is kept: of the outputs as a share of the window, so that it fits the next one too. */
export function SidePanel({ panel, children }: { panel: 'sessions' | 'outputs'; children: ReactNode }) {
  const { title, label, place, first, min, max } = sides[panel]
  const name = `width:${panel}`
  const [kept, setKept] = useState(() => Number(remembered(name)) || null)
  const box = useRef<HTMLElement>(null)
  const unit = panel === 'outputs' ? innerWidth : 1
  const size = (width: number) =>
    panel === 'outputs' ? `min(${(width / innerWidth) * 100}vw, 100vw - ${BESIDE}px)` : `${width}px`
  const now = () => (kept === null ? first(innerWidth) : kept * unit)
  const resize = (width: number, settled: boolean) => {
    if (box.current) box.current.style.width = size(width)
    if (!settled) return
    setKept(width / unit)
    remember(name, String(width / unit))
  }
  const reset = () => {
    remember(name, null)
    setKept(null)
    if (box.current) box.current.style.width = size(first(innerWidth))
  }
  const line = (
    <Splitter
      label={label}
      width={() => box.current?.offsetWidth ?? now()}
      min={() => min(innerWidth)}
      max={() => max(innerWidth)}
      panel={place}
      resize={resize}
      reset={reset}
    />
  )
  return (
    <aside
      ref={box}
      aria-label={title}
      style={{ width: size(now()) }}
      className={
        place === 'before' ? 'flex min-w-0 shrink-0 bg-panel' : 'flex min-w-0 shrink-0 flex-row-reverse bg-panel'
      }
    >
      <div className="min-w-0 flex-1">{children}</div>
      {line}
    </aside>
  )
}
