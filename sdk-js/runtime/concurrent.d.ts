/** What a `stream<T>` gives: read it once, with `for await` or by a reader. */
export type Stream<T> = ReadableStream<T> & AsyncIterable<T>;

/** What may be given for a `stream<T>`: its iterator's `return` is called when the other side reads no more. */
export type StreamSource<T> =
  | ReadableStream<T>
  | AsyncIterable<T>
  | Iterable<T>;

/** What a `future<T>` gives. Disposing of it tells the other side that nobody waits. */
export interface Future<T> extends Promise<T>, Disposable {}

/** What may be given for a `future<T>`. A rejection ends the component: a future has no error case. */
export type FutureSource<T> = T | PromiseLike<T>;

/** The last argument of an imported async function. */
export interface CallOptions {
  /** Cancels the call: its promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** The last argument of an exported async function. */
export interface CallContext {
  /** Fires when the caller cancels the call; a function that then rejects has agreed. */
  readonly signal: AbortSignal;
}
