import { beforeEach, expect, test } from 'vitest'
import { NEW_SESSION } from '../runs/run-store.ts'
import { draftOf, moveDraft, newModel, setDraft, setNewModel } from './drafts.ts'
import { lastSession, rememberSession } from './last-session.ts'

beforeEach(() => localStorage.clear())

test('a draft is kept by session, on this device', () => {
  setDraft('a', 'half a ques')
  setDraft('b', 'other')
  expect(draftOf('a')).toBe('half a ques')
  expect(localStorage.getItem('draft:a')).toBe('half a ques')
  setDraft('a', '')
  expect(localStorage.getItem('draft:a')).toBeNull()
})

test('a draft follows its session to the row it gets', () => {
  setDraft(NEW_SESSION, 'more to say')
  moveDraft('row')
  expect(draftOf('row')).toBe('more to say')
  expect(draftOf(NEW_SESSION)).toBe('')
})

test('the model for a new session', () => {
  setNewModel('openai/x')
  expect(newModel()).toBe('openai/x')
  setNewModel(undefined)
  expect(newModel()).toBeUndefined()
})

test('the last session opens, and after a new one a new one', () => {
  expect(lastSession()).toBe(NEW_SESSION)
  rememberSession('s')
  expect(lastSession()).toBe('s')
  rememberSession(NEW_SESSION)
  expect(lastSession()).toBe(NEW_SESSION)
})
