import type { ClientRequest, IncomingMessage } from "node:http";
import { context, type Context, type Span as ApiSpan, type TextMapGetter } from "@opentelemetry/api";
import {
  getRPCMetadata,
  setRPCMetadata,
  W3CTraceContextPropagator,
  type RPCMetadata,
} from "@opentelemetry/core";
import { NoopSpanProcessor, type Span } from "@opentelemetry/sdk-trace";

// What the HTTP instrumentation knows of a request, by the request's headers.
const requests = new WeakMap<object, RPCMetadata>();

/** The HTTP instrumentation's hook for a request that begins. */
export function beginRequest(_: ApiSpan, request: ClientRequest | IncomingMessage): void {
  const known = getRPCMetadata(context.active());
  if (known && "headers" in request) requests.set(request.headers, known);
}

/** After `proxy.ts` Next.js goes on from a request's headers alone: this finds the request again. */
export class RequestPropagator extends W3CTraceContextPropagator {
  override extract(from: Context, carrier: unknown, getter: TextMapGetter): Context {
    const extracted = super.extract(from, carrier, getter);
    const request = requests.get(carrier as object);
    return request ? setRPCMetadata(extracted, request) : extracted;
  }
}

/** Tells the HTTP instrumentation which route pattern (`/learners/[learner]`) Next.js found for a request. */
export class RouteNames extends NoopSpanProcessor {
  override onStart(span: Span, parent: Context): void {
    const route = span.attributes["next.route"];
    const request = getRPCMetadata(parent);
    if (request && typeof route === "string") request.route = route;
  }
}
