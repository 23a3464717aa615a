/** Columns of yes and no by all the words people have for their two sides: counted, parted and as a rate. */
import { describe, expect, test } from 'vitest'
import { deskCases } from './desk-cases-for-tests.ts'
import { sideOf } from './flags.ts'
import { tables } from './tables-for-tests.ts'

const { about } = deskCases()

const READINGS = `sensor,time,temperature,ok
a,2024-01-01 00:00,20.5,true
b,2024-01-01 00:00,30.0,false
a,2024-01-01 01:00,21.5,true
b,2024-01-01 01:00,32.0,true
c,2024-01-02 00:00,10.0,false
a,2024-01-02 00:00,22.5,true
`
about('readings', { 'readings.csv': READINGS }, [
  ['how many readings failed?', ['There are 2 rows where ok is false']],
  ['how many readings did not fail?', ['There are 4 rows where ok is not false']],
  ['failure rate by sensor', ['c: 100%', 'b: 50%', 'a: 0%'], ['rows fit']],
  ['average temperature of failed readings', ['(ok is false): 20']],
  ['how many readings were recalibrated?', ['nothing called readings, recalibrated'], ['There are']],
  ['temperature over time for sensor b', ['only sensor is b', 'from 30', 'to 32'], ['20.5']],
  ['average temperature of sensor a', ['(sensor is a): 21.50']],
  ['max temperature for b', ['(sensor is b): 32']],
  ['average temperature for a and c', ['a: 21.50', 'c: 10'], ['b:']],
  ['average temperature for sensor d', ['No row of readings.csv fits: sensor is d']],
])

const PASSENGERS = `name,sex,class,fare,survived
Ann,female,1,80,1
Bob,male,3,8,0
Cem,male,1,60,1
Dan,male,3,7,0
Eva,female,3,9,0
Fay,female,2,20,1
Gus,male,2,15,1
`
about('passengers', { 'ship.csv': PASSENGERS }, [
  ['average survived by sex', ['female: 66.67%', 'male: 50%'], ['survived is 1,']],
  ['average survived', ['57.14% of rows']],
  ['total survived by sex', ['female: 2', 'male: 2']],
  ['how many died?', ['There are 3 rows where survived is 0']],
  ['did women survive more often than men?', ['female: 66.67%', 'male: 50%']],
  ['how many in class 3 survived?', ['No row of ship.csv fits: class = 3, survived is 1']],
  ['what share of women survived?', ['66.67%'], ['28.57%']],
  ['what percentage of those who survived are women?', ['50%'], ['66.67%']],
])

const ORDERS = `order_id,date,country,amount,refunded
1,2024-03-01,DE,10,True
2,2024-03-02,DE,20,False
3,2024-03-03,FR,30,False
4,2024-03-04,FR,40,False
5,2024-03-09,US,50,True
6,2024-03-10,US,60,True
7,2024-03-11,DE,70,True
`
about('orders', { 'orders.csv': ORDERS }, [
  ['share refunded per country', ['US: 100%', 'DE: 66.67%', 'FR: 0%']],
  ['share of refunded orders by country', ['DE: 66.67%']],
  ['what share of the refunded amount comes from each country?', ['US: 57.89% (110)', 'DE: 42.11% (80)']],
  ['share of orders not refunded by country', ['FR: 100%', 'DE: 33.33%']],
  ['compare revenue on weekdays and weekends', ['weekend: 160', 'Monday to Friday: 120']],
  ['average amount on weekends', ['(part of week is weekend): 40']],
  ['how many orders on weekdays?', ['There are 3 rows']],
  ['Vergleiche amount werktags und am Wochenende', ['weekend: 160', 'Monday to Friday: 120']],
])

const SURVEY = `respondent,department,satisfaction,insured
1,IT,high,yes
2,IT,low,no
3,HR,medium,no
4,HR,high,no
`
about('answers', { 'answers.csv': SURVEY }, [
  ['percentage of each satisfaction level', ['high: 50.00% (2)', 'low: 25.00% (1)'], ['Not used']],
  ['what percent of respondents are at each satisfaction level', ['high: 50.00% (2)'], ['total respondent']],
  ['how many insured vs uninsured?', ['no: 3', 'yes: 1']],
])

const STAFF = `employee_id,name,department,active
1,Anna,IT,yes
2,Ben,IT,no
3,Cem,Sales,yes
`
about('staff', { 'staff.csv': STAFF }, [
  ['list all employees', ['3 of 3 rows fit', 'Anna, Ben, Cem'], ['different values']],
  ['show me all employees', ['Anna, Ben, Cem'], ['different values']],
  ['list all employee ids', ['3 different values']],
  ['how many inactive employees?', ['There is 1 row where active is no']],
])

describe('the side of a column that a word means', () => {
  const { columns } = tables.staff
  test.each([
    ['inactive', 'false'],
    ['non-active', 'false'],
  ])('%s: %s', (word, value) => expect(sideOf(word, columns)?.value.toLowerCase()).toBe(value))
  test.each(['north', 'failed', 'unknown'])('%s is of none', word => expect(sideOf(word, columns)).toBeUndefined())
})
