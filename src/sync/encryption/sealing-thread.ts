/** What the thread does that helps to seal: one answer for each thing it is given, until it is ended. */
import {parentPort, workerData} from 'node:worker_threads';
import {sealerFor} from './sealing.ts';
import type {SealingAnswer, SealingTask} from './two-sealers.ts';

const sealer = await sealerFor((workerData as {readonly vaultKey: string}).vaultKey);

parentPort!.on('message', async ({number, content}: SealingTask) => {
  const answer = await sealer.seal(content).then(
    (sealed): SealingAnswer => ({number, sealed}),
    (error: unknown): SealingAnswer => ({number, error}),
  );
  parentPort!.postMessage(answer);
});
