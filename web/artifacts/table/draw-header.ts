/** Draws what stands under a column's name: its type, the share missing, and a mini histogram. */
import type { DrawHeaderCallback } from '@glideapps/glide-data-grid'
import type { ColumnProfile } from '@codingagent/protocol/artifacts.ts'

export const HEADER_HEIGHT = 60
const BARS = { width: 48, height: 16 }

/** Heights from 0 to 1 for the bars of a column: its histogram, or its most frequent values. */
export function barHeights(profile: ColumnProfile): number[] {
  const counts = (profile.histogram ?? profile.top ?? []).map(bar => bar.count)
  const most = Math.max(0, ...counts)
  return most === 0 ? [] : counts.slice(0, 24).map(count => count / most)
}

/** The line under the name, such as "decimal · 3 % missing". */
export function headerNote(type: string, profile: ColumnProfile | undefined, rows: number): string {
  if (!profile || !profile.missing || rows === 0) return type
  const share = (profile.missing / rows) * 100
  const percent = share < 1 ? '<1' : String(Math.round(share))
  return `${type} · ${percent} % missing`
}

export function drawHeaderWith(
  notes: (column: number) => { note: string; profile: ColumnProfile | undefined },
): DrawHeaderCallback {
  return ({ ctx, rect, columnIndex, theme }, drawContent) => {
    if (columnIndex < 0) return drawContent()
    const { note, profile } = notes(columnIndex)
    ctx.save()
    ctx.beginPath()
    ctx.rect(rect.x, rect.y, rect.width, rect.height)
    ctx.clip()
    ctx.translate(0, -12)
    drawContent()
    ctx.translate(0, 12)
    ctx.font = `11px ${theme.fontFamily}`
    ctx.fillStyle = theme.textLight
    ctx.textBaseline = 'middle'
    ctx.textAlign = 'left'
    ctx.fillText(note, rect.x + theme.cellHorizontalPadding, rect.y + rect.height - 15)
    const heights = profile ? barHeights(profile) : []
    const width = BARS.width / Math.max(heights.length, 1)
    const left = rect.x + rect.width - BARS.width - 10
    // Where both do not fit, words say more than bars.
    if (ctx.measureText(note).width + BARS.width + 2 * theme.cellHorizontalPadding + 8 <= rect.width) {
      ctx.globalAlpha = 0.45
      heights.forEach((height, index) => {
        const tall = Math.max(1, height * BARS.height)
        ctx.fillRect(left + index * width, rect.y + rect.height - 8 - tall, Math.max(1, width - 1), tall)
      })
    }
    ctx.restore()
  }
}
