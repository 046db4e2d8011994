import type { Request, Response } from 'express';
import { hashRequest, type IdempotencyKey } from '../idempotency/idempotency-key';

/** What a validated POST says about repeating it; undefined where it carries no Idempotency-Key. */
export function readIdempotencyKey(req: Request): IdempotencyKey | undefined {
  const key = req.get('Idempotency-Key');
  if (key === undefined) return undefined;
  const { userId } = req.body as { userId: string };
  return { userId, path: req.baseUrl + req.path, key, requestHash: hashRequest(req.body) };
}

/** Marks an answer that was given before. */
export function markReplayed(res: Response, isReplayed: boolean): Response {
  return isReplayed ? res.set('Idempotency-Replayed', 'true') : res;
}
