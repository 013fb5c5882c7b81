// What the tables hold that the model knows of.

export interface TargetModel {
  readonly webhookId: string;
  readonly appId: string;
  readonly url: string;
  readonly rateLimitPerSecond: number | null;
  renewals: number;
  disabledAt: Date | null;
  removedAt: Date | null;
}

export interface DeliveryModel {
  readonly tenantId: number;
  readonly deliveryId: string;
  readonly webhookId: string;
  state: string;
  reason: string | null;
  attempts: number;
  finishedAt: Date | null;
}

export interface QueuedModel {
  readonly tenantId: number;
  readonly deliveryId: string;
  readonly webhookId: string;
  attempts: number;
  dueAt: Date;
  ready: boolean;
  replayId: string | null;
  resumeAt: Date | null;
  leaseId: string | null;
  leasedAt: Date | null;
  leasedUntil: Date | null;
}

export interface AttemptModel {
  readonly deliveryId: string;
  readonly id: string;
  readonly number: number | null;
  readonly replayId: string | null;
  readonly status: number | null;
  readonly error: string | null;
}
