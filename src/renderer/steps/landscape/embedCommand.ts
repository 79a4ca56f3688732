const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

/** The cgr line that makes a project's landscape. */
export const embedCommand = (folder: string, components: number): string => `cgr embed ${quoted(folder)} --components ${components}`
