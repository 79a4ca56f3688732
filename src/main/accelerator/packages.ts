// The packages that an accelerator is made of, each pinned to the file that was tried: TensorFlow's results differ in their last bits between versions,
// and native code runs as it comes. Tried on Linux x64: 2.15.1 and 2.18.0 on CPUs; 2.20.0 with CUDA 12 loads and computes on a CPU, no card was at hand.

/** One file that a package manager fetches. */
export type Package = { readonly spec: string; readonly file: string; readonly bytes: number; readonly sha256: string }

/** An archive, what of it is kept, and how many bytes that is. */
export type Archive = Package & { readonly holds: 'libtensorflow' | 'nvidia'; readonly unpacked: number }

/** A libtensorflow with all that it loads; libtensorflow itself is the first archive. */
export type Build = { readonly tensorflow: string; readonly cuda: boolean; readonly manager: 'pip' | 'mvn'; readonly archives: readonly Archive[] }

export const TFJS_NODE = '4.22.0'

/** tfjs-node, the one package that it needs and the program lacks, and what its binding is compiled against. */
export const NPM_PACKAGES: { readonly [Name in 'tfjsNode' | 'protobuf' | 'nodeHeaders']: Package } = {
  tfjsNode: {
    spec: `@tensorflow/tfjs-node@${TFJS_NODE}`, file: `tensorflow-tfjs-node-${TFJS_NODE}.tgz`, bytes: 228_166,
    sha256: 'd38a448a705efc6e655a080f896b3af646ae39dffbfe9c90b06cb9fc3a2b9358',
  },
  protobuf: { spec: 'google-protobuf@3.21.4', file: 'google-protobuf-3.21.4.tgz', bytes: 68_046, sha256: '38299bb1802ce06900ea2e43650aded8393cd6a00012ed97ffc716eeab1e1091' },
  nodeHeaders: { spec: 'node-api-headers@1.9.0', file: 'node-api-headers-1.9.0.tgz', bytes: 16_974, sha256: '6cbfac49542194ae2c8f1dee5fa2dc00d66bec9cbf3b59e3a4e5f16d14eb0d19' },
}

/** `tags` as in the file's name: any Python may fetch it, since nothing of Python is kept. */
const wheel = (holds: Archive['holds'], name: string, version: string, tags: string, bytes: number, unpacked: number, sha256: string): Archive =>
  ({ holds, spec: `${name}==${version}`, file: `${name.replaceAll('-', '_')}-${version}-${tags}.whl`, bytes, unpacked, sha256 })

const GLIBC_2_12 = 'py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64'
const GLIBC_2_17 = 'py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64'
const GLIBC_2_27 = 'py3-none-manylinux_2_27_x86_64'
const PYTHON_3_11 = 'cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64'

const nvidia = (name: string, version: string, tags: string, bytes: number, unpacked: number, sha256: string): Archive =>
  wheel('nvidia', `nvidia-${name}-cu12`, version, tags, bytes, unpacked, sha256)

export const CPU_BUILD: Build = {
  tensorflow: '2.15.1', cuda: false, manager: 'pip',
  archives: [wheel('libtensorflow', 'tensorflow-cpu', '2.15.1', PYTHON_3_11, 207_208_420, 614_000_000, '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26')],
}

/** For machines with Maven and without pip. */
export const MAVEN_BUILD: Build = {
  tensorflow: '2.18.0', cuda: false, manager: 'mvn',
  archives: [{
    holds: 'libtensorflow', spec: 'org.tensorflow:tensorflow-core-native:1.1.0:jar:linux-x86_64', file: 'tensorflow-core-native-1.1.0-linux-x86_64.jar',
    bytes: 160_591_394, unpacked: 682_426_048, sha256: '81b0e11290ba3b2e134901395ef59f1ae616f8ab7931f0d5c3eeb89c1b97c4e6',
  }],
}

/** The libraries that TensorFlow 2.20 opens by itself on a machine with a card of NVIDIA's and its driver. */
export const CUDA_BUILD: Build = {
  tensorflow: '2.20.0', cuda: true, manager: 'pip',
  archives: [
    wheel('libtensorflow', 'tensorflow', '2.20.0', PYTHON_3_11, 620_570_129, 1_272_928_064, '481499fd0f824583de8945be61d5e827898cdaa4f5ea1bc2cc28ca2ccff8229e'),
    nvidia('cublas', '12.9.3.13', GLIBC_2_27, 581_217_458, 855_064_416, 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72'),
    nvidia('cuda-cupti', '12.8.90', GLIBC_2_17, 10_248_621, 41_311_976, 'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182'),
    nvidia('cuda-nvcc', '12.9.86', GLIBC_2_12, 40_546_229, 98_010_465, '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0'),
    nvidia('cuda-nvrtc', '12.9.86', GLIBC_2_12, 89_568_129, 227_340_992, '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4'),
    nvidia('cuda-runtime', '12.9.79', GLIBC_2_17, 3_493_179, 741_088, '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3'),
    nvidia('cudnn', '9.28.0.42', GLIBC_2_27, 716_538_495, 1_162_393_472, '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375'),
    nvidia('cufft', '11.4.1.4', GLIBC_2_17, 200_877_592, 293_609_416, 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28'),
    nvidia('cusolver', '11.7.5.82', GLIBC_2_27, 338_117_415, 494_975_064, '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88'),
    nvidia('cusparse', '12.5.10.65', GLIBC_2_17, 366_465_088, 486_556_368, '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78'),
    nvidia('nccl', '2.32.3', GLIBC_2_27, 351_526_311, 473_614_536, 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c'),
    nvidia('nvjitlink', '12.9.86', GLIBC_2_12, 39_748_338, 95_935_344, 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9'),
  ],
}

export const BUILDS = [CPU_BUILD, MAVEN_BUILD, CUDA_BUILD] as const

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

export const downloadBytes = (build: Build): number => sum([...build.archives, ...Object.values(NPM_PACKAGES)].map(one => one.bytes))
/** On disk in the end; tfjs-node's own files are the small rest. */
export const diskBytes = (build: Build): number => sum(build.archives.map(archive => archive.unpacked)) + 3e6
/** While it is installed: archives are fetched, unpacked and deleted one by one. */
export const peakBytes = (build: Build): number => diskBytes(build) + Math.max(...build.archives.map(archive => archive.bytes)) * (build.manager === 'mvn' ? 2 : 1)
