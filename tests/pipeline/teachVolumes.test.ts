import { existsSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { importVolumes } from '../../src/main/compute/volumes/importVolumes.ts'
import { startClassification } from '../../src/main/core/startClassification.ts'
import { readModelFile } from '../../src/main/formats/modelFile.ts'
import { readVolume, writeVolume } from '../../src/main/formats/mrc.ts'
import { numberColumns, readStar } from '../../src/main/formats/star.ts'
import type { SimulateOptions } from '../../src/main/simulate/options.ts'
import type { ClassificationReport, TrainReport } from '../../src/preload/contract/supervised.ts'
import { agreement, context, scratch, simulatedMaps, simulatedSet } from './sets.ts'
import { train } from './supervised.ts'

const folder = scratch()

type MapSet = Awaited<ReturnType<typeof simulatedMaps>>
const mapSet = (name: string, options: Partial<SimulateOptions>): Promise<MapSet> => simulatedMaps(folder.path(name), { states: 'hsa2', pixelSize: 5.08, snr: 0.01, particlesPerMicrograph: 16, ...options })

const classesOf = (path: string): Int32Array => {
  const star = readStar(path)
  return Int32Array.from(numberColumns(star, star.blocks.at(-1)!.tables[0], ['rlnClassNumber'])[0])
}

const classify = async (input: string, output: string): Promise<ClassificationReport> =>
  (await startClassification({ input, model: folder.path('model', 'model.cgr'), root: null, passthrough: null, outputDir: folder.path(output), parameters: { backend: 'auto', threads: 2 } }, 'new', context())).report

describe('a network taught on maps, one a particle', () => {
  let set: MapSet, report: TrainReport
  beforeAll(async () => {
    set = await mapSet('taught', { particles: 256, seed: 3 })
    const everyOther = Array.from(set.truth, (state, row) => `${row + 1},${state}`).filter((_, row) => row % 2 === 0)
    writeFileSync(folder.path('labels.csv'), `index,class\n${everyOther.join('\n')}\n`)
    report = await train({ input: set.star, labels: folder.path('labels.csv'), outputDir: folder.path('model') }, { box: 64, backend: 'tensorflow' })
  })

  test('is measured on whole tomograms that were held out, and labels the maps that had no label', () => {
    expect(report.input).toMatchObject({ format: 'maps', particles: 256, box: 32, micrographs: 16 })
    expect(report.labels).toMatchObject({ particles: 128, taken: 128, micrographs: 16 })
    expect(report.comparison!.particles).toBe(128)
    for (const { rule, value } of report.comparison!.rules) expect([rule, value > 0.9]).toEqual([rule, true])
    expect(report.stages.map(({ name }) => name)).toEqual(['import', 'load maps', 'judge maps', 'class maps', 'voxel graph', 'network', 'compare'])
    const classes = classesOf(folder.path('model', 'run_data.star')), unlabelled = [...set.truth.keys()].filter(row => row % 2 === 1)
    expect(agreement(Int32Array.from(unlabelled, row => classes[row]), Int32Array.from(unlabelled, row => set.truth[row]))).toBeGreaterThan(0.93)
    // Classes are those of the labels, not merely the same division.
    expect(classes.filter((k, row) => k === set.truth[row] + 1).length).toBeGreaterThan(0.9 * 256)
  })

  test('labels maps it has never seen', async () => {
    const fresh = await mapSet('fresh', { particles: 120, seed: 8 }), { specimen, input, classes } = await classify(fresh.star, 'classified')
    expect(classesOf(folder.path('classified', 'run_data.star')).filter((k, row) => k === fresh.truth[row] + 1).length).toBeGreaterThan(0.93 * 120)
    expect(specimen.correlation).toBeGreaterThan(0.7)
    expect(specimen.contrast).toBeGreaterThan(0.6)
    expect(specimen.contrast).toBeLessThan(1.6)
    expect([input.format, classes.reduce((sum, one) => sum + one.particles, 0)]).toEqual(['maps', 120])
  })

  test('its file says what it was taught on; images, other boxes and other specimens are refused, and nothing is left behind', async () => {
    expect(readModelFile(folder.path('model', 'model.cgr')).header.particles).toBe('maps')
    const refused = async (input: string, message: RegExp) => {
      await expect(classify(input, 'refused')).rejects.toThrow(message)
      expect(existsSync(folder.path('refused'))).toBe(false)
    }
    const images = await simulatedSet(folder.path('images'), { states: 'hsa2', particles: 30, box: 32, pixelSize: 5.08 })
    await refused(images.star, /images\/particles\.star: holds images, and .*model\.cgr was trained on 3D maps, one a particle/)
    await refused((await mapSet('box', { particles: 24, seed: 1, box: 36 })).star, /boxes of 36 px of 5\.080 Å, and .*model\.cgr was trained on 32 px of 5\.080 Å/)
    // Turned upside down, they are in no frame that the model knows.
    const turned = await mapSet('turned', { particles: 80, seed: 1, snr: 0.05 })
    for (const path of importVolumes(turned.star).particles.paths) {
      const map = readVolume(path)
      writeVolume(path, { ...map, data: map.data.toReversed() })
    }
    await refused(turned.star, /another specimen than that of .*model\.cgr/)
  })
})
