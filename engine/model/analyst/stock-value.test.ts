/** What a stock is worth: price times quantity, or nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

const both = 'item,category,price,quantity\nPen,Office,2,100\nLamp,Home,30,5\nDesk,Home,200,2\n'

describe.each([
  ['quantity', both],
  ['stock', both.replace('quantity', 'stock')],
  ['unit price', both.replace('price', 'unit_price')],
])('with a column %s', (_what, csv) => {
  beforeAll(() => desk.open({ 'stock.csv': csv }))
  test.each([
    ['total value of the stock', 'Value: 750'],
    ['what is our inventory worth?', 'Value: 750'],
    ['value of the stock by category', 'Home is highest with 550'],
    ['which item has the highest stock value?', 'Desk has the highest value: 400'],
  ])('%s', async (question, says) => {
    desk.anew()
    const { text } = await desk.ask(question)
    expect(text).toContain(says)
    expect(text).toMatch(/price × (quantity|stock)/)
  })
})

test.each([
  ['no price', 'item,quantity\nPen,100\nLamp,5\n', ['107', '105']],
  ['no quantity', 'item,price\nPen,2\nLamp,30\n', ['32', '16']],
])('with %s nothing stands in for it', async (_what, csv, wrong) => {
  await desk.open({ 'stock.csv': csv })
  const { text, code } = await desk.ask('total value of the stock')
  expect(code).toBe('')
  for (const number of wrong) expect(text).not.toContain(number)
})

test('a value that the file has is taken as it is', async () => {
  await desk.open({ 'stock.csv': 'item,price,quantity,value\nPen,2,100,199\nLamp,30,5,150\n' })
  expect((await desk.ask('total value of the stock')).text).toContain('349')
})
