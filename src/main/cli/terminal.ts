/** Where the program's words go: results to `out`, everything else to `err`. */
export type Terminal = {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** stderr is a terminal: lines may be redrawn. */
  readonly interactive: boolean
  readonly columns: number
  readonly paint: Paint
}

export type Colour = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'
export type Paint = (colour: Colour, text: string) => string

const SEQUENCES: Readonly<Record<Colour, string>> = { bold: '1', dim: '2', red: '31', yellow: '33', green: '32', cyan: '36' }

/** no-color.org, and FORCE_COLOR for those who pipe into a pager; a dumb terminal shows escape codes as rubbish. */
export function wantsColour(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (environment.NO_COLOR || environment.CGR_NO_COLOR) return false
  if (environment.FORCE_COLOR && environment.FORCE_COLOR !== '0') return true
  return isTerminal && environment.TERM !== 'dumb'
}

const painter = (on: boolean): Paint => (colour, text) => (on ? `\u001B[${SEQUENCES[colour]}m${text}\u001B[0m` : text)

/** The process's own streams. */
export function processTerminal(): Terminal {
  return {
    out: text => void process.stdout.write(text),
    err: text => void process.stderr.write(text),
    interactive: process.stderr.isTTY === true && process.env.TERM !== 'dumb',
    columns: process.stderr.columns || 80,
    paint: painter(wantsColour(process.env, process.stderr.isTTY === true)),
  }
}
