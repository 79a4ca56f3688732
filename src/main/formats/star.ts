/** RELION STAR files: everything the rest of the program uses. */
export { columnIndex, findBlock, lineOfRow, type StarBlock, type StarFile, type StarTable } from './starFile.ts'
export { parseStar, readStar } from './starParse.ts'
export { cellText, internedColumn, numberColumns, textColumn, type InternedColumn } from './starColumns.ts'
export { rewriteStar, writeStar, type NewStarBlock, type NewStarColumn, type StarEdit } from './starWrite.ts'
