/** This device cannot open an encrypted vault. */
import {exitCodes, MemuError} from '../../ground/errors.ts';

/** The key is missing or another one; nothing was changed. */
export class VaultKeyError extends MemuError {
  constructor(message: string, hint: string) {
    super('vault_key', exitCodes.secret, message, {hint});
  }
}
