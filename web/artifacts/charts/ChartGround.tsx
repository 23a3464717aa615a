import type { RefObject } from 'react'
import { viewerStrings as strings } from '../viewer-strings.ts'

const HEIGHTS = ['38%', '62%', '47%', '80%', '68%', '55%']

/** What stands where a chart will be, so that the place does not look empty. */
export const ChartGround = ({ place }: { place?: RefObject<HTMLDivElement | null> }) => (
  <div
    ref={place}
    role="status"
    aria-label={strings.charts.drawing}
    data-slot="chart-ground"
    className="absolute inset-0 flex animate-pulse items-end gap-3 border-b border-line px-6 pt-4"
  >
    {HEIGHTS.map(height => (
      <span key={height} aria-hidden style={{ height }} className="flex-1 rounded-t-sm bg-sunken" />
    ))}
  </div>
)
