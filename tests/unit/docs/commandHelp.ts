import { runProgram } from '../../../src/main/cli/program.ts'

/** What `cgr … --help` prints, with lines as long as they come. */
export async function helpOf(words: readonly string[]): Promise<string> {
  let said = ''
  const hear = (text: string): void => { said += text }
  await runProgram([...words, '--help'], { out: hear, err: hear, interactive: false, columns: 80, paint: (_, text) => text })
  return said
}

/** The entries of a part of the help, "Options:" say: a word and what is told of it. */
function entries(help: string, part: string): { readonly words: string; readonly about: string }[] {
  const body = help.split(`\n${part}:\n`)[1]?.split('\n\n')[0] ?? ''
  return body.split(/\n(?= {2}\S)/).map(one => one.trim().replaceAll(/\n\s+/g, '\n')).filter(one => one !== '').map(one => {
    const [words, ...about] = one.split(/ {2,}|\n/)
    return { words, about: about.join(' ') }
  })
}

/** Every option but --help, with the default as it is shown; nothing where there is none. */
export async function optionsOf(words: readonly string[]): Promise<{ readonly flag: string; readonly usual: string }[]> {
  return entries(await helpOf(words), 'Options').map(({ words: names, about }) => ({ flag: /--[\w-]+/.exec(names)![0], usual: /default: "?([^")]*)"?\)/.exec(about)?.[1] ?? '' })).filter(({ flag }) => flag !== '--help')
}

/** Every command that does something, as its words. */
export async function subcommandsOf(words: readonly string[]): Promise<string[][]> {
  const names = entries(await helpOf(words), 'Commands').map(({ words: usage }) => usage.split(' ')[0]).filter(name => name !== 'help')
  if (names.length === 0) return [[...words]]
  return (await Promise.all(names.map(name => subcommandsOf([...words, name])))).flat()
}
