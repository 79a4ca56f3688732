import type { ParameterHelp } from '../../../preload/contract/calls/runs.ts'

/** What a person is told about each parameter of a run. */
export const PARAMETER_HELP: readonly ParameterHelp[] = [
  { key: 'classes', title: 'Conformations', unit: null, about: 'How many conformations to sort into. “auto” finds the number by the likelihood of particles that took no part.', range: 'auto, 1 to 12', default: 'auto', time: 'sorting time grows with the number; auto adds about a fifth', group: 'main' },
  { key: 'network', title: 'Voxel graph network', unit: null, about: 'Train the message-passing network and let it correct the likelihood where it has earned it on particles it had not seen.', range: 'on, off, auto', default: 'on', time: 'about half as long again; off is fastest', group: 'main' },
  { key: 'posePolish', title: 'Polish poses', unit: null, about: 'Refine the given poses against the class maps before they decide.', range: 'on, off', default: 'on', time: 'off saves about a quarter of sorting where poses are poor', group: 'main' },
  { key: 'mask', title: 'Mask', unit: null, about: 'MRC map that holds all that may move; made from the consensus without it.', range: 'a file of the particles’ box', default: 'from the data', time: 'none', group: 'main' },
  { key: 'threads', title: 'Threads', unit: 'threads', about: 'Worker threads. They change the time and nothing else.', range: '1 to 256', default: 'all cores', time: 'nearly in proportion', group: 'main' },
  { key: 'box', title: 'Working box', unit: 'px', about: 'Particles are Fourier-cropped to it for sorting; maps are made from the full images.', range: '24 to 256', default: '64', time: 'grows with its square', group: 'advanced' },
  { key: 'maxResolution', title: 'Finest resolution', unit: 'Å', about: 'Finest resolution that may decide the classes.', range: 'above 0', default: 'from the data', time: 'coarser is faster', group: 'advanced' },
  { key: 'seed', title: 'Seed', unit: null, about: 'Of every random choice: the same seed gives the same result.', range: '0 and above', default: '1', time: 'none', group: 'advanced' },
  { key: 'backend', title: 'Backend', unit: null, about: 'What computes the network.', range: 'auto, tensorflow, webgpu, wasm', default: 'auto', time: 'TensorFlow trains several times faster than WebAssembly', group: 'network' },
  { key: 'nodes', title: 'Nodes', unit: 'nodes', about: 'Nodes of the voxel graph, about.', range: '32 to 4,096', default: '400', time: 'training grows in proportion', group: 'network' },
  { key: 'neighbours', title: 'Neighbours', unit: 'nodes', about: 'Nodes within reach of a node, about; decides the radius of the graph.', range: '4 to 64', default: '24', time: 'training grows with it', group: 'network' },
  { key: 'correlationThreshold', title: 'Correlation threshold', unit: 'standard errors', about: 'By how much an edge’s correlation must exceed that of noise.', range: '0 and above', default: '2', time: 'higher is a little faster', group: 'network' },
]
