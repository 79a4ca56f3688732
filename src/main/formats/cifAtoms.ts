import { badData } from '../../preload/contract/failure.ts'
import { AtomCollector, type Atoms } from './atomCollector.ts'
import { newToken, nextLine, nextToken } from './starTokens.ts'

const SEMICOLON = 59

type CifToken = { readonly text: string; readonly quoted: boolean; readonly line: number }

/** All tokens of a CIF file one by one: rows may run over several lines, and text between lines that begin with ";" is one token. */
function* cifTokens(path: string, bytes: Buffer): Generator<CifToken> {
  const token = newToken()
  for (let at = 0, line = 1; at < bytes.length; line++) {
    const next = nextLine(bytes, at)
    if (bytes[at] !== SEMICOLON) {
      for (let from = at; nextToken(bytes, from, token); from = token.next) yield { text: bytes.toString('utf8', token.start, token.end), quoted: token.quoted, line }
      at = next
      continue
    }
    const close = bytes.indexOf('\n;', at)
    if (close < 0) throw badData(path, `line ${line}`, 'a text that begins with ";" never ends', 'the file is cut off: download it again')
    const text = bytes.toString('utf8', at + 1, close)
    yield { text, quoted: true, line }
    line += text.split('\n').length
    at = nextLine(bytes, close + 2)
  }
}

const isKeyword = ({ text, quoted }: CifToken): boolean => !quoted && (text.startsWith('_') || /^(loop_|data_|save_|stop_|global_)/i.test(text))
const PREFIX = '_atom_site.'
const REQUIRED = ['Cartn_x', 'Cartn_y', 'Cartn_z'] as const

/** Atoms of the first model of the first atom_site loop of an mmCIF file; authors' chain and residue numbers where given. */
export function cifAtoms(path: string, bytes: Buffer): Atoms {
  const atoms = new AtomCollector(path)
  const columns = new Map<string, number>()
  let row: CifToken[] = []
  let model: string | null = null
  let labels = false
  for (const token of cifTokens(path, bytes)) {
    if (!token.quoted && token.text.startsWith(PREFIX)) {
      columns.set(token.text.slice(PREFIX.length), columns.size)
      labels = true
      continue
    }
    if (!labels) continue
    if (isKeyword(token)) break
    if (columns.size === row.push(token)) {
      model = addRow(path, atoms, columns, row, model)
      row = []
    }
  }
  if (!labels) throw badData(path, 'whole file', 'no atom_site loop', 'give an mmCIF coordinate file')
  if (row.length > 0) throw badData(path, `line ${row[0].line}`, `${row.length} values for ${columns.size} labels of atom_site`, 'the file is cut off: download it again')
  return atoms.finish()
}

/** Adds the row if it belongs to the first model, whose name it returns. */
function addRow(path: string, atoms: AtomCollector, columns: ReadonlyMap<string, number>, row: readonly CifToken[], model: string | null): string {
  const missing = REQUIRED.filter(name => !columns.has(name))
  if (missing.length > 0) throw badData(path, `line ${row[0].line}`, `atom_site has no ${missing.join(', ')}`, 'give an mmCIF coordinate file')
  const cell = (...names: string[]): string => {
    for (const name of names) {
      const token = row[columns.get(name) ?? -1]
      if (token && (token.quoted || (token.text !== '.' && token.text !== '?'))) return token.text
    }
    return ''
  }
  const own = cell('pdbx_PDB_model_num')
  if (model !== null && own !== model) return model
  const group = cell('group_PDB')
  if (group !== '' && group !== 'ATOM' && group !== 'HETATM') throw badData(path, `line ${row[0].line}`, `group_PDB is "${group.slice(0, 40)}"`, 'the file is damaged: download it again')
  atoms.add({
    line: row[0].line, element: (cell('type_symbol') || cell('label_atom_id').slice(0, 1) || 'C').toUpperCase(), name: cell('label_atom_id', 'auth_atom_id'), alternative: cell('label_alt_id'),
    residueName: cell('label_comp_id', 'auth_comp_id'), chain: cell('auth_asym_id', 'label_asym_id'),
    // Ligands have no label_seq_id, and some writers give them no number at all.
    residue: cell('auth_seq_id', 'label_seq_id') || '0', insertion: cell('pdbx_PDB_ins_code'), x: cell('Cartn_x'), y: cell('Cartn_y'), z: cell('Cartn_z'),
  })
  return own
}
