import { join } from 'node:path'

// Inside the accelerator's folder: the manifest, and tfjs-node as npm packs it with what it needs below it.
// `$ORIGIN/../../deps/lib` is in the binding and `$ORIGIN/../nvidia/*/lib` in libtensorflow, so the tree must keep its shape and may be moved as a whole.

export const PACKAGE = 'tfjs-node'
export const BINDING = `${PACKAGE}/lib/napi-v8/tfjs_binding.node`
export const LIBRARY_FOLDER = `${PACKAGE}/deps/lib`
export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const
/** Holds NVIDIA's libraries, one folder for each, beside the library folder. */
export const NVIDIA_PARENT = `${PACKAGE}/deps`
export const MANIFEST = 'manifest.json'

/**
 * tfjs-node asks for @tensorflow/tfjs. What it finds below its folder is a file that hands it the program's own,
 * left under this symbol: two copies in one process would register every kernel twice.
 */
export const SHARED_TFJS = 'cgr.tensorflow.js'

/** The file of the accelerator at `folder` that `path`, with slashes, names. */
export const inside = (folder: string, path: string): string => join(folder, ...path.split('/'))
