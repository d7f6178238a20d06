/** What left this process, to whom: kept so that a person can look it up. Never the text itself. */

export interface Egress {
  /** UTC ISO-8601. */
  readonly at: string;
  /** The host as configured. */
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly model: string | undefined;
  /** Why: chat, structured, embed, vision, probe, pull, load. */
  readonly purpose: string;
  /** Bytes of the request's body. */
  readonly bytes: number;
  /** Ids of the entries whose text was in it. */
  readonly entries: readonly string[];
}

export interface EgressRecord {
  /** Called before the first byte leaves. If it throws, nothing is sent. */
  record(egress: Egress): void;
}

/** For commands that keep no record of their own, and for tests. */
export class MemoryEgress implements EgressRecord {
  readonly list: Egress[] = [];

  record(egress: Egress): void {
    this.list.push(egress);
  }
}
