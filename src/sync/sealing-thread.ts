/** What a thread does that seals: one answer for each thing it is given, until it is ended. */
import {parentPort, workerData} from 'node:worker_threads';
import {sealerFor} from './sealing.ts';
import type {SealingAnswer, SealingTask} from './sealing-threads.ts';

const sealer = await sealerFor((workerData as {readonly vaultKey: string}).vaultKey);

parentPort!.on('message', async ({number, does, bytes}: SealingTask) => {
  const answer = await sealer[does](bytes).then(
    (result): SealingAnswer => ({number, bytes: result}),
    (error: unknown): SealingAnswer => ({number, error}),
  );
  parentPort!.postMessage(answer);
});
