import { Component, lazy, Suspense, type ComponentType, type ReactNode } from 'react'
import { strings } from '../strings.ts'
import { Button } from './button.tsx'

type Options<Props> = {
  /** What stands in its place until it is there. */
  meanwhile?: (props: Props) => ReactNode
  /** When it cannot be had, `meanwhile` stays instead of a sentence. */
  quiet?: boolean
  /** Hears that it could not be had. */
  failed?: () => void
}

/**
 * A part of the program that is fetched when it is first drawn. Where the server cannot be reached, or the part breaks, that is said in its
 * place and tried again on wish: the rest of the screen goes on.
 */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { meanwhile = () => null, quiet = false, failed }: Options<Props> = {},
): ComponentType<Props> {
  // A lazy part remembers its failure for ever: each try needs a new one.
  const attempt = () =>
    lazy(
      async (): Promise<{ default: ComponentType<object> }> => ({ default: (await load()) as ComponentType<object> }),
    )
  let newest = attempt()
  return class Late extends Component<Props, { broken: boolean }> {
    override state = { broken: false }
    /** Its own: another kind of part in its place would be drawn from nothing, and those that work stay as they are when one breaks. */
    Part = newest
    static getDerivedStateFromError() {
      return { broken: true }
    }
    override componentDidCatch() {
      if (newest === this.Part) newest = attempt()
      failed?.()
    }
    readonly again = (): void => {
      this.Part = newest
      this.setState({ broken: false })
    }
    override render() {
      const { Part } = this
      const before = meanwhile(this.props)
      if (!this.state.broken)
        return (
          <Suspense fallback={before}>
            <Part {...this.props} />
          </Suspense>
        )
      return quiet ? before : <NotThere again={this.again} />
    }
  }
}

const NotThere = ({ again }: { again: () => void }) => (
  <div role="alert" data-slot="not-there" className="flex flex-wrap items-center gap-3 p-4 text-sm text-soft">
    <p>{strings.errors.notThere}</p>
    <Button variant="outline" size="sm" onClick={again}>
      {strings.actions.tryAgain}
    </Button>
  </div>
)

/** Fetches a part while nothing else is to be done, so that it opens at once, and also when the line is lost by then. */
export function soon(load: () => Promise<unknown>): void {
  const begin = () => void load().catch(() => undefined)
  // Safari has no idle callback.
  if ('requestIdleCallback' in window) requestIdleCallback(begin, { timeout: 2_000 })
  else setTimeout(begin, 500)
}
