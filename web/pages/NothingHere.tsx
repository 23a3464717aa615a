import { Link } from '@tanstack/react-router'
import { NEW_SESSION } from '../runs/run-store.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'

/** An address that leads nowhere: says so, and where to go. */
export function NothingHere({
  title = strings.errors.noPageTitle,
  text = strings.errors.noPage,
}: {
  title?: string
  text?: string
}) {
  return (
    <main className="grid h-full place-items-center p-6" data-slot="nothing-here">
      <div className="max-w-md text-center">
        <h1 className="text-xl font-semibold">{title}</h1>
        <p className="mt-2 mb-5 text-base text-soft">{text}</p>
        <Button asChild>
          <Link to="/sessions/$sessionId" params={{ sessionId: NEW_SESSION }}>
            {strings.errors.toSessions}
          </Link>
        </Button>
      </div>
    </main>
  )
}
