/** Never the answer to another question: conditions are kept, what cannot be done is said, and each number is beside that of pandas. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'
import { shown } from './files-for-tests.ts'

const pick = <Value>(values: Value[], at: number): Value => values[at % values.length] as Value
const lines = Array.from({ length: 150 }, (_, n) =>
  [
    1001 + n,
    `2024-${String(1 + (n % 11)).padStart(2, '0')}-${String(1 + ((n * 7) % 27)).padStart(2, '0')}`,
    n % 9 === 0 ? 'C1' : `C${2 + ((n * 5) % 40)}`,
    n % 37 === 0 ? '' : pick(['Nord', 'Süd', 'Ost'], n * 7),
    pick(['Desk', 'Lamp', 'Chair', 'Mouse'], n * n + 1),
    1 + (n % 4),
    pick([0, 0, 0.1, 0.2], n),
    100 + ((n * 37) % 90) + (n === 20 ? 9000 : 0),
    60 + ((n * 11) % 40),
    n % 13 === 0 ? '' : 1 + (n % 5),
  ].join(','),
)
const csv = `order_id,order_date,customer_id,region,product,quantity,discount,revenue,cost,rating\n${lines.join('\n')}\n`

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.open({ 'orders.csv': csv })
})
afterAll(() => desk.close())
beforeEach(() => desk.anew())

const written = (value: unknown, locale: string): string[] =>
  [value].flat().map(each => (typeof each === 'number' ? shown(each, locale) : String(each)))

describe('conditions are kept', () => {
  test.each([
    ['How many orders have a rating of 5?', 'int((orders.rating == 5).sum())'],
    ['How many orders have a rating of 5 in Süd?', 'int(((orders.rating == 5) & (orders.region == "Süd")).sum())'],
    ['How many orders used no discount?', 'int((orders.discount == 0).sum())'],
    ['total revenue without any discount', 'float(orders.revenue[orders.discount == 0].sum())'],
    ['How many orders used a discount?', 'int((orders.discount > 0).sum())'],
    ['how many orders have no rating', 'int(orders.rating.isna().sum())'],
    ['how many orders with 3 units', 'int((orders.quantity == 3).sum())'],
    ['What share of orders used a discount?', 'f"{(orders.discount > 0).mean() * 100:.2f}%"'],
    ['Which customers ordered more than 15 times?', '["C1", int((orders.customer_id == "C1").sum())]'],
    ['How many customers have at least 4 orders?', 'int((orders.customer_id.value_counts() >= 4).sum())'],
    [
      'which products have an average rating above 3',
      '[v for pair in (lambda m: m[m > 3])(orders.groupby("product").rating.mean()).items() for v in pair] + [int((orders.groupby("product").rating.mean() > 3).sum())]',
    ],
    ['total revenue minus total cost', 'float(orders.revenue.sum() - orders.cost.sum())'],
    ['profit by product', '[float(v) for v in orders.revenue.sub(orders.cost).groupby(orders["product"]).sum()]'],
    [
      'profit margin by product',
      '[f"{v:.2f}%" for v in (lambda s: (s.revenue - s.cost) / s.revenue * 100)(orders.groupby("product")[["revenue", "cost"]].sum())]',
    ],
    ['profit margin', 'f"{(1 - orders.cost.sum() / orders.revenue.sum()) * 100:.2f}%"'],
    [
      'which product is most popular in each region',
      '[f"{r} / {p}: {n}" for r, p, n in orders.groupby(["region", "product"]).size().rename("n").reset_index().sort_values("n", ascending=False, kind="stable").groupby("region").head(1)[["region", "product", "n"]].itertuples(index=False)][:1]',
    ],
    ['Umsatz im Süden', 'float(orders.revenue[orders.region == "Süd"].sum())', 'de-DE'],
    [
      'los 2 productos con mayor revenue',
      '[float(v) for v in orders.groupby("product").revenue.sum().nlargest(2)]',
      'de-DE',
    ],
    ['average rating by product', '[str(int(orders.rating.notna().sum())) + " rows"]'],
  ])('%s', async (question, expression, locale = 'en-US') => {
    const { error, warned, final, text } = await desk.ask(question)
    expect(error).toBeNull()
    expect(warned).toEqual([])
    expect(text).not.toMatch(/Not used|nicht verwendet|No usado/)
    for (const value of written(await desk.value(expression), locale)) expect(`${final}\n${text}`).toContain(value)
  })

  test('of the outliers the farthest comes first', async () => {
    const { text } = await desk.ask('Find outliers in revenue')
    expect(text).toContain(`The values: ${shown(Number(await desk.value('float(orders.revenue.max())')))}`)
  })

  test('days of the week stand in their order', async () => {
    await desk.ask('revenue by weekday')
    expect(await desk.value('list(revenue_by_weekday.weekday)[:2]')).toEqual(['Monday', 'Tuesday'])
  })

  test.each([
    ['Show me the first 10 rows', 'The first 10 of 150 rows', '1001'],
    ['show the last 5 rows', 'The last 5 of 150 rows', '1146'],
  ])('%s', async (question, says, first) => {
    expect((await desk.ask(question)).text).toContain(says)
    expect(await desk.value('str(orders_rows.order_id.iloc[0])')).toBe(first)
  })
})

describe('what cannot be done is said, and no number beside it', () => {
  test.each([
    ['Forecast revenue for the next 3 months', 'I cannot forecast'],
    ['Prognose für den Umsatz', 'Vorhersagen kann ich nicht'],
    ['Is the difference in revenue between Nord and Ost significant?', 'I cannot test'],
    ['rename revenue to sales', 'I cannot rename'],
    ['delete the column discount', 'I delete nothing'],
    ['make a dashboard', 'I cannot build a dashboard'],
    ['what variables do you have?', 'Variables tab'],
    ['Show me the code', 'stands in its steps'],
    ['Who is the president of France?', 'nothing called president, France'],
    ['churn rate by plan', 'nothing called'],
    ['revenue by segment', 'nothing called “segment”'],
    ['Umsatz im Hochgebirge', 'heißt nichts „Hochgebirge“|heißt nichts “Hochgebirge”'],
    ['histogram of frobnication', 'nothing called frobnication'],
  ])('%s', async (question, says) => {
    const { final, code, text } = await desk.ask(question)
    expect(text).toMatch(new RegExp(says))
    expect(code).toBe('')
    expect(final).toBeNull()
  })

  test('what was not used is the first thing said', async () => {
    const { text } = await desk.ask('total revenue squibbled gnomes')
    expect(text).toMatch(
      /^Not used from the question, because nothing in orders\.csv explains it: “squibbled”, “gnomes”/,
    )
  })
})

describe('a whole question is not taken for a change of the last one', () => {
  test('rows of its own conditions', async () => {
    const { text } = await desk.ask(['Find outliers in revenue', 'Show only orders over 150 in Ost'])
    const count = await desk.value('int(((orders.revenue > 150) & (orders.region == "Ost")).sum())')
    expect(text).toContain(`${String(count)} of 150 rows fit`)
  })

  test('as a percentage it is the share of each', async () => {
    const { text } = await desk.ask(['revenue by product', 'as a percentage'])
    for (const share of (await desk.value(
      '[f"{v:.2f}%" for v in orders.groupby("product").revenue.sum() / orders.revenue.sum() * 100]',
    )) as string[])
      expect(text).toContain(share)
  })
})
