import type { ComparisonReport, GraphReport, NetworkReport } from '../../../preload/contract/network.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { fixed, integer, significant } from '../numbers.ts'
import type { Cite } from './citations.ts'

/** How the voxel graph was made. */
export function graphMethods({ nodes, edges, radiusA, correlationThreshold, levels }: GraphReport, cite: Cite): Html {
  const sides = levels.map(({ sideA }) => fixed(sideA, 1))
  const cells = sides.length > 1 ? `from ${sides[0]} to ${sides.at(-1)} Å` : `of ${sides[0] ?? '0'} Å`
  return html`<p>The particle was divided into ${integer(nodes)} voxels, cells of an octree ${cite('octree')} inside the mask with sides ${cells}: that cell was divided next whose division most lowered the squared error of a constant per cell for the class differences, the variance within the classes and the density. A particle's density at a voxel is the sum over the voxel of its back-projected residual: image minus CTF-filtered projection of the consensus, whitened, multiplied by the CTF and read where the voxel projects to.
Two voxels were joined by an edge where they lie within ${fixed(radiusA, 1)} Å of one another (for cells of mean size, in proportion to size for others) and where the Pearson correlation of their densities over the particles is positive and exceeds by more than ${fixed(correlationThreshold, 1)} standard errors, √(2/n) for n particles, that of pure noise seen through the same poses and CTFs; the correlation is the weight of the edge. There are ${integer(edges)} edges.</p>`
}

/** What the network computes, how it was trained and how it was combined with the likelihood: formulas in words. */
export function networkMethods({ parameters, backend, device, epochs }: NetworkReport, comparison: ComparisonReport | undefined, cite: Cite): Html {
  return html`<p>A network of ${integer(parameters)} weights passes messages ${cite('messages')} on this graph. A voxel's state starts from its densities, its coordinates and a learned embedding; in each layer it receives the mean of its neighbours' messages, weighted by an attention ${cite('attention')} whose logarithm is one term of the sender's state plus one of the edge's correlation and length, and adds what a rectified linear map makes of them. The logarithm of a class's odds is that of its occupancy, plus twice the sum over voxels of the evidence (class difference times density, each voxel with a learned trust), minus the energy (power of the class difference's CTF-filtered projection), at all and at low frequencies with learned factors, plus a linear map of the voxels' densities and of their states pooled by attention. Untrained, every trust is one and every other term nought, which is the log-likelihood ratio of the Gaussian model; training starts there.
A 3D convolutional autoencoder, conditioned on the pooled states and the class, was trained with it end to end: the loss is the cross-entropy plus a weight times the mean squared error of the decoded map, whose target is the class difference of the half-set that the particle is not in (Adam ${cite('adam')}, ${fixed(epochs, 1)} epochs, stopped where the cross-entropy of particles that did not train was least). One half of each particle's Fourier coefficients was shown to the network and the likelihood of the other half, whose noise is independent, was what it had to say; class maps left out the particle's fold, and each particle was labelled by a network that it had not trained. It was computed with TensorFlow.js ${cite('tfjs')} (${backend}, ${device}).${comparison ? combination(comparison, cite) : null}</p>`
}

function combination({ stacking: { temperature, temperatureAlone, networkWeight, gain, z } }: ComparisonReport, cite: Cite): Html {
  const result = networkWeight > 0
    ? html`The final log-odds of a class are ${fixed(1 + temperature - temperatureAlone, 2)} times those of the sorting plus ${fixed(networkWeight, 2)} times this difference, worth ${significant(gain)} nats per held-out particle (${fixed(z, 1)} standard errors)`
    : html`It predicted nothing more, so the classes are those of the sorting`
  return html`
Network and likelihood were combined by stacking ${cite('stacking')}: the network's difference from the likelihood's log-odds got the weight with which one half of a particle's Fourier coefficients best predicts what the other half shows. ${result}. Rules were compared by McNemar's test ${cite('mcnemar')}.`
}
