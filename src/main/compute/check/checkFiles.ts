/** In the output folder: what a check leaves; names of its maps are relative to the output folder. */
export const CHECK_FOLDER = 'check'
export const CONSENSUS = `${CHECK_FOLDER}/consensus.mrc`
export const MASK = `${CHECK_FOLDER}/mask.mrc`
/** In the folder of the check: what was found, written last, and what the stages write for themselves. */
export const CHECK_FILE = 'check.json'
export const CHECK_SCRATCH = '.work'
