/** What the operators of a service see: numbers for Prometheus, and how each of its parts is. Names of metrics begin as the service says. */
export { type Health, type HealthReport, type HealthStatus, PartChecks, type PartHealth } from './health.ts';
export { patientRead, publishCounter, publishGauge, type Read, type Reading } from './publish.ts';
export { Traffic } from './traffic.ts';
