/** MRC, MRCS and MAP files: everything the rest of the program uses. */
export { readMrcHeader, type MrcInfo, type MrcKind } from './mrcFile.ts'
export { checkIsStack, openStack, StackReader, StackWriter, writeStack, type StackOptions } from './mrcStack.ts'
export { readVolume, writeVolume } from './mrcVolume.ts'
