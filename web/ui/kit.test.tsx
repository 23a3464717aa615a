import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { draw, erase } from '../mock/draw.tsx'
import { announce } from './announce.ts'
import { Button, IconButton } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { Dialog, DialogContent, Sheet } from './dialog.tsx'
import { Keys } from './keys.tsx'
import { LiveRegion } from './live-region.tsx'
import { Menu, MenuChoice, MenuContent, MenuGroup, MenuItem, MenuTrigger } from './menu.tsx'
import { toast } from './toast.ts'
import { Toasts } from './toasts.tsx'

afterEach(() => {
  erase()
  vi.restoreAllMocks()
})

test('a button in a form does not send it unless it says so', async () => {
  const sent = vi.fn((event: React.FormEvent) => event.preventDefault())
  draw(
    <form onSubmit={sent}>
      <Button>Plain</Button>
      <IconButton label="Send" type="submit">
        <Pencil />
      </IconButton>
    </form>,
  )
  await page.getByRole('button', { name: 'Plain' }).click()
  expect(sent).not.toHaveBeenCalled()
  await page.getByRole('button', { name: 'Send' }).click()
  expect(sent).toHaveBeenCalledOnce()
})

test('a picture button tells its name and keys, to the pointer and to the keyboard', async () => {
  draw(
    <IconButton label="Hide sessions" keys="Mod+B">
      <Pencil />
    </IconButton>,
  )
  const button = page.getByRole('button', { name: 'Hide sessions' })
  await button.hover()
  await expect.poll(() => document.querySelector('[data-slot="tooltip"]')?.textContent).toContain('Hide sessions')
  expect(document.querySelectorAll('[data-slot="tooltip"] kbd').length).toBeGreaterThanOrEqual(2)
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => document.querySelector('[data-slot="tooltip"]')).toBeNull()
})

test.each([
  ['Mod+Shift+B', 3],
  ['Escape', 1],
  ['/', 1],
])('%s is drawn as %i keys', async (keys, count) => {
  const drawn = draw(<Keys of={keys} />)
  await expect.poll(() => drawn.querySelectorAll('kbd').length).toBe(count)
})

test('what was copied is told in its own place', async () => {
  vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  draw(
    <>
      <CopyButton label="Copy the code" text="a = 1" />
      <LiveRegion />
    </>,
  )
  await page.getByRole('button', { name: 'Copy the code' }).click()
  await expect.element(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(document.querySelector('[data-slot="live-region"]')?.textContent).toBe('Copied')
})

test('a refused clipboard never says that it was copied', async () => {
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new DOMException('denied', 'NotAllowedError'))
  draw(
    <>
      <CopyButton label="Copy the code" text="a = 1" />
      <LiveRegion />
    </>,
  )
  await page.getByRole('button', { name: 'Copy the code' }).click()
  await expect
    .poll(() => document.querySelector('[data-slot="live-region"]')?.textContent)
    .toBe('The browser did not allow copying. Select the text and copy it.')
  await expect.element(page.getByRole('button', { name: 'Copied' })).not.toBeInTheDocument()
})

function Window({ onClose }: { onClose: () => void }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Open it</Button>
      <Dialog
        open={open}
        onOpenChange={shown => {
          setOpen(shown)
          if (!shown) onClose()
        }}
      >
        <DialogContent title="Restart Python?">
          <Button>Yes</Button>
        </DialogContent>
      </Dialog>
    </>
  )
}

test('a window takes the focus, keeps it inside, and gives it back', async () => {
  const closed = vi.fn()
  draw(<Window onClose={closed} />)
  await page.getByRole('button', { name: 'Open it' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restart Python?' })
  await expect.element(dialog).toBeVisible()
  expect(document.activeElement).toBe(dialog.element())
  for (let press = 0; press < 4; press++) {
    await userEvent.keyboard('{Tab}')
    expect(dialog.element().contains(document.activeElement)).toBe(true)
  }
  await userEvent.keyboard('{Escape}')
  await expect.element(dialog).not.toBeInTheDocument()
  expect(closed).toHaveBeenCalledOnce()
  await expect.element(page.getByRole('button', { name: 'Open it' })).toHaveFocus()
})

test('one Escape closes a window, also from its cross', async () => {
  draw(<Window onClose={() => undefined} />)
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Open it' }).click()
  await expect.element(dialog).toBeVisible()
  await userEvent.keyboard('{Tab}')
  await expect.element(page.getByRole('button', { name: 'Close' })).toHaveFocus()
  await userEvent.keyboard('{Escape}')
  await expect.element(dialog).not.toBeInTheDocument()
})

test('a window closes by its cross and by a click beside it', async () => {
  draw(<Window onClose={() => undefined} />)
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Open it' }).click()
  await page.getByRole('button', { name: 'Close' }).click()
  await expect.element(dialog).not.toBeInTheDocument()
  await page.getByRole('button', { name: 'Open it' }).click()
  await expect.element(dialog).toBeVisible()
  await userEvent.click(document.querySelector('.bg-scrim') as Element, { position: { x: 5, y: 5 } })
  await expect.element(dialog).not.toBeInTheDocument()
})

test.each(['start', 'end'] as const)('a sheet lies at the %s of the page and has a name', async side => {
  draw(
    <Sheet title="Sessions" side={side} open onOpenChange={() => undefined}>
      <p>inside</p>
    </Sheet>,
  )
  await expect.element(page.getByRole('dialog', { name: 'Sessions' })).toBeVisible()
  const box = page.getByRole('dialog').element().getBoundingClientRect()
  await expect.poll(() => document.getAnimations().every(({ playState }) => playState !== 'running')).toBe(true)
  expect(box.height).toBe(innerHeight)
  expect(box.width).toBeLessThan(innerWidth)
})

test('a menu is worked by keyboard: arrows, letters, Enter, Escape', async () => {
  const chosen = vi.fn()
  draw(
    <Menu>
      <MenuTrigger asChild>
        <Button>Menu</Button>
      </MenuTrigger>
      <MenuContent>
        <MenuItem onSelect={() => chosen('rename')}>Rename</MenuItem>
        <MenuItem onSelect={() => chosen('archive')}>Archive</MenuItem>
        <MenuItem danger onSelect={() => chosen('delete')}>
          Delete
        </MenuItem>
      </MenuContent>
    </Menu>,
  )
  const trigger = page.getByRole('button', { name: 'Menu' })
  await expect.element(trigger).toBeVisible()
  ;(trigger.element() as HTMLElement).focus()
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => document.activeElement?.textContent).toBe('Rename')
  await userEvent.keyboard('{ArrowDown}')
  // The focus follows the key a moment later.
  await expect.poll(() => document.activeElement?.textContent).toBe('Archive')
  await userEvent.keyboard('{Enter}')
  expect(chosen).toHaveBeenLastCalledWith('archive')
  await expect.element(trigger).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => document.activeElement?.textContent).toBe('Rename')
  await userEvent.keyboard('d')
  await expect.poll(() => document.activeElement?.textContent).toBe('Delete')
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument()
  expect(chosen).toHaveBeenCalledOnce()
})

test('of choices one holds, and the menu says which', async () => {
  const chosen = vi.fn()
  draw(
    <Menu>
      <MenuTrigger asChild>
        <Button>Theme</Button>
      </MenuTrigger>
      <MenuContent>
        <MenuGroup value="dark" onValueChange={chosen}>
          <MenuChoice value="light">Light</MenuChoice>
          <MenuChoice value="dark">Dark</MenuChoice>
        </MenuGroup>
      </MenuContent>
    </Menu>,
  )
  await page.getByRole('button', { name: 'Theme' }).click()
  await expect.element(page.getByRole('menuitemradio', { name: 'Dark' })).toHaveAttribute('aria-checked', 'true')
  await page.getByRole('menuitemradio', { name: 'Light' }).click()
  expect(chosen).toHaveBeenCalledExactlyOnceWith('light')
})

test('a toast offers its undo, and then does not act when it goes', async () => {
  const undone = vi.fn()
  const gone = vi.fn()
  draw(<Toasts theme="light" />)
  await toast({ text: 'Deleted “A”', action: { label: 'Undo', run: undone }, onGone: gone })
  await expect.element(page.getByText('Deleted “A”')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.element(page.getByText('Deleted “A”')).not.toBeInTheDocument()
  expect(undone).toHaveBeenCalledOnce()
  expect(gone).not.toHaveBeenCalled()
})

test('what is announced twice in the same words is said twice', async () => {
  const drawn = draw(<LiveRegion />)
  await expect.poll(() => drawn.querySelector('[data-slot="live-region"]')).toBeTruthy()
  const region = drawn.querySelector('[data-slot="live-region"]') as Element
  let said = 0
  new MutationObserver(() => said++).observe(region, { childList: true, characterData: true, subtree: true })
  announce('Copied once more')
  await expect.poll(() => region.textContent).toBe('Copied once more')
  const before = said
  announce('Copied once more')
  await expect.poll(() => said).toBeGreaterThan(before)
  expect(region.textContent?.trim()).toBe('Copied once more')
})
