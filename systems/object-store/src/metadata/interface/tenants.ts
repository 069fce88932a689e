/** What tenants keep, and how much they may. */

export interface Usage {
  readonly bytes: number;
  readonly objects: number;
}

export interface TenantUsage extends Usage {
  readonly tenant: string;
  readonly quotaBytes: number | undefined;
}

export interface Tenants {
  usage(tenant: string): Promise<Usage>;
  /** Every tenant that keeps something or has a quota, by name. */
  tenants(): Promise<readonly TenantUsage[]>;
  /** Undefined means without limit. Checked inside every change that adds bytes. */
  setQuota(tenant: string, quotaBytes: number | undefined): Promise<void>;
}
