import { Report } from '../../../src/preload/contract/report.ts'

/** FSC that falls through 0.143 at `resolution` Å, on `shells` shells of a box with this pixel size. */
function curve(resolution: number, shells: number, pixelSize: number): Report['classes'][number]['fsc'] {
  const frequency = Array.from({ length: shells }, (_, i) => (i + 1) / (2 * shells * pixelSize))
  const fall = (scale: number) => frequency.map(f => 1 / (1 + (1 / 0.143 - 1) * Math.exp(((f - scale / resolution) * resolution) / 0.12)))
  const phaseRandomised = frequency.map((f, i) => (f * resolution < 0.6 ? fall(1)[i] : 0.06 * Math.cos(i)))
  return { frequency, unmasked: fall(0.88), masked: fall(1.03), phaseRandomised, corrected: fall(1) }
}

/** A report as the engine would give it, checked against the schema; `classes` of them, each with its map name. */
export function exampleReport(classes: number, changes: Partial<Report> = {}): Report {
  const weights = Array.from({ length: classes }, (_, k) => 1 / (k + 1.4))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const good = 3612
  return Report.parse({
    schema: 1, program: 'cgr', version: '0.1.0', created: '2026-11-22T12:34:56.000Z',
    command: "cgr run '/data/my set/particles.star' -o /data/project -k 3 --box 64 --pose-polish on --seed 1 --threads 2",
    versions: { cgr: '0.1.0', node: '24.21.0', v8: '13.6', sqlite: '3.54.1', platform: 'linux x64' },
    input: { path: '/data/my set/particles.star', format: 'star', particles: 4000, box: 64, pixelSizeA: 3.54, micrographs: 20, opticsGroups: 1, halfSets: 'upstream', doubts: ['no CTF B-factors: 0 assumed'] },
    parameters: { classes, box: 64, maxResolution: null, posePolish: true, mask: null, seed: 1, threads: 2 }, seed: 1,
    stages: [['import', 0.4], ['proof of match', 1.1], ['preprocessing', 4.2], ['starts', 11.8], ['EM', 21.7], ['pose polish', 8.6], ['number of classes', 14.1], ['maps', 3.9]]
      .map(([name, seconds]) => ({ name, seconds, secondsPerParticle: Number(seconds) / 4000 })),
    proof: {
      variants: [{ name: 'as the file says', gain: 12.431 }, { name: 'shifts with the other sign', gain: 7.12 }, { name: 'rotations transposed', gain: 0.214 }, { name: 'rows shifted by one', gain: 0.0021 }],
      halfMapCorrelation: 0.962, handedness: 'The mirror image cannot be told from the data: the maps have the hand of the poses that came in.',
    },
    contrast: { sign: -1, spread: 0.148 }, junk: { particles: 4000 - good, fraction: (4000 - good) / 4000 },
    poseError: { angleDeg: 1.97, shiftPx: 0.394 }, resolutionLimitA: 12.6,
    classNumber: {
      chosen: classes, advised: classes, statistic: 'K is the smallest whose held-out log-likelihood is within one standard error of the best.',
      table: [1, 2, 3, 4, 5].map(k => ({ k, heldOutLogLikelihood: 2.4 * (1 - Math.exp(-k * 1.1)) - 0.05 * Math.max(0, k - classes), standardError: 0.06 })),
    },
    classes: weights.map((weight, k) => ({
      number: k + 1, particles: Math.round((good * weight) / total), occupancy: weight / total, resolutionA: 8.4 + k * 0.9, bfactor: k % 2 === 0 ? -182.4 : null,
      variance: { value: 0.112 + k * 0.03, unit: 'σ', heldOutGain: 0.02 * k }, meanPosterior: 0.97 - 0.02 * k,
      map: `run_class00${k + 1}.mrc`, halfMaps: [`run_half1_class00${k + 1}_unfil.mrc`, `run_half2_class00${k + 1}_unfil.mrc`], fsc: curve(8.4 + k * 0.9, 32, 3.54),
    })),
    warnings: [], ...changes,
  })
}
