import { afterEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { draw, erase } from '../mock/draw.tsx'
import { late, soon } from './late.tsx'

afterEach(() => {
  erase()
  vi.restoreAllMocks()
})

type Props = { name: string }
const Hello = ({ name }: Props) => <p>Hello {name}</p>
const lostLine = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))
/** React tells the console of every fault that a boundary caught. */
const quietly = () => vi.spyOn(console, 'error').mockImplementation(() => undefined)

test('what comes later has its place until it is there', async () => {
  let come: (part: typeof Hello) => void = () => undefined
  const Part = late<Props>(() => new Promise(resolve => (come = resolve)), {
    meanwhile: ({ name }) => <p>Waiting for {name}</p>,
  })
  draw(<Part name="Ada" />)
  await expect.element(page.getByText('Waiting for Ada')).toBeVisible()
  come(Hello)
  await expect.element(page.getByText('Hello Ada')).toBeVisible()
  await expect.element(page.getByText('Waiting for Ada')).not.toBeInTheDocument()
})

test('a part that cannot be fetched says so in its place, and the page around it lives', async () => {
  quietly()
  let tries = 0
  const Part = late<Props>(() => (++tries < 3 ? lostLine() : Promise.resolve(Hello)))
  draw(
    <>
      <p>The rest of the page</p>
      <Part name="Ada" />
    </>,
  )
  const sentence = page.getByText('This part could not be shown. Check the connection.')
  await expect.element(sentence).toBeVisible()
  await expect.element(page.getByText('The rest of the page')).toBeVisible()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => tries).toBe(2)
  await expect.element(sentence).toBeVisible()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.element(page.getByText('Hello Ada')).toBeVisible()
  await expect.element(sentence).not.toBeInTheDocument()
})

test('a quiet one leaves what stood there, tells its owner, and is tried again when it is drawn anew', async () => {
  quietly()
  const failed = vi.fn()
  let tries = 0
  const Part = late<Props>(() => (++tries < 2 ? lostLine() : Promise.resolve(Hello)), {
    meanwhile: ({ name }) => <p>Plain {name}</p>,
    quiet: true,
    failed,
  })
  draw(<Part name="Ada" />)
  await expect.poll(() => failed.mock.calls.length).toBe(1)
  await expect.element(page.getByText('Plain Ada')).toBeVisible()
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
  draw(<p>nothing</p>)
  await expect.element(page.getByText('nothing')).toBeVisible()
  draw(<Part name="Ada" />)
  await expect.element(page.getByText('Hello Ada')).toBeVisible()
})

test('a part that breaks while it is drawn takes nothing else with it', async () => {
  quietly()
  const Part = late<Props>(async () => () => {
    throw new Error('a fault of its own')
  })
  draw(
    <>
      <p>The rest of the page</p>
      <Part name="Ada" />
    </>,
  )
  await expect.element(page.getByRole('alert')).toBeVisible()
  await expect.element(page.getByText('The rest of the page')).toBeVisible()
})

test('one that breaks leaves the others as they are, with what was typed in them', async () => {
  quietly()
  const Part = late<Props>(async () => ({ name }) => {
    if (name === 'broken') throw new Error('a fault of its own')
    return <input aria-label={name} />
  })
  const all = (second: string) => (
    <>
      <Part name="whole" />
      <Part name={second} />
    </>
  )
  draw(all('second'))
  await page.getByRole('textbox', { name: 'whole' }).fill('half a thought')
  draw(all('broken'))
  await expect.element(page.getByRole('alert')).toBeVisible()
  draw(all('broken'))
  await expect.element(page.getByRole('textbox', { name: 'whole' })).toHaveValue('half a thought')
})

test('fetched ahead, a part is asked for once, and a lost line then is nobody’s concern', async () => {
  const load = vi.fn(lostLine)
  soon(load)
  await expect.poll(() => load.mock.calls.length).toBe(1)
})
