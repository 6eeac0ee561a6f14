export { type TracingOptions, configureTracing, initializeTracing } from './sdk/initialize.js';
export type { TracingHandle } from './sdk/runtime.js';
export { TRACING_SETTINGS, type TracingSetting } from './config/settings.js';
export type { CallerTrust } from './http/local-caller.js';
export type { RunCreation } from './http/run-creation.js';
export { TracingError } from './tracing-error.js';

export {
  type FinishedFixedSpan,
  type FixedSpanOptions,
  recordFixedSpan,
  startFixedSpan,
  startTogether,
} from './spans/fixed-span.js';
export { type OperationOptions, traceAsyncOperation, traceOperation } from './spans/operation.js';
export { recordFailure } from './spans/failure.js';
export { type FinishedOperation, recordFinishedOperation } from './spans/finished-operation.js';
export { getTracer } from './spans/get-tracer.js';
export { traceFunction } from './spans/trace-function.js';
export {
  type AsyncOperationOptions,
  DistributedTracer,
  DistributedTracing,
} from './spans/distributed-tracing.js';
export { type FinishedRequest, HttpStatusError, traceHttpRequest } from './http/finished-request.js';
export { type ExternalApiCallOptions, traceExternalApiCall } from './http/external-api-call.js';
export {
  type ChildProcessOptions,
  type ChildProcessResult,
  traceChildProcess,
} from './process/child-process.js';
export { childProcessEnvironment } from './process/child-process-environment.js';
export { redactArguments } from './process/redact-arguments.js';
export {
  type MessageHeaders,
  type MessageQueueTracing,
  type QueueMessage,
  getMessageQueueTracing,
} from './messaging/message-queue-tracing.js';
export {
  type FinishedMessageQueueOperation,
  type MessageQueueOperation,
  traceMessageQueueOperation,
} from './messaging/message-queue-operation.js';
export {
  type DatabaseOptions,
  type DatabaseTracing,
  getDatabaseTracing,
} from './database/database-tracing.js';
export {
  type DatabaseOperationOptions,
  type FinishedDatabaseOperation,
  traceDatabaseOperation,
} from './database/database-operation.js';
export { type LlmCall, recordLlmUsage, traceLlmCall } from './llm/llm.js';
export type { LlmUsage } from './llm/llm-usage.js';
export type { FinishedLlmCall } from './llm/finished-llm-call.js';
export { type LlmStreamOptions, traceLlmStream } from './llm/llm-stream.js';
export { type LlmContent, recordLlmContent, recordToolContent } from './llm/llm-content.js';
export { type ToolCall, traceToolCall } from './llm/tool-call.js';
export { type TokenUsage, tokenUsageOf } from './llm/token-usage.js';
export { type LlmRequest, type LlmResponse, type LlmTracing, getLlmTracing } from './llm/llm-tracing.js';

export { attemptSpanIdOf, deliverySpanIdOf, newSpanId, rootSpanIdOf, traceIdOf } from './ids/span-ids.js';
export { attemptContext, runContext, runIdOfContext } from './context/run-context.js';
export { withBaggage } from './context/baggage.js';
export { addBaggage } from './context/added-baggage.js';
export { type TraceCarrier, captureContext, restoreContext } from './context/carrier.js';
export { withoutBaggageEgress, withoutTracing } from './context/suppression.js';
export { correlationId } from './context/correlation.js';
export { ATTEMPT_NUMBER, CORRELATION_ID, RUN_ID, TASK_ID, UNTRACED_HEADER } from './context/names.js';

export {
  type InjectOptions,
  type PropagationUtils,
  extractTraceContext,
  getPropagationUtils,
  injectTraceContext,
} from './propagation/propagation-utils.js';

export { type SamplingManager, getSamplingManager } from './sampling/sampling-manager.js';
export type { AdaptiveOptions, SamplingStats } from './sampling/adaptive-sampler.js';
export type { SamplingMatch } from './sampling/rule-sampler.js';
export type { SamplingStrategy } from './sampling/strategy.js';

export { type Logger, getLogger } from './logging/logger.js';
export { TracingModule } from './nest/tracing.module.js';
export type {
  TracingForRootOptions,
  TracingModuleAsyncOptions,
  TracingModuleOptions,
  TracingOptionsFactory,
} from './nest/tracing-module-options.js';
export type { MetricsRoute } from './nest/metrics-route.js';
export type { MetricsReaders } from './nest/metrics-access.js';
export { TRACING_HANDLE, TRACING_OPTIONS } from './nest/tokens.js';
export { TraceService } from './nest/trace.service.js';

export { type TracingHealth, getTracingHealth } from './health/tracing-health.js';
export type { HealthCheck, HealthStatus } from './health/health-check.js';
export {
  TracingHealthIndicator,
  type TracingIndicatorOptions,
  type TracingIndicatorResult,
} from './health/tracing-health.indicator.js';

export { metricsText } from './metrics/metrics-text.js';
export { type AgentCall, countAgentCall } from './metrics/agent-metrics.js';
export { countCache } from './metrics/cache-metrics.js';
export { countAuthFailure } from './metrics/auth-metrics.js';
export { countFenced } from './metrics/fencing-metrics.js';
export {
  type ObservedBreaker,
  countCircuitBreakerOpened,
  observeCircuitBreakers,
} from './metrics/circuit-breaker-metrics.js';
export { type TracingAccounts, getTracingAccounts } from './export/tracing-accounts.js';
export { type ExporterStatus, exportStatus } from './export/export-status.js';
export {
  DeferredSpan,
  type DeferredSpanEnd,
  type DeferredSpanOptions,
  type DeferredSpanState,
} from './export/deferred-span.js';
export { type DerivedSpan, exportDerivedSpan } from './export/derived-span.js';
export { type RefusedRun, exportRefusedRun, runStartOf } from './export/refused-run.js';
export { journalOf } from './journal/journal-of.js';
export type { TraceJournal } from './journal/journal-folder.js';

export { type TraceValidator, getValidator } from './validation/validator.js';
export { type ValidationOptions, validateTrace } from './validation/validate-trace.js';
export { type CheckedPart, checkedParts, traceReportText } from './validation/report-text.js';
export type {
  MisnamedSpan,
  ShownSecret,
  TraceEdge,
  TraceReport,
  UnconventionalSpan,
} from './validation/trace-report.js';
export type {
  TraceAttributeValue,
  TraceSpan,
  TraceSpanKind,
  TraceSpanStatus,
} from './validation/trace-span.js';
export { spansFromOtlp } from './validation/spans-from-otlp.js';
export { type SelfTestOptions, runTracingIntegrationTests } from './self-test/self-test.js';
export type { SelfTestPart, SelfTestPartName, SelfTestReport } from './self-test/self-test-report.js';

export { type PrivacyOptions, PrivacyFilter } from './privacy/privacy-filter.js';
export { configurePrivacyFilter, getPrivacyFilter } from './privacy/configured-filter.js';
export { filterSpan } from './privacy/filter-span.js';

export {
  type ResultOptions,
  type SpanDecoratorOptions,
  type SpanDescription,
  Span,
  Traceable,
} from './decorators/span.decorator.js';
export { type TraceAiOptions, TraceAi, TraceAiOperation } from './decorators/trace-ai.decorator.js';
export { Baggage, CurrentSpan } from './decorators/parameter.decorators.js';
export type { MethodTracing } from './decorators/traced-method.js';

export {
  COMPLIANCE_LEVEL,
  CONSTITUTIONAL_HASH,
  ConstitutionalComplianceLevel,
  TRACE_CATEGORY,
  TraceCategory,
} from './governance/compliance.js';
export { canonicalForm } from './governance/canonical-form.js';
export {
  constitutionalHash,
  isPolicyHash,
  policyHash,
  setConstitutionalHash,
} from './governance/policy-hash.js';
export {
  complianceAttributes,
  recordCompliance,
  traceConstitutionalOperation,
} from './governance/constitutional-operation.js';
export { complianceRate } from './governance/compliance-counts.js';
export {
  ConstitutionalHashError,
  type HashCheck,
  type HashVerdict,
  checkConstitutionalHash,
  compareConstitutionalHash,
} from './governance/hash-check.js';
export { guardRequests } from './governance/guard-requests.js';
export { constitutionalHashMiddleware } from './governance/http-refusal.js';
export { type GovernanceMode, governanceMode, setGovernanceMode } from './governance/governance-mode.js';
export {
  type ComplianceOptions,
  TraceCompliance,
  TraceConsensus,
  TraceConstitutional,
} from './governance/compliance.decorators.js';
export {
  type CircuitBreakerState,
  circuitBreakerAttributes,
  circuitBreakerSpanName,
} from './circuit-breaker/circuit-breaker-span.js';
export { type Breaker, type BreakerOptions, CircuitBreakerOpenError } from './circuit-breaker/breaker.js';
export {
  TracedCircuitBreaker,
  type TracedCircuitBreakerOptions,
} from './circuit-breaker/traced-circuit-breaker.js';

export { type SentryHandle, configureSentry } from './errors/configure-sentry.js';
export type { SentryOptions } from './errors/sentry-options.js';
export { beforeSendFilter } from './errors/before-send-filter.js';
export { addBreadcrumb, addUserContext, captureException, captureRequestError } from './errors/capture.js';
export { type BreadcrumbLevel, withErrorScope } from './errors/error-scope.js';
