// An answer that is not a success, in the contract's shape (contract section 0, Errors).

/** A field at fault: its name as the client wrote it, and the fault. */
export interface FieldError {
  field: string;
  message: string;
}

/**
 * Thrown anywhere below a controller. ErrorFilter answers it as `{"id":"","message":…}` (plus `errors` if fields are at fault). The message
 * is for the client: never a stack trace, an SQL text or a class name.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: readonly FieldError[],
    readonly headers?: Readonly<Record<string, string>>,
  ) {
    super(message);
  }
}

export const notFound = (): ApiError => new ApiError(404, 'Not found');
