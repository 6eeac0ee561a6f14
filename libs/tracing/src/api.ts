/**
 * The OpenTelemetry API, as this library uses it. A program that takes it from here has one copy of it, and so one
 * tracer, one context and one meter.
 */
export * from '@opentelemetry/api';
