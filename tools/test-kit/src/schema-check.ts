import type { OpenApiDocument } from '@online-shop/shared/openapi/document';
import type { JsonSchema } from '@online-shop/shared/values/json-schema';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

/** Returns all differences between a value and its schema. Empty if the value matches. */
export type Check = (value: unknown) => readonly string[];

export interface SchemaCheckOptions {
  /** Whether values are strings, like header fields, and are converted to the schema's type. */
  readonly isText?: boolean;
}

/**
 * Creates checks from the document's schemas, each compiled once. The returned function throws if a
 * schema is invalid or a reference does not exist.
 */
export function createSchemaChecks(
  document: OpenApiDocument,
  { isText = false }: SchemaCheckOptions = {},
): (schema: JsonSchema) => Check {
  // Rejects unknown keywords, but accepts keywords beside a reference without a type.
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false, coerceTypes: isText });
  addFormats(ajv);
  ajv.addVocabulary(['components']);
  const compiled = new WeakMap<JsonSchema, ValidateFunction>();

  return (schema) => {
    // References point into the document's components.
    const validate =
      compiled.get(schema) ?? ajv.compile({ ...schema, components: document.components });
    compiled.set(schema, validate);
    return (value) => (validate(value) ? [] : describeErrors(validate.errors));
  };
}

export function describeErrors(errors: ValidateFunction['errors']): string[] {
  return (errors ?? []).map(({ instancePath, message, params }) => {
    const { additionalProperty, unevaluatedProperty, allowedValue, allowedValues } = params;
    const facts = [additionalProperty, unevaluatedProperty, allowedValue, allowedValues]
      .filter((fact) => fact !== undefined)
      .map((fact) => JSON.stringify(fact));
    return [instancePath || 'the value', message, ...facts].join(' ');
  });
}
