/** Who is in front: within each group, at the second place, at the end of a list that cuts a tie, and of what was told before. */
import { deskCases } from './desk-cases-for-tests.ts'

const { about } = deskCases()

const MARKS = `student,class,subject,mark
Ali,7A,Maths,80
Ali,7A,English,60
Bea,7A,Maths,45
Cem,7B,Maths,90
Cem,7B,English,40
Dot,7B,English,60
`
about('marks', { 'marks.csv': MARKS }, [
  // Ali and Dot share the first place in English.
  ['best mark in each subject', ['Maths / Cem: 90', 'English / Ali: 60', 'English / Dot: 60'], ['71.67', 'Ali: 80']],
  ['who has the worst mark in each class?', ['7B / Cem: 40', '7A / Bea: 45'], ['average']],
  ['highest mark per subject', ['Maths / Cem: 90', 'English / Dot: 60']],
  ['best student in each subject', ['Maths / Cem: 90', 'English / Ali: 60', 'English / Dot: 60']],
  ['which class has the best average mark?', ['7B has the highest average mark: 63.33'], ['Cem']],
  ['who has the highest average mark?', ['Ali has the highest average mark: 70']],
  ['second best mark', ['Ali is number 2 by mark: 80'], ['Not used']],
  ['who has the second highest average mark?', ['Cem is number 2 by average mark: 65']],
  ['the second lowest mark', ['Bea is number 2 from the bottom by mark: 45']],
  ['second best mark in each subject', ['It is not clear'], ['90', '80']],
  [['average mark by student', 'which one is the worst?'], ['Bea has the lowest average mark: 45'], ['There are only']],
  [['average mark by student', 'and who is best?'], ['Ali has the highest average mark: 70']],
  [['average mark by student', 'which is the second best?'], ['Cem is number 2']],
  // Of the best two, or of all? Neither is guessed.
  [['top 2 students by mark', 'which one is the worst?'], ['I recognised no'], ['lowest']],
])

const PLAYERS = `name,team,points
Ada,A,40
Bo,A,40
Cy,B,40
Dee,B,12
Ed,B,50
`
about('players', { 'players.csv': PLAYERS }, [
  ['top 2 players by points', ['1. Ed: 50', 'Ada, Bo and Cy tie at 40']],
  ['top 4 players by points', ['4. Cy: 40'], ['tie']],
  ['top 2 teams by points', ['B has the highest points: 102'], ['tie']],
  ['3 lowest players by points', ['Dee has the lowest points: 12', 'tie at 40'], ['highest lowest']],
  ['who has the second most points?', ['number 2 by points: 40', 'Ada, Bo and Cy tie at 40']],
])

about('fruit', { 'fruit.csv': 'shop,fruit,price\nA,Fig,3\nA,Kiwi,1\nB,Fig,2\nB,Kiwi,5\n' }, [
  ['cheapest fruit in each shop', ['A / Kiwi: 1', 'B / Fig: 2'], ['1. ']],
  ['most expensive fruit in each shop', ['A / Fig: 3', 'B / Kiwi: 5']],
])

about('cities', { 'cities.csv': 'city,country,rain\nOslo,Norway,7.5\nBergen,Norway,7.5\nRome,Italy,3\n' }, [
  ['wettest place', ['I recognised no']],
  ['top 1 city by rain', ['Oslo and Bergen tie at 7.50'], ['share the first place']],
  // Nobody is named: the figure of each alone.
  ['highest rain in each country', ['Norway', '7.50', 'Italy', '3'], ['Rome']],
])

const SALES = `region,product,revenue
North,Tea,10
North,Tea,5
North,Cake,12
South,Tea,3
South,Cake,4
South,Cake,2
`
const ofEach: [string[], string[]] = [
  ['North / Tea: 15', 'South / Cake: 6'],
  ['Cake: 12', 'South / Tea'],
]
about('sales', { 'sales.csv': SALES }, [
  ['best product by region', ...ofEach],
  ['top product in each region', ...ofEach],
  ['best selling product per region', ...ofEach],
  ['Which product has the highest revenue by region?', ...ofEach],
  ['biggest product in each region', ...ofEach],
  ['worst product by region', ['North / Cake: 12', 'South / Tea: 3'], ['Tea: 15', 'Cake: 6']],
  ['best region by product', ['Cake / North: 12', 'Tea / North: 15'], ['South']],
  // What is asked is told as it is meant.
  ['best product by region', ['I read the question as: the product with the highest revenue for each region']],
  ['bestes Produkt je region', ['North / Tea: 15', 'South / Cake: 6'], ['South / Tea']],
  // The sums of regions, as ever, and every pair where nothing is ranked.
  ['best revenue per region', ['North', '27', '9'], ['Tea']],
  ['revenue by region and product', ['North / Tea: 15', 'South / Tea: 3']],
])
