/** Questions that need two tables: whose sums stand in the other one, who is not in it, and names for its numbers. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'

// Germany has most of the customers, Italy most of the spending; Dan and Gus never ordered, Cem not in 2024.
const customers = `customer_id,name,country
1,Ann,Germany
2,Ben,Germany
3,Cem,Germany
4,Dan,Germany
5,Eva,Italy
6,Fay,France
7,Gus,France
`
const orders = `order_id,customer_id,product_id,order_date,quantity,amount
101,1,1,2023-03-01,3,30
102,2,2,2024-04-02,1,50
103,3,1,2023-05-09,2,20
104,5,2,2024-02-01,9,450
105,6,1,2024-06-11,4,40
106,1,1,2024-07-20,1,10
107,5,1,2024-08-21,5,50
`
const products = `product_id,product_name,category
1,Tea,Drinks
2,Kettle,Kitchen
`

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.open({ 'customers.csv': customers, 'orders.csv': orders, 'products.csv': products })
})
afterAll(() => desk.close())
beforeEach(() => desk.anew())

test.each<[string, string[]]>([
  ['which country spends most', ['Italy has the highest amount: 500', 'Germany: 110']],
  ['How much did customers from Germany spend?', ['110']],
  ['customers without orders', ['2 of 7 rows fit', 'Dan, Gus', 'customer_id not in orders.csv']],
  ['Which customers have no orders?', ['2 of 7 rows fit', 'Dan, Gus']],
  ["Which customers haven't ordered yet?", ['2 of 7 rows fit', 'Dan, Gus']],
  ['how many customers have never ordered?', ['There are 2 rows']],
  ['customers from Germany without orders', ['1 of 7 rows fits', 'Dan']],
  ['which customers did not order in 2024?', ['3 of 7 rows fit', 'Cem, Dan, Gus']],
  ['customers without orders by country', ['France: 1', 'Germany: 1']],
  ['top 2 customers by amount', ['1. Eva: 500', '2. Ben: 50']],
  ['which customers ordered more than once?', ['Ann: 2', 'Eva: 2']],
  ['which product sold the most units?', ['Tea has the highest quantity: 15']],
  ['total amount by product category', ['Kitchen is highest with 500', 'Drinks: 150']],
])('%s', async (question, parts) => {
  const { text, error } = await desk.ask(question)
  expect(error).toBeNull()
  for (const part of parts) expect(text).toContain(part)
})

test('the rows without a partner can be saved, and the next question goes on with all of them', async () => {
  const saved = await desk.ask('save the customers without orders as CSV')
  expect(saved.error).toBeNull()
  expect(saved.text).toContain('.csv, 2 rows')
  expect((await desk.ask('how many customers per country?')).text).toContain('Germany: 4')
})
