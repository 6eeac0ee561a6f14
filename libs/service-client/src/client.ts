/** The client without Nest: `@throughline/service-client/client`. */
export { createServiceClient, type ServiceClientOptions } from './create-service-client.js';
export { ServiceClient, type CallOptions, type ResponseClass, type StreamOptions } from './service-client.js';
export { refuseCallsInside } from './unit-of-work-guard.js';
export {
  CallInsideUnitOfWorkError,
  HomeNotSetError,
  InvalidResponseError,
  RemoteError,
  TokenUnreadableError,
  TooManyCallsError,
} from './service-client.errors.js';
export { readLocalToken, tokenPath } from './local-token.js';
export { SERVICE_CLIENT_SETTINGS } from './settings.js';
