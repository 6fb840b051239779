// A plugin of Swagger UI. Its source is sent to the browser, so it may use nothing outside the function.

type Sample = (schema: unknown, mediaType: string | undefined, config: unknown, example: unknown) => unknown;

/**
 * Shows the example of a body that is not JSON unchanged. Swagger UI treats every media type with `json` in its name as JSON, also NDJSON,
 * and shows its lines as one quoted string. For XML it makes an example of its own, which fails without a name of the root element.
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
