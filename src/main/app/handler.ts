import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import type { Answer } from '../../preload/contract/calls.ts'
import { EVENTS_ADDRESS } from '../../preload/contract/addresses.ts'
import { Failure } from '../../preload/contract/failure.ts'
import { asFailure } from '../core/asFailure.ts'
import { HTML_FILE } from '../core/runFiles.ts'
import { eventStream } from './eventStream.ts'
import { labelsBlob } from './labels/labelsBlob.ts'
import { embeddingValues } from './landscape/landscapeState.ts'
import { networkFeatureValues } from './landscape/networkFeatures.ts'
import { mapVoxels } from './maps/mapVoxels.ts'
import { thumbnail } from './maps/thumbnail.ts'
import { allMethods } from './allMethods.ts'
import { answerCall } from './methods.ts'
import type { Methods } from './methods.ts'
import { particleImages } from './particles/particleImages.ts'
import { columnValues } from './particles/projectView.ts'
import type { Workstation } from './workstation.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.wasm': 'application/wasm', '.json': 'application/json',
}

/** Nothing from anywhere else, no inline script or style, no eval: a hostile name in a star file stays a text. */
const PAGE_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'"
/** The report carries its own styles and pictures, and no script. */
const REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups"

const COMMON = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin' }
/** A call is a small thing; the longest is a move of 200,000 particles. */
const LARGEST_CALL = 4 << 20

const plain = (status: number, text: string): Response => new Response(text, { status, headers: { ...COMMON, 'content-type': 'text/plain; charset=utf-8' } })

const json = (answer: Answer, status: number): Response => Response.json(answer, { status, headers: { ...COMMON, 'cache-control': 'no-store' } })

const STATUS = { usage: 400, data: 422, missing: 404, output: 409, cancelled: 409, internal: 500 } as const

const answerOf = (error: unknown): Extract<Answer, { ok: false }> & { kind: keyof typeof STATUS } => {
  const { kind, message, advice } = asFailure(error)
  return { ok: false, kind, message, advice }
}

/** Where no JSON is expected, the status says as much as it can. */
function failed(error: unknown): Response {
  const answer = answerOf(error)
  return json(answer, STATUS[answer.kind])
}

async function calling(methods: Methods, name: string, request: Request): Promise<Response> {
  if (request.method !== 'POST' || request.headers.get('content-type') !== 'application/json') return plain(405, 'calls are POST with JSON')
  try {
    const text = await request.text()
    if (text.length > LARGEST_CALL) throw new Failure('usage', 'the call is too long')
    return json({ ok: true, value: await answerCall(methods, name, parsed(text)) }, 200)
  } catch (error) {
    // The call has arrived and this is its answer: a refusal is no failure of the transport.
    return json(answerOf(error), 200)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Failure('usage', 'the call is not JSON')
  }
}

async function blob(workstation: Workstation, id: string, what: string, query: URLSearchParams): Promise<Response> {
  try {
    const project = workstation.project(id)
    if (what === 'images') return guarded(await particleImages(project, query))
    if (what === 'map') return guarded(await mapVoxels(project, query))
    if (what === 'embedding') return guarded(embeddingValues(project))
    if (what === 'network-features') return guarded(networkFeatureValues(project))
    if (what === 'column') return guarded(await columnValues(project, query))
    if (what === 'labels') return guarded(labelsBlob(project, query))
    if (what === 'report.html') return new Response(new Uint8Array(await readFile(project.path(HTML_FILE))), { headers: { ...COMMON, 'content-type': TYPES['.html'], 'content-security-policy': REPORT_POLICY } })
    return plain(404, 'no such thing')
  } catch (error) {
    return failed(error)
  }
}

function guarded(answer: Response): Response {
  for (const [name, value] of Object.entries(COMMON)) answer.headers.set(name, value)
  return answer
}

async function picture(folder: string): Promise<Response> {
  const png = await thumbnail(folder).catch(() => null)
  return png ? new Response(new Uint8Array(png), { headers: { ...COMMON, 'content-type': TYPES['.png'], 'cache-control': 'no-cache' } }) : plain(404, 'no picture')
}

async function file(pages: string, pathname: string): Promise<Response> {
  const path = normalize(join(pages, pathname === '/' ? 'index.html' : pathname))
  if (!path.startsWith(pages + sep)) return plain(403, 'not from here')
  try {
    return new Response(new Uint8Array(await readFile(path)), { headers: { ...COMMON, 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-cache' } })
  } catch {
    return plain(404, 'no such page')
  }
}

/** What both hosts serve, by WHATWG requests: calls, large arrays, events, and the pages in folder `pages`. Who may ask is the host's business. */
export function createHandler(workstation: Workstation, pages: string): (request: Request) => Promise<Response> {
  const methods = allMethods(workstation)
  return async request => {
    const { pathname, searchParams } = new URL(request.url)
    const path = decoded(pathname)
    if (path === null) return plain(400, 'malformed address')
    const [, first, second, third] = path.split('/')
    if (first === 'call') return calling(methods, second ?? '', request)
    if (request.method !== 'GET') return plain(405, 'only to be read')
    if (first === 'blob') return blob(workstation, second ?? '', third ?? '', searchParams)
    if (path === '/thumbnail') return picture(searchParams.get('folder') ?? '')
    if (path === EVENTS_ADDRESS) return eventStream(workstation)
    return file(pages, path)
  }
}

function decoded(pathname: string): string | null {
  try {
    const path = decodeURIComponent(pathname)
    return path.includes('\0') || path.includes('\\') ? null : path
  } catch {
    return null
  }
}
