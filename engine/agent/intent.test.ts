import { expect, test } from 'vitest'
import { intentOf } from './intent.ts'

const none = { fileKinds: [], generatedFile: false }

test.each([
  'create csv of it',
  'generate word',
  'export excel',
  'make pdf',
  'write report',
  'create spreadsheet',
  'generate diagram',
  'make chart',
  'draw graph',
  'create document',
  'export as json',
  'save as file',
  'Show the trend and save it as Excel',
])('%s: a file', question => {
  expect(intentOf(question, { ...none, fileKinds: ['data'] })).toBe('file_generation')
})

test.each([
  'analyze this',
  'visualize it',
  'the distribution',
  'correlation',
  'a heatmap',
  'the trend',
  'compare columns',
  'plot it',
  'statistics',
  'any outlier?',
  'scatter',
])('%s: an analysis', question => {
  expect(intentOf(question, none)).toBe('data_analysis')
})

test('words of editing mean the file that was made', () => {
  expect(intentOf('Add a column', { fileKinds: ['data'], generatedFile: true })).toBe('file_generation')
  expect(intentOf('Add a column', { fileKinds: ['data'], generatedFile: false })).toBe('data_analysis')
})

test('documents, study, and talk', () => {
  expect(intentOf('What does it say?', { ...none, fileKinds: ['document'] })).toBe('document_question')
  expect(intentOf('Make flashcards', none)).toBe('study')
  expect(intentOf('Hello there', none)).toBe('chat')
})
