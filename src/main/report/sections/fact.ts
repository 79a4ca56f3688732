import { html } from '../html.ts'
import type { Html } from '../html.ts'

/** A row of a table of names and values. */
export const fact = (name: string, value: string | Html): Html => html`<tr><th scope="row">${name}</th><td class="left">${value}</td></tr>`
