import { useAnnouncement } from './announce.ts'

export function LiveRegion() {
  const text = useAnnouncement(state => state.text)
  return (
    <div aria-live="polite" role="status" className="sr-only" data-slot="live-region">
      {text}
    </div>
  )
}
