/** What people ask of sales, staff, marks, payments and events, whose right answers a reader can work out from the few rows. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deskCases } from './desk-cases-for-tests.ts'

const { about, desk } = deskCases()

const SALES = `order_date,region,product,sales_rep,quantity,unit_price,sales
2022-01-10,North,Pen,Kim,10,1.50,15.00
2022-06-02,South,Lamp,Kim,1,2500.00,2500.00
2022-06-02,North,Lamp,Omar,1,2400.00,2400.00
2023-03-04,South,Pen,Kim,30,1.50,45.00
2023-03-05,East,Desk,Omar,2,2600.00,5200.00
2023-12-20,North,Pen,Omar,4,1.50,6.00
`
about('sales', { 'sales.csv': SALES }, [
  [
    'what did kim sell most of',
    ['Pen has the highest quantity', '1. Pen: 40', '2. Lamp: 1', 'sales_rep is Kim'],
    ['Omar'],
  ],
  ['what do we sell most of', ['Pen has the highest quantity', '1. Pen: 44']],
  ['cumulative revenue', ['Running total of sales: 10,166 up to Dec 2023', 'Half of it was reached in Mar 2023']],
  ['running total of quantity', ['Running total of quantity: 48']],
  ['how much did sales grow from 2022 to 2023?', ['4,915 (2022)', '5,251 (2023)', '+6.8%']],
  ['total sales not in the North', ['region is not North', '7,745']],
  ['how many sales above 2000?', ['sales > 2000'], ['only 2000']],
  ['on how many days were there sales above 2000?', ['There are 2 different values of day']],
  ['how many days had more than one order?', ['1 of 5 days has number of rows > 1', '2022-06-02: 2']],
  ['how many orders had at least 4 units?', ['3 rows where quantity >= 4']],
  ['average sale per product', ['Desk: 5,200', 'Lamp: 2,450', 'Pen: 22']],
  ['is the North doing better than the South?', ['South is highest with 2,545']],
  ['is North better than South?', ['South is highest with 2,545', 'North: 2,421', 'Difference: 124']],
  ['average price weighted by quantity', ['I do not weight averages'], ['highest with']],
  [
    ['total sales by region', 'why?'],
    ['how it parts by product', 'highest for East / Desk: 5,200'],
  ],
  [
    ['sales by year', 'why?'],
    ['how it parts by region', 'North: from 2,415 to 6'],
  ],
  ['why did sales change in 2023?', ['how it parts by region', 'only 2023', 'East']],
  ['sales between May and July 2022', ['only May 2022 to July 2022', '4,900'], ['or July']],
  ['sales between 1 March and 4 March 2023', ['45'], ['5,200']],
  ['sales in the first week of June 2022', ['It is not clear'], ['4,900']],
  ['sales of pens and desks', ['Desk: 5,200', 'Pen: 66']],
  ['which products sold more than 5 units?', ['1 of 3 products has quantity > 5', 'Pen: 44']],
  ['what percentage of orders had sales above 2000?', ['50.00% of rows', 'Rows: 3 of 6']],
  ['minimum and maximum sales per region', ['from 6 to 2,400'], ['lowest highest']],
  ['which reps sold in 2022 but never in 2023?', ['It is not clear'], ['rows fit']],
  ['average monthly sales', ['Average of the'], ['Average sales went']],
  ['why is the sky blue?', ['I recognised no column and no task']],
  ['why?', ['does not stand in the data, and I do not guess', '- Show the total sales by region']],
])

const STAFF = `name,department,gender,salary,weekly_hours,left,note
Anna,IT,F,90000,30,No,starts late
Ben,IT,M,50000,40,Yes,
Cem,Sales,M,85000,40,No,
Dora,Sales,F,40000,20,Yes,wants to move to the other office in town
Emil,Sales,M,,40,No,
`
about('staff', { 'staff.csv': STAFF }, [
  ['who earns more than 80000 but works less than 40 hours?', ['1 of 5 rows fits', 'Anna'], ['salary \\< 40']],
  ['who earns above average?', ['2 of 5 rows fit', 'Anna, Cem', 'salary > average salary']],
  ['how many earn below the median salary?', ['There are 2 rows', 'only salary \\< median salary']],
  ['average salary without people who left', ['left is not Yes', '87,500']],
  ['turnover rate by department', ['IT: 50%', 'Sales: 33.33%']],
  ['churned customers rate by department', ['I put nothing else in its place'], ['Number of rows']],
  ['how many left a note?', ['There are 2 rows where note present']],
  ['how many people did not state their salary?', ['1 cell of salary is missing']],
  ['who has no salary?', ['Emil']],
  ['what share of men left?', ['33.33%'], ['20%']],
  ['average number of notes per department', ['not'], ['highest with']],
])

const MARKS = `student,class,subject,mark
Ali,7A,Maths,80
Ali,7A,English,60
Bea,7A,Maths,45
Cem,7B,Maths,90
Cem,7B,English,40
`
about('marks', { 'marks.csv': MARKS }, [
  ['which students have an average above 65?', ['Ali: 70'], ['Bea']],
  ['Ali vs Bea', ['Ali is highest with 70, Bea is lowest with 45']],
  ['is 7A better than 7B?', ['7B is highest with 65', '7A: 61.67'], ['Number of rows']],
  ['who failed maths (below 50)?', ['1 of 5 rows fits', 'Bea']],
  ['how many students in 7A got a 9?', ['It is not clear which number is meant'], ['There are 3']],
])

const EURO_BANK = `Datum;Zweck;Betrag
01.11.2024;Lohn;2.800,00 €
14.11.2024;Aldi;-50,50 €
30.11.2024;Miete;-900,00 €
13.12.2024;Aldi;-30,00 €
31.12.2024;Miete;-900,00 €
`
about('euros', { 'euros.csv': EURO_BANK }, [
  ['how much do I spend per month?', ['Betrag \\< 0', '-950.5'], ['1,849.5']],
  ['What is my total income?', ['2,800']],
])
about('ratings', { 'ratings.csv': 'group,Rating (1-5)\nA,4\nA,5\nB,3\nB,2\n' }, [
  ['average rating by group', ['A: 4.50', 'B: 2.50'], ['4.50 1-5']],
])

const BANK = `Date,Description,Category,Amount,Balance
01/11/2023,Salary,Salary,2800.00,3000.00
14/11/2023,ALDI,Groceries,-50.00,2950.00
30/11/2023,Flat,Rent,-900.00,2050.00
13/12/2023,ALDI,Groceries,-30.50,2019.50
`
about('bank', { 'bank.csv': BANK }, [
  ['what was my biggest expense?', ['Lowest amount (Amount \\< 0): -900', 'Flat']],
  ['how much did I earn?', ['Amount (Amount > 0): 2,800']],
  ['on what do I spend the most?', ['1. Rent: -900', '2. Groceries: -80.50'], ['Salary:']],
  ['what is my current balance?', ['2,019.50'], ['2,504']],
  ['how often did I shop at ALDI?', ['There are 2 rows']],
])

const EVENTS = `timestamp,event,duration_ms
2024-01-03 08:10:00,login,12
2024-01-09 08:15:00,click,90
2024-01-31 17:00:00,click,30
2024-02-02 08:20:00,login,11
2024-02-28 09:00:00,logout,5
`
about('events', { 'events.csv': EVENTS }, [
  ['events per month', ['Number of rows went from 3 (Jan 2024) to 2 (Feb 2024)'], ['duration']],
  ['busiest hour of the day', ['8 has the highest number of rows: 3']],
])

const ORDERS = `order_id,region,product,discount,amount
1,North,Pen,0,100
2,North,Pen,0.1,200
3,South,Lamp,0.2,300
4,South,Pen,0,50
5,South,Pen,0,70
6,East,Desk,0,30
`
about('orders', { 'orders.csv': ORDERS }, [
  [
    'share of orders with discount by region',
    ['North: 50%', 'South: 33.33%', 'East: 0%', 'share of rows with discount > 0'],
    ['66.67', '0.30'],
  ],
  ['what percentage of orders had a discount per region?', ['North: 50%', 'South: 33.33%']],
  ['share of orders with discount', ['33.33%', 'Rows: 2 of 6']],
  ['how many orders with discount are there?', ['There are 2 rows']],
  ['average discount where there was one', ['Average discount (discount > 0): 0.15']],
  ['average discount where there was a discount', ['0.15'], ['0.05']],
  ['average discount when given', ['0.15'], ['Not used', '0.05']],
  ['average discount', ['Average discount: 0.05']],
  ['average amount when a discount was given', ['discount > 0', '250'], ['Not used', '125']],
  ['orders with discount', ['2 of 6 rows fit: discount > 0']],
  ['total amount of orders neither in North nor in South', ['region is not North or South', '30'], ['420']],
  ['orders that are neither Pen nor from East', ['1 of 6 rows fits', 'product is not Pen'], ['Not used']],
  ['total amount of orders from North, not South', ['300'], ['720', '420']],
])

describe('a language that is not understood', () => {
  beforeAll(() => desk().open({ 'sales.csv': SALES }))
  beforeEach(() => desk().anew())
  test.each<[string, string]>([
    ['各地区的总销售额是多少？', '我只懂英语'],
    ['地域別の売上合計を教えて', '英語、ドイツ語'],
    ['지역별 총 매출은 얼마입니까?', '영어, 독일어'],
    ['ما هو إجمالي المبيعات حسب المنطقة؟', 'لا أفهم إلا الإنجليزية'],
    ['Какова общая сумма продаж по регионам?', 'понимаю только английский'],
    ['Qual è il totale delle vendite per regione?', 'capisco solo inglese'],
    ['Qual é o total de vendas por região?', 'só entendo inglês'],
    ['Wat is de totale verkoop per regio?', 'begrijp alleen Engels'],
  ])('%s', async (question, says) => {
    const { text, code } = await desk().ask(question)
    expect(code).toBe('')
    expect(text).toContain(says)
    const [offered = ''] = text.split('\n').flatMap(line => (line.startsWith('- ') ? [line.slice(2)] : []))
    expect((await desk().ask(offered)).final).not.toBeNull()
  })

  test('a text may hold the answer to a why, and words of its own script', async () => {
    await desk().open({ 'story.txt': 'The bridge failed. It failed because the cables were old. Мост старый.\n' })
    expect((await desk().ask('why did the cables fail?')).text).toContain('because the cables were old')
    expect((await desk().ask('Мост')).text).toContain('Мост старый')
  })

  test('what a table is written in is looked for in it', async () => {
    await desk().open({ 'cities.csv': '城市,amount\n北京,5\n上海,7\n' })
    expect((await desk().ask('total amount by 城市')).text).toContain('上海: 7')
  })
})
