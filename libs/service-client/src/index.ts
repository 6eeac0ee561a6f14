export * from './client.js';
export * from './service-client.module.js';
