/** Steps of zooming a picture. A zoom is a share of the picture's own size; null shows it whole in its box. */
export type Size = { width: number; height: number }
type Seen = { zoom: number | null; own: Size; room: Size }

const steps = [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8]

/** The zoom at which the whole picture fits its box; never more than its own size. */
export const fitting = ({ own, room }: Pick<Seen, 'own' | 'room'>): number =>
  own.width > 0 && own.height > 0 ? Math.min(1, room.width / own.width, room.height / own.height) : 1

/** One step nearer or farther. What would be smaller than the whole picture in its box is the whole picture. */
export function nextZoom(seen: Seen, direction: 1 | -1): number | null {
  const whole = fitting(seen)
  const now = seen.zoom ?? whole
  // A hair's breadth keeps a step from being taken twice.
  if (direction === 1) return steps.find(step => step > now * 1.01) ?? now
  const next = steps.findLast(step => step < now * 0.99) ?? 0
  return next <= whole ? null : next
}
