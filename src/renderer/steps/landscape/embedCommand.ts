const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

/** The cgr line that makes a project's landscape. */
export const embedCommand = (folder: string, components: number): string => `cgr embed ${quoted(folder)} --components ${components}`

/** The cgr line that makes maps along a component, from 1. */
export const walkCommand = (folder: string, component: number, points: number): string => `cgr embed ${quoted(folder)} --walk ${component} --points ${points}`
