import type { OpenApiDocument } from '@online-shop/shared/openapi/document';
import type { JsonSchema } from '@online-shop/shared/values/json-schema';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

/** Everything that is wrong with a value; nothing where it matches. */
export type Check = (value: unknown) => readonly string[];

export interface SchemaCheckOptions {
  /** Header fields are text: a number among them is read as one. */
  readonly isText?: boolean;
}

/**
 * Makes checks out of the document's schemas, each compiled once.
 * The returned function throws for what is no schema, or refers to nothing.
 */
export function createSchemaChecks(
  document: OpenApiDocument,
  { isText = false }: SchemaCheckOptions = {},
): (schema: JsonSchema) => Check {
  // Unknown keywords are refused; keywords beside a reference, which has the type, are not.
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false, coerceTypes: isText });
  addFormats(ajv);
  ajv.addVocabulary(['components']);
  const compiled = new WeakMap<JsonSchema, ValidateFunction>();

  return (schema) => {
    // References point into the document: what they point at has to be there.
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
