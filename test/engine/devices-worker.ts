import { nodeDevices } from '../../src/engine/node-devices.ts';

console.log(JSON.stringify(await nodeDevices()));
