/** In the output folder: the variance of other programs' classes, a folder for each of their files. */
export const VARIANCE_FOLDER = 'variance'
/** In that folder: what the stages write for themselves. */
export const VARIANCE_SCRATCH = '.work'
/** What was found, in a file's folder. */
export const VARIANCE_FILE = 'variance.json'
/** Stems of the maps there, of the file's classes and of our own: class001_variance.mrc, ours001_variance.mrc. */
export const THEIR_STEM = 'class'
export const OUR_STEM = 'ours'
