import { nodeDevices } from '../../src/engine/node-devices.ts';

/** A software driver of a busy machine takes long to answer. */
const PATIENCE_MS = 200_000;

console.log(JSON.stringify(await nodeDevices(PATIENCE_MS)));
