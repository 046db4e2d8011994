import type { Request, Response } from 'express';
import { hashRequest, type IdempotencyKey } from '../idempotency/idempotency-key';

/** Reads the key of a validated POST. Returns undefined if the request has no Idempotency-Key. */
export function readIdempotencyKey(req: Request): IdempotencyKey | undefined {
  const key = req.get('Idempotency-Key');
  if (key === undefined) return undefined;
  const { userId } = req.body as { userId: string };
  return { userId, path: req.baseUrl + req.path, key, requestHash: hashRequest(req.body) };
}

/** Adds `Idempotency-Replayed: true` to a response that is a replay. */
export function markReplayed(res: Response, isReplayed: boolean): Response {
  return isReplayed ? res.set('Idempotency-Replayed', 'true') : res;
}
