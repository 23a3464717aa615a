/** What the analyst says is true: each answer beside what pandas computes from the same table in other words. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'
import { salesCsv, shown } from './files-for-tests.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(() => desk.anew())

/** Numbers as the analyst writes them, texts as they are. */
const written = (value: unknown, locale = 'en-US'): string[] =>
  [value].flat().map(each => (typeof each === 'number' ? shown(each, locale) : String(each)))

/** Asks, and looks for each value of the Python expression in the short answer or, where it is longer, in the text. */
async function isTrue(question: string, expression: string, locale = 'en-US') {
  const { error, warned, final, text } = await desk.ask(question)
  expect(error).toBeNull()
  expect(warned).toEqual([])
  const expected = written(await desk.value(expression), locale)
  expect(expected.length).toBeGreaterThan(0)
  for (const value of expected) expect(`${final}\n${text}`).toContain(value)
}

describe('a table of sales', () => {
  beforeAll(() => desk.open({ 'sales.csv': salesCsv }))

  test.each([
    ['total revenue', 'float(sales.revenue.sum())'],
    ['average revenue', 'float(sales.revenue.mean())'],
    ['median revenue', 'float(sales.revenue.median())'],
    ['what is the standard deviation of revenue', 'float(sales.revenue.std())'],
    ['highest revenue', '[float(sales.revenue.max()), str(sales.loc[sales.revenue.idxmax(), "order_id"])]'],
    ['lowest quantity', 'int(sales.quantity.min())'],
    ['how many orders are there', 'len(sales)'],
    ['how many orders are there in the North', 'int((sales.region == "North").sum())'],
    ['how many different products are there', 'int(sales["product"].nunique())'],
    ['how many units did we sell in 2023', 'int(sales.quantity[sales.order_date.astype(str) < "2024"].sum())'],
  ])('one number: %s', isTrue)

  test.each([
    ['revenue by region', '[v for pair in sales.groupby("region").revenue.sum().items() for v in pair]'],
    ['average revenue by product', '[float(v) for v in sales.groupby("product").revenue.mean()]'],
    ['median quantity per region', '[float(v) for v in sales.groupby("region").quantity.median()]'],
    ['total orders by region', '[int(v) for v in sales.region.value_counts()]'],
    [
      'compare Laptop and Mouse',
      '[float(v) for v in sales[sales["product"] != "Desk"].groupby("product").revenue.sum()]',
    ],
    ['number of orders per product', '[int(v) for v in sales["product"].value_counts()]'],
    [
      'revenue by region and product',
      '[float(v) for v in sales.groupby(["region", "product"]).revenue.sum().nlargest(10)]',
    ],
    [
      'revenue by region and product',
      '[" / ".join(k) for k in sales.groupby(["region", "product"]).revenue.sum().nlargest(10).index]',
    ],
    ['highest revenue per region', '[float(v) for v in sales.groupby("region").revenue.max()]'],
    [
      'revenue by weekday',
      '[float(v) for v in sales.groupby(pd.to_datetime(sales.order_date).dt.day_name()).revenue.sum()]',
    ],
    ['standard deviation of revenue by region', '[float(v) for v in sales.groupby("region").revenue.std()]'],
  ])('groups: %s', isTrue)

  test.each([
    [
      'top 3 regions by revenue',
      '[v for pair in sales.groupby("region").revenue.sum().nlargest(3).items() for v in pair]',
    ],
    ['worst product by quantity', '[sales.groupby("product").quantity.sum().idxmin()]'],
    [
      'the 5 orders with the highest revenue',
      '[str(v) for v in sales.nlargest(5, "revenue").order_id] + ["the 5 order IDs with the highest revenue"]',
    ],
    [
      'bottom 2 products by average revenue',
      '[float(v) for v in sales.groupby("product").revenue.mean().nsmallest(2)]',
    ],
    ['most common product', '[sales["product"].value_counts().index[0], int(sales["product"].value_counts().iloc[0])]'],
  ])('rankings: %s', isTrue)

  test.each([
    [
      'monthly revenue',
      '(lambda m: [float(m.iloc[0]), float(m.iloc[-1]), float(m.max()), float(m.min()), float(m.mean()), float(m.sum())])(sales.groupby(pd.to_datetime(sales.order_date).dt.to_period("M")).revenue.sum())',
    ],
    ['yearly quantity', '[int(v) for v in sales.groupby(pd.to_datetime(sales.order_date).dt.year).quantity.sum()]'],
    [
      'quarterly average revenue',
      '(lambda q: [float(q.iloc[0]), float(q.iloc[-1]), float(q.max())])(sales.groupby(pd.to_datetime(sales.order_date).dt.to_period("Q")).revenue.mean())',
    ],
    [
      'orders per month',
      '(lambda m: [int(m.iloc[0]), float(m.mean())])(sales.groupby(pd.to_datetime(sales.order_date).dt.to_period("M")).size())',
    ],
    [
      'compare revenue in Q1 2023 and Q1 2024',
      '(lambda q: [float(q["2023Q1"]), float(q["2024Q1"]), float((q["2023Q1"] + q["2024Q1"]) / 2)])(sales.groupby(pd.to_datetime(sales.order_date).dt.to_period("Q").astype(str)).revenue.sum())',
    ],
    [
      'monthly revenue in March',
      '[float(v) for v in sales[pd.to_datetime(sales.order_date).dt.month == 3].groupby(pd.to_datetime(sales.order_date).dt.year).revenue.sum()]',
    ],
    [
      'monthly revenue by region in 2024',
      '[float(v) for v in sales[pd.to_datetime(sales.order_date) >= "2024-12-01"].groupby("region").revenue.sum()]',
    ],
  ])('over time: %s', isTrue)

  test.each([
    [
      'revenue where region is West and product is Desk',
      "float(sales.query(\"region == 'West' and product == 'Desk'\").revenue.sum())",
    ],
    ['average revenue without North', 'float(sales.query("region != \'North\'").revenue.mean())'],
    ['how many orders have a revenue above 150', 'int((sales.revenue > 150).sum())'],
    ['list orders with quantity between 2 and 3', 'int(sales.quantity.between(2, 3).sum())'],
    ['revenue since July 2024', 'float(sales.revenue[sales.order_date.astype(str) >= "2024-07-01"].sum())'],
    [
      'revenue in the first half of 2023',
      'float(sales.revenue[sales.order_date.astype(str).between("2023-01-01", "2023-06-31")].sum())',
    ],
    ['revenue in the last quarter of 2024', 'float(sales.revenue[sales.order_date.astype(str) >= "2024-10-01"].sum())'],
    ['most recent order', '[str(sales.loc[sales.order_date.idxmax(), "order_date"])[:10]]'],
    ['revenue before March 2023', 'float(sales.revenue[sales.order_date.astype(str) < "2023-03-01"].sum())'],
    [
      'revenue of laptops and mouse',
      '[float(v) for v in sales[sales["product"] != "Desk"].groupby("product").revenue.sum()]',
    ],
    ['how many orders have at most 2 units', 'int((sales.quantity <= 2).sum())'],
    [
      'revenue in the last 3 months',
      'float(sales.revenue[pd.to_datetime(sales.order_date) > pd.to_datetime(sales.order_date).max() - pd.DateOffset(months=3)].sum())',
    ],
  ])('some of the rows: %s', isTrue)

  test.each([
    [
      'share of revenue by product',
      '[f"{v:.2f}%" for v in sales.groupby("product").revenue.sum() / sales.revenue.sum() * 100]',
    ],
    ['what percentage of orders are from North', '[f"{(sales.region == \'North\').mean() * 100:.2f}%"]'],
    [
      'share of revenue by month in 2024',
      '[f"{v:.2f}%" for v in (lambda s: s / s.sum() * 100)(sales[sales.order_date.astype(str) >= "2024"].groupby(pd.to_datetime(sales.order_date).dt.to_period("M")).revenue.sum())]',
    ],
    [
      'correlation between quantity and revenue',
      '[f"{sales.quantity.corr(sales.revenue):.4f}", f"{sales.quantity.corr(sales.revenue, method=\'spearman\'):.4f}"]',
    ],
    [
      'distribution of revenue',
      '[float(v) for v in [sales.revenue.min(), sales.revenue.max(), sales.revenue.median(), sales.revenue.mean(), sales.revenue.quantile(0.25), sales.revenue.quantile(0.75)]]',
    ],
    ['distribution of revenue by region', '[float(v) for v in sales.groupby("region").revenue.median()]'],
    [
      'outliers in revenue',
      '(lambda r, a, b: [int(((r < a - 1.5 * (b - a)) | (r > b + 1.5 * (b - a))).sum()), float(a - 1.5 * (b - a)), float(b + 1.5 * (b - a))])(sales.revenue, sales.revenue.quantile(0.25), sales.revenue.quantile(0.75))',
    ],
    [
      'outliers in revenue by z-score',
      'int((((sales.revenue - sales.revenue.mean()) / sales.revenue.std(ddof=0)).abs() > 3).sum())',
    ],
    [
      'pivot of revenue by region and product',
      '(lambda p: [float(p.max()), float(p.min()), " / ".join(p.idxmax())])(sales.groupby(["region", "product"]).revenue.sum())',
    ],
    [
      'pivot of revenue by region and quarter',
      '(lambda p: [float(p.max()), float(p.min())])(sales.groupby(["region", pd.to_datetime(sales.order_date).dt.to_period("Q")]).revenue.sum())',
    ],
    [
      'compare quantity and revenue',
      '[float(v) for v in [*sales[["quantity", "revenue"]].mean(), (sales.revenue.mean() - sales.quantity.mean())]]',
    ],
    [
      'revenue growth by year',
      '[f"{(lambda y: (y.iloc[1] / y.iloc[0] - 1) * 100)(sales.groupby(pd.to_datetime(sales.order_date).dt.year).revenue.sum()):+.1f}%"]',
    ],
  ])('figures of every kind: %s', isTrue)

  test('a running total ends at the whole', async () => {
    await desk.ask('cumulative revenue by month')
    expect(await desk.value('round(float(monthly_revenue["revenue so far"].iloc[-1] - sales.revenue.sum()), 6)')).toBe(
      0,
    )
    expect(await desk.value('bool(monthly_revenue["revenue so far"].is_monotonic_increasing)')).toBe(true)
  })

  test.each([
    ['Wie hoch ist der durchschnittliche Umsatz?', 'de-DE', 'float(sales.revenue.mean())'],
    ['Umsatz pro Region', 'de-DE', '[float(v) for v in sales.groupby("region").revenue.sum()]'],
    ['Top 2 Produkte nach Umsatz', 'de-DE', '[float(v) for v in sales.groupby("product").revenue.sum().nlargest(2)]'],
    ['¿Cuál es el promedio de revenue?', 'de-DE', 'float(sales.revenue.mean())'],
    ['revenue total por región', 'de-DE', '[float(v) for v in sales.groupby("region").revenue.sum()]'],
  ])('in another language the number is the same, written its way: %s', (question, locale, expression) =>
    isTrue(question, expression, locale),
  )

  test('French parts thousands by a narrow space', async () => {
    const { final } = await desk.ask('Quel est le revenue total ?')
    const total = Number(await desk.value('float(sales.revenue.sum())'))
    expect(final).toContain(total.toLocaleString('fr-FR', { maximumFractionDigits: 2 }))
  })
})

describe('a table of people, with gaps', () => {
  const people = Array.from({ length: 60 }, (_, index) => [
    `E${100 + index}`,
    `${['Ada', 'Ben', 'Cleo', 'Dan', 'Eva'][index % 5]} ${['Abel', 'Brandt', 'Cruz'][index % 3]} ${index}`,
    ['Sales', 'Engineering', 'Finance'][index % 3],
    index % 2 ? 'female' : 'male',
    index % 9 === 0 ? '' : 20 + ((index * 7) % 45),
    `20${10 + (index % 12)}-0${1 + (index % 9)}-15`,
    30_000 + index * 731,
    index % 4 === 0 ? 'False' : 'True',
  ])
  const csv = ['employee_id,name,department,gender,age,hire_date,salary,active', ...people.map(row => row.join(','))]
  beforeAll(() => desk.open({ 'staff.csv': `${csv.join('\n')}\n` }))

  test.each([
    ['average age', '[float(staff.age.mean()), str(int(staff.age.isna().sum())) + " are missing"]'],
    ['average salary by department', '[float(v) for v in staff.groupby("department").salary.mean()]'],
    ['who earns the most', 'staff.loc[staff.salary.idxmax(), "name"]'],
    ['the 3 youngest employees', '[v for v in staff.nsmallest(3, "age").name]'],
    ['how many women work in Finance', 'int(((staff.gender == "female") & (staff.department == "Finance")).sum())'],
    ['average salary of active women', 'float(staff.salary[staff.active & (staff.gender == "female")].mean())'],
    ['how many inactive employees are there', 'int((~staff.active).sum())'],
    [
      'average salary of inactive people by gender',
      '[float(v) for v in staff[~staff.active].groupby("gender").salary.mean()]',
    ],
    ['employees older than 50', 'int((staff.age > 50).sum())'],
    ['headcount by department and gender', '[int(v) for v in staff.groupby(["department", "gender"]).size()]'],
    ['share of employees by gender', '[f"{v:.2f}%" for v in staff.gender.value_counts(normalize=True) * 100]'],
    ['missing values', '[str(int(staff.isna().sum().sum())), str(int(staff.notna().all(axis=1).sum()))]'],
    ['who was hired last', 'str(staff.hire_date.max())[:10]'],
    ['who is the longest serving employee', '[staff.sort_values("hire_date").name.iloc[0], "2010-"]'],
    ['the 3 newest women', 'str(staff[staff.gender == "female"].hire_date.max())[:10]'],
    ['which department has the most employees', 'int(staff.department.value_counts().max())'],
    [
      'hires per year',
      '[int(v) for v in (lambda y: [y.max(), y.min()])(pd.to_datetime(staff.hire_date).dt.year.value_counts())]',
    ],
    ['median salary of people between 30 and 40', 'float(staff.salary[staff.age.between(30, 40)].median())'],
    [
      'scatter plot of age against salary',
      '[f"{staff.age.corr(staff.salary):.4f}", str(int(staff.age.isna().sum())) + " rows lack"]',
    ],
  ])('%s', isTrue)

  test('an overview counts rows, columns, gaps and kinds', async () => {
    const { text } = await desk.ask('give me an overview')
    expect(text).toContain('staff.csv has 60 rows and 8 columns')
    expect(text).toContain('7 of 480 cells are missing, most in age (7)')
    expect(await desk.value('overview.set_index("column").loc["department", "distinct"]')).toBe('3')
  })

  test('cleaning with filling takes the median, and only when asked', async () => {
    await desk.ask('clean the data')
    expect(await desk.value('int(staff_clean.age.isna().sum())')).toBe(7)
    const { text } = await desk.ask('fill the missing values')
    expect(text).toMatch(/missing values filled with .* \(7\)/)
    expect(await desk.value('bool(staff_clean.age[staff.age.isna()].eq(staff.age.median()).all())')).toBe(true)
    expect(await desk.value('int(staff.age.isna().sum())')).toBe(7)
  })
})

describe('two files that share a key', () => {
  beforeAll(() =>
    desk.open({
      'orders.csv': `order_id,customer_id,amount\n${Array.from({ length: 30 }, (_, index) => `${index + 1},C${index % 6},${10 + index}`).join('\n')}\n`,
      'customers.csv':
        'customer_id,segment,country\nC0,Retail,Peru\nC1,Retail,Chile\nC2,Wholesale,Peru\nC3,Retail,Peru\nC4,Wholesale,Chile\n',
    }),
  )
  const joined = 'pd.read_csv(file_1_path).merge(pd.read_csv(file_2_path), on="customer_id", how="left")'

  test.each([
    ['total amount by segment', `[float(v) for v in ${joined}.groupby("segment").amount.sum()]`],
    ['average amount by country', `[float(v) for v in ${joined}.groupby("country").amount.mean()]`],
    ['total amount for Peru', `float(${joined}.query("country == 'Peru'").amount.sum())`],
  ])('%s', isTrue)

  test('rows without a partner are counted, and none is doubled', async () => {
    const { text } = await desk.ask('total amount by segment')
    expect(text).toContain('5 rows have no partner in customers.csv')
    expect(text).toContain('I read the question as: amount by segment, from orders.csv and customers.csv')
  })
})
