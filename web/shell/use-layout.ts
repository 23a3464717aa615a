import { useSyncExternalStore } from 'react'
import { layoutNow, onLayoutChange, type Layout } from './screen-store.ts'

export const useLayout = (): Layout => useSyncExternalStore(onLayoutChange, layoutNow)
