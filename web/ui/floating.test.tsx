import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { draw, erase } from '../mock/draw.tsx'
import { Button, IconButton } from './button.tsx'
import { Menu, MenuContent, MenuItem, MenuTrigger } from './menu.tsx'
import { Popover, PopoverContent, PopoverTrigger } from './popover.tsx'
import { Tab, TabList, TabPanel, Tabs } from './tabs.tsx'
import { toast } from './toast.ts'
import { Toasts } from './toasts.tsx'

afterEach(() => {
  erase()
  vi.useRealTimers()
})

const inside = (element: Element) => {
  const { left, top, right, bottom } = element.getBoundingClientRect()
  return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
}
const still = () =>
  expect.poll(() => document.getAnimations().every(({ playState }) => playState !== 'running')).toBe(true)

test.each([
  ['left top', { left: 0, top: 0 }],
  ['right bottom', { right: 0, bottom: 0 }],
])('at the %s of the page what floats stays within it', async (_where, style) => {
  draw(
    <div style={{ position: 'fixed', ...style }}>
      <Popover>
        <PopoverTrigger asChild>
          <Button>Notes</Button>
        </PopoverTrigger>
        <PopoverContent aria-label="Things to know">
          <p style={{ width: 300, height: 200 }}>Zip codes were read as text.</p>
        </PopoverContent>
      </Popover>
    </div>,
  )
  await page.getByRole('button', { name: 'Notes' }).click()
  await expect.element(page.getByRole('dialog', { name: 'Things to know' })).toBeVisible()
  await still()
  expect(inside(document.querySelector('[data-slot="popover"]') as Element)).toBe(true)
})

test('a popover closes by Escape and by a press elsewhere, and gives the focus back', async () => {
  draw(
    <Popover>
      <PopoverTrigger asChild>
        <Button>Notes</Button>
      </PopoverTrigger>
      <PopoverContent aria-label="Things to know">words</PopoverContent>
    </Popover>,
  )
  const button = page.getByRole('button', { name: 'Notes' })
  const popover = page.getByRole('dialog', { name: 'Things to know' })
  await button.click()
  await expect.element(popover).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(popover).not.toBeInTheDocument()
  await expect.element(button).toHaveFocus()
  await button.click()
  await expect.element(popover).toBeVisible()
  await userEvent.click(document.documentElement, { position: { x: innerWidth - 5, y: innerHeight - 5 } })
  await expect.element(popover).not.toBeInTheDocument()
})

test('a menu longer than the page scrolls in itself', async () => {
  draw(
    <Menu>
      <MenuTrigger asChild>
        <Button>Many</Button>
      </MenuTrigger>
      <MenuContent>
        {Array.from({ length: 80 }, (_, n) => (
          <MenuItem key={n}>Artifact {n}</MenuItem>
        ))}
      </MenuContent>
    </Menu>,
  )
  await page.getByRole('button', { name: 'Many' }).click()
  await expect.element(page.getByRole('menu')).toBeVisible()
  await still()
  const menu = document.querySelector('[data-slot="menu"]') as HTMLElement
  expect(inside(menu)).toBe(true)
  expect(menu.scrollHeight).toBeGreaterThan(menu.clientHeight)
  await userEvent.keyboard('{End}')
  await expect.poll(() => inside(document.activeElement as Element)).toBe(true)
  expect(document.activeElement?.textContent).toBe('Artifact 79')
})

test('a menu item that cannot be used is passed over and does nothing', async () => {
  const chosen = vi.fn()
  draw(
    <Menu>
      <MenuTrigger asChild>
        <Button>Save</Button>
      </MenuTrigger>
      <MenuContent>
        <MenuItem disabled onSelect={() => chosen('png')}>
          Picture
        </MenuItem>
        <MenuItem keys="Mod+S" onSelect={() => chosen('json')}>
          Data
        </MenuItem>
      </MenuContent>
    </Menu>,
  )
  await page.getByRole('button', { name: 'Save' }).click()
  await userEvent.keyboard('{ArrowDown}{Enter}')
  expect(chosen).toHaveBeenCalledExactlyOnceWith('json')
})

test('of tabs one panel is there, and it belongs to its tab', async () => {
  draw(
    <Tabs defaultValue="a">
      <TabList aria-label="Outputs">
        <Tab value="a">Artifacts</Tab>
        <Tab value="b">Files</Tab>
      </TabList>
      <TabPanel value="a">charts</TabPanel>
      <TabPanel value="b">sheets</TabPanel>
    </Tabs>,
  )
  await expect.element(page.getByRole('tabpanel', { name: 'Artifacts' })).toHaveTextContent('charts')
  await page.getByRole('tab', { name: 'Files' }).click()
  await expect.element(page.getByRole('tabpanel', { name: 'Files' })).toHaveTextContent('sheets')
  await expect.element(page.getByText('charts')).not.toBeInTheDocument()
})

function Counter() {
  const [presses, setPresses] = useState(0)
  return (
    <IconButton label={`Pressed ${presses}`} disabled={presses > 1} onClick={() => setPresses(presses + 1)}>
      <Trash2 />
    </IconButton>
  )
}

test('a picture button whose name changes keeps the focus, and is silent once it is disabled', async () => {
  draw(<Counter />)
  await page.getByRole('button', { name: 'Pressed 0' }).click()
  await expect.element(page.getByRole('button', { name: 'Pressed 1' })).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('button', { name: 'Pressed 2' })).toBeDisabled()
  expect(document.querySelectorAll('button svg[aria-hidden="true"]')).toHaveLength(1)
})

test('toasts stand one over the other, and each undo is its own', async () => {
  const undone: string[] = []
  draw(<Toasts theme="dark" />)
  for (const name of ['A', 'B'])
    await toast({ text: `Deleted “${name}”`, action: { label: `Undo ${name}`, run: () => undone.push(name) } })
  await expect.element(page.getByText('Deleted “A”')).toBeInTheDocument()
  await expect.element(page.getByText('Deleted “B”')).toBeVisible()
  await page.getByRole('button', { name: 'Undo B' }).click()
  await expect.element(page.getByText('Deleted “B”')).not.toBeInTheDocument()
  expect(undone).toEqual(['B'])
  await expect.element(page.getByText('Deleted “A”')).toBeInTheDocument()
})

test('a long word in a toast breaks, so that its undo stays within reach', async () => {
  draw(<Toasts theme="light" />)
  await toast({ text: `Deleted “${'x'.repeat(120)}”`, action: { label: 'Undo it', run: () => undefined } })
  const undo = page.getByRole('button', { name: 'Undo it' })
  await expect.element(undo).toBeVisible()
  const toastBox = document.querySelector('[data-sonner-toast]') as HTMLElement
  expect(toastBox.scrollWidth).toBeLessThanOrEqual(toastBox.clientWidth + 1)
  expect(undo.element().getBoundingClientRect().right).toBeLessThanOrEqual(toastBox.getBoundingClientRect().right)
})
