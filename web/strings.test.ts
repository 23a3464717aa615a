import { expect, test } from 'vitest'

test('runs in a browser', () => {
  expect(document.body).toBeInstanceOf(HTMLElement)
})
