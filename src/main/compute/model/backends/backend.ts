export type BackendName = 'tensorflow' | 'webgpu' | 'wasm'

/** TensorFlow.js as every backend offers it: code of the network takes it as an argument and imports none. */
export type Tf = typeof import('@tensorflow/tfjs')

/** A backend that has been opened, has passed its self-test, and computes from here on. */
export type Backend = {
  readonly name: BackendName
  readonly tf: Tf
  /** What computes, in words: "2 CPU cores", "NVIDIA H200". */
  readonly device: string
  /** Of the library that computes: libtensorflow's, Dawn's, tfjs-backend-wasm's. */
  readonly version: string
  /** A hardware GPU does the work. */
  readonly gpu: boolean
}

/** Measured when a backend is opened. */
export type SelfTest = {
  /** 10⁹ operations a second in a 1024³ matrix product. */
  readonly gigaflops: number
  /** Largest relative deviation of conv3d's gradients from finite differences. */
  readonly convolutionError: number
}

export type Trial =
  | { readonly name: BackendName; readonly works: true; readonly device: string; readonly version: string; readonly gpu: boolean; readonly test: SelfTest }
  | { readonly name: BackendName; readonly works: false; readonly reason: string }

export type OpenedBackend = {
  readonly backend: Backend
  /** Why this one: what was tried before it and why that was not taken. */
  readonly reason: string
  readonly trials: readonly Trial[]
}
