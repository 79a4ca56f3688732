/**
 * The landscape of 10⁶ particles in headless Chromium, against the built program: `npm run build && node bench/particles.ts FOLDER && node bench/scatter.ts FOLDER [N]`.
 * A made embedding (three clouds, six components) is put into the project of bench/particles.ts. Times are from the event, the change of a
 * list or the release of the pointer: "page" until the frame begins that draws what the page has worked out, "first" until a sample of all points stands in
 * the picture, "whole" until all of them do. Pixels are read back, so that what the graphics card, or the processor in its place, owes is paid.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, execPath, stdout } from 'node:process'
import { chromium } from 'playwright'
import type { Page } from 'playwright'
import { EMBEDDING_FILE, EMBEDDING_FOLDER, LATENT_FILE } from '../src/main/compute/embedding/embeddingFiles.ts'
import { seededRandom } from '../src/main/numerics/rng.ts'
import { EmbeddingReport } from '../src/preload/contract/calls/landscape.ts'

const [folder = join(tmpdir(), 'cgr-particles'), wanted = '1000000'] = argv.slice(2)
const count = Number(wanted), project = join(folder, `project-${count}`), COMPONENTS = 6, TIMES = 40
/** When the run began that bench/particles.ts enters. */
const RUN = '2026-11-22T12:00:00.000Z'
const ROOT = join(import.meta.dirname, '..')

/** Three clouds along the first two components, noise along the others. */
function makeEmbedding(): void {
  const random = seededRandom(3), values = new Float32Array(COMPONENTS * count)
  for (let row = 0; row < count; row++) {
    const cloud = row % 3
    for (let component = 0; component < COMPONENTS; component++) values[component * count + row] = random.normal() / (component + 1) + (component === 0 ? 3 * (cloud - 1) : component === 1 && cloud === 1 ? 3 : 0)
  }
  const bytes = Buffer.from(values.buffer)
  const report: EmbeddingReport = {
    schema: 1, program: 'bench', seed: 3, input: 'particles.star', run: RUN, poses: 'given', sign: 1, resolutionLimitA: 20, warnings: [], motion: null,
    particles: count, used: count, made: new Date().toISOString(), seconds: 1, evidence: Array.from({ length: COMPONENTS }, () => 0),
    components: Array.from({ length: COMPONENTS }, (_, i) => ({ key: `pc${i + 1}`, title: `Component ${i + 1}`, variance: 1 / COMPONENTS })),
    files: [{ name: LATENT_FILE, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }],
  }
  mkdirSync(join(project, EMBEDDING_FOLDER), { recursive: true })
  writeFileSync(join(project, EMBEDDING_FOLDER, LATENT_FILE), bytes)
  writeFileSync(join(project, EMBEDDING_FOLDER, EMBEDDING_FILE), JSON.stringify(EmbeddingReport.parse(report)))
}

/** ms from an event until the frame that draws it begins, until its first points are drawn, and until all are. */
type Taken = readonly [page: number, first: number, whole: number]

/** What the next event of a kind will take. */
const drawnAfter = (page: Page, event: 'change' | 'pointerup'): Promise<{ readonly ms: Promise<Taken> }> => page.evaluateHandle(kind => {
  const canvas = document.querySelector<HTMLCanvasElement>('.scatter-points')!, pixel = new Uint8Array(4)
  const ms = new Promise<[number, number, number]>(resolve => window.addEventListener(kind, ({ timeStamp }) => requestAnimationFrame(() => {
    const gl = canvas.getContext('webgl2')!, own = performance.now() - timeStamp
    const paid = (): number => {
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel)
      return performance.now() - timeStamp
    }
    setTimeout(() => {
      const first = paid()
      const goOn = (): void => (canvas.dataset['state'] === 'ready' ? resolve([own, first, paid()]) : void requestAnimationFrame(goOn))
      goOn()
    })
  }), { capture: true, once: true }))
  return { ms }
}, event).then(handle => ({ get ms() { return handle.evaluate(({ ms }) => ms) } }))

const row = (what: string, times: readonly Taken[]): void => {
  const at = (kind: 0 | 1 | 2, part: number): string => times.map(one => one[kind]).toSorted((a, b) => a - b)[Math.ceil(part * times.length) - 1].toFixed(0)
  stdout.write(`| ${[what, times.length, ...([0, 1, 2] as const).flatMap(kind => [at(kind, 0.5), at(kind, 0.95)])].join(' | ')} |\n`)
}

makeEmbedding()
const browser = await chromium.launch({ ...(existsSync('/usr/bin/chromium') && { executablePath: '/usr/bin/chromium' }) })
const child = spawn(execPath, [join(ROOT, 'resources', 'cgr.mjs'), 'serve', project, '--port', '0'], { env: { ...process.env, CGR_CONFIG_DIR: mkdtempSync(join(tmpdir(), 'cgr-scatter-')) }, stdio: ['ignore', 'pipe', 'ignore'] })
const address = await new Promise<string>(resolve => child.stdout.once('data', (bytes: Buffer) => resolve(/http:\S+/.exec(bytes.toString())![0])))
const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } })
await page.goto(address)
await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: /\d\. Classes/ }).click()
await page.getByRole('tab', { name: 'Landscape' }).click()
await page.locator('.scatter-surface').waitFor({ timeout: 120_000 })
stdout.write(`drawn by ${await page.evaluate(() => {
  const gl = document.createElement('canvas').getContext('webgl2')!, info = gl.getExtension('WEBGL_debug_renderer_info')
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
})}\n\n| ${count.toExponential()} points | times | page, median ms | p95 | first points, median ms | p95 | whole picture, median ms | p95 |\n|---|---|---|---|---|---|---|---|\n`)

const colour = page.getByLabel('Colour by'), colours = ['posterior', 'defocus', 'pc3', 'editedClass']
for (const key of colours) {
  await colour.selectOption(key)
  await page.waitForTimeout(3000)
}
const recoloured: Taken[] = []
for (let time = 0; time < TIMES; time++) {
  const drawn = await drawnAfter(page, 'change')
  await colour.selectOption(colours[time % colours.length])
  recoloured.push(await drawn.ms)
  await page.waitForTimeout(300)
}
row('recolour', recoloured)

const box = (await page.locator('.scatter-surface').boundingBox())!
for (const tool of ['Lasso', 'Box', 'Brush']) {
  await page.getByRole('button', { name: tool, exact: true }).click()
  const chosen: Taken[] = []
  for (let time = 0; time < TIMES; time++) {
    const drawn = await drawnAfter(page, 'pointerup'), [x, y, size] = [box.x + box.width * (0.3 + 0.01 * time), box.y + box.height / 2, box.height * 0.3]
    await page.mouse.move(x + size, y)
    await page.mouse.down()
    for (let step = 1; step <= 30; step++) await page.mouse.move(x + size * Math.cos((step * Math.PI) / 20), y + size * (0.7 + 0.3 * Math.cos(step)) * Math.sin((step * Math.PI) / 20))
    await page.mouse.up()
    chosen.push(await drawn.ms)
    await page.waitForTimeout(300)
  }
  row(tool.toLowerCase(), chosen)
}
await browser.close()
child.kill('SIGTERM')
