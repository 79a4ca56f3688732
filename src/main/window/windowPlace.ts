import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { atomicWrite } from '../files/atomicWrite.ts'

type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** Where the window was, in the screen's own pixels. */
const WindowPlace = z.strictObject({ x: z.int(), y: z.int(), width: z.int().min(400).max(16384), height: z.int().min(300).max(16384), maximised: z.boolean() })
export type WindowPlace = z.infer<typeof WindowPlace>

/** Enough of the window to take hold of it with the mouse. */
const HOLD = 80

const isHeldBy = (place: WindowPlace, screen: Rectangle): boolean =>
  Math.min(place.x + place.width, screen.x + screen.width) - Math.max(place.x, screen.x) >= HOLD
  && place.y >= screen.y && place.y <= screen.y + screen.height - HOLD

/** Null where there is none, where the file is damaged, and where the screen that it was on has gone. */
export function readPlace(path: string, screens: readonly Rectangle[]): WindowPlace | null {
  try {
    const place = WindowPlace.parse(JSON.parse(readFileSync(path, 'utf8')))
    return screens.some(screen => isHeldBy(place, screen)) ? place : null
  } catch {
    return null // only where a window opens: the usual place will do
  }
}

/** A full disk does not keep a window from closing. */
export function writePlace(path: string, place: WindowPlace): void {
  try {
    atomicWrite(path, `${JSON.stringify(place)}\n`)
  } catch {
    return
  }
}
