/** Questions that name no number, or one that no column holds: the number that is meant, or a refusal, and never another one. */
import { deskCases } from './desk-cases-for-tests.ts'

const { about } = deskCases()

// Cem has the best mark in maths, and Bea the highest total; Ali's missing mark counts as nothing.
const MARKS = `student,gender,maths,english,science
Ali,M,80,60,
Bea,F,45,90,85
Cem,M,95,40,60
Dot,F,30,55,65
`
const below = 'how many are below 50 in maths'
about('marks with a column for each subject', { 'marks.csv': MARKS }, [
  [
    'rank the students by their total',
    ['1. Bea: 220', '3. Dot: 150', '4. Ali: 140', 'total = maths + english + science'],
  ],
  ['who has the highest total', ['Bea has the highest total: 220'], [': 95']],
  ['who has the lowest total marks?', ['Ali has the lowest total: 140']],
  ['total marks per student', ['Bea is highest with 220'], ['maths is used']],
  ['average total', ['Average total: 176.25'], ['62.50']],
  ['who has the best average?', ['Bea has the highest', '73.33']],
  ['how many students in total?', ['4']],
  [[below, 'make a word report of the marks'], ['4 rows and 5 columns', '.docx'], ['There are 2 rows']],
  [[below, 'export the whole data as excel'], ['4 of 4 rows', '.xlsx'], ['There are 2 rows']],
  [
    [below, 'make a word report'],
    ['There are 2 rows', '.docx'],
  ],
  [
    [below, 'make a word report of the result'],
    ['There are 2 rows', '.docx'],
  ],
  [
    [below, 'write a short report for my boss as word'],
    ['There are 2 rows', '.docx'],
  ],
  [
    [below, 'save that as word'],
    ['There are 2 rows', '.docx'],
  ],
])

about(
  'numbers of several kinds',
  { 'people.csv': 'name,age,height,shoe\nAnn,31,170,39\nBo,58,181,44\nCy,22,175,42\n' },
  [
    ['who has the best average?', ['It is not clear which number is meant'], ['58', '181']],
    ['who has the highest total?', ['It is not clear which number is meant'], ['58', '181']],
  ],
)

const PLANTS = `plant,group,height_cm
1,control,10
2,control,12
3,treated,15
4,treated,17
5,control,11
`
const difference = 'is there a difference between control and treated?'
about('two groups and one number', { 'plants.csv': PLANTS }, [
  [
    difference,
    ['Average height: treated is highest with 16 cm, control is lowest with 11 cm', 'Difference: 5'],
    ['5 rows where'],
  ],
])
about('two groups and several numbers', { 'plants.csv': PLANTS.replace(/(?<=.)$/gm, ',4').replace(',4', ',leaves') }, [
  [difference, ['It is not clear which number is meant', '- Show the average height by group'], ['16', 'rows where']],
])

const SHOP = {
  'lines.csv': 'OrderID,ProductID,Qty\n1,P1,3\n2,P2,1\n3,P1,-1\n4,P3,10\n',
  'products.csv': 'ProductID,Name,Category,Price\nP1,Tea,Drinks,4\nP2,Kettle,Kitchen,50\nP3,Spoon,Kitchen,1\n',
}
about('quantities in one file and prices in another', SHOP, [
  ['what was the revenue per category?', ['Kitchen is highest with 60', 'Drinks: 8', 'revenue is Qty × Price']],
  ['total revenue', ['Revenue: 68']],
  ['which product sold best, by name?', ['1. Spoon: 10', '2. Tea: 2'], ['price', 'name and name']],
  ['which product sold best?', ['Spoon has the highest qty: 10'], ['price']],
  ['how many returns did we have?', ['There is 1 row where Qty'], ['3 rows in']],
])
about('a list of prices alone', { 'products.csv': SHOP['products.csv'] }, [
  ['what was the revenue per category?', ['has nothing called “revenue”'], ['Number of rows:']],
  ['which product sold best?', ['It is not clear which number is meant'], ['50']],
])

const SENSORS = `time,sensor,temperature,humidity
2024-01-01 00:00,A,20,
2024-01-01 00:00,B,,
2024-01-01 01:00,A,21,40
2024-01-01 01:00,B,,50
2024-01-01 01:00,C,1,50
`
about('readings of sensors', { 'sensors.csv': SENSORS }, [
  ['which sensor has the most missing readings?', ['B has the highest missing cells: 3', '2. A: 1'], ['Not used']],
  ['missing humidity per sensor', ['A: 1', 'B: 1', 'C: 0'], ['temperature']],
  ['which sensor has the most missing times?', ['missing'], ['highest']],
  ['missing values', ['temperature: 2 missing', 'humidity: 2 missing']],
])

const RETURNS = `Date,Region,Warengruppe,Article,Quantity,Sales
2024-01-01,North,Food,Apple,10,100
2024-01-02,South,Tools,Hammer,-2,-40
2024-01-03,North,Tools,Saw,4,80
2024-01-04,South,Food,Pear,9,90
2024-01-05,South,Food,Apple,-1,-10
`
about('sales with what came back', { 'shop.csv': RETURNS }, [
  ['how many returns did we have?', ['There are 2 rows where Quantity'], ['5 rows in']],
  ['how many returns per region?', ['South', ': 2'], ['North: 2']],
  ['how many complaints were there?', ['nothing called complaints'], ['There are 5 rows']],
  ['how many orders were cancelled?', ['nothing called cancelled'], ['There are 5 rows']],
  ['best product per region', ['the first of each region', 'North / Apple: 100', 'South / Pear: 90'], ['Saw']],
  [['sales by region', 'and by product group'], ['Food: 180', 'Tools: 40'], ['Apple']],
])
about(
  'sales without returns',
  { 'sales.csv': 'date,product,quantity,sales\n2024-01-01,Tea,4,3\n2024-01-02,Cup,5,1\n' },
  [['how many returns did we have?', ['nothing called returns'], ['There are 2 rows']]],
)

// One to two by chance: no numbers of the rows.
about('few marks', { 'noten.csv': 'pupil,maths,music\nAli,1,2\nBea,2,3\n' }, [
  ['who has the highest total?', ['Bea has the highest total: 5', 'maths + music']],
])
about(
  'texts that are missing',
  { 'people.csv': 'name,office,email,age\nAnn,Oslo,,\nBen,Oslo,,30\nCy,Rome,c@x.org,\nDi,Rome,,40\n' },
  [['which office has the most missing emails?', ['Oslo has the highest missing cells: 2', '2. Rome: 1']]],
)
about(
  'yes and no, and more than one number',
  { 'crew.csv': 'name,sex,survived,age\nAnn,female,1,30\nBen,male,0,40\nCy,male,1,50\n' },
  [
    [
      'is there a difference between men and women?',
      ['not clear', '- Show the distribution of survived'],
      ['rows where'],
    ],
    ['highest average age by sex', ['male has the highest average age: 45'], ['50']],
  ],
)
about('nothing missing', { 'iris.csv': 'petal,width,species\n5,3,setosa\n6,2,virginica\n5,3,setosa\n' }, [
  ['which species has the most missing values?', ['No cell is missing'], ['highest']],
])
