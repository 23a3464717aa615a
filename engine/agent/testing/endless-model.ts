/** A model that never stops by itself, and whether it was left. */
import type { Model, ModelPart } from '../../model/model.ts'

export function endlessModel(part: (place: number) => ModelPart): { model: Model; wasLeft: () => boolean } {
  let left = false
  const model: Model = {
    id: 'openai/endless',
    name: 'Endless',
    tools: true,
    vision: false,
    async *stream() {
      try {
        for (let place = 0; ; place++) yield part(place)
      } finally {
        left = true
      }
    },
  }
  return { model, wasLeft: () => left }
}
