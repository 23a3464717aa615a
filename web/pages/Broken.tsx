import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'

/** A fault of the screen itself. */
export const Broken = () => (
  <main role="alert" className="grid h-full place-items-center p-6" data-slot="broken">
    <div className="max-w-md text-center">
      <h1 className="text-xl font-semibold">{strings.errors.brokenTitle}</h1>
      <p className="mt-2 mb-5 text-base text-soft">{strings.errors.broken}</p>
      <Button onClick={() => location.reload()}>{strings.errors.reload}</Button>
    </div>
  </main>
)
