/** What the thread does that helps to seal: one answer for each thing it is given, until it is ended. */
import {parentPort, workerData} from 'node:worker_threads';
import {vaultCipherFor} from './encrypt.ts';
import type {EncryptionAnswer, EncryptionTask} from './worker-pool.ts';

const sealer = await vaultCipherFor((workerData as {readonly vaultKey: string}).vaultKey);

parentPort!.on('message', async ({number, content}: EncryptionTask) => {
  const answer = await sealer.seal(content).then(
    (sealed): EncryptionAnswer => ({number, sealed}),
    (error: unknown): EncryptionAnswer => ({number, error}),
  );
  parentPort!.postMessage(answer);
});
