/** Questions whose answers over a few files hold some texts, and do not hold others: one table of them, one test each. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'

/** Several questions are asked one after another; the last one's answer is looked at. */
type Case = [asked: string | string[], says: string[], not?: string[]]

/** A desk for one file of tests; each question finds nothing said before it. */
export function deskCases() {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk()
  })
  afterAll(() => desk.close())

  async function check([asked, says, not = []]: Case): Promise<void> {
    const { text, error } = await desk.ask(asked)
    expect(error).toBeNull()
    for (const part of says) expect(text).toContain(part)
    for (const part of not) expect(text).not.toContain(part)
  }

  const about = (what: string, files: Record<string, string>, cases: Case[]) =>
    describe(what, () => {
      beforeAll(() => desk.open(files))
      beforeEach(() => desk.anew())
      test.each(cases.map(each => [[each[0]].flat().join(' / '), each] as const))('%s', (_, each) => check(each))
    })
  return { about, desk: () => desk }
}
