import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { isCurrency } from '../values/currency';
import { isCorrelationId, isTraceparent } from '../values/trace-context';
import { isUserId } from '../values/user-id';
import type { CloudEvent } from './cloud-event';
import { messageIdOf } from './message-id';

/** The contract of one message type between two services. */
export interface MessageContract<Type extends string = string, Data = unknown> {
  readonly type: Type;
  /** The service that publishes it. */
  readonly source: string;
  /** Version of the schema. Every message of this type has it as `dataschema`. */
  readonly dataschema: string;
  /** JSON Schema (2020-12) of `data`. */
  readonly schema: object;
  /** The TypeScript type of `data`. No value is ever set. */
  readonly data?: Data;
}

export type EventOf<Contract> =
  Contract extends MessageContract<infer Type, infer Data> ? CloudEvent<Type, Data> : never;

/** The message violates its contract. Retrying cannot help, so the message is dead-lettered. */
export class InvalidMessageError extends Error {
  override readonly name = 'InvalidMessageError';
}

/**
 * Maximum size of a body, in bytes. Our own bodies are smaller than 2 kB. The validator reports
 * every unknown member as an error, so a large body would block the event loop for seconds.
 */
export const maxMessageBytes = 64 * 1024;
const maxShownErrors = 10;

const ajv = new Ajv2020({ allErrors: true });
addFormats(ajv, ['date-time']);
// The formats of the HTTP API. They allow only printable ASCII, which every database can store.
ajv.addFormat('user-id', isUserId);
ajv.addFormat('currency', isCurrency);
ajv.addFormat('correlation-id', isCorrelationId);
ajv.addFormat('traceparent', isTraceparent);

/**
 * Builds the parser of a subscription. The parser takes JSON text and returns an event of one of
 * the contracts. It throws InvalidMessageError, which lists at most ten different errors.
 */
export function createParser<Contract extends MessageContract>(
  contracts: readonly Contract[],
): (body: string) => EventOf<Contract> {
  const validators = new Map(contracts.map((each) => [each.type, ajv.compile(envelopeOf(each))]));

  return (body) => {
    checkSize(body);
    const event = parseJson(body);
    const validate = validators.get(typeOf(event));
    if (!validate) {
      throw new InvalidMessageError(`type must be one of ${[...validators.keys()].join(', ')}`);
    }
    if (!validate(event)) throw new InvalidMessageError(describe(validate));
    return withOwnId(event as EventOf<Contract>);
  };
}

/**
 * Returns the event under the ID that is derived from its content, so that no message can block
 * another one in the inbox. Accepts the order ID as message ID, because the previous version used
 * it.
 */
function withOwnId<Event extends CloudEvent>(event: Event): Event {
  const id = messageIdOf(event);
  if (event.id === id) return event;
  if (event.id === event.subject) return { ...event, id };
  throw new InvalidMessageError('/id is not the ID of this source, type and subject');
}

/** A UUID as PostgreSQL prints it, so that IDs can be compared as text. */
const uuid = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' };

/**
 * Allows further CloudEvents attributes. Our own attributes are required, and `data` has no further
 * members.
 */
function envelopeOf(contract: MessageContract): object {
  return {
    type: 'object',
    required: [
      'specversion',
      'id',
      'type',
      'source',
      'subject',
      'time',
      'datacontenttype',
      'dataschema',
      'correlationid',
      'data',
    ],
    properties: {
      specversion: { const: '1.0' },
      id: uuid,
      type: { const: contract.type },
      source: { const: contract.source },
      subject: uuid,
      // PostgreSQL has no year 0, and no event of this shop is older than 1970.
      time: { type: 'string', format: 'date-time', pattern: '^(19[7-9]|[2-9]\\d\\d)\\d-' },
      datacontenttype: { const: 'application/json' },
      dataschema: { const: contract.dataschema },
      correlationid: { type: 'string', format: 'correlation-id' },
      traceparent: { type: 'string', format: 'traceparent' },
      data: contract.schema,
    },
  };
}

function checkSize(body: string): void {
  const size = Buffer.byteLength(body);
  if (size <= maxMessageBytes) return;
  throw new InvalidMessageError(`the body has ${size} bytes, more than ${maxMessageBytes}`);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new InvalidMessageError('the body is not JSON', { cause: error });
  }
}

function typeOf(event: unknown): string {
  const isObject = typeof event === 'object' && event !== null;
  return isObject && 'type' in event && typeof event.type === 'string' ? event.type : '';
}

function describe(validate: ValidateFunction): string {
  const texts = (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath || '/'} ${message}`,
  );
  const different = [...new Set(texts)];
  const excess = different.length - maxShownErrors;
  if (excess > 0) different.splice(maxShownErrors, excess, `and ${excess} more`);
  return different.join('; ');
}
