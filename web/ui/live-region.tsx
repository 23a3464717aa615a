import { useAnnouncement } from './announce.ts'

export function LiveRegion() {
  const { text, said } = useAnnouncement()
  return (
    <div aria-live="polite" role="status" className="sr-only" data-slot="live-region">
      <span key={said}>{text}</span>
    </div>
  )
}
