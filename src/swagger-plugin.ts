// A plugin of Swagger UI, sent to the browser as its source: it may use nothing of this module.

type Sample = (schema: unknown, mediaType: string | undefined, config: unknown, example: unknown) => unknown;

/**
 * Shows the example of a body that is no JSON as it stands. Swagger UI takes every media type with `json` in its name for JSON, NDJSON
 * too, and shows its lines as one quoted string; of XML it makes an example of its own, and can't without a name of the root element.
 */
export const plainExamples = (): object => ({
  afterLoad(this: { fn: { getSampleSchema: Sample } }): void {
    const sample = this.fn.getSampleSchema;
    this.fn.getSampleSchema = (schema, mediaType, config, example) =>
      typeof example === 'string' && mediaType !== undefined && mediaType !== 'application/json'
        ? example
        : sample(schema, mediaType, config, example);
  },
});
