// The few WebAssembly declarations that the kernels need: TypeScript has them in its DOM library only.
declare namespace WebAssembly {
  class Memory { constructor(limits: { initial: number }); readonly buffer: ArrayBuffer; grow(pages: number): number }
  class Module { constructor(bytes: Uint8Array) }
  class Instance { constructor(module: Module, imports: object); readonly exports: unknown }
}
