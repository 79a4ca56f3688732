import { describe, expect, test } from 'vitest'
import { BatchCache } from '../../../src/renderer/gallery/batchCache.ts'
import { Lru } from '../../../src/renderer/ui/lru.ts'

describe('what was used last is kept', () => {
  test('up to a total cost', () => {
    const lru = new Lru<string, number>(10)
    lru.set('a', 1, 4)
    lru.set('b', 2, 4)
    lru.get('a')
    lru.set('c', 3, 4)
    expect([lru.has('a'), lru.has('b'), lru.has('c'), lru.total]).toEqual([true, false, true, 8])
    lru.set('c', 4, 1)
    expect([lru.get('c'), lru.total]).toEqual([4, 5])
  })

  test('peeking is no use, and the newest stays whatever it costs', () => {
    const lru = new Lru<string, number>(2)
    lru.set('a', 1, 1)
    lru.set('b', 2, 1)
    lru.peek('a')
    lru.set('c', 3, 1)
    expect(lru.has('a')).toBe(false)
    lru.set('d', 4, 99)
    expect([lru.has('b'), lru.has('c'), lru.has('d')]).toEqual([false, false, true])
    lru.delete('d')
    expect(lru.total).toBe(0)
  })
})

type Asked = { readonly batch: number; readonly signal: AbortSignal; answer(value: string): void; fail(reason: string): void }

/** A cache whose loads the test answers itself. */
function bench(limit = 100): { cache: BatchCache<string>; asked: Asked[]; settle: () => Promise<void> } {
  const asked: Asked[] = []
  const cache = new BatchCache<string>({
    load: (batch, signal) => new Promise((resolve, reject) => asked.push({ batch, signal, answer: resolve, fail: reason => reject(new Error(reason)) })),
    costOf: value => value.length, limit, parallel: 2, delay: 0,
  })
  return { cache, asked, settle: () => new Promise(resolve => setTimeout(resolve, 5)) }
}

describe('batches', () => {
  test('are loaded most wanted first, a few at a time, and told', async () => {
    const { cache, asked, settle } = bench()
    let told = 0
    const leave = cache.subscribe(() => told++)
    cache.want([5, 4, 6])
    await settle()
    expect(asked.map(({ batch }) => batch)).toEqual([5, 4])
    asked[0].answer('five')
    await settle()
    expect(asked.map(({ batch }) => batch)).toEqual([5, 4, 6])
    expect(cache.peek(5)).toEqual({ state: 'ready', value: 'five' })
    expect(cache.peek(5)).toBe(cache.peek(5))
    expect([cache.peek(4), told]).toEqual([undefined, 1])
    leave()
    asked[1].answer('four')
    await settle()
    expect(told).toBe(1)
  })

  test('that scrolled away are cancelled, and what they bring late is not kept', async () => {
    const { cache, asked, settle } = bench()
    cache.want([1, 2])
    await settle()
    cache.want([2, 3])
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false])
    asked[0].answer('late')
    await settle()
    expect(cache.peek(1)).toBeUndefined()
    expect(asked.map(({ batch }) => batch)).toEqual([1, 2, 3])
  })

  test('that a fast scroll passes by are never asked for', async () => {
    const { cache, asked, settle } = bench()
    for (let batch = 0; batch < 50; batch++) cache.want([batch])
    await settle()
    expect(asked.map(({ batch }) => batch)).toEqual([49])
  })

  test('that failed say why, and are tried again when they come back', async () => {
    const { cache, asked, settle } = bench()
    cache.want([7])
    await settle()
    asked[0].fail('stack_07.mrcs: no such file')
    await settle()
    expect(cache.peek(7)).toEqual({ state: 'failed', reason: 'stack_07.mrcs: no such file' })
    cache.want([7])
    await settle()
    expect(asked).toHaveLength(1)
    cache.want([8])
    cache.want([7])
    await settle()
    expect(asked.map(({ batch }) => batch)).toContain(7)
    expect(asked.length).toBeGreaterThan(1)
  })

  test('out of sight go when room is needed, those in sight last', async () => {
    const { cache, asked, settle } = bench(8)
    for (const batch of [1, 2]) {
      cache.want([batch])
      await settle()
      asked[asked.length - 1].answer('1234')
      await settle()
    }
    cache.want([1, 3])
    await settle()
    asked[asked.length - 1].answer('1234')
    await settle()
    expect([cache.peek(1)?.state, cache.peek(2), cache.peek(3)?.state]).toEqual(['ready', undefined, 'ready'])
  })

  test('at rest keep what they have and load nothing', async () => {
    const { cache, asked, settle } = bench()
    cache.want([1])
    await settle()
    asked[0].answer('one')
    await settle()
    cache.want([1, 2])
    cache.rest()
    await settle()
    expect([asked.length, cache.peek(1)?.state]).toEqual([1, 'ready'])
  })
})
