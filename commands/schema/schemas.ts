/** The JSON Schema of each command's `--json`. Fields are added within a version, never renamed or retyped. */
import type {Schema} from '../../src/entries/entry-schema.ts';

/** Raised when a field is renamed or retyped, which old scripts would notice. */
export const schemaVersion = 1;

/** Schemas by command, as typed after `memu`. */
export interface Schemas {
  readonly [command: string]: Schema;
}

export async function schemas(): Promise<Schemas> {
  const [{contractsOf}, {schemaOf}, {kinds}] = await Promise.all([
    import('../../src/actions/contracts/contracts.ts'),
    import('../../src/actions/contracts/contract.ts'),
    import('../../src/kinds/kinds.ts'),
  ]);
  const contracts = Object.entries(contractsOf(kinds));
  return Object.fromEntries(contracts.map(([name, contract]) => [name, schemaOf(contract)]));
}
