/** A condition or a word of the question is used, or the question is not answered by another number. */
import { expect, test } from 'vitest'
import { deskCases } from './desk-cases-for-tests.ts'

const { about, desk } = deskCases()

const VISITS = `patient,date,sex,age,ward,doctor,nights,cost
1,2024-01-08,F,10,Pediatrics,Dr. Weber,1,7000
2,2024-02-13,F,34,Oncology,Dr. Rossi,2,3000
3,2024-02-19,M,45,Oncology,Dr. Weber,12,5000
4,2024-05-19,M,71,Surgery,Dr. Rossi,4,9000
`
about('visits', { 'visits.csv': VISITS }, [
  ['how many children (under 18)?', ['age \\< 18', 'There is 1 row'], ['cost']],
  ['median cost for patients aged 30 to 50', ['age from 30 to 50', '4,000']],
  ["how much did Dr. Weber's patients cost in total?", ['doctor is Dr. Weber', '12,000']],
  ['cost per night by ward', ['It is not clear which number is meant'], ['highest with']],
  ['95th percentile cost', ['nothing called “5th”, “percentile”'], ['Average cost']],
  ['which ward is the nicest?', ['It is not clear'], ['different values']],
  ['which month was the busiest?', ['Feb 2024']],
  ['longest stay', ['Highest nights: 12']],
])

const LOG = `time,host,path,status,latency_ms
2024-01-01 00:10,web-1,/login,200,1200
2024-01-01 00:20,web-2,/,404,300
2024-01-02 01:30,web-2,/api/items,200,900
2024-01-02 01:40,web-1,/login,404,100
`
about('a log', { 'log.csv': LOG }, [
  ['average latency of web-2', ['host is web-2', '600'], ['625']],
  ['average latency for /login', ['path is /login', '650']],
  ['average latency for /api/items', ['path is /api/items', '900']],
  ['how many requests slower than 1000 ms?', ['nothing called'], ['There ']],
  ['how many 404s?', ['recognised no column'], ['There are 4']],
  ['slowest path', ['not clear'], ['lowest status']],
  ['how many errors?', ['errors'], ['There are 4']],
  ['rows per hour of day', ['0: 2', '1: 2']],
])

const MATCHES = `date,home_team,away_team,home_goals,away_goals
2024-08-17,Rovers,United,3,0
2024-08-20,City,Rovers,2,3
2024-08-24,United,City,3,1
`
about('matches', { 'matches.csv': MATCHES }, [
  ['how many matches did Rovers play?', ['“Rovers” stands in several columns (home_team, away_team)'], ['There ']],
  ['how many goals did United score?', ['stands in several columns'], ['home goals:']],
  ['how many matches did City win?', ['City'], ['There ']],
  ['how many matches where home_team is City?', ['There is 1 row where home_team is City']],
  ['how many matches with away team Rovers', ['There is 1 row where away_team is Rovers']],
])

const MARKS = `Schüler;Fach;Note
Lena;Mathe;1,3
Lena;Deutsch;4,6
Tom;Mathe;3,0
Tom;Deutsch;2,0
`
about('German marks', { 'noten.csv': MARKS }, [
  ['Wer hat die beste Note in Mathe?', ['1,3', '1 gilt als die beste Note']],
  ['who has the best average grade?', ['Tom', '2.50'], ['Lena has the highest']],
  ['what is the highest grade?', ['4.60'], ['taken for the best']],
])

test('rides from one place to another', async () => {
  await desk().open({ 'rides.csv': 'start_station,end_station,minutes\nPark,Museum,5\nMuseum,Park,9\nPark,Park,7\n' })
  const asked = async (question: string) => (await desk().ask(question)).text
  expect(await asked('how many rides from Park to Museum')).toContain('There is 1 row')
  expect(await asked('how many rides end at the Park?')).toContain('There are 2 rows where end_station is Park')
})

const CARS = `car,color,condition,price
a,red,new,10
b,blue,used,20
c,red,used,30
d,black,new,50
`
about('cars', { 'cars.csv': CARS }, [
  ['which region has the highest price?', ['nothing called “region”'], ['higher', 'Highest']],
  ['how many are red?', ['There are 2 rows where color is red']],
  ['average price of red cars', ['color is red', '20']],
  ['how many are new?', ['There are 2 rows where condition is new']],
  ['average price of new ones', ['condition is new', '30']],
  ['bar chart of average price by condition in red', ['new: 30'], ['color is red']],
])

about('columns called after themselves', { 'wide.csv': 'id,col0,col1\n1,5,7\n2,6,9\n' }, [
  ['give me an overview of all columns in wide.csv', ['2 rows and 3 columns'], ['symmetric']],
  ['average of col1', ['8']],
])
