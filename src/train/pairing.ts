import type { PartialConfig } from './config.ts';

/** Cosine decay to a hundredth: the players' cycles die out while they learn. */
export const decaying = (lr: number) => ({ kind: 'cosine', from: lr, to: lr / 100 }) as const;

/** The game of R3GAN (arXiv 2501.05441), with weights that suit small networks. */
export const pairing = {
  objective: { kind: 'relativistic' },
  penalties: [
    { kind: 'r1', weight: 0.1 },
    { kind: 'r2', weight: 0.1 },
  ],
} satisfies Partial<PartialConfig>;

/** Its Adam, without momentum; both rates decay. */
export const pairingAdam = (lrD: number, lrG = lrD) => ({
  discriminator: { beta1: 0, beta2: 0.99, lr: decaying(lrD) },
  generator: { beta1: 0, beta2: 0.99, lr: decaying(lrG) },
});
