import { initializeTracing } from './start-up/initialize.js';

initializeTracing();
