/** One sync that kills its own process the moment it reaches a step: `node killed-child.ts STEP`. */
import {Memu} from '../../src/memu.ts';
import {Syncing} from '../../src/sync/open-sync.ts';

const memu = await Memu.open({env: process.env});
const {db, entries, operations, clock, identity, paths, attachments} = memu;
const syncing = new Syncing({
  db,
  entries,
  operations,
  clock,
  device: identity.device,
  dataFolder: paths.data,
  attachmentFile: sha256 => attachments.path(sha256),
  finishPurge: async () => {},
  reached: step => {
    if (step === process.argv[2]) process.kill(process.pid, 'SIGKILL');
  },
});
await syncing.run();
memu.close();
